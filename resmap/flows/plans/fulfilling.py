"""⑬ 이행 여부 of a line: 달성, 연장, 재사정, and what each brings about (R125, R157, R178, R179)."""

from datetime import date

from resmap.domain.due_policy import DueKind, policy_from
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.fulfilment import (
    FulfilmentEffects,
    FulfilmentProblem,
    fulfilment_effects,
    fulfilment_problems,
)
from resmap.domain.working_days import days_after
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.plans.asked import TickAsked
from resmap.flows.plans.in_hand import REASSESSMENT, PlanInHand, contracted_of, load, open_task
from resmap.store import OfficeRecord, TaskRecord, UnitOfWork, history

_FIELD = {
    FulfilmentProblem.CHECKED_IN_FUTURE: "checked_on",
    FulfilmentProblem.CHECKED_BEFORE_START: "checked_on",
}


def tick(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, line_id: str, *, asked: TickAsked, revision: int, key: str
) -> FulfilmentEffects | None:
    """Tick ⑬ of a line of the plan in force and carry the effects out; None where this form had done so before.

    달성 ends the line and its reminders; 연장 moves its end (and the plan's, where it was earlier); 재사정 opens a
    reassessment, one at a time. Raises FieldsRefused (new_end, checked_on: codes of ``FulfilmentProblem``),
    NotFound for a line that is not in force, LostUpdate, RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "plan.tick", about=line_id) is not None:
        uow.commit()
        return None
    require_open(hand.loaded.parts.case)
    standing = contracted_of(hand.told)
    if standing is None:
        raise NotFound("PlanRecord")
    hand = PlanInHand(hand.loaded, hand.told, standing)
    line = hand.line(line_id)
    uow.check_revision(line, revision)
    problems = fulfilment_problems(
        asked.ticked,
        checked_on=asked.checked_on,
        today=today,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        new_end=asked.new_end,
    )
    if problems:
        raise FieldsRefused((_FIELD.get(one, "new_end"), one.value) for one in problems)
    effects = fulfilment_effects(
        asked.ticked, checked_on=asked.checked_on, ends_on=line.ends_on, new_end=asked.new_end
    )
    line.fulfilment, line.checked_on, line.ends_on = asked.ticked.value, asked.checked_on, effects.ends_on
    if standing.ends_on and effects.ends_on and effects.ends_on > standing.ends_on:
        standing.ends_on = effects.ends_on
    if effects.cancel_reminders:
        for task in hand.told.tasks:
            if task.subject_id == line.id and task.done_on is None and task.cancelled_on is None:
                task.cancelled_on = today
    if effects.reassess and open_task(hand.told, REASSESSMENT) is None:
        uow.add(
            TaskRecord(
                case_id=case_id,
                kind=REASSESSMENT,
                due_on=_due(uow, actor, today),
                owner_id=hand.loaded.parts.case.manager_id,
                subject_id=line.id,
                text=line.content,
            )
        )
    facts = {"plan": standing.id, "line": line.id, "fulfilment": asked.ticked.value}
    uow.event(EventKind.PLAN_CHANGED, case_id, client=hand.loaded.client_id, facts=facts)
    history.finish_once(uow, key, line.id)
    uow.commit()
    return effects


def _due(uow: UnitOfWork, actor: Actor, today: date) -> date:
    """When a reassessment that was asked for has to be there, by the office's own days."""
    office = uow.get(OfficeRecord, actor.office)
    policy = policy_from(((office.settings if office else None) or {}).get("due") or {})
    term = policy.term(DueKind.REASSESSMENT_ASKED)
    return days_after(today, term.days, term.count, policy.holidays)
