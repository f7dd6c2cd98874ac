"""What the page of checks shows: what runs, the checks so far, sheets that are out, reports, reassessment, evaluation."""

from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.check_paper import CheckPaper, from_content
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.monitoring import (
    PARTNER_FORM,
    Channel,
    may_send_sheet,
    methods_used,
)
from resmap.domain.network_change import TieSeen, change, snapshot
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.planning.goal_scaling import ScalingError, t_score
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, head_of
from resmap.flows.case_view import CaseHead
from resmap.flows.checks import REASSESS, Running, finished_checks, judge_check, running
from resmap.flows.plans.measuring import Measured, measured
from resmap.store import Course, PaperRecord, UnitOfWork, accounts, course
from resmap.words import say

#: At least once a year (R181).
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of a check: content of both sides 1-5 (R177); ``apart`` if they differ or the client is not content."""

    name: str
    fits: str
    client: int | None
    worker: int | None
    apart: bool


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What happened in the network since a check, in words for each tie (R050, R166)."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    grew: tuple[str, ...]
    faded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check that was made; ``effects`` and ``hints`` are codes of ``domain.monitoring``; ``ties_more`` since the one
    before, and ``since_before`` which (None: nothing was kept then)."""

    id: str
    on: date
    by: str
    methods: tuple[str, ...]
    opinion: str
    replies: tuple[tuple[str, str], ...]
    words: str
    network: str
    services: tuple[ServiceLine, ...]
    effects: tuple[str, ...]
    hints: tuple[str, ...]
    ties: int
    ties_more: int | None
    since_before: NetworkView | None


@dataclass(frozen=True, slots=True)
class SheetView:
    """An evaluation sheet: sent, awaited, back. ``answers`` are (service, 1-5)."""

    id: str
    revision: int
    on: date
    channel: str
    due_on: date | None
    back_on: date | None
    overdue: bool
    cancelled: bool
    lines: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, int], ...]
    opinion: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A partner's report: its fields in order."""

    on: date
    unit: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReassessmentView:
    id: str
    revision: int
    on: date
    trigger: str
    words: str
    result: str | None
    problems: tuple[tuple[str, str], ...]
    done_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """An objective of the plan in force; ``measured`` where a figure of the network is its measure (R082)."""

    id: str
    text: str
    indicator: str
    target: str
    outcome: str | None
    attained: str
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class EvaluationView:
    on: date
    by: str
    opinion: str
    words: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Meeting:
    id: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """``one_only``: one method alone was used in the quarter (R169). ``reassess_by``: the yearly day (R181)."""

    head: CaseHead
    services: tuple[Running, ...]
    may_ask_around: bool
    unsafe: bool
    channels: tuple[str, ...]
    ties: int
    one_only: bool
    used: tuple[str, ...]
    checks: tuple[CheckView, ...]
    sheets: tuple[SheetView, ...]
    reports: tuple[ReportView, ...]
    reassess_by: date
    reassess_waits: bool
    reassessments: tuple[ReassessmentView, ...]
    conferences: tuple[Meeting, ...]
    objectives: tuple[ObjectiveView, ...]
    evaluations: tuple[EvaluationView, ...]
    #: What happened in the network since the last check; None before the first.
    since_last: NetworkView | None = None


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> ChecksPage:
    """Checks of a case; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    done = finished_checks(told)
    use = methods_used(((one.on, from_content(one.on, one.content or {}).methods) for one in done), today)
    unsafe, plan = unsafe_at_home(loaded.case), told.plan
    case = loaded.parts.case
    view = ChecksPage(
        head=head_of(loaded, names.get(case.manager_id, ""), locale),
        services=running(loaded, told),
        may_ask_around=loaded.case.consents.network_contact,
        unsafe=unsafe,
        channels=tuple(one.value for one in Channel if may_send_sheet(one, unsafe_at_home=unsafe)),
        ties=len(loaded.case.ties),
        one_only=use.one_only,
        used=tuple(one.value for one in use.used),
        checks=_checks(loaded, told, done, names, locale),
        since_last=_since_last(loaded, done, locale),
        sheets=tuple(_sheet(one, today) for one in reversed(told.papers_of(PaperKind.EVALUATION_SHEET))),
        reports=tuple(_report(one, loaded) for one in reversed(told.papers_of(PaperKind.PARTNER_REPORT))),
        reassess_by=(case.assessed_on or case.opened_on) + YEAR,
        reassess_waits=any(
            one.kind == REASSESS and one.done_on is None and one.cancelled_on is None for one in told.tasks
        ),
        reassessments=tuple(_again(one) for one in reversed(told.papers_of(PaperKind.REASSESSMENT))),
        conferences=tuple(Meeting(one.id, one.kind.value, one.on) for one in told.conferences if one.held),
        objectives=tuple(
            ObjectiveView(
                one.id,
                one.text or "",
                one.indicator or "",
                one.target or "",
                one.outcome,
                one.attained or "",
                measured(loaded, told, one, locale),
            )
            for one in told.objectives
            if plan is not None and one.plan_id == plan.id
        ),
        evaluations=tuple(_evaluation(one, names) for one in reversed(told.papers_of(PaperKind.EVALUATION))),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "checks"})
    uow.commit()
    return view


def _checks(
    loaded: LoadedCase, told: Course, done: tuple[PaperRecord, ...], names: dict[str, str], locale: str
) -> tuple[CheckView, ...]:
    views, before, seen = [], None, None
    for record in done:
        paper = from_content(record.on, record.content or {})
        between = _network(loaded, seen, paper.network_seen, locale)
        views.append(_check(loaded, told, record, paper, before, between, names))
        before = paper.ties if "ties" in (record.content or {}) else None
        seen = paper.network_seen
    return tuple(reversed(views))


def _check(
    loaded: LoadedCase,
    told: Course,
    record: PaperRecord,
    paper: CheckPaper,
    before: int | None,
    between: NetworkView | None,
    names: dict[str, str],
) -> CheckView:
    ruling = judge_check(loaded, told, paper)
    return CheckView(
        id=record.id,
        on=record.on,
        by=names.get(record.created_by, ""),
        methods=tuple(sorted(one.value for one in paper.methods)),
        opinion=paper.opinion,
        replies=tuple((question.value, reply.value) for question, reply in paper.replies.items()),
        words=paper.words,
        network=paper.network,
        services=tuple(
            ServiceLine(paper.names.get(one.line, ""), one.fits.value, one.client, one.worker, one.line in ruling.services)
            for one in paper.services
        ),
        effects=tuple(one.value for one in ruling.effects),
        hints=tuple(one.value for one in ruling.hints),
        ties=paper.ties,
        ties_more=None if before is None else paper.ties - before,
        since_before=between,
    )


def _since_last(loaded: LoadedCase, done: tuple[PaperRecord, ...], locale: str) -> NetworkView | None:
    last = from_content(done[-1].on, done[-1].content or {}).network_seen if done else None
    return _network(loaded, last, snapshot(loaded.case.ties), locale)


def _network(
    loaded: LoadedCase, before: tuple[TieSeen, ...] | None, after: tuple[TieSeen, ...] | None, locale: str
) -> NetworkView | None:
    """What happened between two snapshots, in words; a place that must not be known is not named (P-21)."""
    if before is None or after is None:
        return None
    found, say_ = change(before, after, loaded.network.sames.standing), CaseSentences(loaded, locale)

    def name(node: str) -> str:
        # Who does not agree any more to be listed is no name of the neighbourhood (P-25), and no id for a reader.
        found = say_.name(node)
        return say("checks.tie_unlisted", locale) if found == node else found

    def told(ties: tuple[TieSeen, ...]) -> tuple[str, ...]:
        known = (one for one in ties if not {one.source, one.target} & loaded.network.secret_ids)
        return tuple(
            say("checks.tie", locale, name=name(one.target), kind=say(f"network.kind.{one.kind.value}", locale))
            for one in known
        )

    return NetworkView(told(found.came), told(found.went), told(found.grew), told(found.faded))


def _sheet(record: PaperRecord, today: date) -> SheetView:
    told = record.content or {}
    lines = tuple((one, name) for one, name in told.get("lines", ()))
    answers = told.get("answers", {})
    return SheetView(
        id=record.id,
        revision=record.revision,
        on=record.on,
        channel=told.get("channel", ""),
        due_on=record.due_on,
        back_on=record.done_on,
        overdue=record.state is PaperState.SENT and record.due_on is not None and record.due_on < today,
        cancelled="cancelled" in told,
        lines=lines,
        answers=tuple((name, answers[one]) for one, name in lines if one in answers),
        opinion=told.get("opinion", ""),
    )


def _report(record: PaperRecord, loaded: LoadedCase) -> ReportView:
    told = record.content or {}
    referral = next((one for one in loaded.parts.referrals if one.id == record.subject_id), None)
    unit = " ".join(filter(None, (referral.organisation, referral.department))) if referral else ""
    return ReportView(record.on, unit, tuple((name, str(told[name])) for name in PARTNER_FORM if told.get(name)))


def _again(record: PaperRecord) -> ReassessmentView:
    told = record.content or {}
    return ReassessmentView(
        id=record.id,
        revision=record.revision,
        on=record.on,
        trigger=told.get("trigger", ""),
        words=told.get("words", ""),
        result=told.get("result"),
        problems=tuple(told.get("problems", {}).items()),
        done_on=record.done_on,
    )


def _evaluation(record: PaperRecord, names: dict[str, str]) -> EvaluationView:
    told = record.content or {}
    levels = [one["gas"] for one in told.get("objectives", ()) if one.get("gas") is not None]
    try:
        score = t_score(levels) if levels else None
    except ScalingError:
        score = None
    return EvaluationView(
        record.on, names.get(record.created_by, ""), told.get("opinion", ""), told.get("words", ""), score
    )
