"""How alike two names of places are: for search, for warnings, and for measuring.

Two views are weighed half and half, both of the house that a name speaks of (``house_names``); where the core
alone says more, it is believed:

* the *core*, letter by letter as jamo, the stricter the shorter it is: what a slip leaves nearly whole;
* *pairs of syllables* in any order, each the heavier the rarer it is among the names of the lists at hand
  (the square of its inverse document frequency): 복지관 says nothing, 은하별빛 nearly everything. Names that
  list 한빛 twenty times make 한빛 say little, which no table of words could know.

Then comes off what tells places apart: another kind, another number, 남/여, another gu or dong.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from math import log

from rapidfuzz.distance import Indel

from resmap.dedupe.house_names import House, houses_of
from resmap.dedupe.register_fields import _within, jamo, strict, which_level
from resmap.domain.cleaning.names import _HEADS, NameParts, kinds_relation
from resmap.domain.names import same_name

#: What is left of the likeness when the kinds differ, when only one is numbered, when brackets differ, and
#: when the words that tell look-alikes apart differ.
KIND_DIFFERS, ONE_NUMBERED, NOTE_DIFFERS, OTHER_ONE = 0.6, 0.8, 0.7, 0.2
#: … when one says no more than its kind, and when the names say two sido, gu or dong.
ONLY_A_KIND, OTHER_SIDO, OTHER_GU, OTHER_DONG = 0.6, 0.4, 0.4, 0.2
#: One core within the other is no less alike than this.
WITHIN = 0.8
#: Names of dong from here on are one name misspelt.
SLIP = 0.75
#: A name of a room or a meal is a little less like its house than the house's own name.
IN_THE_HOUSE = 0.97
#: Share of the shorter name's weight, beside that of both, in the likeness by pairs of syllables.
CONTAINED = 0.7
#: Where no list is at hand: what a pair of syllables weighs that words for kinds are made of.
OF_A_KIND = 0.15


class Names:
    """The names of the lists at hand: they say which syllables are rare. Unlabelled; any number of them."""

    def __init__(self, given: Iterable[str] = ()):
        held: Counter[str] = Counter()
        names = sorted(set(given))
        for name in names:
            house = houses_of(name)[0]
            held.update(_pairs(house.text) | _pairs(house.letters))
        most = log(len(names) + 1.0) + log(2.0)
        #: 0..1, a pair that no name has weighs 1.
        self._weights = {pair: (log((len(names) + 1.0) / (often + 0.5)) / most) ** 2 for pair, often in held.items()}
        self._known = bool(names)
        self.likeness = lru_cache(maxsize=65_536)(self._likeness)

    def _likeness(self, one: str, other: str) -> float:
        """0..1. Symmetric; 1 for the same name but for spaces and case."""
        if same_name(one) == same_name(other):
            return 1.0
        return max(self._houses(a, b) for a, b in product(houses_of(one), houses_of(other)))

    def _houses(self, a: House, b: House) -> float:
        worth = _kind(a.parts, b.parts) * _which(a.parts, b.parts) * _where(a, b)
        if a.bare != b.bare:
            worth *= ONLY_A_KIND
        if a.inside != b.inside:
            worth *= IN_THE_HOUSE ** (1 + bool(a.inside and b.inside))
        views = ((a.text, b.text), (a.letters, b.letters), (a.parts.core, b.parts.core))
        both = (_core(a, b) + max(self._syllables(*view) for view in views)) / 2
        # A slip leaves no pair of syllables of a short core whole: then the letters alone may say it.
        return worth * max(both, _letter_by_letter(a.parts.core, b.parts.core))

    def _syllables(self, one: str, other: str) -> float:
        a, b = _pairs(one), _pairs(other)
        mine, yours, both = (sum(map(self._weight, each)) for each in (a, b, a & b))
        if not both:
            return 0.0
        return CONTAINED * both / min(mine, yours) + (1 - CONTAINED) * 2 * both / (mine + yours)

    def _weight(self, pair: str) -> float:
        if self._known:
            return self._weights.get(pair, 1.0)
        return OF_A_KIND if pair in _KIND_PAIRS else 1.0


def name_likeness(one: str, other: str) -> float:
    """0..1: how alike two names are where no list says which syllables are rare. Symmetric; 1 for the same name."""
    return _ALONE.likeness(one, other)


def _core(a: House, b: House) -> float:
    """0..1: the cores letter by letter; where one name has no kind, it may be misspelt: 사회복관."""
    one, other = a.parts.core, b.parts.core
    close = _letter_by_letter(one, other)
    if bool(a.parts.facility_type) != bool(b.parts.facility_type):
        close = max(close, _letter_by_letter(a.letters, b.letters))
    return max(close, WITHIN) if close < 1 and _within(one, other) else close


def _letter_by_letter(one: str, other: str) -> float:
    raw = Indel.normalized_similarity(jamo(one), jamo(other))
    return max(0.0, float(strict(raw, min(len(one), len(other)))))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[k : k + 2] for k in range(len(text) - 1)) or frozenset({text})


def _kind(a: NameParts, b: NameParts) -> float:
    match kinds_relation(a.facility_type, b.facility_type):
        case "same":
            return 1.0
        case "near" | "unknown":
            return 0.95
        case _:
            return KIND_DIFFERS


def _where(a: House, b: House) -> float:
    """What is left when both names say where they are and mean two places."""
    worth = 1.0
    for one, other, left in ((a.sido, b.sido, OTHER_SIDO), (a.gu, b.gu, OTHER_GU), (a.dong, b.dong, OTHER_DONG)):
        if one and other and one != other and not (left is OTHER_DONG and _slip(one, other)):
            worth *= left
    return worth


def _slip(one: str, other: str) -> bool:
    """Whether two dong differ by a letter and not by their number: a slip, which the cores judge."""
    numbers = ["".join(filter(str.isdigit, each)) for each in (one, other)]
    return numbers[0] == numbers[1] and Indel.normalized_similarity(jamo(one), jamo(other)) >= SLIP


def _which(a: NameParts, b: NameParts) -> float:
    level = which_level((a.number, a.qualifier, a.branch), (b.number, b.qualifier, b.branch))
    if level >= 5:
        return OTHER_ONE
    worth = ONE_NUMBERED if level == 3 else 1.0
    if a.note and b.note and Indel.normalized_similarity(jamo(a.note), jamo(b.note)) < 0.6:
        worth *= NOTE_DIFFERS
    return worth


_KIND_PAIRS = frozenset(pair for word in _HEADS for pair in _pairs(word))
_ALONE = Names()
