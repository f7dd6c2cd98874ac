"""Monitoring: what is asked, by which method, and what follows (R012, R014, R156-R177, B:305-331, A:66-68).

Four methods, four questions, four things looked at. Whatever comes out is proposed and done by a person:
a new need asks for a reassessment. What leaves the house for it (a visit sheet, an evaluation sheet, a
partner's form) carries the least that will do. Whether a line of the plan is 달성 / 연장 / 재사정, and what
that brings about, stands with the plan: :mod:`resmap.domain.planning.fulfilment` (R125).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

#: More than one method is used within so many days (R169): a quarter.
QUARTER = timedelta(days=92)


class Method(StrEnum):
    """The four methods (B:309-312, ⑫ of the plan and check sheet)."""

    CONTACT = "contact"
    INFORMAL = "informal"
    FORMAL = "formal"
    PROVIDER = "provider"


class Question(StrEnum):
    """The four questions (A:68)."""

    CARRIED_OUT = "carried_out"
    GOALS_REACHED = "goals_reached"
    SERVICES_FIT = "services_fit"
    NEW_NEED = "new_need"


class Reply(StrEnum):
    """An answer to a question. ``NOT_ASKED`` is told apart from a no."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_ASKED = "not_asked"


class Looked(StrEnum):
    """The four things that are looked at (B:305, R157)."""

    FULFILMENT = "fulfilment"
    ENVIRONMENT = "environment"
    NEEDS = "needs"
    CHANGE = "change"


class Effect(StrEnum):
    """What a check asks for. A person does it (P-19)."""

    OPEN_REASSESSMENT = "OPEN_REASSESSMENT"
    CHANGE_PLAN = "CHANGE_PLAN"
    LOOK_AT_SERVICE = "LOOK_AT_SERVICE"
    THINK_OF_EVALUATION = "THINK_OF_EVALUATION"
    TALK_OVER_SATISFACTION = "TALK_OVER_SATISFACTION"


class MonitoringGap(StrEnum):
    """What a check still lacks. Those of :data:`BLOCKING` keep it from being finished."""

    METHOD = "METHOD"
    CLIENT_OPINION = "CLIENT_OPINION"
    NETWORK_CONSENT = "NETWORK_CONSENT"
    QUESTION = "QUESTION"
    LOOKED = "LOOKED"
    SATISFACTION = "SATISFACTION"
    ONE_METHOD_ONLY = "ONE_METHOD_ONLY"
    NETWORK = "NETWORK"
    CLIENT_TASK = "CLIENT_TASK"
    TOLD = "TOLD"


BLOCKING = frozenset({MonitoringGap.METHOD, MonitoringGap.CLIENT_OPINION, MonitoringGap.NETWORK_CONSENT})

#: Satisfaction is answered 1 (not at all) to 5 (very); a gap of so many is talked over (R177).
SATISFACTION = range(1, 6)
WIDE_GAP = 2


@dataclass(frozen=True, slots=True)
class ServiceCheck:
    """One service as it was found: the right one? (R174) and how content both sides are, 1-5 or None."""

    line: str
    fits: Reply = Reply.NOT_ASKED
    client: int | None = None
    worker: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check, as far as it is judged. ``opinion``: the client's own words are there (R012).

    ``network_consent``: people around may be asked (R159). ``network_asked``, ``client_has_task``,
    ``told_what_and_when``: the prompts of B:318, B:331 and B:364.
    """

    on: date
    methods: Set[Method]
    replies: Mapping[Question, Reply] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    looked: Set[Looked] = frozenset()
    services: tuple[ServiceCheck, ...] = ()
    opinion: bool = False
    network_consent: bool = False
    network_asked: bool = False
    client_has_task: bool = False
    told_what_and_when: bool = False

    def reply(self, question: Question) -> Reply:
        return self.replies.get(question, Reply.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class CheckRuling:
    """``blocks`` keep the check open, ``hints`` hinder nothing, ``effects`` are proposed."""

    blocks: tuple[MonitoringGap, ...]
    hints: tuple[MonitoringGap, ...]
    effects: tuple[Effect, ...]
    services: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        return not self.blocks


@dataclass(frozen=True, slots=True)
class MethodUse:
    """Which methods were used in a quarter (R169). ``one_only``: a second one is asked for."""

    used: tuple[Method, ...]
    one_only: bool
    since: date


def rule_check(check: Check, earlier: Iterable[tuple[date, Set[Method]]] = ()) -> CheckRuling:
    """Judge one check. ``earlier`` are other checks of the case, each its day and its methods."""
    gaps = set(_gaps(check, methods_used([*earlier, (check.on, check.methods)], check.on)))
    effects = set(_effects(check))
    return CheckRuling(
        blocks=tuple(gap for gap in MonitoringGap if gap in gaps & BLOCKING),
        hints=tuple(gap for gap in MonitoringGap if gap in gaps - BLOCKING),
        effects=tuple(effect for effect in Effect if effect in effects),
        services=tuple(one.line for one in check.services if _unfit(one) or _far_apart(one)),
    )


def methods_used(checks: Iterable[tuple[date, Set[Method]]], today: date) -> MethodUse:
    """The methods of the last 92 days, today among them. One alone warns; none at all is for the due dates."""
    since = today - QUARTER
    used = {method for day, methods in checks if since < day <= today for method in methods}
    return MethodUse(tuple(method for method in Method if method in used), len(used) == 1, since)


# What leaves the house -------------------------------------------------------------------------------

#: Fields of the visit sheet, one A4: what is looked at, never why the person is ill (issue 4 §8).
VISIT_SHEET = ("call_name", "address", "safe_contact", "visit_on", "lines", "questions", "looked", "note")

#: What a partner may write of its own service; nothing of the case is shown to it (R014).
PARTNER_FORM = ("line", "kept", "content", "client_mood", "change_seen", "urgent", "satisfaction", "note")


class Channel(StrEnum):
    """How an evaluation sheet reaches the person."""

    HAND = "hand"
    POST = "post"
    LINK = "link"
    PHONE = "phone"
    SAFE_CHANNEL = "safe_channel"


#: Ways that somebody at home could notice (P-22).
NOTICED_AT_HOME = frozenset({Channel.POST, Channel.LINK, Channel.PHONE})


def visit_sheet_fields(*, unsafe_at_home: bool) -> tuple[str, ...]:
    """The fields of a visit sheet; without the address where it must not be carried about (P-22)."""
    return tuple(name for name in VISIT_SHEET if not (unsafe_at_home and name == "address"))


def may_send_sheet(channel: Channel, *, unsafe_at_home: bool) -> bool:
    """Whether an evaluation sheet may go this way (R176): never to a home where it endangers anybody."""
    return not (unsafe_at_home and channel in NOTICED_AT_HOME)


def may_ask_around(network_consent: bool) -> bool:
    """Whether people around may be asked how things are going: with the client's consent only (R159)."""
    return network_consent


def _gaps(check: Check, use: MethodUse):
    if not check.methods:
        yield MonitoringGap.METHOD
    if not check.opinion:
        yield MonitoringGap.CLIENT_OPINION
    if Method.INFORMAL in check.methods and not may_ask_around(check.network_consent):
        yield MonitoringGap.NETWORK_CONSENT
    if any(check.reply(question) is Reply.NOT_ASKED for question in Question):
        yield MonitoringGap.QUESTION
    if set(Looked) - set(check.looked):
        yield MonitoringGap.LOOKED
    if any(one.client is None or one.worker is None for one in check.services):
        yield MonitoringGap.SATISFACTION
    if use.one_only:
        yield MonitoringGap.ONE_METHOD_ONLY
    if not check.network_asked:
        yield MonitoringGap.NETWORK
    if not check.client_has_task:
        yield MonitoringGap.CLIENT_TASK
    if not check.told_what_and_when:
        yield MonitoringGap.TOLD


def _effects(check: Check):
    if check.reply(Question.NEW_NEED) in (Reply.YES, Reply.PARTLY):
        yield Effect.OPEN_REASSESSMENT
    if check.reply(Question.CARRIED_OUT) is Reply.NO:
        yield Effect.CHANGE_PLAN
    if check.reply(Question.GOALS_REACHED) is Reply.YES:
        yield Effect.THINK_OF_EVALUATION
    if check.reply(Question.SERVICES_FIT) is Reply.NO or any(map(_unfit, check.services)):
        yield Effect.LOOK_AT_SERVICE
    if any(map(_far_apart, check.services)):
        yield Effect.TALK_OVER_SATISFACTION


def _unfit(one: ServiceCheck) -> bool:
    return one.fits is Reply.NO


def _far_apart(one: ServiceCheck) -> bool:
    """Low for the client, or the two sides see it differently."""
    if one.client is None:
        return False
    return one.client <= WIDE_GAP or (one.worker is not None and abs(one.client - one.worker) >= WIDE_GAP)


# Reassessment ----------------------------------------------------------------------------------------


class Trigger(StrEnum):
    """Why a reassessment (B:343-350)."""

    CHECK = "check"
    NEED_CHANGED = "need_changed"
    YEARLY = "yearly"
    SAID_AGAIN = "said_again"


class ProblemAge(StrEnum):
    """Whether a problem is new or was latent before (R183)."""

    NEW = "new"
    LATENT = "latent"


class ReassessmentResult(StrEnum):
    """What comes of it (practice §2.4)."""

    CLOSE = "close"
    PLAN_AGAIN = "plan_again"
    REFER = "refer"
    KEEP = "keep"


def problem_age(topic: str, potential_before: Set[str], present_before: Set[str] = frozenset()) -> ProblemAge:
    """Proposed: latent where the intake named it as a potential or a present problem, else new."""
    return ProblemAge.LATENT if topic in potential_before or topic in present_before else ProblemAge.NEW


def reassessment_complete(result: ReassessmentResult | None, *, shared_in_meeting: bool) -> bool:
    """Complete once it has a result and was shared in a meeting (R178); a written one counts (day.md)."""
    return result is not None and shared_in_meeting
