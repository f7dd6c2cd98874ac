"""Fields of an arbitrary table, compared by what they mean: names, streets, codes, places, telephones.

Levels are few, so that their points can be estimated without truth (``estimating.py``); the first level is
equality, the last is "not known".
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import ratio, token_set_ratio

from resmap.dedupe.columns import Book, both_known, similarity
from resmap.dedupe.headings import Meaning
from resmap.dedupe.register_fields import phones_of

#: From this similarity (Jaro-Winkler) two words are one with a slip.
SLIP = 0.92

_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "place": "pl",
    "court": "ct", "crescent": "cres", "circuit": "cct", "highway": "hwy", "parkway": "pkwy", "square": "sq",
    "lane": "ln", "terrace": "tce", "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw", "sts": "st", "aves": "ave",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip


def words_of(text: str) -> str:
    """Lower case, no accents, no apostrophes, one space between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", re.sub(r"['’`]", "", plain))
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("&", " and ")).replace("_", " ").split())


def street_of(text: str) -> str:
    """``words_of`` with the usual words shortened: "12224 ventura boulevard" -> "12224 ventura blvd"."""
    return " ".join(_SHORT.get(word, word) for word in words_of(text).split())


def code_of(text: str) -> str:
    """Letters and digits only; a decimal ".0" that a spreadsheet added is taken off."""
    return re.sub(r"[\W_]", "", re.sub(r"\.0$", "", text.strip())).casefold()


def phone_of(text: str) -> str:
    """Digits of the telephone number, else all digits of the text."""
    found = phones_of(text)
    return found[0] if found else re.sub(r"\D", "", text)


@dataclass(frozen=True)
class Column:
    """Codes of the rows' values; ``lists`` are the codes of both lists of a linkage, ``cache`` is theirs together."""

    codes: np.ndarray
    book: Book
    lists: Sequence[np.ndarray] = ()
    cache: dict = field(default_factory=dict)

    @property
    def counts(self) -> np.ndarray:
        """How often each value of the book occurs in this field."""
        if "counts" not in self.cache or len(self.cache["counts"]) != len(self.book.values):
            self.cache["counts"] = sum(
                np.bincount(codes[codes >= 0], minlength=len(self.book.values)) for codes in self.lists
            )
        return self.cache["counts"]


def columns_of(normal: Callable[[str], str], *lists: Sequence[str], book: Book | None = None) -> list[Column]:
    """The same field of one or two lists, with one numbering and common counts.

    ``book``: shared with another field with which this one may be exchanged.
    """
    book, known = book or Book(), {"": ""}
    coded = []
    for values in lists:
        for value in values:
            if value not in known:
                known[value] = normal(value)
        coded.append(book.code(known[value] for value in values))
    cache: dict = {}
    return [Column(codes, book, coded, cache) for codes in coded]


def crossed(one: Column, other: Column, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Whether the value of ``one`` in row i is, but for a slip, that of ``other`` in row j (one book for both)."""
    x, y = one.codes[i], other.codes[j]
    known = both_known(x, y)
    out = known & (x == y)
    look = np.flatnonzero(known & (x != y))
    if len(look):
        close = similarity(one.book.values, x[look], y[look], JaroWinkler.normalized_similarity)
        out[look] = close >= SLIP
    return out


class TableField:
    """One column of a table. ``steps`` are the similarities from which a level holds, after equality."""

    steps: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    #: What is expected before anything is seen, of records of one thing; also what estimates lean on.
    expected: tuple[float, ...] = ()
    normal = staticmethod(words_of)

    def __init__(self, name: str):
        self.name = name
        self.codes = (*(f"{self.kind}_{word}" for word in self.words), f"{self.kind}_unknown")

    @property
    def kind(self) -> str:
        return "value"

    def levels(self, a: Column, i: np.ndarray, b: Column, j: np.ndarray) -> np.ndarray:
        one, other = a.codes[i], b.codes[j]
        known = both_known(one, other)
        out = np.zeros(len(i), dtype=np.int8)
        look = np.flatnonzero(known & (one != other))
        if len(look):
            out[look] = self.unequal(a, one[look], other[look])
        out[~known] = len(self.words)
        return out

    def unequal(self, a: Column, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Levels from 1 on, of values that differ."""
        close = self.similar(a, one, other)
        return (1 + sum((close < step).astype(np.int8) for step in self.steps)).astype(np.int8)

    def similar(self, a: Column, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return similarity(a.book.values, one, other, JaroWinkler.normalized_similarity)


class Letters(TableField):
    """A name of a person, a suburb, a state: one or two words with slips."""

    kind = "letters"
    steps = (SLIP, 0.80)
    words = ("same", "slip", "near", "different", "swapped")
    expected = (0.77, 0.10, 0.05, 0.06, 0.02)


class Place(Letters):
    """A town may be named by its quarter (los angeles, hollywood): a different one says less."""

    kind = "place"
    expected = (0.75, 0.08, 0.05, 0.11, 0.01)


class Sort(TableField):
    """A word for the kind: every list has its own."""

    kind = "sort"
    steps = (60.0,)
    words = ("same", "near", "different")
    expected = (0.40, 0.20, 0.40)

    def similar(self, a, one, other):
        return similarity(a.book.values, one, other, token_set_ratio)


class Code(TableField):
    """A date, postcode or number: a slip is one digit or two exchanged."""

    kind = "code"
    words = ("same", "slip", "near", "different")
    expected = (0.82, 0.10, 0.03, 0.05)
    normal = staticmethod(code_of)

    def unequal(self, a, one, other):
        edits = similarity(a.book.values, one, other, OSA.distance, score_cutoff=2)
        length = np.array([len(each) for each in a.book.values])
        shorter = np.minimum(length[one], length[other])
        return np.select([(edits <= 1) & (shorter >= 3), (edits <= 2) & (shorter >= 6)], [1, 2], 3).astype(np.int8)


class Phone(TableField):
    """One digit may be a slip. Two are another line of the same exchange, often of the same house."""

    kind = "number"
    words = ("same", "slip", "different")
    expected = (0.82, 0.06, 0.12)
    normal = staticmethod(phone_of)

    def unequal(self, a, one, other):
        edits = similarity(a.book.values, one, other, OSA.distance, score_cutoff=1)
        return np.where(edits <= 1, 1, 2).astype(np.int8)


class Street(TableField):
    """A street with or without its number: the number is asked first, then the name."""

    kind = "street"
    words = ("same", "near", "same_number", "same_street", "different", "swapped")
    expected = (0.59, 0.18, 0.07, 0.07, 0.07, 0.02)
    normal = staticmethod(street_of)
    NEAR, LIKE, FAINT = 80.0, 84.0, 65.0

    def unequal(self, a, one, other):
        number, bare = self._parts(a)
        x, y = number[one], number[other]
        close = similarity(bare, one, other, ratio)
        # A crossing street that one of them adds takes nothing away.
        longer = np.flatnonzero(close < self.LIKE)
        if len(longer):
            close[longer] = np.maximum(close[longer], 0.95 * similarity(bare, one[longer], other[longer], token_set_ratio))
        numbered, silent = (x >= 0) & (y >= 0), (x < 0) | (y < 0)
        same = numbered & (x == y)
        return np.select(
            [(same & (close >= 60)) | (silent & (close >= self.LIKE)), same, silent & (close >= self.FAINT),
             numbered & (close >= self.NEAR)],
            [1, 2, 3, 3], 4,
        ).astype(np.int8)  # fmt: skip

    def _parts(self, a: Column) -> tuple[np.ndarray, list[str]]:
        """House numbers (-1: none) and the rest of each value."""
        if len(a.cache.get("bare", ())) != len(a.book.values):
            found = [re.match(r"(\d+)\w*\s*", each) for each in a.book.values]
            a.cache["numbers"] = np.array([int(each[1][:9]) if each else -1 for each in found])
            a.cache["bare"] = [
                value[each.end() :] if each else value for value, each in zip(a.book.values, found, strict=True)
            ]
        return a.cache["numbers"], a.cache["bare"]


class Title(TableField):
    """A name of several words: by its letter triples, rare ones weighing more (TF-IDF cosine)."""

    kind = "title"
    steps = (0.70, 0.45, 0.25)
    words = ("same", "near", "alike", "faint", "different")
    expected = (0.64, 0.17, 0.10, 0.06, 0.03)

    def similar(self, a, one, other):
        if "triples" not in a.cache:
            a.cache["triples"] = _triples(a.book.values, a.counts)
        matrix = a.cache["triples"]
        return np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1)).ravel()


def _triples(values: Sequence[str], counts: np.ndarray):
    """A sparse matrix of unit rows, one for each value."""
    from scipy.sparse import csr_matrix

    numbers: dict[str, int] = {}
    rows, columns, data = [], [], []
    for row, value in enumerate(values):
        text = f" {value} "
        grams = Counter(text[k : k + 3] for k in range(max(1, len(text) - 2)))
        for gram, often in grams.items():
            rows.append(row)
            columns.append(numbers.setdefault(gram, len(numbers)))
            data.append(1.0 + np.log(often))
    columns_array = np.array(columns, dtype=np.int64)
    rarity = np.log((1 + len(values)) / (1 + np.bincount(columns_array, minlength=len(numbers)))) + 0.2
    weights = np.array(data) * rarity[columns_array] if len(columns_array) else np.zeros(0)
    matrix = csr_matrix((weights, (rows, columns_array)), shape=(len(values), max(1, len(numbers))))
    length = np.asarray(np.sqrt(matrix.multiply(matrix).sum(axis=1))).ravel() if len(values) else np.zeros(0)
    scale = csr_matrix((1 / np.maximum(length, 1e-12), (np.arange(len(values)), np.arange(len(values)))))
    return (scale @ matrix).tocsr() if len(values) else matrix


_BY_MEANING = {
    Meaning.GIVEN_NAME: Letters, Meaning.FAMILY_NAME: Letters, Meaning.NAME: Title, Meaning.STREET: Street,
    Meaning.ADDRESS: Street, Meaning.HOUSE_NUMBER: Code, Meaning.PLACE: Place, Meaning.SIGUNGU: Letters,
    Meaning.POSTCODE: Code, Meaning.REGION: Letters, Meaning.BIRTH: Code, Meaning.PHONE: Phone,
    Meaning.IDENTIFIER: Code, Meaning.KIND: Sort, Meaning.EMAIL: Letters, Meaning.ORGANISATION: Title,
    Meaning.ORGANISATION_NUMBER: Code,
}  # fmt: skip
#: Of one name, telephone or number there is one: fields that anchor the estimate.
IDENTIFYING = (Meaning.PHONE, Meaning.IDENTIFIER, Meaning.EMAIL, Meaning.ORGANISATION_NUMBER)


def field_for(column: str, meaning: Meaning) -> TableField | None:
    """The comparison of a column; None for what tables are not compared by (coordinates)."""
    made = _BY_MEANING.get(meaning)
    return made(column) if made else None
