"""What is due in a case, and whom one would miss (R003, R009, R016, R156, R181, R204, R209, practice §2.1).

One engine for every date: it looks at what has happened (:class:`CaseFacts`), asks the terms of
the municipality (:mod:`resmap.domain.due_policy`) and says what is coming, due or overdue. It
reminds and never acts: nothing is closed, sent or decided by a date (R189, P-19). After a death
nothing is due any more but a report that the law asks for (R192, P-23).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.due_policy import AppealLaw, ContactLevel, DueKind, DuePolicy
from resmap.domain.referrals import ReferralState
from resmap.domain.working_days import days_after, months_after


class DueState(StrEnum):
    """``DUE`` begins with the warning and ends with the day itself; after it comes ``OVERDUE``."""

    OVERDUE = "overdue"
    DUE = "due"
    COMING = "coming"


class Miss(StrEnum):
    """The six ways of losing sight of somebody (R003)."""

    INTAKE_WITHOUT_OUTCOME = "INTAKE_WITHOUT_OUTCOME"
    CASE_WITHOUT_MANAGER = "CASE_WITHOUT_MANAGER"
    NO_CONTACT = "NO_CONTACT"
    REASSESSMENT_OVERDUE = "REASSESSMENT_OVERDUE"
    REFERRAL_WITHOUT_REPLY = "REFERRAL_WITHOUT_REPLY"
    CLOSED_WITH_UNMET_NEEDS = "CLOSED_WITH_UNMET_NEEDS"


#: Which kind, once overdue, means that somebody is missed.
MISSES: dict[DueKind, Miss] = {
    DueKind.INTAKE_OUTCOME: Miss.INTAKE_WITHOUT_OUTCOME,
    DueKind.MANAGER: Miss.CASE_WITHOUT_MANAGER,
    DueKind.FIRST_CONTACT: Miss.NO_CONTACT,
    DueKind.FIRST_CONTACT_URGENT: Miss.NO_CONTACT,
    DueKind.CONTACT: Miss.NO_CONTACT,
    DueKind.REASSESSMENT: Miss.REASSESSMENT_OVERDUE,
    DueKind.REFERRAL_REPLY: Miss.REFERRAL_WITHOUT_REPLY,
    DueKind.REFER_ON: Miss.CLOSED_WITH_UNMET_NEEDS,
}

#: Missed at once, not only when a day has passed.
AT_ONCE = frozenset({Miss.CASE_WITHOUT_MANAGER, Miss.CLOSED_WITH_UNMET_NEEDS})

#: What comes before everything else of the same state: life, then the person nobody looks after.
FIRST = (DueKind.DUTY_REPORT, DueKind.FIRST_CONTACT_URGENT, DueKind.EMERGENCY_REVIEW, DueKind.MANAGER)

_WORKING = frozenset({Stage.INTERVENTION, Stage.MONITORING})


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of the case with a last day: a plan line, a consent, a helper's period, a task."""

    id: str
    on: date


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that was sent and is awaited back; ``back_by`` is the day that was asked for, if any."""

    id: str
    sent_on: date
    back_by: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """A referral as dates. ``ask_again_on``: no capacity was parked until then."""

    id: str
    state: ReferralState
    requested_on: date | None = None
    reply_by: date | None = None
    accepted_on: date | None = None
    started_on: date | None = None
    ask_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """A refusal that may be appealed. ``extended``: the authority took its second ten days (practice §2.1)."""

    id: str
    law: AppealLaw
    received_on: date
    filed_on: date | None = None
    decided_on: date | None = None
    given_up: bool = False
    extended: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the engine looks at. None means that it has not happened (or is not planned).

    ``received_on`` is the day of reception (접수) or of finding (R016). ``opens_case``: False where
    the intake ended with a benefit, a service or information only (R054); nothing but the contact
    promised is due then. ``assessed_on`` is the last assessment or reassessment (R181).
    ``unmanaged_since``: from when nobody is in charge; ``unmet_needs``, ``referred_on``: at closing,
    and ``unmet_seen`` that a person looked and left it so. ``acted_before_all_on``: an emergency acted before
    assessment and consent (P-11); what it left undone stays due when it was reviewed. ``duties_since``: from when reports are
    owed, by duty. ``advice_asked``: questions to the supervisor without an answer; ``advice_given``: answers whose
    following is not noted yet. ``aftercare``: the client's own consent to follow-up still stands (R211).
    """

    case: str
    stage: Stage
    received_on: date
    urgent: bool = False
    link_only: bool = False
    opens_case: bool = True
    level: ContactLevel = ContactLevel.GENERAL
    first_contact_on: date | None = None
    interviewed_on: date | None = None
    outcome_on: date | None = None
    assessed_on: date | None = None
    selected_on: date | None = None
    planned_on: date | None = None
    plan_ends_on: date | None = None
    last_contact_on: date | None = None
    last_monitored_on: date | None = None
    reassessment_asked_on: date | None = None
    evaluated_on: date | None = None
    ends_on: date | None = None
    closing_prepared: bool = False
    unmanaged_since: date | None = None
    acted_before_all_on: date | None = None
    emergency_reviewed_on: date | None = None
    closed_on: date | None = None
    closing_reason: ClosingReason | None = None
    unmet_needs: bool = False
    referred_on: bool = False
    unmet_seen: bool = False
    aftercare: bool = False
    aftercare_until: date | None = None
    follow_ups_on: tuple[date, ...] = ()
    duties_since: tuple[Dated, ...] = ()
    lines: tuple[Dated, ...] = ()
    referrals: tuple[ReferralFacts, ...] = ()
    appeals: tuple[AppealFacts, ...] = ()
    sheets: tuple[Sent, ...] = ()
    consents: tuple[Dated, ...] = ()
    helpers: tuple[Dated, ...] = ()
    data_requests: tuple[Dated, ...] = ()
    tasks: tuple[Dated, ...] = ()
    advice_asked: tuple[Dated, ...] = ()
    advice_given: tuple[Sent, ...] = ()

    @property
    def alive(self) -> bool:
        return self.closing_reason is not ClosingReason.DEATH


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done: what, about what (``subject``: an id), by which day.

    ``since`` is the day it is counted from, None where the last day itself was given.
    ``days_left`` is negative when overdue. ``source`` names the rule. ``missed`` says that the
    person is being lost sight of (R003).
    """

    case: str
    kind: DueKind
    on: date
    state: DueState
    days_left: int
    since: date | None = None
    subject: str | None = None
    source: str = ""

    @property
    def miss(self) -> Miss | None:
        """What of R003 this would be."""
        return MISSES.get(self.kind)

    @property
    def missed(self) -> Miss | None:
        """What of R003 this is already; None while there is time."""
        miss = self.miss
        now = self.state is DueState.OVERDUE or (miss in AT_ONCE and self.state is DueState.DUE)
        return miss if now else None


@dataclass(frozen=True, slots=True)
class _Dates:
    """A due before anybody looked at today."""

    kind: DueKind
    on: date
    since: date | None = None
    subject: str | None = None


def dues(facts: CaseFacts, policy: DuePolicy, today: date) -> tuple[Due, ...]:
    """Everything that is coming, due or overdue in one case, the most pressing first."""
    found = [_judged(one, facts.case, policy, today) for one in _all(facts, policy)]
    return tuple(sorted(found, key=urgency))


def of_many(cases: Iterable[CaseFacts], policy: DuePolicy, today: date) -> tuple[Due, ...]:
    """The dues of many cases in one order: the morning page."""
    return tuple(sorted((due for facts in cases for due in dues(facts, policy, today)), key=urgency))


def missed(found: Iterable[Due]) -> dict[Miss, tuple[Due, ...]]:
    """Who is being missed, under each of the six headings of R003 (empty headings too)."""
    listed = [due for due in found if due.missed]
    return {miss: tuple(due for due in listed if due.missed is miss) for miss in Miss}


def urgency(due: Due):
    """Sort key: overdue, due, coming; then life first; then the earlier day."""
    first = FIRST.index(due.kind) if due.kind in FIRST else len(FIRST)
    return (list(DueState).index(due.state), first, due.on, list(DueKind).index(due.kind), due.case, due.subject or "")


def _judged(one: _Dates, case: str, policy: DuePolicy, today: date) -> Due:
    left = (one.on - today).days
    term = policy.term(one.kind)
    state = DueState.OVERDUE if left < 0 else DueState.DUE if left <= term.warn else DueState.COMING
    return Due(case, one.kind, one.on, state, left, one.since, one.subject, term.source)


def _all(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    yield from _duties(facts, policy)
    if not facts.alive:
        return  # R192: no reminder, no letter, no referral after a death
    yield from _appeals(facts, policy)
    yield from (_after(DueKind.DATA_REQUEST, one.on, policy, one.id) for one in facts.data_requests)
    if facts.closed_on is None:
        yield from _beginning(facts, policy)
        yield from _work(facts, policy)
        yield from _referrals(facts, policy)
        yield from _endings(facts, policy)
        yield from _supervision(facts, policy)
    else:
        yield from _after_closing(facts, policy)
    yield from (_Dates(DueKind.TASK, one.on, None, one.id) for one in facts.tasks)


def _duties(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    yield from (_after(DueKind.DUTY_REPORT, one.on, policy, one.id) for one in facts.duties_since)


def _beginning(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    """From reception to the plan: 10, 5, 15 days, 30 in all (practice §2.1)."""
    received = facts.received_on
    # A case that came from a ledger in the midst of the work has no intake here; one that acted first owes it.
    intake = facts.stage is Stage.INTAKE or facts.acted_before_all_on is not None
    if facts.stage is Stage.INTAKE and facts.first_contact_on is None and facts.last_contact_on is None:
        kind = DueKind.FIRST_CONTACT_URGENT if facts.urgent else DueKind.FIRST_CONTACT
        yield _after(kind, received, policy)
    if intake and facts.outcome_on is None:
        if facts.interviewed_on is None:
            yield _after(DueKind.INTERVIEW, received, policy)
        yield _after(DueKind.INTAKE_OUTCOME, received, policy)
    if not facts.opens_case:
        return
    if facts.unmanaged_since is not None:
        yield _after(DueKind.MANAGER, facts.unmanaged_since, policy)
    if facts.acted_before_all_on is not None and facts.emergency_reviewed_on is None:
        yield _after(DueKind.EMERGENCY_REVIEW, facts.acted_before_all_on, policy)
    if facts.assessed_on is None:
        yield _after(DueKind.ASSESSMENT, received, policy)
    if facts.link_only or facts.planned_on is not None:
        return
    if facts.assessed_on is not None and facts.selected_on is None:
        yield _after(DueKind.SELECTION, facts.assessed_on, policy)
    span = _after(DueKind.PLAN_SPAN, received, policy)
    plan = _after(DueKind.PLAN, facts.selected_on, policy) if facts.selected_on is not None else span
    yield min(plan, span, key=lambda one: one.on)


def _work(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    if not facts.opens_case:
        return
    touched = _latest(facts.last_contact_on, facts.first_contact_on)
    if touched is None and facts.stage is not Stage.INTAKE:
        touched = facts.received_on  # nobody noted a contact since: the person is not lost sight of for that
    if touched is not None:
        yield _Dates(DueKind.CONTACT, touched + timedelta(days=policy.contact_days[facts.level]), touched)
    watched = _latest(facts.last_monitored_on, facts.planned_on)
    if facts.stage in _WORKING and not facts.link_only and watched is not None:
        yield _after(DueKind.MONITORING, watched, policy)
    if facts.assessed_on is not None:
        yield _after(DueKind.REASSESSMENT, facts.assessed_on, policy)
    asked = facts.reassessment_asked_on
    if asked is not None and (facts.assessed_on is None or facts.assessed_on < asked):
        yield _after(DueKind.REASSESSMENT_ASKED, asked, policy)
    yield from (_back(DueKind.SHEET_RETURN, one, policy) for one in facts.sheets)


def _referrals(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    for one in facts.referrals:
        if one.state is ReferralState.REQUESTED and one.requested_on is not None:
            yield _back(DueKind.REFERRAL_REPLY, Sent(one.id, one.requested_on, one.reply_by), policy)
        elif one.state is ReferralState.ACCEPTED and one.accepted_on is not None and one.started_on is None:
            yield _after(DueKind.REFERRAL_START, one.accepted_on, policy, one.id)
        if one.ask_again_on is not None:
            yield _Dates(DueKind.REFERRAL_ASK_AGAIN, one.ask_again_on, None, one.id)


def _appeals(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    for one in facts.appeals:
        if one.decided_on is not None or one.given_up:
            continue
        if one.filed_on is None:
            last_day = one.received_on + timedelta(days=policy.appeal_days[one.law])
            yield _Dates(DueKind.APPEAL, last_day, one.received_on, one.id)
        else:
            term = policy.term(DueKind.APPEAL_DECISION)
            days = term.days * (2 if one.extended else 1)
            on = days_after(one.filed_on, days, term.count, policy.holidays)
            yield _Dates(DueKind.APPEAL_DECISION, on, one.filed_on, one.id)


def _endings(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    """What runs out: lines, plan, consents, helpers; and the preparation of the parting (R204)."""
    yield from (_Dates(DueKind.PLAN_LINE_END, one.on, None, one.id) for one in facts.lines)
    yield from (_Dates(DueKind.CONSENT_EXPIRY, one.on, None, one.id) for one in facts.consents)
    yield from (_Dates(DueKind.HELPER_END, one.on, None, one.id) for one in facts.helpers)
    if facts.plan_ends_on is not None and facts.evaluated_on is None:
        yield _Dates(DueKind.PLAN_END, facts.plan_ends_on)
        yield _after(DueKind.EVALUATION, facts.plan_ends_on, policy)
    end = facts.ends_on or facts.plan_ends_on
    if end is not None and not facts.closing_prepared:
        yield _Dates(DueKind.CLOSING_PREPARATION, end - timedelta(weeks=policy.closing_weeks), end)


def _supervision(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    """Questions that wait for the supervisor, and advice of which nobody noted what followed (R042)."""
    yield from (_after(DueKind.ADVICE_ASKED, one.on, policy, one.id) for one in facts.advice_asked)
    yield from (_back(DueKind.ADVICE_GIVEN, one, policy) for one in facts.advice_given)


def _after_closing(facts: CaseFacts, policy: DuePolicy) -> Iterator[_Dates]:
    if facts.unmet_needs and not facts.referred_on and not facts.unmet_seen:
        yield _after(DueKind.REFER_ON, facts.closed_on, policy)
    if not facts.aftercare:
        return  # R211: without the client's consent nobody follows up
    planned = [months_after(facts.closed_on, months) for months in policy.follow_up_months]
    within = [day for day in planned if facts.aftercare_until is None or day <= facts.aftercare_until]
    early = timedelta(days=policy.term(DueKind.FOLLOW_UP).warn)
    for number, day in enumerate(within, start=1):
        # A talk counts for every day up to it, and for the one it was a little early for.
        if not any(held >= day - early for held in facts.follow_ups_on):
            yield _Dates(DueKind.FOLLOW_UP, day, facts.closed_on, str(number))


def _after(kind: DueKind, since: date, policy: DuePolicy, subject: str | None = None) -> _Dates:
    term = policy.term(kind)
    return _Dates(kind, days_after(since, term.days, term.count, policy.holidays), since, subject)


def _back(kind: DueKind, sent: Sent, policy: DuePolicy) -> _Dates:
    """The day asked for on the paper wins over the usual term."""
    if sent.back_by is not None:
        return _Dates(kind, sent.back_by, sent.sent_on, sent.id)
    return _after(kind, sent.sent_on, policy, sent.id)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
