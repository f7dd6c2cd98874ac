"""Pairs in tables of any kind: fields by their headings, points estimated from the tables themselves.

The same machinery as for the register (``evidence``): levels, points, lines, a sum. What differs is where
the points come from. There they are judged by people who know Korean lists; here nothing is known but the
headings, so they are estimated without truth (``estimating``), and the first line says how rare doubles
are before anything is compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from resmap.dedupe.blocking import Keys, joined_pairs, several, single, united, with_also
from resmap.dedupe.clusters import one_to_one as assign
from resmap.dedupe.columns import Book
from resmap.dedupe.estimating import RARITY, SAMPLE, Estimate, by_chance, estimate
from resmap.dedupe.evidence import Compared, evidence, told
from resmap.dedupe.headings import Meaning
from resmap.dedupe.pairs import Pair
from resmap.dedupe.table_fields import IDENTIFYING, Column, Street, TableField, Title, columns_of, crossed, field_for
from resmap.scoring import DECIMALS, Line, Model

VERSION = "2026.11"
#: Even odds: more likely one than two.
PROPOSE_FROM = 0.0
#: A field that is silent in one record costs so much: little, since silence is by chance as a rule.
UNASKED = 0.1
#: A key is used if its blocks hold so many pairs for each record at most.
_PAIRS_PER_RECORD = 12
_LARGEST_BLOCK = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its key and its cells by column."""

    key: str
    cells: Mapping[str, str] = field(default_factory=dict)


def find_in_tables(
    rows: Sequence[Row],
    others: Sequence[Row] | None,
    meanings: Mapping[str, Meaning],
    *,
    threshold: float = PROPOSE_FROM,
    one_to_one: bool = True,
    seed: int = 1,
) -> list[Pair]:
    """Pairs within ``rows`` or between them and ``others``; best first. ``meanings``: column -> meaning.

    ``threshold``: pairs below are not listed; from ``PROPOSE_FROM`` (even odds) they are proposed.
    ``seed``: of the random pairs from which agreement by chance is counted.
    """
    table = _Table(rows, others, meanings)
    if not table.fields or not len(table.i):
        return []
    points, prior = table.estimated(np.random.default_rng(seed))
    return table.pairs(points, prior, threshold, one_to_one and others is not None)


class _Table:
    """The columns of one or two lists, the candidate pairs, and their levels."""

    def __init__(self, rows: Sequence[Row], others: Sequence[Row] | None, meanings: Mapping[str, Meaning]):
        self.lists = [rows] if others is None else [rows, others]
        self.within = others is None
        made = {column: field_for(column, meaning) for column, meaning in meanings.items()}
        self.fields: list[TableField] = [each for each in made.values() if each]
        self.meanings = [meanings[each.name] for each in self.fields]
        self.twins = self._exchangeable()
        books: dict[int, Book] = {}
        self.sides: list[list[Column]] = []
        for f, each in enumerate(self.fields):
            cells = [[row.cells.get(each.name, "") for row in rows] for rows in self.lists]
            for pair in self.twins:
                if f in pair:
                    books.setdefault(pair[0], Book())
            shared = next((books[pair[0]] for pair in self.twins if f in pair), None)
            self.sides.append(columns_of(each.normal, *cells, book=shared))
        self.i, self.j, self.brought = self._candidates()
        self.levels = self._levels(self.i, self.j)
        self.rarity = [self._rarity(f) for f in range(len(self.fields))]

    def _exchangeable(self) -> list[tuple[int, int]]:
        """Fields that forms are filled with the wrong way round: given and family name, two lines of an address."""
        at = {meaning: [f for f, each in enumerate(self.meanings) if each is meaning] for meaning in Meaning}
        found = []
        if at[Meaning.GIVEN_NAME] and at[Meaning.FAMILY_NAME]:
            found.append((at[Meaning.GIVEN_NAME][0], at[Meaning.FAMILY_NAME][0]))
        if len(at[Meaning.STREET]) > 1:
            found.append((at[Meaning.STREET][0], at[Meaning.STREET][1]))
        return found

    def _levels(self, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
        levels = [each.levels(side[0], i, side[-1], j) for each, side in zip(self.fields, self.sides, strict=True)]
        for f, g in self.twins:
            swapped = self.fields[f].codes.index(f"{self.fields[f].kind}_swapped")
            # Only where they do not agree as they stand, and both agree crosswise (or one where the other is silent).
            poor = np.flatnonzero((levels[f] >= 2) & (levels[g] >= 2))
            if not len(poor):
                continue
            one = crossed(self.sides[f][0], self.sides[g][-1], i[poor], j[poor])
            other = crossed(self.sides[g][0], self.sides[f][-1], i[poor], j[poor])
            both = poor[one & other]
            levels[f][both] = levels[g][both] = swapped
        return levels

    # ---------------------------------------------------------------- which pairs

    def _candidates(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs brought by any key, and for each a set of bits: the fields without which a key brought it."""
        size = len(self.lists[-1])
        everything = (1 << len(self.fields)) - 1
        numbers: list[np.ndarray] = []
        without: list[np.ndarray] = []
        for used, sides in self._keys():
            if _cost(sides, self.within) > _PAIRS_PER_RECORD * sum(map(len, self.lists)):
                continue
            found = np.unique(joined_pairs(sides, size, _LARGEST_BLOCK))
            numbers.append(found)
            without.append(np.full(len(found), everything & ~sum(1 << f for f in used), dtype=np.int64))
        if not numbers:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing
        flat, masks = np.concatenate(numbers), np.concatenate(without)
        order = np.argsort(flat, kind="stable")
        flat, masks = flat[order], masks[order]
        i, j = united(numbers, size)
        starts = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]]) if len(flat) else flat
        return i, j, np.bitwise_or.reduceat(masks, starts) if len(flat) else masks

    def _keys(self):
        """(fields used, keys of each list): single values, two values together, pieces of long texts."""
        codes = [[side.codes for side in sides] for sides in self.sides]
        for f, sides in enumerate(codes):
            yield (f,), [single(each) for each in sides]
        for f, g in combinations(range(len(codes)), 2):
            yield (f, g), [single(with_also(*_known(a, b))) for a, b in zip(codes[f], codes[g], strict=True)]
        for f, each in enumerate(self.fields):
            if isinstance(each, (Title, Street)):
                yield (f,), self._words(f)

    def _words(self, f: int) -> list[Keys]:
        """The two rarest words of each value."""
        side = self.sides[f][0]
        counts: dict[str, int] = {}
        split = [set(value.split()) for value in side.book.values]
        for words, often in zip(split, side.counts.tolist(), strict=True):
            for word in words:
                counts[word] = counts.get(word, 0) + often
        rarest = [sorted(words, key=lambda w: (counts[w], w))[:3] for words in split]
        book = Book()
        return [several((rarest[c] if c >= 0 else () for c in each.codes.tolist()), book) for each in self.sides[f]]

    # ---------------------------------------------------------------- how they are weighed

    def estimated(self, random: np.random.Generator) -> tuple[Estimate, float]:
        a, b = self.lists[0], self.lists[-1]
        pairs = len(a) * (len(a) - 1) / 2 if self.within else float(len(a) * len(b))
        x, y = random.integers(0, len(a), SAMPLE), random.integers(0, len(b), SAMPLE)
        if self.within:
            x, y = x[x != y], y[x != y]
        sample = self._levels(x, y)
        chance = [
            by_chance(level, self._agree(side), len(each.words))
            for level, side, each in zip(sample, self.sides, self.fields, strict=True)
        ]
        # A key on a field brings pairs that agree in it: learn it only from the pairs of other keys.
        others = [(self.brought >> f) & 1 == 1 for f in range(len(self.fields))]
        made = estimate(
            self.levels,
            chance,
            [each.expected for each in self.fields],
            others,
            self.rarity,
            [f for f, meaning in enumerate(self.meanings) if meaning in IDENTIFYING],
            pairs,
            float(2 * len(a) if self.within else min(len(a), len(b))),
        )
        return made, pairs

    def _agree(self, side: list[Column]) -> float:
        """How often two values drawn by chance are equal, two records of one thing left out as far as they show.

        A value that occurs twice in two clean lists is one thing, not chance: singles are not counted.
        """
        total = int(side[0].counts.sum())
        often = side[0].counts.astype(float)
        spare = np.maximum(often - (1 if self.within else 2), 0.0) * often
        return float(spare.sum() / max(total * (total - 1.0), 1.0)) + 0.5 / max(total, 1) ** 1.5

    def _rarity(self, f: int) -> np.ndarray:
        """Points beyond those of equality: a rare value agrees seldom by chance, a common one often."""
        side, out = self.sides[f], np.zeros(len(self.i))
        equal = np.flatnonzero(self.levels[f] == 0)
        total = max(int(side[0].counts.sum()), 1)
        share = side[0].counts[side[0].codes[self.i[equal]]] / total
        mean = max(float((side[0].counts.astype(float) ** 2).sum()) / total**2, 1.0 / total)
        out[equal] = np.clip(np.log2(mean / share), -RARITY, RARITY).round(DECIMALS)
        return out

    # ---------------------------------------------------------------- what is told

    def pairs(self, made: Estimate, pairs: float, threshold: float, one_to_one: bool) -> list[Pair]:
        model = _model(self.fields, made)
        total = np.full(len(self.i), made.prior)
        for f, points in enumerate(made.points):
            total = total + np.array([*points, -UNASKED])[self.levels[f]] + self.rarity[f]
        total = total.round(DECIMALS)
        kept = np.flatnonzero(total >= threshold)
        kept = kept[np.lexsort((self.j[kept], self.i[kept], -total[kept]))]
        may = np.ones(len(kept), dtype=bool)
        if one_to_one:
            good = total[kept] >= PROPOSE_FROM
            may = np.zeros(len(kept), dtype=bool)
            may[good] = assign(self.i[kept][good], self.j[kept][good], total[kept][good])
        expected = {"pairs": int(pairs), "expected": int(round(made.expected))}
        out = []
        known: dict[tuple[str, int], Line] = {}
        for at, chosen in zip(kept.tolist(), may.tolist(), strict=True):
            levels = {each.name: int(self.levels[f][at]) for f, each in enumerate(self.fields)}
            beyond = {each.name: float(self.rarity[f][at]) for f, each in enumerate(self.fields) if self.rarity[f][at]}
            lines, score = told(model, Compared({**levels, PRIOR: 0}, {PRIOR: expected}, beyond), known)
            a, b = self.lists[0][self.i[at]].key, self.lists[-1][self.j[at]].key
            out.append(Pair(a, b, score, chosen and score >= PROPOSE_FROM, lines, model.label))
        return out


PRIOR = "doubles_are_rare"


def _model(fields: Sequence[TableField], made: Estimate) -> Model[Compared]:
    factors = [evidence(PRIOR, ("doubles_are_rare", "doubles_unknown"), (made.prior,), "share of pairs, estimated")]
    for each, points in zip(fields, made.points, strict=True):
        why = "log2 of m/u, estimated from the tables without truth"
        factors.append(evidence(each.name, each.codes, points, why, beyond=RARITY, unasked=UNASKED))
    return Model(name="resmap-tables", version=VERSION, gates=(), factors=tuple(factors))


def _known(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.where((a >= 0) & (b >= 0), a, -1), b


def _cost(sides: list[Keys], within: bool) -> float:
    """How many pairs the blocks hold that are small enough to be used."""
    _, first = np.unique(sides[0].keys[sides[0].keys >= 0], return_counts=True)
    if within:
        return float((first[first <= _LARGEST_BLOCK].astype(float) ** 2).sum() / 2)
    one, counts = np.unique(sides[0].keys[sides[0].keys >= 0], return_counts=True)
    other, also = np.unique(sides[1].keys[sides[1].keys >= 0], return_counts=True)
    _, x, y = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    counts, also = counts[x], also[y]
    return float((counts * also)[counts + also <= _LARGEST_BLOCK].sum())
