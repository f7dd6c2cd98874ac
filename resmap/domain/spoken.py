"""A spoken Korean sentence -> need codes to be confirmed by a person.

`resmap needs "월세가 밀렸어요"` and the search by words of one's own ask here. BM25 over stems and
syllable pairs of everything that the taxonomy knows to say of a need: its names, the official
items, the example, everyday phrases. Negation is not understood ("안 때려요" finds violence):
the answer is a list for the worker and the client to confirm, never a coding.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from resmap.domain import taxonomy
from resmap.domain.korean import fold
from resmap.domain.spoken_words import pieces, says_something

_K1, _B = 1.2, 0.35  # BM25: saturation, and a mild share of length normalisation
_BEST_PHRASE = 1.5  # share of the nearest single phrase in the score
# Below the floor, words in common are chance (measured on small talk). A short question ("밥") never
# scores high, so a lower floor holds where most of what was said is known.
_FLOOR, _FLOOR_IF_KNOWN, _KNOWN = 9.0, 4.0, 0.6
_SPOKEN = 8.0  # a phrase that stands in the sentence word for word
_SHARE_OF_BEST = 0.25  # what trails the best so far is noise


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need code that a sentence may mean. `score` > 0 orders one answer and means no more.

    `because` is the text known to the taxonomy that lies nearest to what was said.
    """

    code: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Postings of needs and of their phrases; `rarity` is the BM25 idf over needs."""

    rarity: dict[str, float]
    needs: dict[str, dict[str, float]]  # piece -> {need code: gain of BM25}
    phrases: dict[str, list[int]]  # piece -> numbers of the phrases that hold it
    texts: list[tuple[str, str, float]]  # number -> need code, phrase, its whole weight
    folded: list[str]  # number -> the phrase as search compares it


def suggest(text: str, top: int = 5) -> tuple[Suggestion, ...]:
    """At most `top` need codes for the sentence, best first; ties by code.

    Empty where the sentence says nothing of a need (greeting, digits, another language).
    """
    index = _index()
    shares = pieces(text)
    said = {p: share * index.rarity[p] for p, share in shares.items() if p in index.rarity}
    spoken = _phrases_spoken(index, fold(text))
    if top < 1 or not (spoken or (said and says_something(text))):
        return ()
    scores = _need_scores(index, said)
    nearest = _nearest_phrases(index, said, spoken)
    for code, (likeness, _) in nearest.items():
        scores[code] += _BEST_PHRASE * likeness
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    known = sum(shares[p] for p in said) / (sum(shares.values()) or 1.0)
    floor = _FLOOR_IF_KNOWN if known >= _KNOWN else _FLOOR
    least = max(floor, _SHARE_OF_BEST * ranked[0][1])
    return tuple(Suggestion(code, round(score, 2), nearest[code][1]) for code, score in ranked[:top] if score >= least)


def _need_scores(index: _Index, said: dict[str, float]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for piece, weight in said.items():
        for code, gain in index.needs[piece].items():
            scores[code] += weight * gain
    return scores


def _phrases_spoken(index: _Index, folded: str) -> list[int]:
    """Phrases that stand in the sentence word for word, spacing aside.

    They find what consists of filler words only: "돈이 없어요", "혼자예요".
    """
    return [n for n, phrase in enumerate(index.folded) if len(phrase) >= 4 and phrase in folded]


def _nearest_phrases(index: _Index, said: dict[str, float], spoken: list[int]) -> dict[str, tuple[float, str]]:
    """For each need the phrase most like the sentence: (likeness, phrase).

    Likeness is the weight in common, less where the phrase says much that was not said.
    """
    common: dict[int, float] = defaultdict(float)
    for number in spoken:
        common[number] = _SPOKEN
    for piece, weight in said.items():
        for number in index.phrases[piece]:
            common[number] += weight
    nearest: dict[str, tuple[float, str]] = {}
    for number in sorted(common):
        code, phrase, whole = index.texts[number]
        likeness = common[number] * math.sqrt(min(1.0, common[number] / whole))
        if likeness > nearest.get(code, (0.0, ""))[0]:
            nearest[code] = (likeness, phrase)
    return nearest


@cache
def _index() -> _Index:
    known = {need.code: _known_phrases(need) for need in taxonomy.all_needs()}
    counts = {
        code: Counter(piece for phrase in phrases for piece in set(pieces(phrase))) for code, phrases in known.items()
    }
    rarity = _rarity(counts)
    texts = [(code, phrase) for code, phrases in known.items() for phrase in phrases]
    holding: dict[str, list[int]] = defaultdict(list)
    weighed = []
    for number, (code, phrase) in enumerate(texts):
        own = pieces(phrase)
        for piece in own:
            holding[piece].append(number)
        weighed.append((code, phrase, sum(rarity[p] * share for p, share in own.items()) or 1.0))
    return _Index(rarity, _gains(counts), dict(holding), weighed, [fold(p) for _, p in texts])


def _known_phrases(need: taxonomy.NeedCode) -> list[str]:
    items = [item.ko for item in taxonomy.problem_items() if need.code in item.needs]
    return list(dict.fromkeys([need.example, *need.phrases, need.ko, *items]))


def _rarity(counts: dict[str, Counter[str]]) -> dict[str, float]:
    """BM25 idf of each piece over the need codes, always positive."""
    spread = Counter(piece for counter in counts.values() for piece in counter)
    total = len(counts)
    return {p: math.log(1 + (total - n + 0.5) / (n + 0.5)) for p, n in spread.items()}


def _gains(counts: dict[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """BM25's second half: how much a piece is at home in a need, 0 to K1 + 1."""
    lengths = {code: counter.total() for code, counter in counts.items()}
    mean = sum(lengths.values()) / len(lengths)
    gains: dict[str, dict[str, float]] = defaultdict(dict)
    for code, counter in counts.items():
        slack = _K1 * (1 - _B + _B * lengths[code] / mean)
        for piece, n in counter.items():
            gains[piece][code] = n * (_K1 + 1) / (n + slack)
    return dict(gains)
