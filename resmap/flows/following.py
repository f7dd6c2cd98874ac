"""Follow-up after closing: with the client's own consent, limited, no new service; and coming back (R182, R184, R208-R213).

When a talk is due is not kept anywhere: it follows from the day of closing, the office's months and the last day
of the consent (``domain.due``). Whoever takes the consent back has no follow-up any more the same moment (R211).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.events import EventKind
from resmap.domain.following_up import (
    ENTRIES,
    FollowUp,
    Ground,
    Return,
    Stability,
    Work,
    follow_up_gaps,
    return_gaps,
)
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.stages import rule_step
from resmap.domain.working_days import months_after
from resmap.flows import dues, steps
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import head_of
from resmap.flows.case_view import CaseHead
from resmap.flows.frozen import require_writable
from resmap.flows.ruling import RuleForbids
from resmap.flows.standing import standing_of
from resmap.matching.engine import Reason
from resmap.store import (
    ConsentKind,
    Course,
    PaperRecord,
    ScaleRecord,
    StageStepRecord,
    UnitOfWork,
    accounts,
    course,
    history,
)

LONGEST = 2000
SAID = "following_up.gap"


@dataclass(frozen=True, slots=True)
class Planned:
    """A talk that is planned; ``held`` once one took place for it."""

    on: date
    held: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A talk that took place, or the decision to come back (``grounds``)."""

    id: str
    on: date
    by: str
    result: str
    work: tuple[str, ...]
    words: str
    said_again: bool
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A scale over time (R213): days and totals, oldest first; the same scale as at the beginning."""

    scale: str
    scores: tuple[tuple[date, str, float | None], ...]


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """``until`` is the last day that was agreed to; ``gaps`` are codes of what stands in the way of a talk today."""

    head: CaseHead
    alive: bool
    consented: bool
    until: date | None
    planned: tuple[Planned, ...]
    held: tuple[Held, ...]
    scales: tuple[ScaleLine, ...]
    gaps: tuple[str, ...]
    entries: tuple[str, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> FollowUpPage:
    """Follow-up of a case; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    case, until = loaded.parts.case, agreed_until(loaded)
    papers = told.papers_of(PaperKind.FOLLOW_UP)
    talks = [one.on for one in papers if one.state is PaperState.DONE]
    months = dues.policy_of(uow, actor).follow_up_months
    asked = FollowUp(today, loaded.case.consents.aftercare, until, result=Stability.STABLE, alive=_alive(loaded))
    view = FollowUpPage(
        head=head_of(loaded, names.get(case.manager_id, ""), locale),
        alive=_alive(loaded),
        consented=loaded.case.consents.aftercare,
        until=until,
        planned=planned_talks(case.closed_on, until, months, talks) if loaded.case.consents.aftercare else (),
        held=tuple(_held(one, names) for one in reversed(papers)),
        scales=scale_lines(told.scales),
        gaps=tuple(gap.value for gap in follow_up_gaps(asked)),
        entries=tuple(stage.value for stage in ENTRIES[1:]),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "follow_up"})
    uow.commit()
    return view


def keep(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    work: Iterable[Work],
    result: Stability,
    words: str,
    key: str,
    said_again: bool = False,
) -> str:
    """Keep a follow-up talk of today; answers the paper's id. The first one brings the stage of follow-up.

    ``said_again``: a difficulty was raised again (R182); whether to come back is a person's decision
    (:func:`come_back`). Raises RuleForbids with every gap: no consent, no last day, after it, a new service.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "follow_up.keep")
    if done is not None:
        return done
    case = loaded.parts.case
    _require_closed(loaded)
    require_writable(case, PaperKind.FOLLOW_UP)
    chosen = frozenset(work)
    asked = FollowUp(
        today, loaded.case.consents.aftercare, agreed_until(loaded), chosen, result, alive=_alive(loaded)
    )
    gaps = follow_up_gaps(asked)
    if gaps:
        raise RuleForbids(Reason(gap, {"area": SAID}) for gap in gaps)
    _into_follow_up(uow, actor, loaded, today)
    content = {
        "work": sorted(one.value for one in chosen),
        "result": result.value,
        "words": words.strip()[:LONGEST],
        "said_again": said_again,
    }
    kept = uow.add(_paper(case_id, case.stage, today, content))
    facts = {"paper": kept.id, "result": result.value, "said_again": said_again}
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def come_back(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    then: Stage,
    grounds: Iterable[Ground],
    why: str,
    revision: int,
    key: str,
) -> str:
    """Re-open a closed case at a stage, on a ground that is written down (R184); answers its id.

    Needs no consent to follow-up: whoever asks for help again is helped (R182). Raises RuleForbids.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    own = f"{key[:94]}.back"
    if history.begin_once(uow, own, "follow_up.back", about=case_id) is not None:
        return case_id
    _require_closed(loaded)
    chosen = frozenset(grounds)
    gaps = return_gaps(Return(chosen, then, actor.name or actor.id, alive=_alive(loaded)))
    if gaps:
        raise RuleForbids(Reason(gap, {"area": SAID}) for gap in gaps)
    content = {
        "result": Stability.REOPEN.value,
        "grounds": sorted(one.value for one in chosen),
        "then": then.value,
        "words": why.strip()[:LONGEST],
        "decided_by": actor.id,
    }
    uow.add(_paper(case_id, loaded.parts.case.stage, today, content))
    history.finish_once(uow, own, case_id)
    # One transaction: the step commits, with the paper, or neither is there.
    steps.take(uow, actor, case_id, today, then=then, why=why, revision=revision, key=key)
    return case_id


def agreed_until(loaded: LoadedCase) -> date | None:
    """The last day of the follow-up that the client agreed to (R208); None without one."""
    given = [
        one.until
        for one in loaded.parts.consents
        if one.kind is ConsentKind.AFTERCARE and one.granted and one.withdrawn_at is None and one.until is not None
    ]
    return max(given, default=None)


def planned_talks(
    closed_on: date | None, until: date | None, months: Iterable[int], talks: Iterable[date]
) -> tuple[Planned, ...]:
    """The planned talks within the agreed period. A talk counts for each day up to it, and a week ahead."""
    if closed_on is None or until is None:
        return ()
    days = [day for day in (months_after(closed_on, one) for one in months) if day <= until]
    latest = max(talks, default=None)
    return tuple(Planned(day, latest is not None and (day - latest).days <= 7) for day in days)


def scale_lines(records: Iterable[ScaleRecord]) -> tuple[ScaleLine, ...]:
    """Scores by scale in the order of time."""
    found: dict[str, list[tuple[date, str, float | None]]] = {}
    for one in records:
        total = (one.score or {}).get("total")
        found.setdefault(one.scale, []).append((one.taken_on, one.occasion, total))
    return tuple(ScaleLine(name, tuple(scores)) for name, scores in found.items())


def _paper(case_id: str, stage: Stage, today: date, content: dict) -> PaperRecord:
    return PaperRecord(
        case_id=case_id,
        kind=PaperKind.FOLLOW_UP,
        state=PaperState.DONE,
        on=today,
        done_on=today,
        stage=stage,
        content=content,
    )


def _held(record: PaperRecord, names: dict[str, str]) -> Held:
    told = record.content or {}
    return Held(
        id=record.id,
        on=record.on,
        by=names.get(record.created_by, ""),
        result=told.get("result", ""),
        work=tuple(told.get("work", ())),
        words=told.get("words", ""),
        said_again=bool(told.get("said_again")),
        grounds=tuple(told.get("grounds", ())),
    )


def _into_follow_up(uow: UnitOfWork, actor: Actor, loaded: LoadedCase, today: date) -> None:
    case = loaded.parts.case
    if case.stage is Stage.FOLLOW_UP:
        return
    told: Course = course.of_case(uow, actor, case.id, Permission.CASE_EDIT)
    ruling = rule_step(standing_of(loaded.parts, loaded.case, told), Stage.FOLLOW_UP)
    if not ruling.allowed:
        raise RuleForbids(Reason(one, {"area": "stages.condition"}) for one in ruling.blocks)
    uow.add(StageStepRecord(case_id=case.id, now=case.stage, then=Stage.FOLLOW_UP, on=today))
    case.stage, case.stage_since = Stage.FOLLOW_UP, today
    facts = {"from": ruling.now.value, "to": ruling.then.value, "warnings": [], "emergency": False}
    uow.event(EventKind.STAGE_CHANGED, case.id, client=loaded.client_id, facts=facts)


def _require_closed(loaded: LoadedCase) -> None:
    if loaded.parts.case.closed_on is None:
        raise RuleForbids([Reason("NOT_CLOSED", {"area": "parting.refused"})])


def _alive(loaded: LoadedCase) -> bool:
    return loaded.parts.case.closing_reason is not ClosingReason.DEATH
