"""What was promised in a case by a day: written down in one line, ticked when it is done (R003: nobody is forgotten).

Tasks that a rule left (a withdrawal to be told, a reassessment) are settled where they belong; here are those that a
person ticks.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import CaseRecord, TaskRecord, UnitOfWork, cases, course, history

PROMISE = "promise"

#: Kinds that a person ticks; the others are done by the act that they ask for.
BY_HAND = frozenset({PROMISE, "ask_consent", "benefit_application", "service_application"})

LONGEST = 300


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise. ``text`` may be empty where the kind says it all."""

    id: str
    revision: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None
    result: str
    late: bool


@dataclass(frozen=True, slots=True)
class PromisePage:
    """Promises of a case: those that wait, the earliest first; the last that were kept."""

    head: CaseHead
    closed: bool
    waiting: tuple[PromiseLine, ...]
    done: tuple[PromiseLine, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> PromisePage:
    """The promises of a case; notes that the client was read. Raises NotAllowed or NotFound."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = [one for one in course.of_case(uow, actor, case_id).tasks if one.kind in BY_HAND and not one.cancelled_on]
    waiting = sorted((one for one in told if not one.done_on), key=lambda one: (one.due_on or date.max, one.id))
    done = sorted((one for one in told if one.done_on), key=lambda one: one.done_on, reverse=True)
    view = PromisePage(
        head=head(uow, loaded, locale),
        closed=not _may_write(loaded.parts.case),
        waiting=tuple(_line(one, today) for one in waiting),
        done=tuple(_line(one, today) for one in done[:20]),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "promises"})
    uow.commit()
    return view


def promise(uow: UnitOfWork, actor: Actor, case_id: str, *, text: str, due_on: date | None, key: str) -> str:
    """Write a promise down; answers its id. Raises FieldsRefused (MISSING), ResidentNumberError, RuleForbids (CLOSED)."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.promise")
    if done is not None:
        return done
    if not _may_write(case):
        require_open(case)
    refuse(text, "text")
    missing = [(name, "MISSING") for name, value in (("text", text.strip()), ("due_on", due_on)) if not value]
    if missing:
        raise FieldsRefused(missing)
    task = uow.add(
        TaskRecord(case_id=case.id, kind=PROMISE, due_on=due_on, owner_id=actor.id, text=text.strip()[:LONGEST])
    )
    facts = {"task": task.id, "kind": PROMISE}
    uow.event(EventKind.TASK_CHANGED, case.id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, task.id)
    uow.commit()
    return task.id


def settle(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    task_id: str,
    today: date,
    *,
    kept: bool,
    result: str = "",
    revision: int,
    key: str,
) -> None:
    """Tick a promise that was kept, or take away one that is needed no more.

    Raises NotFound for a task of another kind, LostUpdate, ResidentNumberError, RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    task = uow.get(TaskRecord, task_id)
    if task is None or task.case_id != case.id or task.kind not in BY_HAND:
        raise NotFound("TaskRecord")
    if history.begin_once(uow, key, "case.promise_settled", about=task.id) is None:
        uow.check_revision(task, revision)
        if not _may_write(case):
            require_open(case)
        refuse(result, "result")
        task.done_on, task.cancelled_on = (today, None) if kept else (None, today)
        task.result = result.strip()[:LONGEST] or None
        facts = {"task": task.id, "kind": task.kind, "kept": kept}
        uow.event(EventKind.TASK_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, task.id)
    uow.commit()


def _may_write(case: CaseRecord) -> bool:
    """Open, or still followed up."""
    return case.closed_on is None or case.stage is Stage.FOLLOW_UP


def _line(one: TaskRecord, today: date) -> PromiseLine:
    return PromiseLine(
        id=one.id,
        revision=one.revision,
        kind=one.kind,
        text=one.text or "",
        due_on=one.due_on,
        done_on=one.done_on,
        result=one.result or "",
        late=bool(one.due_on and not one.done_on and one.due_on < today),
    )
