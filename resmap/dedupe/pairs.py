"""Pairs of records that may be one place, with the reasons that add up."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from resmap.dedupe.blocking import candidates
from resmap.dedupe.clusters import one_to_one as assign
from resmap.dedupe.evidence import Compared, lookup, told
from resmap.dedupe.model import EVIDENCE, FIELDS, LIST_FROM, MODEL, PROPOSE_FROM
from resmap.dedupe.records import Record
from resmap.dedupe.register_fields import Books, Columns
from resmap.scoring import DECIMALS, Line

__all__ = ["LIST_FROM", "PROPOSE_FROM", "Pair", "compare", "find_pairs"]

#: Pairs weighed at once: some hundred megabytes.
_BATCH = 2_000_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries and why they may be one; ``a`` and ``b`` are keys, ``score`` the sum of ``lines``.

    ``propose``: offered to a person as a probable double. ``model``: name and version of the policy.
    """

    a: str
    b: str
    score: float
    propose: bool
    lines: tuple[Line, ...]
    model: str


def compare(a: Record, b: Record) -> Pair:
    """Weigh two records. The same from both sides, apart from which is named first."""
    books = Books()
    left, right = Columns((a,), books), Columns((b,), books)
    only = np.zeros(1, dtype=np.int64)
    return _explained(left, only, right, only, np.ones(1, dtype=bool))[0]


def find_pairs(
    records: Sequence[Record],
    others: Sequence[Record] | None = None,
    *,
    threshold: float = PROPOSE_FROM,
    one_to_one: bool = False,
) -> list[Pair]:
    """Pairs within ``records``, or between them and ``others``, that reach ``threshold`` points; best first.

    ``others`` may hold ``records`` again (the register around what was just imported): a record is never
    paired with one of its own key. ``one_to_one`` is for two lists of different origin that hold nothing
    twice, whose keys have nothing to do with each other: each record is proposed with one of the other list
    at most, and the choice is the one with the most points altogether; what lost stays listed with
    ``propose`` false.
    """
    with _no_search_for_cycles():
        return _found(records, others, threshold, one_to_one)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Half a million small objects that all stay: to look among them for cycles again and again costs a fifth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _found(records: Sequence[Record], others: Sequence[Record] | None, threshold: float, one_to_one: bool) -> list[Pair]:
    books = Books()
    left = Columns(records, books)
    right = left if others is None else Columns(others, books)
    i, j, scores = weigh(left, right, others is None, threshold)
    if others is not None and not one_to_one:
        i, j, scores = _without_itself(left, i, right, j, scores)
    order = np.lexsort((j, i, -scores))
    i, j, scores = i[order], j[order], scores[order]
    chosen = np.ones(len(i), dtype=bool)
    if one_to_one and others is not None:
        chosen = assign(i, j, scores)
    return _explained(left, i, right, j, chosen)


def _without_itself(left: Columns, i, right: Columns, j, scores):
    """Without pairs of one key; of a pair found from both sides, the first."""
    seen: set[frozenset[str]] = set()
    kept = []
    for at, (x, y) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        pair = frozenset((left.records[x].key, right.records[y].key))
        if len(pair) == 2 and pair not in seen:
            seen.add(pair)
            kept.append(at)
    rows = np.array(kept, dtype=np.int64)
    return i[rows], j[rows], scores[rows]


def weigh(left: Columns, right: Columns, within: bool, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and scores of all candidate pairs that reach ``threshold``."""
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    i, j = candidates(left, right, within)
    for start in range(0, len(i), _BATCH):
        found.append(_weigh(left, i[start : start + _BATCH], right, j[start : start + _BATCH], threshold))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    return tuple(np.concatenate(each) for each in zip(*found, strict=True))  # type: ignore[return-value]


def _weigh(left: Columns, i: np.ndarray, right: Columns, j: np.ndarray, threshold: float):
    """Factor after factor, the cheap ones first; a pair that can no longer reach the threshold is let go."""
    score = np.zeros(len(i))
    hope = sum(max(lookup(EVIDENCE[each.name])) for each in FIELDS)
    for each in FIELDS:
        points = lookup(EVIDENCE[each.name])
        score = score + points[each.levels(left, i, right, j)]
        hope -= max(points)
        keep = score + hope >= threshold - 10.0**-DECIMALS / 2
        i, j, score = i[keep], j[keep], score[keep]
    return i, j, score.round(DECIMALS)


def _explained(left: Columns, i: np.ndarray, right: Columns, j: np.ndarray, may_propose: np.ndarray) -> list[Pair]:
    """The pairs with their lines; levels are found for all at once, sentences' facts one by one."""
    levels = {each.name: each.levels(left, i, right, j).tolist() for each in FIELDS}
    pairs = []
    known: dict[tuple[str, int], Line] = {}
    for at, (x, y, may) in enumerate(zip(i.tolist(), j.tolist(), may_propose.tolist(), strict=True)):
        mine = {each.name: levels[each.name][at] for each in FIELDS}
        facts = {each.name: each.facts(left, x, right, y, mine[each.name]) for each in FIELDS}
        lines, score = told(MODEL, Compared(mine, facts), known)
        a, b = left.records[x].key, right.records[y].key
        pairs.append(Pair(a, b, score, bool(may and score >= PROPOSE_FROM), lines, MODEL.label))
    return pairs
