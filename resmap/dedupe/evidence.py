"""Evidence: a factor whose finding is one of a few levels, each worth its points.

A point is a doubling of the odds (log2 of the likelihood ratio): how much more often two records of one
place look so than two records of two places (Fellegi & Sunter 1969). Points add up.

The same levels are found for one pair and for a million: ``Comparison.levels`` works on arrays of row
numbers, and a single pair is an array of length one. So there is one truth and it is quick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from resmap.scoring import DECIMALS, Factor, Finding, Line, Model, Scorecard, Verdict

#: What a field costs that could have told two places apart and does not speak.
UNASKED = 0.5

Levels = np.ndarray  # int8, one for each pair


class Comparison(Protocol):
    """Compares one field. ``codes`` names the levels, best first; the last one is always "not known"."""

    name: str
    codes: tuple[str, ...]

    def prepare(self, rows: Sequence[Any]) -> Any:
        """The field's column in the form in which it compares."""

    def levels(self, a: Any, i: np.ndarray, b: Any, j: np.ndarray) -> Levels:
        """The level of each pair ``a[i[k]]``, ``b[j[k]]``; symmetric in the two sides."""

    def facts(self, a: Any, i: int, b: Any, j: int) -> Mapping[str, object]:
        """What a sentence may say about one pair; never a personal value."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found in one pair: for each factor its level, points beyond the level's own, and facts."""

    levels: Mapping[str, int]
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    beyond: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence(Factor[Compared]):
    """A factor with points for each level of its comparison, and what not knowing costs.

    UNKNOWN costs ``unasked`` and is never zero in disguise. It does not cost the whole weight as it does
    in a match: lists without phones would otherwise hold nothing but different places.
    """

    codes: tuple[str, ...] = ()
    table: tuple[float, ...] = ()
    unasked: float = UNASKED

    def points(self, finding: Finding) -> float:
        if finding.verdict is Verdict.UNKNOWN:
            return -self.unasked
        return Factor.points(self, finding)


def evidence(
    name: str, codes: Sequence[str], points: Sequence[float], why: str, *, beyond: float = 0.0, unasked: float = UNASKED
) -> Evidence:
    """Evidence with ``points`` for each of ``codes`` but the last, which is "not known".

    ``beyond``: how many points a rare value may add to its level at most.
    """
    if len(points) != len(codes) - 1:
        raise ValueError(f"{name}: {len(codes)} levels, {len(points)} points")
    table = tuple(round(each, DECIMALS) for each in points)
    weight = max(map(abs, table), default=0.0) + beyond

    def judge(two: Compared) -> Finding:
        level = two.levels[name]
        facts = two.facts.get(name, {})
        if level == len(table):
            return Finding(Verdict.UNKNOWN, codes[level], 1.0, facts)
        worth = table[level] + two.beyond.get(name, 0.0)
        if not worth or not weight:
            return Finding(Verdict.NEUTRAL, codes[level], 0.0, facts)
        verdict = Verdict.FOR if worth > 0 else Verdict.AGAINST
        return Finding(verdict, codes[level], min(1.0, abs(worth) / weight), facts)

    return Evidence(name, weight, judge, why, tuple(codes), table, round(unasked, DECIMALS))


def lookup(one: Evidence) -> np.ndarray:
    """Points by level as an array, the last for "not known"."""
    return np.array([*one.table, -one.unasked])


def told(
    model: Model[Compared], two: Compared, known: dict[tuple[str, int], Line] | None = None
) -> tuple[tuple[Line, ...], float]:
    """The lines of one pair and their sum.

    ``known`` remembers lines of this model from pair to pair: without facts and points beyond, a level has one line.
    """
    if known is None:
        card: Scorecard = model.score(two)
        return card.lines, card.score
    lines = []
    for factor in model.factors:
        name = factor.name
        if two.facts.get(name) or two.beyond.get(name):
            lines.append(factor.line(factor.judge(two)))
            continue
        line = known.get((name, two.levels[name]))
        if line is None:
            line = known[name, two.levels[name]] = factor.line(factor.judge(two))
        lines.append(line)
    return tuple(lines), round(sum(line.points for line in lines), DECIMALS)
