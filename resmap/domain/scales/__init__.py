"""Scales with their scoring rules and what their scores are good for (R160, R186, R213; practice §2.3, §2.9).

:data:`SCALES` is the registry, :func:`score` and :func:`score_total` score, :func:`compare` sets two
scores side by side. A scale never decides alone.
"""

from resmap.domain.scales.records import (
    Band,
    Better,
    Caution,
    Change,
    Direction,
    Entry,
    Item,
    Part,
    Scale,
    ScaleError,
    Score,
)
from resmap.domain.scales.registry import SCALES, scale
from resmap.domain.scales.scoring import compare, lsns_answer, score, score_total

__all__ = [
    "SCALES",
    "Band",
    "Better",
    "Caution",
    "Change",
    "Direction",
    "Entry",
    "Item",
    "Part",
    "Scale",
    "ScaleError",
    "Score",
    "compare",
    "lsns_answer",
    "scale",
    "score",
    "score_total",
]
