"""How alike two names of places are, from their parts: for search, for warnings, and for measuring."""

from functools import lru_cache

from rapidfuzz.distance import Indel

from resmap.dedupe.register_fields import _within, jamo, strict, which_level
from resmap.domain.cleaning.names import NameParts, kinds_relation, parts_of
from resmap.domain.names import same_name

#: What is left of the likeness when the kinds differ, when only one is numbered, when brackets differ, and
#: when the words that tell look-alikes apart differ.
KIND_DIFFERS, ONE_NUMBERED, NOTE_DIFFERS, OTHER_ONE = 0.6, 0.8, 0.7, 0.2
#: One core within the other is no less alike than this.
WITHIN = 0.8


@lru_cache(maxsize=65_536)
def name_likeness(one: str, other: str) -> float:
    """0..1: letters of the cores, lessened by what tells places apart. Symmetric; 1 for the same name."""
    a, b = parts_of(one), parts_of(other)
    if same_name(one) == same_name(other):
        return 1.0
    return core_likeness(a, b) * _kind(a, b) * _which(a, b)


def core_likeness(a: NameParts, b: NameParts) -> float:
    """0..1: the cores letter by letter; where a kind was taken for the core, the whole names decide."""
    raw = Indel.normalized_similarity(jamo(a.core), jamo(b.core))
    close = max(0.0, float(strict(raw, min(len(a.core), len(b.core)))))
    return max(close, WITHIN) if close < 1 and _within(a.core, b.core) else close


def _kind(a: NameParts, b: NameParts) -> float:
    match kinds_relation(a.facility_type, b.facility_type):
        case "same":
            return 1.0
        case "near" | "unknown":
            return 0.95
        case _:
            return KIND_DIFFERS


def _which(a: NameParts, b: NameParts) -> float:
    level = which_level((a.number, a.qualifier, a.branch), (b.number, b.qualifier, b.branch))
    if level >= 5:
        return OTHER_ONE
    worth = ONE_NUMBERED if level == 3 else 1.0
    if a.note and b.note and Indel.normalized_similarity(jamo(a.note), jamo(b.note)) < 0.6:
        worth *= NOTE_DIFFERS
    return worth
