"""Need codes proposed for an offer from its name, its type and what is written about it.

For a person to confirm, never to match on by itself. Words that betray a need (``proposing_words``)
and what the taxonomy itself calls the needs are looked for in the three texts; what several words
say together is joined as independent hints are. The confidence was set against programmes whose
themes are known (docs/bench/needs-proposed.md): of ten proposals with .8 about eight were right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from resmap.domain import taxonomy
from resmap.domain.korean import fold
from resmap.domain.proposing_words import (
    GIVEN,
    KIND_OF_DOMAIN,
    KIND_WORDS,
    NOT_FOR_HOUSEHOLDS,
    SILENT,
    USUAL,
    WORDS,
)

#: How much a word says that stands in a description only, or in a type, beside one in the name.
IN_TYPE, IN_TEXT = 0.95, 0.6
#: A description longer than this is read as far as here (letters).
LONGEST = 600
#: Below this nothing is proposed.
LEAST = 0.32
#: What trails the best by more than this is noise beside it.
SHARE_OF_BEST = 0.45
#: How much the words lose where the money goes to an institution.
FOR_INSTITUTIONS = 0.85

_MARKS = re.compile(r"[^0-9a-z가-힣]+")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_EXCLUDED = re.compile(r"^(?:비용)?(?:은|는|을|를)?제외|^(?:자|대상자)?(?:는|은)?불가")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A need code that an offer may answer. ``confidence`` 0..1; ``because`` are the words that led
    there, the most telling first."""

    code: str
    confidence: float
    because: tuple[str, ...]


def propose(name: str, type: str = "", text: str = "", *, most: int = 3) -> tuple[Proposed, ...]:
    """At most ``most`` need codes, the surest first; ties by code. Empty where no word says anything."""
    hints: dict[str, dict[str, float]] = {}
    for source, weight in ((name, 1.0), (type, IN_TYPE), (text[:LONGEST], IN_TEXT)):
        for word, codes in words_in(source):
            for code, sure in codes:
                told = hints.setdefault(code, {})
                told[word] = max(told.get(word, 0.0), sure * weight)
    if not hints or most < 1:
        return ()
    dampened = FOR_INSTITUTIONS if _is_for_institutions(f"{name} {text[:LONGEST]}") else 1.0
    scores = {code: _together(told.values()) for code, told in hints.items()}
    best = max(scores.values())
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    found = []
    for code in ranked[:most]:
        confidence = round(calibrated(scores[code] * dampened, scores[code] / best), 2)
        if confidence >= LEAST and scores[code] >= SHARE_OF_BEST * best:
            words = sorted(hints[code], key=lambda word: (-hints[code][word], word))
            found.append(Proposed(code, confidence, tuple(words[:4])))
    return tuple(found)


def words_in(text: str) -> Iterator[tuple[str, tuple[tuple[str, float], ...]]]:
    """(word, its codes with weights) in a text, left to right; the longest word at each place.

    Blanks do not matter (가족 상담 is 가족상담), but a word that reaches over one begins with a
    written word: there is no 동행 in "자양동 행정복지센터".
    """
    joined, begins, ends = _joined(text)
    starts, at, end = _starts(), 0, len(joined)
    while at < end - 1:
        for word, codes in starts.get(joined[at : at + 2], ()):
            if joined.startswith(word, at) and (at in begins or at + len(word) <= ends[at]) and (
                not word.isascii() or _stands_alone(joined, at, at + len(word), begins)
            ):
                at += len(word)
                if codes and not _EXCLUDED.match(joined[at : at + 8]):
                    yield word, codes
                break
        else:
            at += 1


def _stands_alone(joined: str, start: int, end: int, begins: set[int]) -> bool:
    """Whether no Latin letter goes on beside the word: there is no Wee in "week", as there is 상담 in 가족상담."""
    before = start and start not in begins and joined[start - 1] in _LATIN
    return not before and (end >= len(joined) or end in begins or joined[end] not in _LATIN)


def _joined(text: str) -> tuple[str, set[int], list[int]]:
    """(the text without blanks and marks, where written words begin, for each letter where its word ends)."""
    written = [_MARKS.sub("", word) for word in unicodedata.normalize("NFC", text).lower().split()]
    begins, ends = set(), []
    for one in written:
        begins.add(len(ends))
        ends += [len(ends) + len(one)] * len(one)
    return "".join(written), begins, ends


def calibrated(score: float, of_best: float) -> float:
    """The share of such proposals that were right, from the joined weight of the words and from how near the
    code comes to the best one. Held in: programmes not seen before were less often right than words say."""
    return 0.08 + 0.82 * min(0.97, score * (0.55 + 0.45 * of_best))


def _together(weights) -> float:
    """Independent hints joined: each leaves less doubt."""
    doubt = 1.0
    for weight in weights:
        doubt *= 1.0 - weight
    return 1.0 - doubt


def _is_for_institutions(text: str) -> bool:
    joined = _MARKS.sub("", text)
    return any(word in joined for word in NOT_FOR_HOUSEHOLDS)


@cache
def _starts() -> dict[str, tuple[tuple[str, tuple[tuple[str, float], ...]], ...]]:
    """First two letters -> words that begin with them, the longest first."""
    weights: dict[str, dict[str, float]] = {word: {} for word in map(fold, SILENT.split())}
    for code, line in WORDS.items():
        for one in line.split():
            word, _, sure = one.partition("=")
            weights.setdefault(fold(word), {})[code] = float(sure) if sure else USUAL
    for word, code in _from_the_taxonomy():
        if word not in weights:
            weights[word] = {code: USUAL}
    starts: dict[str, list] = {}
    for word in sorted(weights, key=lambda one: (-len(one), one)):
        if len(word) >= 2:
            starts.setdefault(word[:2], []).append((word, tuple(sorted(weights[word].items()))))
    return {start: tuple(words) for start, words in starts.items()}


def _from_the_taxonomy() -> Iterator[tuple[str, str]]:
    """What the official problem items call a need: those that mean one need alone."""
    seen: dict[str, set[str]] = {}
    for item in taxonomy.problem_items():
        for part in re.split(r"[·,]", item.ko.partition("(")[0]):
            if len(fold(part)) >= 3:
                seen.setdefault(fold(part), set()).update(item.needs)
    for word, codes in seen.items():
        if len(codes) == 1:
            yield word, next(iter(codes))


# What kind of resource it is


def propose_kind(name: str, type: str = "", text: str = "") -> Proposed:
    """The kind of resource (``taxonomy.kinds``), never one of a single resident (H1*).

    By how it is given (현금, 이용권), by what the place calls itself, else by the domain of the need
    it answers best; a private welfare service (M31) where nothing speaks.
    """
    for source, sure in ((type, 0.85), (name, 0.8), (text, 0.7)):
        joined = _MARKS.sub("", source.lower())
        for word, kind in (KIND_WORDS if source is not text else GIVEN):
            if word in joined:
                return Proposed(kind, sure, (word,))
    best = next(iter(propose(name, type, text, most=1)), None)
    if best is None:
        return Proposed("M31", 0.2, ())
    return Proposed(KIND_OF_DOMAIN.get(best.code[:3], "M31"), round(0.6 * best.confidence, 2), best.because)
