"""Writing the draft: from the confirmed needs to purposes and objectives (R079-R091).

A draft is begun with one press; what the program proposes in it (kind of goal, ground) stands in the form for a
person to change, and nothing of it counts before both have signed (P-19).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.checking import check_objective
from resmap.domain.planning.goals import Ground
from resmap.domain.planning.network_measures import is_figure
from resmap.domain.planning.plan import SIDE_OF, LineKind
from resmap.domain.planning.themes import goal_type_of
from resmap.flows.case_loading import OPEN
from resmap.flows.case_telling import holder_label
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.plans import lines, measuring
from resmap.flows.plans.asked import ObjectiveAsked, PurposeAsked, checked, kept
from resmap.flows.plans.in_hand import PlanInHand, contracted_of, draft_of, load, load_draft, objective_value
from resmap.store import GoalRecord, NeedRecord, ObjectiveRecord, PlanRecord, UnitOfWork, history
from resmap.words.explain import need_name
from resmap.words.planning import rewritten

assert set(SIDE_OF) == set(LineKind)

#: What is written on a record that is taken out of a draft.
TAKEN_OUT = "taken out of the draft"


def begin(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, needs: Iterable[str], key: str
) -> str:
    """Begin the first plan with one purpose for each of these confirmed needs; answers the plan's id.

    Where a draft is there already the needs come into it as further purposes. Raises FieldsRefused (needs:
    MISSING, NOT_CONFIRMED), NotFound for a need of another case, RuleForbids (CLOSED); an agreed plan is revised
    instead (:func:`contracting.revise`): FieldsRefused (plan: IN_FORCE).
    """
    actor.require(Permission.CASE_EDIT)
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "plan.begin")
    if done is not None:
        return done
    require_open(hand.loaded.parts.case)
    plan = draft_of(hand.told)
    if plan is None and contracted_of(hand.told) is not None:
        raise FieldsRefused([("plan", "IN_FORCE")])
    chosen = [_confirmed(hand, need) for need in dict.fromkeys(needs)]
    if not chosen:
        raise FieldsRefused([("needs", "MISSING")])
    if plan is None:
        number = max((one.number for one in hand.told.plans), default=0) + 1
        plan = uow.add(PlanRecord(case_id=case_id, number=number, made_on=today))
        uow.flush()
    in_plan = PlanInHand(hand.loaded, hand.told, plan)
    position = len(in_plan.goals)
    for need in chosen:
        if need.id in in_plan.taken_up:
            continue
        proposed = proposal(hand, need)
        position += 1
        uow.add(
            GoalRecord(
                case_id=case_id,
                plan_id=plan.id,
                position=position,
                goal_type=proposed.goal_type,
                ground=proposed.ground,
                purpose=kept(proposed.purpose),
                need_ids=[need.id],
            )
        )
    uow.event(EventKind.PLAN_CHANGED, case_id, client=hand.loaded.client_id, facts={"plan": plan.id, "state": plan.state})
    history.finish_once(uow, key, plan.id)
    uow.commit()
    return plan.id


def proposal(hand: PlanInHand, need: NeedRecord) -> PurposeAsked:
    """What a purpose for this need could say: the wish that was heard, else the need itself in words.

    The kind of goal by the words of the need (R079-R084); the ground: what stands first with the client is taken up
    for that, anything else because it can be met in the time (R088). Both are for a person to change.
    """
    name = need_name(need.code, "ko") if need.code else ""
    heard = " ".join(filter(None, (name, need.words, need.wish)))
    return PurposeAsked(
        purpose=(need.wish or "").strip() or name,
        needs=(need.id,),
        goal_type=goal_type_of(heard),
        ground=Ground.CLIENT_FIRST if need.priority == 1 else Ground.ATTAINABLE,
    )


def save_purpose(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    asked: PurposeAsked,
    purpose_id: str | None = None,
    revision: int | None = None,
    key: str,
) -> str:
    """Keep a purpose of the draft, a new one without ``purpose_id``; answers its id.

    Raises FieldsRefused (purpose: MISSING; needs: NOT_CONFIRMED; why_changed: MISSING where it revises a goal of
    an earlier version and says something else, R104), LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    checked(asked)
    hand = load_draft(uow, actor, case_id, today)
    done = history.begin_once(uow, key, "plan.purpose")
    if done is not None:
        return done
    if not asked.purpose.strip():
        raise FieldsRefused([("purpose", "MISSING")])
    chosen = [_confirmed(hand, need).id for need in dict.fromkeys(asked.needs)]
    if purpose_id is None:
        record = uow.add(GoalRecord(case_id=case_id, plan_id=hand.plan.id, position=len(hand.goals) + 1))
    else:
        record = hand.goal(purpose_id)
        uow.check_revision(record, revision if revision is not None else -1)
        earlier = next((one for one in hand.told.goals if one.id == record.replaces_id), None)
        says_other = earlier is not None and (earlier.purpose or "") != asked.purpose.strip()
        if says_other and not asked.why_changed.strip():
            raise FieldsRefused([("why_changed", "MISSING")])
    record.purpose, record.need_ids = kept(asked.purpose), chosen
    record.goal_type, record.ground = asked.goal_type, asked.ground
    record.why_changed = kept(asked.why_changed)
    return _keep(uow, hand, record.id, key, {"purpose": record.id})


def save_objective(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    purpose_id: str,
    asked: ObjectiveAsked,
    objective_id: str | None = None,
    revision: int | None = None,
    key: str,
) -> str:
    """Keep an objective of the draft, with its first line where one is told; answers the objective's id.

    The checker's hints stand beside it afterwards and hinder nothing (P-19). Raises FieldsRefused (text: MISSING;
    months: RANGE; baseline, target: NOT_A_COUNT for a figure of the network, R082; the codes of a line), LostUpdate,
    NotFound.
    """
    actor.require(Permission.CASE_EDIT)
    checked(asked)
    hand = load_draft(uow, actor, case_id, today)
    done = history.begin_once(uow, key, "plan.objective")
    if done is not None:
        return done
    goal = hand.goal(purpose_id)
    wrong = [("text", "MISSING")] if not asked.text.strip() else []
    if asked.months is not None and not 1 <= asked.months <= 120:
        wrong.append(("months", "RANGE"))
    if asked.holder and asked.holder not in holders_of(hand):
        wrong.append(("holder", "UNKNOWN"))
    if asked.measure is not None:
        asked = _measured_by(hand, asked, hand.objective(objective_id) if objective_id else None)
        values = {"baseline": asked.baseline.strip(), "target": asked.target.strip()}
        wrong += [(name, "NOT_A_COUNT") for name, value in values.items() if value and not is_figure(value)]
    if wrong:
        raise FieldsRefused(wrong)
    if objective_id is None:
        siblings = [one for one in hand.objectives if one.goal_id == goal.id]
        record = uow.add(
            ObjectiveRecord(case_id=case_id, plan_id=hand.plan.id, goal_id=goal.id, position=len(siblings) + 1)
        )
    else:
        record = hand.objective(objective_id)
        uow.check_revision(record, revision if revision is not None else -1)
        record.goal_id = goal.id
    record.text, record.holder = kept(asked.text), asked.holder or None
    record.indicator, record.baseline, record.target = map(kept, (asked.indicator, asked.baseline, asked.target))
    record.months, record.strategy = asked.months, kept(asked.strategy)
    record.measure = asked.measure.value if asked.measure else None
    if asked.first_line is not None and asked.first_line.content.strip():
        uow.flush()
        lines.keep(uow, hand, record.id, checked(asked.first_line))
    return _keep(uow, hand, record.id, key, {"objective": record.id})


def _measured_by(hand: PlanInHand, asked: ObjectiveAsked, before: ObjectiveRecord | None) -> ObjectiveAsked:
    """With the figure's name as indicator and its value of today as baseline where nothing else was written.

    What the form only brings back of how it was measured before is nothing else.
    """
    indicator, baseline = asked.indicator.strip(), asked.baseline.strip()
    if before is not None and before.measure != asked.measure.value:
        indicator = "" if indicator == (before.indicator or "") else indicator
        baseline = "" if baseline == (before.baseline or "") else baseline
    return replace(
        asked,
        indicator=indicator or measuring.name_of(asked.measure, "ko"),
        baseline=baseline or str(measuring.today_of(asked.measure, hand.loaded)),
    )


def holders_of(hand: PlanInHand) -> dict[str, str]:
    """Whose change an objective can be (R108): members of the household, the couple, the family; id -> words."""
    members = hand.loaded.parts.members
    ids = [one.id for one in members] + (["couple"] if len(members) > 1 else []) + (["family"] if len(members) > 1 else [])
    return {one: holder_label(hand.loaded, one, "ko") for one in ids}


def take_example(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, objective_id: str, *, revision: int, locale: str, key: str
) -> bool:
    """Put the checker's example in the place of what was written: one press. Answers whether places (○) are left
    to settle with the client. What the text named as a means is kept as the strategy, so that nothing is lost."""
    actor.require(Permission.CASE_EDIT)
    hand = load_draft(uow, actor, case_id, today)
    record = hand.objective(objective_id)
    if history.begin_once(uow, key, "plan.example", about=record.id) is None:
        uow.check_revision(record, revision)
        goal = hand.goal(record.goal_id)
        holder = hand.holder_words(record.holder, locale)
        value = objective_value(record, goal, id="1", purpose=goal.id, holder=holder, lines=[])
        example = check_objective(value).rewrite
        if example is None:
            raise NotFound("ObjectiveRecord")
        record.text = kept(rewritten(example, locale))
        if example.means and not record.strategy:
            record.strategy = kept(example.means)
        _keep(uow, hand, record.id, key, {"objective": record.id})
    else:
        uow.commit()
    return "○" in (record.text or "")


def take_out(uow: UnitOfWork, actor: Actor, case_id: str, today: date, record_id: str, *, revision: int, key: str) -> None:
    """Take a purpose, an objective or a line out of the draft, with what hangs on it. What an agreed plan says stays.

    Raises LostUpdate, NotFound; FieldsRefused (depends_on: WAITED_FOR) for a line that another one waits for.
    """
    actor.require(Permission.CASE_EDIT)
    hand = load_draft(uow, actor, case_id, today)
    if history.begin_once(uow, key, "plan.take_out", about=record_id) is not None:
        return uow.commit()
    every = {one.id: one for one in (*hand.goals, *hand.objectives, *hand.lines)}
    record = every.get(record_id)
    if record is None:
        raise NotFound("PlanRecord")
    uow.check_revision(record, revision)
    goals = {record_id}
    objectives = {one.id for one in hand.objectives if one.id == record_id or one.goal_id in goals}
    out = {record_id} | objectives | {one.id for one in hand.lines if one.objective_id in objectives}
    if any(one.depends_on_id in out and one.id not in out for one in hand.lines):
        raise FieldsRefused([("depends_on", "WAITED_FOR")])
    for one in out:
        uow.void(every[one], TAKEN_OUT)
    _keep(uow, hand, record_id, key, {"taken_out": record_id})


def _confirmed(hand: PlanInHand, need_id: str) -> NeedRecord:
    """An open need that the client confirmed (R069): nothing else is planned for."""
    need = hand.needs.get(need_id)
    if need is None:
        raise NotFound("NeedRecord")
    if need.confirmed_on is None or need.state != OPEN:
        raise FieldsRefused([("needs", "NOT_CONFIRMED")])
    return need


def _keep(uow: UnitOfWork, hand: PlanInHand, subject: str, key: str, facts: dict) -> str:
    uow.event(
        EventKind.PLAN_CHANGED, hand.loaded.id, client=hand.loaded.client_id, facts={"plan": hand.plan.id} | facts
    )
    history.finish_once(uow, key, subject)
    uow.commit()
    return subject
