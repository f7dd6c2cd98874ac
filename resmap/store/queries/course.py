"""The course of cases: steps, papers, contacts, tasks, plans and what else the process keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store.queries import cases
from resmap.store.records import (
    AssignmentRecord,
    CarriedRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ContactRecord,
    DutyRecord,
    GoalRecord,
    NeedLinkRecord,
    ObjectiveRecord,
    PaperRecord,
    PlanLineRecord,
    PlanRecord,
    ScaleRecord,
    StageStepRecord,
    StatementRecord,
    TaskRecord,
)


@dataclass(frozen=True)
class Course:
    """Everything that the process kept of one case, each oldest first. ``conferences`` are those that had it
    on their agenda."""

    steps: tuple[StageStepRecord, ...] = ()
    papers: tuple[PaperRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    tasks: tuple[TaskRecord, ...] = ()
    assignments: tuple[AssignmentRecord, ...] = ()
    duties: tuple[DutyRecord, ...] = ()
    statements: tuple[StatementRecord, ...] = ()
    links: tuple[NeedLinkRecord, ...] = ()
    scales: tuple[ScaleRecord, ...] = ()
    plans: tuple[PlanRecord, ...] = ()
    goals: tuple[GoalRecord, ...] = ()
    objectives: tuple[ObjectiveRecord, ...] = ()
    lines: tuple[PlanLineRecord, ...] = ()
    items: tuple[ConferenceItemRecord, ...] = ()
    conferences: tuple[ConferenceRecord, ...] = ()

    def papers_of(self, *kinds: PaperKind) -> tuple[PaperRecord, ...]:
        """The papers of these kinds, oldest first."""
        return tuple(one for one in self.papers if one.kind in kinds)

    @property
    def plan(self) -> PlanRecord | None:
        """The plan in force, else the youngest draft; None before the first."""
        standing = [one for one in self.plans if one.state == "contracted"] or [
            one for one in self.plans if one.state == "draft"
        ]
        return max(standing, key=lambda one: one.number, default=None)


_RECORDS = {
    "steps": (StageStepRecord, (StageStepRecord.on, StageStepRecord.created_at)),
    "papers": (PaperRecord, (PaperRecord.on, PaperRecord.created_at)),
    "contacts": (ContactRecord, (ContactRecord.on, ContactRecord.created_at)),
    "tasks": (TaskRecord, (TaskRecord.due_on,)),
    "assignments": (AssignmentRecord, (AssignmentRecord.since, AssignmentRecord.created_at)),
    "duties": (DutyRecord, ()),
    "statements": (StatementRecord, (StatementRecord.heard_on, StatementRecord.created_at)),
    "links": (NeedLinkRecord, ()),
    "scales": (ScaleRecord, (ScaleRecord.taken_on,)),
    "plans": (PlanRecord, (PlanRecord.number,)),
    "goals": (GoalRecord, (GoalRecord.position,)),
    "objectives": (ObjectiveRecord, (ObjectiveRecord.position,)),
    "lines": (PlanLineRecord, (PlanLineRecord.priority,)),
    "items": (ConferenceItemRecord, (ConferenceItemRecord.position,)),
}


def of_case(uow, actor: Actor, case_id: str, permission: Permission = Permission.CASE_READ) -> Course:
    """The course of one case; raises NotAllowed (role) or NotFound (scope) like ``cases.get``."""
    case = cases.get(uow, actor, case_id, permission)
    return of_cases(uow, actor, [case.id])[case.id]


def of_cases(
    uow, actor: Actor, case_ids: Iterable[str], *, only: Sequence[str] = tuple(_RECORDS)
) -> dict[str, Course]:
    """The courses of cases in the actor's scope by id: a query for each sort of record, however many cases.

    ``only`` names the sorts that are wanted (fields of :class:`Course`).
    """
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    ids = list(dict.fromkeys(case_ids))
    found: dict[str, dict[str, list]] = {case_id: {} for case_id in ids}
    for name in only:
        cls, order = _RECORDS[name]
        for record in uow.session.scalars(select(cls).where(cls.case_id.in_(ids)).order_by(*order, cls.id)):
            found[record.case_id].setdefault(name, []).append(record)
    _add_conferences(uow, found)
    return {
        case_id: Course(**{name: tuple(records) for name, records in sorts.items()})
        for case_id, sorts in found.items()
    }


def paper(uow, actor: Actor, paper_id: str, permission: Permission = Permission.CASE_READ) -> PaperRecord:
    """A paper of a case in the actor's scope; raises NotAllowed or NotFound."""
    actor.require(permission)
    uow.require_actor(actor)
    record = uow.get(PaperRecord, paper_id)
    if record is None:
        raise NotFound("PaperRecord")
    return record


def _add_conferences(uow, found: dict[str, dict[str, list]]) -> None:
    """The conferences whose agenda names the cases."""
    named = {item.conference_id for sorts in found.values() for item in sorts.get("items", ())}
    if not named:
        return
    query = select(ConferenceRecord).where(ConferenceRecord.id.in_(named)).order_by(ConferenceRecord.on)
    known = {one.id: one for one in uow.session.scalars(query)}
    for sorts in found.values():
        for item in sorts.get("items", ()):
            if item.conference_id in known:
                sorts.setdefault("conferences", []).append(known[item.conference_id])




def carried(uow, case_id: str) -> list[CarriedRecord]:
    """What of a case was carried over into the duty system, within the actor's scope."""
    return list(uow.session.scalars(select(CarriedRecord).where(CarriedRecord.case_id == case_id)))
