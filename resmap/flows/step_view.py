"""What the page of a case's course shows: where it stands, every step from here, how it came here."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.stages import Ruling
from resmap.flows import steps
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import Course, UnitOfWork, accounts, course
from resmap.words.stages import condition_sentence


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that the table knows: ``blocks`` and ``warnings`` are sentences, ``blocked_by`` their codes."""

    then: str
    allowed: bool
    blocks: tuple[str, ...]
    blocked_by: tuple[str, ...]
    warnings: tuple[str, ...]
    owes: tuple[str, ...]
    words: bool
    emergency: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step that was taken; ``owed`` are sentences of what an emergency left to be done."""

    now: str
    then: str
    on: date
    by: str
    why: str | None
    emergency: bool
    owed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """Where a case stands. ``days`` in its present stage; ``reports`` if a report is still to be made."""

    head: CaseHead
    path: str
    kind: str | None
    days: int
    closed: bool
    steps: tuple[StepView, ...]
    taken: tuple[StepLine, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> CoursePage:
    """The course of a case, told in ``locale``; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    case = loaded.parts.case
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    view = CoursePage(
        head=head(uow, loaded, locale),
        path=case.path.value,
        kind=case.kind.value if case.kind else None,
        days=(today - (case.stage_since or case.opened_on)).days,
        closed=case.closed_on is not None,
        steps=tuple(_step(one, locale) for one in steps.possible(loaded, told)),
        taken=_taken(told, names, locale),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "course"})
    uow.commit()
    return view


def _step(ruling: Ruling, locale: str) -> StepView:
    facts = {"conference": ruling.conference.value} if ruling.conference else {}

    def sentences(codes) -> tuple[str, ...]:
        return tuple(condition_sentence(code.value, facts, locale) for code in codes)

    return StepView(
        then=ruling.then.value,
        allowed=ruling.allowed,
        blocks=sentences(ruling.blocks),
        blocked_by=tuple(one.value for one in ruling.blocks),
        warnings=sentences(ruling.warnings),
        owes=sentences(ruling.owes),
        words=ruling.words,
        emergency=ruling.emergency,
    )


def _taken(told: Course, names: dict[str, str], locale: str) -> tuple[StepLine, ...]:
    """The steps that were taken, youngest first."""
    return tuple(
        StepLine(
            now=step.now.value,
            then=step.then.value,
            on=step.on,
            by=names.get(step.created_by, ""),
            why=step.why,
            emergency=step.emergency,
            owed=tuple(condition_sentence(code, {}, locale) for code in step.owed or ()),
        )
        for step in reversed(told.steps)
    )
