"""What was typed against what an entry says: spacing, word order and slips of typing forgiven, each hit explained.

A hit is found by its name, by its organisation, by a name that sounds nearly the
same (a slip), by what its text says, or by a need that the words mean. Points
order the hits; ``because`` is the code of the strongest reason, for words to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from resmap.domain.korean import bigrams, fold, is_syllable, parts

#: Longer texts are cut here before they are looked for (characters).
LONGEST = 60

#: A name this near to what was typed, sound for sound, was meant and mistyped (0 to 1).
SLIP = 0.78

#: What only an end of the name is like counts so much of it.
PART = 0.95

#: Shorter texts are too easily near to anything (syllables).
SHORTEST_SLIP = 3


class Because(StrEnum):
    """Why an entry was found, the strongest reason first."""

    SAME_NAME = "SAME_NAME"
    NAME_BEGINS = "NAME_BEGINS"
    NAME_HAS = "NAME_HAS"
    ORGANISATION = "ORGANISATION"
    WORDS_IN_NAME = "WORDS_IN_NAME"
    SLIP = "SLIP"
    TEXT = "TEXT"
    NEED = "NEED"


#: Points of each reason; a slip adds up to ten by how near it is.
POINTS = {
    Because.SAME_NAME: 100.0,
    Because.NAME_BEGINS: 85.0,
    Because.NAME_HAS: 75.0,
    Because.ORGANISATION: 68.0,
    Because.WORDS_IN_NAME: 64.0,
    Because.SLIP: 48.0,
    Because.TEXT: 40.0,
    Because.NEED: 30.0,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry as the search looks at it; all texts folded (:func:`korean.fold`)."""

    id: str
    name: str
    organisation: str = ""
    text: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found: its points (0 to 100) and the strongest reason. ``need`` names the code for NEED."""

    id: str
    points: float
    because: Because
    need: str | None = None


@dataclass(frozen=True)
class Query:
    """What was typed, taken apart once. ``needs``: need codes that the words mean, with 0..1."""

    text: str
    folded: str
    words: tuple[str, ...]
    needs: Mapping[str, float]

    @property
    def grams(self) -> tuple[str, ...]:
        """Pairs of characters, for a first look; at most twelve, spread over the text."""
        found = tuple(dict.fromkeys(bigrams(self.folded)))
        return found if len(found) <= 12 else found[:: -(-len(found) // 12)]


def query_of(text: str, needs: Mapping[str, float] | None = None) -> Query:
    """The query of a typed text."""
    text = text.strip()[:LONGEST]
    words = tuple(dict.fromkeys(filter(None, map(fold, text.split()))))
    return Query(text, fold(text), words, dict(needs or {}))


def ranked(query: Query, candidates: Sequence[Candidate]) -> list[Hit]:
    """The candidates that answer the query, the best first; ties in the order of names, then ids."""
    found = [(hit, one.name) for one in candidates if (hit := _hit(query, one))]
    found.sort(key=lambda pair: (-pair[0].points, pair[1], pair[0].id))
    return [hit for hit, _ in found]


def _hit(query: Query, one: Candidate) -> Hit | None:
    because = _by_words(query, one)
    if because is not None and because is not Because.TEXT:
        return Hit(one.id, POINTS[because] + _closeness(query.folded, one, because), because)
    near = _nearness(query.folded, one.name)
    if near >= SLIP:
        return Hit(one.id, POINTS[Because.SLIP] + 10 * (near - SLIP) / (1 - SLIP), Because.SLIP)
    if because is Because.TEXT:
        return Hit(one.id, POINTS[Because.TEXT], Because.TEXT)
    meant = [(query.needs[code], -place, code) for place, code in enumerate(one.needs) if code in query.needs]
    if meant:
        confidence, place, code = max(meant)
        return Hit(one.id, POINTS[Because.NEED] * confidence + place / 100, Because.NEED, code)
    return None


def _by_words(query: Query, one: Candidate) -> Because | None:
    typed = query.folded
    if not typed:
        return None
    if one.name == typed:
        return Because.SAME_NAME
    if one.name.startswith(typed):
        return Because.NAME_BEGINS
    if typed in one.name:
        return Because.NAME_HAS
    if typed in one.organisation:
        return Because.ORGANISATION
    if len(query.words) > 1:
        whole = one.name + "\0" + one.organisation
        if all(word in whole for word in query.words):
            return Because.WORDS_IN_NAME
        if all(word in whole or word in one.text for word in query.words):
            return Because.TEXT
    return Because.TEXT if len(typed) > 1 and typed in one.text else None


def _closeness(typed: str, one: Candidate, because: Because) -> float:
    """Up to five points more for a name that is little more than what was typed."""
    if because is Because.SAME_NAME:
        return 0.0
    return 5.0 * len(typed) / max(len(one.name), len(typed))


@lru_cache(maxsize=4096)
def letters(folded: str) -> str:
    """The sounds of a folded text, letter for letter: a slip of one key changes one of them.

    Each syllable gives initial, vowel and final as one character each; private-use
    characters stand for them, so that no letter of a text is mistaken for one.
    """
    out = []
    for char in folded:
        if is_syllable(char):
            initial, vowel, final = parts(char)
            out.append(chr(0xE000 + initial))
            out.append(chr(0xE020 + vowel))
            if final:
                out.append(chr(0xE040 + final))
        else:
            out.append(char)
    return "".join(out)


def _nearness(typed: str, name: str) -> float:
    """How near the name comes to what was typed, 0 to 1, sound for sound and in order.

    The longest common subsequence of their sounds, as a share of both (twice the common over
    the sum: a slip costs two sounds of all), computed with the bits of one number (Hyyrö 2004,
    "Bit-parallel LCS-length computation revisited").
    """
    if len(typed) < SHORTEST_SLIP or not name:
        return 0.0
    # A name goes on where people stop typing, or begins before: its ends count as names of their own.
    ends = {name[: len(typed)], name[-len(typed) :]} - {name} if len(name) > len(typed) else set()
    return max(_alike(typed, name), *(PART * _alike(typed, end) for end in ends), 0.0)


def _alike(typed: str, name: str) -> float:
    one, other = letters(typed), letters(name)
    return 2 * _common(one, other) / (len(one) + len(other))


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    places: dict[str, int] = {}
    for place, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << place
    whole = (1 << len(one)) - 1
    row = whole
    for char in other:
        matched = row & places.get(char, 0)
        row = ((row + matched) | (row - matched)) & whole
    return len(one) - row.bit_count()
