"""Points for the fields of a table, estimated without truth (Fellegi & Sunter; EM, anchored).

u, how often two *different* things agree: of exact agreement known from the frequencies of the values, of
the rest from pairs drawn at random, which are two things nearly always. u is never learnt from candidates.

m, how often two records of *one* thing agree: by EM over the candidate pairs. Everything free, EM finds
any two heaps it likes; so it is held in four ways:

* It starts from what is expected of such a field (``TableField.expected``) and leans on that with the
  weight of ``LEANING`` pairs throughout.
* A pair's chance to be one thing is judged for each field by the *other* fields, so that a field cannot
  confirm itself.
* A field is learnt only from pairs that another field's key brought; the pairs its own key brought agree
  in it by construction.
* Pairs that share a telephone or a number anchor it as pairs of one thing, unless most else differs; pairs
  with two different ones, where every anchor speaks and none agrees, start at half their odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEANING = 20.0
ROUNDS = 12
#: Random pairs from which u is counted.
SAMPLE = 100_000
#: A rare value may add so many points, a common one take as many.
RARITY = 4.0
#: log2 of the least and the largest ratio: no field decides alone.
LARGEST = 16.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """``points[f][level]`` for each field, the prior in points, and what share of pairs that is."""

    points: tuple[tuple[float, ...], ...]
    prior: float
    expected: float


def estimate(
    levels: Sequence[np.ndarray],
    by_chance: Sequence[np.ndarray],
    expected: Sequence[Sequence[float]],
    brought_by_others: Sequence[np.ndarray],
    rarity: Sequence[np.ndarray],
    anchors: Sequence[int],
    pairs: float,
    largest_share: float,
) -> Estimate:
    """Points of each field's levels (log2 m/u) and the prior.

    ``levels[f]``: level of each candidate, the last number being "not known". ``by_chance[f]``: u of the
    known levels. ``brought_by_others[f]``: whether a key without f brought the candidate. ``rarity[f]``:
    points beyond. ``anchors``: fields that identify. ``pairs``: of how many pairs the candidates were
    taken; ``largest_share``: how many of them can be of one thing at most (one-to-one: the shorter list).
    """
    m = [np.array(each, dtype=float) for each in expected]
    levels, brought_by_others, rarity = _hopeful(levels, by_chance, m, brought_by_others, rarity)
    count = len(levels[0]) if levels else 0
    share = min(largest_share, max(1.0, 0.2 * largest_share))
    if not count:
        share = 1.0
    for _ in range(ROUNDS if count else 0):
        bits = [_bits(one, u)[level] + extra for one, u, level, extra in zip(m, by_chance, levels, rarity, strict=True)]
        total = np.sum(bits, axis=0) + np.log2(share / max(pairs - share, 1.0))
        total = total + _anchored(levels, anchors, [len(each) for each in expected])
        for f, level in enumerate(levels):
            known = brought_by_others[f] & (level < len(m[f]))
            weight = _chance(total - bits[f])[known]
            counted = np.bincount(level[known], weights=weight, minlength=len(m[f]))[: len(m[f])]
            m[f] = (counted + LEANING * np.asarray(expected[f])) / (counted.sum() + LEANING)
        share = float(np.clip(_chance(total).sum(), 1.0, largest_share))
    points = tuple(tuple(_bits(one, u)[:-1].round(1).tolist()) for one, u in zip(m, by_chance, strict=True))
    return Estimate(points, round(float(np.log2(share / max(pairs - share, 1.0))), 1), share)


def _hopeful(levels, by_chance, m, brought_by_others, rarity):
    """Without the candidates that no estimate would make one thing: most of them, and all the work."""
    if not levels:
        return levels, brought_by_others, rarity
    total = sum(_bits(one, u)[level] + extra for one, u, level, extra in zip(m, by_chance, levels, rarity, strict=True))
    kept = np.flatnonzero(total > 0)
    return tuple([each[kept] for each in group] for group in (levels, brought_by_others, rarity))


def _bits(m: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Points by level, and 0 for "not known"."""
    ratio = np.log2(np.maximum(m, 1e-9) / np.maximum(u, 1e-9))
    return np.r_[np.clip(ratio, -LARGEST, LARGEST), 0.0]


def _anchored(levels: Sequence[np.ndarray], anchors: Sequence[int], sizes: Sequence[int]) -> np.ndarray | float:
    """A nudge for pairs whose identifying fields all speak and all differ."""
    if not anchors:
        return 0.0
    different = np.logical_and.reduce([levels[f] == sizes[f] - 1 for f in anchors])
    return np.where(different, -1.0, 0.0)


def _chance(bits: np.ndarray) -> np.ndarray:
    """Probability of odds in points."""
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60)))


def by_chance(level_sample: np.ndarray, agree: float, levels: int) -> np.ndarray:
    """u of the known levels: exact agreement from frequencies (``agree``), the rest from random pairs."""
    seen = np.bincount(level_sample[level_sample < levels], minlength=levels)[:levels].astype(float)
    seen[0] = 0.0
    rest = (seen + np.r_[0.0, np.full(levels - 1, 0.25)]) / (seen.sum() + 0.25 * (levels - 1))
    return np.r_[max(agree, 1e-7), rest[1:] * (1 - agree)]
