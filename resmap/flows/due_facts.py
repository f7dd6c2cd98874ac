"""Records as the engine of due dates asks for them (domain.due.CaseFacts; R003, R009, R181, R192, R204, R209).

Everything is loaded for all cases at once: the number of queries does not depend on how many there are.
What a paper says beyond its day is read leniently: a field that is not there has not happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from resmap.domain.case import Case
from resmap.domain.closing import OUR_SIDE
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.contacts import ContactWay
from resmap.domain.due import AppealFacts, CaseFacts, Dated, ReferralFacts, Sent
from resmap.domain.due_policy import AppealLaw, ContactLevel, DuePolicy
from resmap.domain.duties import REPORTS, duties_of
from resmap.domain.first_call import FOUND
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.stages import CaseKind, CasePath
from resmap.flows.case_loading import OPEN, closing_attempt
from resmap.flows.case_telling import local_day
from resmap.flows.closing_facts import care_continues
from resmap.store import (
    AssignmentRecord,
    CaseParts,
    CaseRecord,
    CaseRow,
    ConsentKind,
    Course,
    PaperRecord,
    UnitOfWork,
    UserRecord,
    accounts,
    cases,
    course,
    register,
)
from resmap.store.mapping import case_value

PRIMARY = "primary"

#: What of the course the engine looks at.
WANTED = ("steps", "papers", "contacts", "tasks", "assignments", "duties", "plans", "lines")

#: Papers of a talk with the client.
TALKS = frozenset(
    {
        PaperKind.INTAKE,
        PaperKind.FUNCTION,
        PaperKind.ASSESSMENT,
        PaperKind.MONITORING,
        PaperKind.REASSESSMENT,
        PaperKind.FOLLOW_UP,
    }
)

#: A check that asked nobody but the provider is no talk with the client.
_NO_TALK = frozenset({"provider"})

#: A word from a neighbour is no contact with the client.
_THROUGH_OTHERS = frozenset({ContactWay.NEIGHBOUR.value})

#: A case that came here in the midst of the work went through selection, and (when it is being evaluated) has
#: had a plan, whatever was noted of them (R009).
_WORKED = frozenset({Stage.EVALUATION, Stage.CLOSING, Stage.FOLLOW_UP})
_CHOSEN = _WORKED | {Stage.PLANNING, Stage.INTERVENTION, Stage.MONITORING}

#: A closed case is looked at for so long after the last follow-up that could be planned.
_AFTER = timedelta(days=62)

#: Kinds of tasks that have a term of their own: somebody asks to see or correct what is kept of them (P-18),
#: a reassessment was asked for (R175).
DATA_REQUEST, REASSESS = "data_request", "reassessment"


@dataclass(frozen=True)
class Looked:
    """One case with everything that was loaded to judge it. ``open_reports``: reports of the law still owed."""

    row: CaseRow
    parts: CaseParts
    course: Course
    case: Case
    facts: CaseFacts

    @property
    def open_reports(self) -> int:
        return len(self.facts.duties_since)


def gather(uow: UnitOfWork, actor: Actor, policy: DuePolicy, today: date) -> list[Looked]:
    """All cases of the actor that can have something due: the open ones, and closed ones that are still watched."""
    actor.require(Permission.CASE_READ)
    rows = [row for row in cases.of_actor(uow, actor, with_closed=True) if is_watched(row, policy, today)]
    return look(uow, actor, rows, today)


def look(uow: UnitOfWork, actor: Actor, rows: Iterable[CaseRow], today: date) -> list[Looked]:
    """The cases of a list, judged: about thirty queries, however many."""
    rows = list(rows)
    if not rows:
        return []
    courses = course.of_cases(uow, actor, [row.case.id for row in rows], only=WANTED)
    setting, sames = register.setting(uow), register.sames(uow)
    people = {one.id: one for one in accounts.users(uow)}
    found = []
    for row, parts in zip(rows, cases.parts_of(uow, actor, rows), strict=True):
        case = case_value(parts, setting, today, closing_attempt(parts), sames)
        told = courses[row.case.id]
        found.append(Looked(row, parts, told, case, facts_of(parts, case, told, people, today)))
    return found


def is_watched(row: CaseRow, policy: DuePolicy, today: date) -> bool:
    """Whether anything can still be due in a case: a closed one only until its follow-up is over, or while its
    needs are unmet (R003, R193)."""
    case = row.case
    if case.closed_on is None:
        return True
    if case.closing_reason in OUR_SIDE and any(need.state == OPEN for need in row.needs):
        return True
    months = max(policy.follow_up_months, default=0)
    return today - case.closed_on <= timedelta(days=31 * months) + _AFTER


def facts_of(
    parts: CaseParts, case: Case, told: Course, people: Mapping[str, UserRecord], today: date
) -> CaseFacts:
    """What happened in one case, as dates."""
    record = parts.case
    plan = next((one for one in told.plans if one.state == "contracted"), None)
    talks = [one.on for one in told.papers if _is_talk(one, record.door) and one.on <= today]
    reached = [
        one.on for one in told.contacts if one.reached and one.referral_id is None and one.method not in _THROUGH_OTHERS
    ]
    acted, reviewed = _emergency(told)
    facts = CaseFacts(
        case=record.id,
        stage=record.stage,
        received_on=record.opened_on,
        urgent=record.emergency,
        link_only=record.path is CasePath.LINK_ONLY,
        opens_case=_opens_case(parts, told),
        level=_level(parts),
        first_contact_on=min([*talks, *reached], default=None),
        interviewed_on=max((one.on for one in told.papers if _is_interview(one)), default=None),
        outcome_on=record.outcome_on,
        assessed_on=_latest(record.assessed_on, _last(told, PaperKind.REASSESSMENT)),
        selected_on=record.selected_on or _stepped(told, Stage.PLANNING) or _taken_as_done(record, _CHOSEN),
        last_contact_on=max([*talks, *reached], default=None),
        planned_on=_taken_as_done(record, _WORKED),
        unmanaged_since=unmanaged_since(parts, told.assignments, people, today),
        acted_before_all_on=acted,
        emergency_reviewed_on=reviewed,
        duties_since=tuple(_owed(parts, case, told)),
        referrals=tuple(_referrals(parts)),
        appeals=tuple(_appeals(told)),
        consents=tuple(_consents(parts)),
        helpers=tuple(
            Dated(one.id, one.until)
            for one in told.assignments
            if one.kind != PRIMARY and one.until is not None and one.until >= today
        ),
        data_requests=tuple(
            Dated(one.id, local_day(one.created_at)) for one in _waiting(told) if one.kind == DATA_REQUEST
        ),
        tasks=tuple(
            Dated(one.id, one.due_on)
            for one in _waiting(told)
            if one.kind not in (DATA_REQUEST, REASSESS) and one.due_on is not None
        ),
        advice_asked=tuple(
            Dated(one.id, one.on) for one in told.papers_of(PaperKind.ADVICE) if one.state is PaperState.DRAFT
        ),
        advice_given=tuple(
            Sent(one.id, _day(_said(one, "advised_on")) or one.on, one.due_on)
            for one in told.papers_of(PaperKind.ADVICE)
            if one.state is PaperState.SENT
        ),
    )
    return _with_closing(_with_plan(facts, told, plan), parts, case, told)


def _with_plan(facts: CaseFacts, told: Course, plan) -> CaseFacts:
    """What follows from the plan in force: its end, its lines, how it is watched (R125, R156)."""
    lines = [one for one in told.lines if plan is not None and one.plan_id == plan.id]
    checked = [one.checked_on for one in lines if one.checked_on is not None]
    again = [one.checked_on for one in lines if one.fulfilment == "reassess" and one.checked_on is not None]
    return replace(
        facts,
        planned_on=(plan.service_agreed_on or plan.manager_signed_on or plan.made_on) if plan else facts.planned_on,
        plan_ends_on=plan and plan.ends_on,
        last_monitored_on=_latest(_last(told, PaperKind.MONITORING), *checked),
        reassessment_asked_on=_latest(*again, *_asked_again(told)),
        evaluated_on=_since(_last(told, PaperKind.EVALUATION), plan and plan.made_on),
        lines=tuple(
            Dated(one.id, one.ends_on) for one in lines if one.ends_on is not None and one.fulfilment != "met"
        ),
        sheets=tuple(
            Sent(one.id, one.on, one.due_on)
            for one in told.papers_of(PaperKind.EVALUATION_SHEET, PaperKind.PARTNER_REPORT)
            if one.state is PaperState.SENT
        ),
    )


def _with_closing(facts: CaseFacts, parts: CaseParts, case: Case, told: Course) -> CaseFacts:
    """The parting and what comes after it (R003, R193, R204, R209, R211)."""
    record, closings = parts.case, told.papers_of(PaperKind.CLOSING)
    planned = [one.due_on for one in closings if one.due_on is not None]
    aftercare = [one for one in parts.consents if one.kind is ConsentKind.AFTERCARE and one.granted]
    return replace(
        facts,
        ends_on=max(planned, default=None),
        closing_prepared=bool(closings) or record.stage in (Stage.CLOSING, Stage.FOLLOW_UP),
        closed_on=record.closed_on,
        closing_reason=record.closing_reason,
        unmet_needs=any(need.state == OPEN for need in parts.needs),
        referred_on=care_continues(parts),
        unmet_seen=record.closing_reason is ClosingReason.CLIENT_WISH
        or any(_said(one, "unmet_seen") for one in closings),
        aftercare=case.consents.aftercare,
        aftercare_until=max((one.until for one in aftercare if one.until is not None), default=None),
        follow_ups_on=tuple(one.on for one in told.papers_of(PaperKind.FOLLOW_UP) if one.state is PaperState.DONE),
    )


def unmanaged_since(
    parts: CaseParts, assignments: Iterable[AssignmentRecord], people: Mapping[str, UserRecord], today: date
) -> date | None:
    """From when nobody is in charge (R031); None while somebody is.

    A case without any assignment came before there were any: its manager counts. Somebody whose login was
    ended looks after nobody.
    """
    record = parts.case
    primary = [one for one in assignments if one.kind == PRIMARY]
    holder = next((one for one in primary if one.since <= today and (one.until is None or one.until >= today)), None)
    user = people.get(holder.user_id if holder else record.manager_id)
    if primary and holder is None:
        return max((one.until for one in primary if one.until is not None and one.until < today), default=record.opened_on)
    if user is None or not user.active:
        return min(today, max(holder.since if holder else record.opened_on, record.opened_on))
    return None


# What single records say -----------------------------------------------------------------------------


def _said(paper: PaperRecord, name: str) -> Any:
    content = paper.content
    return content.get(name) if isinstance(content, Mapping) else None


def _is_talk(paper: PaperRecord, door: str | None) -> bool:
    """Whether the client was spoken to: a first call from somebody else who found them is no contact yet (R016)."""
    if paper.kind is PaperKind.INTAKE:
        return door not in FOUND or _is_interview(paper)
    if paper.kind not in TALKS or paper.state is not PaperState.DONE:
        return False
    methods = _said(paper, "methods")
    return not (isinstance(methods, list | tuple) and methods and set(methods) <= _NO_TALK)


def _is_interview(paper: PaperRecord) -> bool:
    """The interview itself; what was jotted down at the first call is none."""
    return paper.kind is PaperKind.INTAKE and (paper.state is PaperState.DONE or not _said(paper, "by_phone"))


def _last(told: Course, kind: PaperKind) -> date | None:
    return max((one.on for one in told.papers_of(kind) if one.state is PaperState.DONE), default=None)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _since(day: date | None, least: date | None) -> date | None:
    return day if day is not None and (least is None or day >= least) else None


def _taken_as_done(record: CaseRecord, stages: frozenset[Stage]) -> date | None:
    return (record.assessed_on or record.opened_on) if record.stage in stages and not record.emergency else None


def _stepped(told: Course, stage: Stage) -> date | None:
    return max((one.on for one in told.steps if one.then is stage), default=None)


def _waiting(told: Course):
    return (one for one in told.tasks if one.done_on is None and one.cancelled_on is None)


def _level(parts: CaseParts) -> ContactLevel:
    """How closely a household is kept in touch with (practice §2.3), from what was decided of it."""
    record = parts.case
    if record.emergency:
        return ContactLevel.URGENT
    if record.kind is CaseKind.SPECIAL:
        return ContactLevel.INTENSIVE
    return ContactLevel.SIMPLE if record.path is CasePath.LINK_ONLY else ContactLevel.GENERAL


def _opens_case(parts: CaseParts, told: Course) -> bool:
    """Whether the intake opened a case (R054). Whoever was taken on all the same has one."""
    if parts.case.outcome_on is None or parts.case.stage is not Stage.INTAKE:
        return True
    told_outcomes = [_said(one, "outcomes") for one in told.papers_of(PaperKind.INTAKE) if _said(one, "outcomes")]
    return not told_outcomes or "case" in told_outcomes[-1]


def _emergency(told: Course) -> tuple[date | None, date | None]:
    """When somebody acted before the rest was there, and when a supervisor looked at all of it (P-11)."""
    marks = [one for one in told.papers_of(PaperKind.DECISION) if _said(one, "about") == "emergency"]
    waiting = [one for one in marks if one.state is PaperState.DRAFT]
    acted = [one.on for one in told.steps if one.emergency] + [one.on for one in waiting]
    if not acted:
        return None, None
    reviewed = [one.done_on or one.on for one in marks if one.state is PaperState.DONE]
    return (min(one.on for one in waiting), None) if waiting else (max(acted), max(reviewed, default=None))


def _asked_again(told: Course) -> Iterable[date]:
    """Days on which a check or a draft asked for a reassessment (R175, R179, R180)."""
    for one in told.papers_of(PaperKind.MONITORING):
        replies = _said(one, "replies")
        if isinstance(replies, Mapping) and replies.get("new_need") in ("yes", "partly"):
            yield one.on
    for one in told.papers_of(PaperKind.REASSESSMENT):
        if one.state is PaperState.DRAFT:
            yield one.on
    yield from (local_day(one.created_at) for one in _waiting(told) if one.kind == REASSESS)


def _owed(parts: CaseParts, case: Case, told: Course) -> Iterable[Dated]:
    """Reports of the law that nobody made and nobody gave a reason for (P-23)."""
    settled = {one.code for one in told.duties if one.done_at is not None or one.justified}
    for duty in duties_of(case):
        if duty.code in REPORTS and duty.code not in settled:
            codes = set(duty.facts.get("needs", ()))
            days = [local_day(need.created_at) for need in parts.needs if need.code in codes and need.created_at]
            yield Dated(duty.code.value, min(days, default=max(parts.case.opened_on, local_day(parts.case.created_at))))


def _referrals(parts: CaseParts) -> Iterable[ReferralFacts]:
    own = [one for one in parts.referrals if one.case_id == parts.case.id]
    alive = {one.unit for one in own if one.state in LIVE}
    for one in own:
        is_parked = one.parked_until is not None and one.unit not in alive
        yield ReferralFacts(
            id=one.id,
            state=one.state,
            requested_on=one.requested_at and local_day(one.requested_at),
            reply_by=one.reply_due,
            accepted_on=one.answered_at and local_day(one.answered_at)
            if one.state is ReferralState.ACCEPTED
            else None,
            started_on=one.started_on,
            ask_again_on=one.parked_until if is_parked else None,
        )


def _appeals(told: Course) -> Iterable[AppealFacts]:
    """Refusals that may be appealed, from the papers of advocacy that name a law and a day (R147, P-30)."""
    for one in told.papers_of(PaperKind.ADVOCACY):
        received = _day(_said(one, "received_on"))
        try:
            law = AppealLaw(_said(one, "law"))
        except ValueError:
            continue
        if received is not None:
            yield AppealFacts(
                id=one.id,
                law=law,
                received_on=received,
                filed_on=_day(_said(one, "filed_on")),
                decided_on=_day(_said(one, "decided_on")),
                given_up=bool(_said(one, "given_up")),
                extended=bool(_said(one, "extended")),
            )


def _consents(parts: CaseParts) -> Iterable[Dated]:
    """The last day of each consent that has one: of the youngest for each purpose and recipient (P-05)."""
    youngest: dict[tuple, Any] = {}
    for one in sorted(parts.consents, key=lambda one: (one.since, one.created_at, one.id)):
        if one.granted:
            youngest[one.kind, one.recipient] = one
    return (
        Dated(one.id, one.until) for one in youngest.values() if one.until is not None and one.withdrawn_at is None
    )


def _day(told: Any) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else told if type(told) is date else None
    except ValueError:
        return None
