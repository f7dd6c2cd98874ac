"""Goal attainment scaling: how far goals were reached, as one comparable score.

Kiresuk and Sherman (1968): each goal has five described levels, -2 (much less than expected) to
+2 (much more), 0 = the level expected; T = 50 + 10·Σ(w·x) / √((1-ρ)·Σw² + ρ·(Σw)²), with ρ = 0.3
the assumed correlation of the goals (practice §2.9). T = 50 means "as expected on the whole"; it is
no percentage, and the scores of two persons do not rank them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEVELS = (-2, -1, 0, 1, 2)
RHO = 0.3


class ScalingError(ValueError):
    """``code``: NO_GOAL, LEVEL_RANGE, WEIGHT_RANGE, UNEQUAL_LENGTHS, RHO_RANGE."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class GoalScale:
    """Five levels of one objective in words, from -2 to +2; ``weight`` > 0; ``start`` is the level at the beginning.

    Usual is a start of -2 or -1. Levels have to be described before the work begins.
    """

    objective: str
    levels: tuple[str, str, str, str, str]
    weight: float = 1.0
    start: int = -1

    @property
    def gaps(self) -> tuple[int, ...]:
        """Levels that nobody has described, and those that say the same as the one below."""
        words = [one.strip() for one in self.levels]
        return tuple(
            level for level, text, below in zip(LEVELS, words, ["", *words], strict=False) if not text or text == below
        )


def t_score(levels: Sequence[int], weights: Sequence[float] | None = None, rho: float = RHO) -> float:
    """The T score of goals at ``levels`` (-2..2 each), all weighing alike without ``weights``.

    Raises ScalingError. For n equally weighted goals it lies between 50 ± 20·n / √(n·(1-ρ) + ρ·n²).
    """
    weights = [1.0] * len(levels) if weights is None else list(weights)
    if not levels:
        raise ScalingError("NO_GOAL")
    if len(weights) != len(levels):
        raise ScalingError("UNEQUAL_LENGTHS")
    if any(isinstance(one, bool) or one not in LEVELS for one in levels):
        raise ScalingError("LEVEL_RANGE")
    if any(not (math.isfinite(one) and one > 0) for one in weights):
        raise ScalingError("WEIGHT_RANGE")
    if not 0 <= rho < 1:
        raise ScalingError("RHO_RANGE")
    total = sum(weights)
    spread = (1 - rho) * sum(one * one for one in weights) + rho * total * total
    return 50 + 10 * sum(w * x for w, x in zip(weights, levels, strict=True)) / math.sqrt(spread)


def change(scales: Sequence[GoalScale], attained: Sequence[int], rho: float = RHO) -> tuple[float, float, float]:
    """T at the start, T now, and their difference. Raises ScalingError."""
    weights = [one.weight for one in scales]
    before = t_score([one.start for one in scales], weights, rho)
    after = t_score(attained, weights, rho)
    return before, after, after - before
