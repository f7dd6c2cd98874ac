"""An assessment has two parts: what the person can do, and what is hard (R010, R072, R075-R078; B:34, B:225-246).

The ten domains are walked through, each answered with none, present or not asked; function is looked at
beside them, ability first. The talk goes in three steps: how it is now, how it should be, how to get
there. Only a missing part keeps an assessment open; everything else is told.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from resmap.domain import taxonomy


class Asked(StrEnum):
    """How a domain was answered (R072)."""

    NONE = "none"
    PRESENT = "present"
    NOT_ASKED = "not_asked"


class Function(StrEnum):
    """What is looked at in the functional assessment (R010): daily life, going about, people."""

    MEALS = "meals"
    PERSONAL_CARE = "personal_care"
    MOVING = "moving"
    HOUSEWORK = "housework"
    MEDICINE = "medicine"
    GOING_OUT = "going_out"
    MONEY = "money"
    TALKING = "talking"
    DECIDING = "deciding"
    PEOPLE = "people"
    WORK_OR_LEARNING = "work_or_learning"
    HELP_IN_DANGER = "help_in_danger"


class Ability(StrEnum):
    """How far somebody can do it. ``SOMEBODY_DOES``: another person does it now."""

    ALONE = "alone"
    WITH_HELP = "with_help"
    SOMEBODY_DOES = "somebody_does"
    NOT_NOW = "not_now"
    NOT_ASKED = "not_asked"


class NowPrompt(StrEnum):
    """The four prompts of the first step (B:231-238, R075)."""

    ISSUE = "issue"
    INSIGHT = "insight"
    SUPPORT = "support"
    RELATION = "relation"


class AssessmentGap(StrEnum):
    """What an assessment lacks; :data:`BLOCKING` keeps it open."""

    FUNCTION_PART = "FUNCTION_PART"
    NEED_PART = "NEED_PART"
    NOT_ASKED = "NOT_ASKED"
    NO_NEED = "NO_NEED"
    NEED_SAID_NONE = "NEED_SAID_NONE"
    NOW = "NOW"
    MAIN_SUPPORT = "MAIN_SUPPORT"
    WISHED = "WISHED"
    HOW = "HOW"
    STRENGTH = "STRENGTH"
    UNCONFIRMED = "UNCONFIRMED"


BLOCKING = frozenset({AssessmentGap.FUNCTION_PART, AssessmentGap.NEED_PART})


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment as it is judged. ``domains`` by code (SAF .. LAW), ``functions`` by :class:`Function`;
    what is not named was not asked. ``needs`` are the codes of the open needs, ``unconfirmed`` those that
    the client has not said yes to. ``main_support``: who is there already was asked (R076)."""

    domains: Mapping[str, Asked] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    functions: Mapping[Function, Ability] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    needs: Set[str] = frozenset()
    unconfirmed: Set[str] = frozenset()
    now: Set[NowPrompt] = frozenset()
    main_support: bool = False
    wished: bool = False
    how: bool = False
    strengths: bool = False

    def asked(self, domain: str) -> Asked:
        return self.domains.get(domain, Asked.NOT_ASKED)

    def ability(self, function: Function) -> Ability:
        return self.functions.get(function, Ability.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class AssessmentRuling:
    """``not_asked`` are domains; ``without_need`` those where something is present and no need was written;
    ``said_none`` those with a need although nothing was said to be there. Shares are 0..1 of what there is to ask."""

    blocks: tuple[AssessmentGap, ...]
    hints: tuple[AssessmentGap, ...]
    not_asked: tuple[str, ...]
    without_need: tuple[str, ...]
    said_none: tuple[str, ...]
    domains_share: float
    functions_share: float
    able: tuple[Function, ...]

    @property
    def complete(self) -> bool:
        return not self.blocks


def domain_codes() -> tuple[str, ...]:
    """The ten domains in official order."""
    return tuple(domain.code for domain in taxonomy.domains())


def rule_assessment(one: Assessment) -> AssessmentRuling:
    """Judge an assessment; ``able`` is what the person does alone: it is told first."""
    codes = domain_codes()
    not_asked = tuple(code for code in codes if one.asked(code) is Asked.NOT_ASKED)
    needed = {need[:3] for need in one.needs}
    without = tuple(code for code in codes if one.asked(code) is Asked.PRESENT and code not in needed)
    said_none = tuple(code for code in codes if one.asked(code) is Asked.NONE and code in needed)
    known = tuple(function for function in Function if one.ability(function) is not Ability.NOT_ASKED)
    gaps = {
        AssessmentGap.FUNCTION_PART: not known,
        AssessmentGap.NEED_PART: len(not_asked) == len(codes),
        AssessmentGap.NOT_ASKED: bool(not_asked),
        AssessmentGap.NO_NEED: bool(without),
        AssessmentGap.NEED_SAID_NONE: bool(said_none),
        AssessmentGap.NOW: set(NowPrompt) - set(one.now) != set(),
        AssessmentGap.MAIN_SUPPORT: not one.main_support,
        AssessmentGap.WISHED: not one.wished,
        AssessmentGap.HOW: not one.how,
        AssessmentGap.STRENGTH: not one.strengths,
        AssessmentGap.UNCONFIRMED: bool(set(one.unconfirmed) & set(one.needs)),
    }
    open_gaps = [gap for gap in AssessmentGap if gaps[gap]]
    return AssessmentRuling(
        blocks=tuple(gap for gap in open_gaps if gap in BLOCKING),
        hints=tuple(gap for gap in open_gaps if gap not in BLOCKING),
        not_asked=not_asked,
        without_need=without,
        said_none=said_none,
        domains_share=round(1 - len(not_asked) / len(codes), 2),
        functions_share=round(len(known) / len(Function), 2),
        able=tuple(function for function in Function if one.ability(function) is Ability.ALONE),
    )
