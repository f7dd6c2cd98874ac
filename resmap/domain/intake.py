"""The initial interview and what follows from it (R051-R062, B:189-220).

Narrative before boxes, four factors of judgement, four outcomes. The rules propose an outcome and say
which rule it was; a person decides, and says why where they leave the proposal. Whoever is not taken on
is given something else, in kind words, and a way back. There is no field for fault or for lying: what does
not fit together is "to be confirmed" (R024, R056).
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    """How somebody came (R016)."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    AGENCY = "agency"
    OUTREACH = "outreach"
    SYSTEM = "system"


class Outcome(StrEnum):
    """The four outcomes (B:194-197). Only ``CASE`` opens a case; the others may stand beside it (R054)."""

    BENEFIT = "benefit"
    SERVICE = "service"
    CASE = "case"
    INFORMATION = "information"


class ProblemSort(StrEnum):
    """First factor: what it is about (유형)."""

    SAFETY = "safety"
    INCOME = "income"
    SERVICE = "service"
    LIFE = "life"
    QUESTION = "question"


class Complexity(StrEnum):
    """Second factor: whether things hang together (복합성); not how many or how grave (R070)."""

    SINGLE = "single"
    SEVERAL = "several"
    LINKED = "linked"


class Will(StrEnum):
    """Third factor: what the person wants to do about it (해결의지). ``NOT_NOW`` is a wish, not a fault."""

    WANTS = "wants"
    UNSURE = "unsure"
    NOT_NOW = "not_now"


class Support(StrEnum):
    """Fourth factor: who could help (지원가능성)."""

    HERE = "here"
    TOGETHER = "together"
    ELSEWHERE = "elsewhere"
    NOT_KNOWN = "not_known"


class Strength(StrEnum):
    """Kinds of strengths (B:209, R061)."""

    SUPPORT_SYSTEM = "support_system"
    TALENT = "talent"
    SUCCESS = "success"
    CAPACITY = "capacity"
    ATTITUDE = "attitude"
    OTHER = "other"


class Weakness(StrEnum):
    """Kinds of weaknesses (B:210, R062)."""

    NO_SUPPORT = "no_support"
    LITTLE_EXPERIENCE = "little_experience"
    LITTLE_INFORMATION = "little_information"
    ATTITUDE = "attitude"
    SEEN_AS_FAILURE = "seen_as_failure"
    OTHER = "other"


#: The order of the form: the client's words first, boxes last (R058).
FORM_ORDER = (
    "words",
    "present_problems",
    "potential_problems",
    "strengths",
    "weaknesses",
    "services_now",
    "setting",
    "factors",
    "outcome",
)


@dataclass(frozen=True, slots=True)
class Factors:
    """The four factors of judgement (B:193). None: not judged yet."""

    problem: ProblemSort | None = None
    complexity: Complexity | None = None
    will: Will | None = None
    support: Support | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in ("problem", "complexity", "will", "support") if getattr(self, name) is None)


class ProposalRule(StrEnum):
    """Which rule proposed the outcome; told with it (R051)."""

    SAFETY_FIRST = "SAFETY_FIRST"
    HANGS_TOGETHER = "HANGS_TOGETHER"
    NOT_NOW = "NOT_NOW"
    WITH_OTHERS = "WITH_OTHERS"
    BENEFIT = "BENEFIT"
    SERVICE = "SERVICE"
    ELSEWHERE = "ELSEWHERE"
    LOOK_FURTHER = "LOOK_FURTHER"
    QUESTION = "QUESTION"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed outcome with the rule that found it; ``beside`` may be done as well."""

    outcome: Outcome
    rule: ProposalRule
    beside: tuple[Outcome, ...] = ()


class IntakeGap(StrEnum):
    """What an intake still lacks. Those of :data:`BLOCKING` hinder an outcome, the others are told."""

    FACTOR = "FACTOR"
    OUTCOME = "OUTCOME"
    DECIDED_BY = "DECIDED_BY"
    REASON = "REASON"
    SENDS_NOTHING = "SENDS_NOTHING"
    CONTACT_ALLOWED = "CONTACT_ALLOWED"
    ALTERNATIVE = "ALTERNATIVE"
    WAY_BACK = "WAY_BACK"
    OWN_WORDS = "OWN_WORDS"
    SERVICES_NOW = "SERVICES_NOW"
    STRENGTH = "STRENGTH"
    PRIVACY = "PRIVACY"


BLOCKING = frozenset(
    {IntakeGap.FACTOR, IntakeGap.OUTCOME, IntakeGap.DECIDED_BY, IntakeGap.REASON, IntakeGap.SENDS_NOTHING}
)


@dataclass(frozen=True, slots=True)
class Intake:
    """An interview as it is judged; texts only as far as whether they are there.

    ``outcomes`` are what was decided (several may be, R054). ``alternative`` and ``way_back``: something
    was offered instead, and how to come back was explained (R057). ``services_asked``: the services in use
    were asked about, none being an answer: they feed the rule "not yet served" and the ecomap.
    ``sends``: something of the client would leave (R055). ``others_present``: who should not have been
    there was (R064).
    """

    factors: Factors
    outcomes: tuple[Outcome, ...] = ()
    decided_by: str | None = None
    reason: str = ""
    alternative: bool = False
    way_back: bool = False
    own_words: bool = False
    services_asked: bool = False
    strengths: Set[Strength] = frozenset()
    sends: bool = False
    others_present: bool = False


@dataclass(frozen=True, slots=True)
class IntakeRuling:
    """``blocks`` hinder deciding; ``hints`` are told and hinder nothing. ``opens_case``: R054."""

    proposal: Proposal | None
    blocks: tuple[IntakeGap, ...]
    hints: tuple[IntakeGap, ...]
    missing_factors: tuple[str, ...]
    opens_case: bool
    considerate: bool

    @property
    def decided(self) -> bool:
        return not self.blocks


def propose(factors: Factors) -> Proposal | None:
    """The outcome that four factors speak for; None while one of them is missing.

    In this order: danger first, whatever is wanted today; then the person's own no, which is respected
    with information and a way back; then what hangs together; then who could help.
    """
    if factors.missing:
        return None
    beside = (Outcome.BENEFIT,) if factors.problem is ProblemSort.INCOME else ()
    if factors.problem is ProblemSort.SAFETY:
        return Proposal(Outcome.CASE, ProposalRule.SAFETY_FIRST)
    if factors.will is Will.NOT_NOW:
        return Proposal(Outcome.INFORMATION, ProposalRule.NOT_NOW)
    if factors.complexity is Complexity.LINKED:
        return Proposal(Outcome.CASE, ProposalRule.HANGS_TOGETHER, beside)
    if factors.support is Support.TOGETHER:
        return Proposal(Outcome.CASE, ProposalRule.WITH_OTHERS, beside)
    if factors.problem is ProblemSort.QUESTION:
        return Proposal(Outcome.INFORMATION, ProposalRule.QUESTION)
    if factors.support is Support.ELSEWHERE:
        return Proposal(Outcome.INFORMATION, ProposalRule.ELSEWHERE, beside)
    if factors.problem is ProblemSort.INCOME:
        return Proposal(Outcome.BENEFIT, ProposalRule.BENEFIT)
    if factors.support is Support.NOT_KNOWN:
        return Proposal(Outcome.CASE, ProposalRule.LOOK_FURTHER)
    return Proposal(Outcome.SERVICE, ProposalRule.SERVICE)


def rule_intake(intake: Intake) -> IntakeRuling:
    """Judge an interview before its outcome is kept. Nothing here decides: a person does (P-19)."""
    proposal = propose(intake.factors)
    gaps = set(_gaps(intake, proposal))
    return IntakeRuling(
        proposal=proposal,
        blocks=tuple(gap for gap in IntakeGap if gap in gaps & BLOCKING),
        hints=tuple(gap for gap in IntakeGap if gap in gaps - BLOCKING),
        missing_factors=intake.factors.missing,
        opens_case=Outcome.CASE in intake.outcomes,
        considerate=turns_away(intake.outcomes),
    )


def turns_away(outcomes: tuple[Outcome, ...]) -> bool:
    """Whether the person leaves with information only: then the words are chosen with care (B:200)."""
    return set(outcomes) == {Outcome.INFORMATION}


def may_send(outcomes: tuple[Outcome, ...]) -> bool:
    """Whether anything of the client may leave because of this intake: never for information only (R055)."""
    return bool(set(outcomes) - {Outcome.INFORMATION})


def _gaps(intake: Intake, proposal: Proposal | None):
    if intake.factors.missing:
        yield IntakeGap.FACTOR
    if not intake.outcomes:
        yield IntakeGap.OUTCOME
    if not (intake.decided_by or "").strip():
        yield IntakeGap.DECIDED_BY
    left = proposal is not None and bool(intake.outcomes) and proposal.outcome not in intake.outcomes
    if left and not intake.reason.strip():
        yield IntakeGap.REASON
    if intake.sends and not may_send(intake.outcomes):
        yield IntakeGap.SENDS_NOTHING
    if turns_away(intake.outcomes) and not intake.alternative:
        yield IntakeGap.ALTERNATIVE
    if turns_away(intake.outcomes) and not intake.way_back:
        yield IntakeGap.WAY_BACK
    if intake.factors.will is Will.NOT_NOW and Outcome.CASE in intake.outcomes:
        yield IntakeGap.CONTACT_ALLOWED
    if not intake.own_words:
        yield IntakeGap.OWN_WORDS
    if not intake.services_asked:
        yield IntakeGap.SERVICES_NOW
    if not intake.strengths:
        yield IntakeGap.STRENGTH
    if intake.others_present:
        yield IntakeGap.PRIVACY
