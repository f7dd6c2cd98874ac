"""Which pairs are looked at: a few keys united, each with blocks of bounded size.

Two records of one place share a telephone, a house, a cell of the map, a number, or a piece of the name
within the gu. A key that too many share (the switchboard of a foundation, the core 사랑) says nothing and
is left out: then another key has to bring the pair, and most keys come a second time with the gu.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from resmap.dedupe.columns import NONE, Book
from resmap.dedupe.register_fields import Columns
from resmap.domain.korean import initials

#: Records of one block at most (both lists together); 60 records are 1,770 pairs.
LARGEST = 60
#: Side of a cell in degrees of latitude: some 90 m; two grids, shifted by half a cell, so that few edges part a pair.
_CELL = 0.0008
#: Of each name the rarest bigrams are keys.
_BIGRAMS = 3


class Keys(NamedTuple):
    """A record may have several keys of one kind: ``rows[k]`` has the key ``keys[k]``."""

    rows: np.ndarray
    keys: np.ndarray


def candidates(left: Columns, right: Columns, within: bool) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the pairs to be weighed: ``i`` of left and ``j`` of right, each pair once; i < j within a list."""
    sides = (left,) if within else (left, right)
    return united((joined_pairs(made, len(right.records)) for made in _keys(sides)), len(right.records))


def united(found: Iterable[np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows of pair numbers (``i * size + j``), each once and in order."""
    parts = [each for each in found if len(each)]
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    numbers = np.concatenate(parts)
    numbers.sort()  # sorted in place: several times as quick as the table of hashes that unique fills
    first = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return np.divmod(numbers[first], size)


def joined_pairs(sides: list[Keys], size: int, largest: int = LARGEST) -> np.ndarray:
    """Numbers ``i * size + j`` of all pairs of equal keys; blocks beyond ``largest`` pair with nobody.

    One side: pairs within the list, i < j. Two sides: pairs between the lists.
    """
    sides = [Keys(each.rows[each.keys >= 0], each.keys[each.keys >= 0]) for each in sides]
    return _inside(sides[0], size, largest) if len(sides) == 1 else _across(*sides, size, largest)


def _inside(side: Keys, size: int, largest: int) -> np.ndarray:
    """Each row of a block with the next one, the one after it, and so on."""
    order = np.argsort(side.keys, kind="stable")
    rows, keys = side.rows[order], side.keys[order]
    if not len(rows):
        return rows
    counts = np.diff(np.r_[np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]), len(keys)])
    fits = (counts > 1) & (counts <= largest)
    taken = np.repeat(fits, counts)
    rows, keys = rows[taken], keys[taken]
    found = [np.zeros(0, dtype=np.int64)]
    for step in range(1, int(counts[fits].max(initial=1))):
        alike = np.flatnonzero(keys[step:] == keys[:-step])
        x, y = rows[alike], rows[alike + step]
        found.append((np.minimum(x, y) * size + np.maximum(x, y))[x != y])
    return np.concatenate(found)


def _across(left: Keys, right: Keys, size: int, largest: int) -> np.ndarray:
    """A join of sorted keys."""
    order = np.argsort(right.keys, kind="stable")
    rows, keys = right.rows[order], right.keys[order]
    start, stop = np.searchsorted(keys, left.keys, "left"), np.searchsorted(keys, left.keys, "right")
    _, back, mine = np.unique(left.keys, return_inverse=True, return_counts=True)
    counts = stop - start
    fits = (counts > 0) & (counts + mine[back] <= largest) if len(back) else np.zeros(0, dtype=bool)
    from_left, start, counts = left.rows[fits], start[fits], counts[fits]
    if not len(from_left):
        return np.zeros(0, dtype=np.int64)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(from_left, counts) * size + rows[np.repeat(start, counts) + within]


def with_also(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A key of two codes; an unknown second one is a value of its own."""
    return np.where(a >= 0, a * 16_000_057 + b + 1, NONE)


def single(keys: np.ndarray) -> Keys:
    """One key for each record."""
    return Keys(np.arange(len(keys)), keys)


def several(lists: Iterable[Iterable], book: Book) -> Keys:
    """Any number of keys for each record."""
    rows: list[int] = []
    flat: list = []
    for row, keys in enumerate(lists):
        rows += [row] * len(keys)
        flat += keys
    return Keys(np.array(rows, dtype=np.int64), book.code(flat))


def _keys(sides: tuple[Columns, ...]) -> Iterator[list[Keys]]:
    for what in ("whole", "road", "lot", "organisation_number"):
        yield [single(getattr(side, what)) for side in sides]
    for what in ("core", "road"):
        yield [single(with_also(getattr(side, what), side.kind)) for side in sides]
    yield [single(with_also(side.core, side.sigungu)) for side in sides]
    numbers = Book()
    yield [several((side.books.phones.values[c] if c >= 0 else () for c in side.phones.tolist()), numbers) for side in sides]
    for shift in (0.0, 0.5):
        yield [single(_cells(side, shift)) for side in sides]
    # A slip in a vowel or a final consonant leaves the initial consonants as they are.
    first = Book()
    by_core = np.r_[first.code(initials(value) for value in sides[0].books.core.values), NONE]
    for what in ("sigungu", "kind"):
        yield [single(with_also(by_core[side.core], getattr(side, what))) for side in sides]
    yield _pieces(sides)


def _cells(side: Columns, shift: float) -> np.ndarray:
    known = ~np.isnan(side.lat)
    out = np.full(len(side.lat), NONE, dtype=np.int64)
    row = np.floor(side.lat[known] / _CELL + shift).astype(np.int64)
    column = np.floor(side.lon[known] / (_CELL * 1.25) + shift).astype(np.int64)  # degrees of longitude are shorter
    out[known] = (row + 1_000_000) * 4_000_037 + column + 1_000_000
    return out


def _pieces(sides: tuple[Columns, ...]) -> list[Keys]:
    """The rarest bigrams of the core, with the gu: what a slip in one syllable leaves whole."""
    grams = [grams_of(value) for value in sides[0].books.core.values]
    counts = Counter(gram for each in grams for gram in each)
    rarest = [sorted(each, key=lambda g: (counts[g], g))[:_BIGRAMS] for each in grams]
    keys = Book().code(gram for each in rarest for gram in each)
    lengths = np.array([*map(len, rarest), 0], dtype=np.int64)  # the last for NONE, whose code is -1
    starts = np.cumsum(lengths) - lengths
    made = []
    for side in sides:
        often = lengths[side.core]
        rows = np.repeat(np.arange(len(often)), often)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(often) - often, often)
        made.append(Keys(rows, with_also(keys[starts[side.core][rows] + within], side.sigungu[rows])))
    return made


def grams_of(text: str) -> set[str]:
    """Pairs of syllables; words, where the text has words."""
    if " " in text:
        return set(text.split())
    return {text[k : k + 2] for k in range(len(text) - 1)} or ({text} if text else set())
