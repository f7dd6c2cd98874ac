"""The plan becomes an agreement, and an agreement becomes an earlier version (R033, R034, R104, R113, R126-R128).

Signing agrees to the services, nothing else: no consent to share is made here, whatever the paper form prints in
one paragraph (R127). What may be told to whom is asked on the page of consents, for each recipient.
"""

from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.contract import Contract, contract_gaps
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.plans.asked import SignedAsked, checked, kept
from resmap.flows.plans.in_hand import (
    CONDITION,
    CONTRACTED,
    DRAFT,
    NO,
    REPLACED,
    YES,
    PlanInHand,
    contracted_of,
    draft_of,
    load,
    load_draft,
    open_task,
)
from resmap.flows.refusals import LostUpdate
from resmap.store import GoalRecord, ObjectiveRecord, PlanLineRecord, PlanRecord, TaskRecord, UnitOfWork, history

#: Fields that a form of signing may save without signing.
_TEXTS = ("short_term", "long_term", "opinion", "signer")


def save_head(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, asked: SignedAsked, revision: int, key: str
) -> None:
    """Keep what was written of the draft's head (②, the client's opinion, who signs) without signing it."""
    actor.require(Permission.CASE_EDIT)
    checked(asked)
    hand = load_draft(uow, actor, case_id, today)
    if history.begin_once(uow, key, "plan.head", about=hand.plan.id) is None:
        uow.check_revision(hand.plan, revision)
        _write_head(hand.plan, asked)
        _note(uow, hand)
        history.finish_once(uow, key, hand.plan.id)
    uow.commit()


def contract(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, asked: SignedAsked, revision: int, key: str
) -> str:
    """Both have signed the draft: it is the plan in force, an earlier one is kept as replaced; answers its id.

    Raises FieldsRefused with everything that is missing (:func:`contract_gaps`), LostUpdate, NotFound without a
    draft, RuleForbids (CLOSED). For each line with a condition a task begins: look whether it came true (R096).
    """
    actor.require(Permission.CASE_EDIT)
    checked(asked)
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "plan.contract")
    if done is not None:
        return done
    require_open(hand.loaded.parts.case)
    plan = draft_of(hand.told)
    if plan is None and contracted_of(hand.told) is not None:
        raise LostUpdate("the draft was signed meanwhile")
    if plan is None:
        raise NotFound("PlanRecord")
    hand, earlier = PlanInHand(hand.loaded, hand.told, plan), contracted_of(hand.told)
    uow.check_revision(plan, revision)
    signed = Contract(
        opinion=asked.opinion,
        decided_how=asked.decided_how,
        signer=asked.signer,
        service_agreed_on=asked.service_agreed_on,
        manager_signed_on=asked.manager_signed_on,
        replaces=earlier is not None,
        why=asked.why,
    )
    gaps = contract_gaps(signed, hand.value("ko"), today)
    if gaps:
        raise FieldsRefused((name, gap.value) for name, gap in gaps)
    if earlier is not None:
        earlier.state, earlier.replaced_why = REPLACED, kept(asked.why)
        _end_tasks(hand, earlier, today)
        uow.flush()  # the table allows one contracted plan at a time
    _write_head(plan, asked)
    plan.state = CONTRACTED
    plan.decided_how = asked.decided_how.value if asked.decided_how else None
    plan.service_agreed_on, plan.manager_signed_on = asked.service_agreed_on, asked.manager_signed_on
    plan.ends_on = asked.ends_on or max((one.ends_on for one in hand.lines if one.ends_on), default=None)
    for line in hand.lines:
        if line.depends_on_id and line.id not in hand.conditions and open_task(hand.told, CONDITION, line.id) is None:
            before = hand.line(line.depends_on_id)
            uow.add(
                TaskRecord(
                    case_id=case_id,
                    kind=CONDITION,
                    due_on=before.ends_on or line.starts_on,
                    owner_id=hand.loaded.parts.case.manager_id,
                    subject_id=line.id,
                    text=line.condition,
                )
            )
    _note(uow, hand)
    history.finish_once(uow, key, plan.id)
    uow.commit()
    return plan.id


def revise(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, key: str) -> str:
    """Begin the next version from the plan in force; answers the draft's id.

    Goals and objectives are copied with what they revise (R104), lines that still run with them; what was met,
    and what a condition decided against, stays in the version that it belongs to. Until both have signed the new
    version the old one holds. Raises NotFound without a plan in force; where a draft is there, that is it.
    """
    actor.require(Permission.CASE_EDIT)
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "plan.revise")
    if done is not None:
        return done
    require_open(hand.loaded.parts.case)
    standing, draft = contracted_of(hand.told), draft_of(hand.told)
    if draft is None:
        if standing is None:
            raise NotFound("PlanRecord")
        draft = _copied(uow, PlanInHand(hand.loaded, hand.told, standing), today)
    facts = {"plan": draft.id, "state": draft.state}
    uow.event(EventKind.PLAN_CHANGED, case_id, client=hand.loaded.client_id, facts=facts)
    history.finish_once(uow, key, draft.id)
    uow.commit()
    return draft.id


def _copied(uow: UnitOfWork, hand: PlanInHand, today: date) -> PlanRecord:
    old = hand.plan
    number = max(one.number for one in hand.told.plans) + 1
    plan = uow.add(
        PlanRecord(case_id=hand.loaded.id, number=number, made_on=today, state=DRAFT, short_term=old.short_term,
                   long_term=old.long_term, signer=old.signer)
    )  # fmt: skip
    uow.flush()
    goals = {one.id: _copy_of(uow, one, plan, _GOAL) for one in hand.goals}
    uow.flush()
    objectives = {
        one.id: _copy_of(uow, one, plan, _OBJECTIVE, goal_id=goals[one.goal_id].id) for one in hand.objectives
    }
    uow.flush()
    going_on = [
        one for one in hand.lines if one.fulfilment != Fulfilment.MET.value and one.id not in hand.dropped
    ]
    copies: dict[str, PlanLineRecord] = {}
    for one in _first_things_first(going_on):
        more = {"objective_id": objectives[one.objective_id].id}
        if one.depends_on_id in copies:
            more |= {"depends_on_id": copies[one.depends_on_id].id, "condition": one.condition}
        copies[one.id] = copy = _copy_of(uow, one, plan, _LINE, **more)
        uow.flush()
        if copy.depends_on_id and hand.conditions.get(one.id):  # what was answered is answered for the new line too
            uow.add(TaskRecord(case_id=hand.loaded.id, kind=CONDITION, due_on=today, done_on=today, subject_id=copy.id,
                               text=one.condition, result=YES))  # fmt: skip
    return plan


def _first_things_first(lines: list[PlanLineRecord]) -> list[PlanLineRecord]:
    """Each line after the one that it waits for; a line that waits for none of these is free."""
    ordered: list[PlanLineRecord] = []
    left = list(lines)
    while left:
        behind = {one.id for one in left}
        free = [one for one in left if one.depends_on_id not in behind] or left
        ordered += free
        left = [one for one in left if one not in free]
    return ordered


_GOAL = ("position", "goal_type", "ground", "purpose", "need_ids")
_OBJECTIVE = ("position", "months", "text", "holder", "indicator", "baseline", "target", "strategy", "gas", "measure")
_LINE = (
    "kind", "priority", "timing", "starts_on", "ends_on", "methods", "provider_id", "referral_id", "content", "provider",
    "person", "per_week", "when", "note", "direct_service",
)  # fmt: skip


def _copy_of(uow: UnitOfWork, one, plan: PlanRecord, names: tuple[str, ...], **more):
    """The record once more in the new version; of goals and objectives with what it revises."""
    if isinstance(one, GoalRecord | ObjectiveRecord):
        more["replaces_id"] = one.id
    return uow.add(type(one)(case_id=one.case_id, plan_id=plan.id, **{name: getattr(one, name) for name in names}, **more))


def answer_condition(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, line_id: str, *, came_true: bool, key: str
) -> None:
    """Say whether the condition of a line came true: yes starts it, no takes the other branch (R096).

    Raises NotFound for a line that is not in force or waits for nothing.
    """
    actor.require(Permission.CASE_EDIT)
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "plan.condition", about=line_id) is None:
        require_open(hand.loaded.parts.case)
        standing = contracted_of(hand.told)
        line = PlanInHand(hand.loaded, hand.told, standing).line(line_id)
        task = open_task(hand.told, CONDITION, line_id)
        if line.depends_on_id is None or task is None:
            raise NotFound("TaskRecord")
        task.done_on, task.result = today, YES if came_true else NO
        facts = {"plan": line.plan_id, "line": line_id, "condition": task.result}
        uow.event(EventKind.PLAN_CHANGED, case_id, client=hand.loaded.client_id, facts=facts)
        history.finish_once(uow, key, line_id)
    uow.commit()


def _end_tasks(hand: PlanInHand, plan: PlanRecord, today: date) -> None:
    """Nobody is reminded of the lines of a version that holds no more."""
    lines = {one.id for one in hand.told.lines if one.plan_id == plan.id}
    for task in hand.told.tasks:
        if task.kind == CONDITION and task.subject_id in lines and task.done_on is None:
            task.cancelled_on = today


def _write_head(plan: PlanRecord, asked: SignedAsked) -> None:
    for name in _TEXTS:
        setattr(plan, name, kept(getattr(asked, name)))
    plan.decided_how = asked.decided_how.value if asked.decided_how else None
    plan.ends_on = asked.ends_on


def _note(uow: UnitOfWork, hand: PlanInHand) -> None:
    facts = {"plan": hand.plan.id, "state": hand.plan.state, "number": hand.plan.number}
    uow.event(EventKind.PLAN_CHANGED, hand.loaded.id, client=hand.loaded.client_id, facts=facts)
