"""Explained scoring: gates that must hold, factors that weigh, lines that add up.

The same machinery serves need <-> offer (``matching``) and offer <-> offer
(``dedupe``). A judge is a pure function of one frozen situation and answers
with a :class:`Finding`; nothing here knows what a situation is.

UNKNOWN is never zero in disguise: in a factor it costs the factor's whole
weight, in a gate it lets the candidate pass and is listed under "ask".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S")

#: Points have as many decimals as a screen shows, so that what is seen adds up to the letter.
DECIMALS = 1


class Verdict(StrEnum):
    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one judge found: ``strength`` 0..1 scales the weight; ``facts`` are plain values."""

    verdict: Verdict
    code: str
    strength: float = 1.0
    facts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 <= self.strength <= 1.0:
            raise ValueError(f"strength of {self.code} must lie in 0..1")

    @property
    def points_per_weight(self) -> float:
        """-1..1: what share of a factor's weight this finding is worth."""
        match self.verdict:
            case Verdict.FOR:
                return self.strength
            case Verdict.AGAINST:
                return -self.strength
            case Verdict.UNKNOWN:
                return -1.0
            case _:
                return 0.0


def speaks_for(code: str, strength: float = 1.0, **facts: object) -> Finding:
    return Finding(Verdict.FOR, code, strength, facts)


def speaks_against(code: str, strength: float = 1.0, **facts: object) -> Finding:
    return Finding(Verdict.AGAINST, code, strength, facts)


def neutral(code: str, **facts: object) -> Finding:
    return Finding(Verdict.NEUTRAL, code, 0.0, facts)


def unknown(code: str, **facts: object) -> Finding:
    return Finding(Verdict.UNKNOWN, code, 1.0, facts)


@dataclass(frozen=True, slots=True)
class Gate(Generic[S]):
    """A condition that must hold. Its judge answers AGAINST to close it; ``code`` names it."""

    code: str
    judge: Callable[[S], Finding]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Factor(Generic[S]):
    """A consideration that weighs up to ``weight`` points for or against; ``why`` says its source."""

    name: str
    weight: float
    judge: Callable[[S], Finding]
    source: str = ""

    def points(self, finding: Finding) -> float:
        """What ``finding`` is worth here, to two decimals, so that shown points add up."""
        return round(self.weight * finding.points_per_weight, DECIMALS) + 0.0  # no "-0.0" on screen

    def line(self, finding: Finding) -> "Line":
        points = self.points(finding)
        return Line(self.name, finding.verdict, points, self.weight, finding.code, finding.facts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation; ``points`` of ``of`` at most."""

    factor: str
    verdict: Verdict
    points: float
    of: float
    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All lines of one candidate. The score is their sum: never clamped, never relative."""

    lines: tuple[Line, ...]

    @property
    def score(self) -> float:
        return round(sum(line.points for line in self.lines), DECIMALS)


@dataclass(frozen=True)
class Model(Generic[S]):
    """A whole policy: which gates, which factors, which weights, under one name and version."""

    name: str
    version: str
    gates: tuple[Gate[S], ...]
    factors: tuple[Factor[S], ...]

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"


    def judge_gates(self, situation: S) -> tuple[tuple[Gate[S], Finding], ...]:
        return tuple((gate, gate.judge(situation)) for gate in self.gates)

    def score(self, situation: S) -> Scorecard:
        return Scorecard(tuple(factor.line(factor.judge(situation)) for factor in self.factors))
