"""Korean text for search and sentences: folding, initial consonants, bigrams, particles.

Precomposed syllables U+AC00-U+D7A3 are 19 initials x 21 vowels x 28 finals (Unicode, ch. 3.12),
so that each part is arithmetic and no table of syllables is needed.
"""

from __future__ import annotations

import re
import unicodedata

_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_RIEUL = 8  # index of the final ㄹ


# Most texts are plain letters, syllables and marks of a keyboard: NFC as they stand, and folded by one look.
_PLAIN = re.compile(r"[ -~가-힣\n]*")
_NO_LETTERS = re.compile(r"[^0-9a-z가-힣]+")


def is_syllable(char: str) -> bool:
    """Whether `char` is one precomposed Hangul syllable."""
    return len(char) == 1 and _FIRST <= ord(char) <= _LAST


def parts(syllable: str) -> tuple[int, int, int]:
    """Indexes of initial (0-18), vowel (0-20) and final (0 = none, to 27) of a syllable."""
    rest, final = divmod(ord(syllable) - _FIRST, _FINALS)
    return *divmod(rest, _VOWELS), final


def compose(initial: int, vowel: int, final: int = 0) -> str:
    """The syllable of these parts; the inverse of `parts`."""
    return chr(_FIRST + (initial * _VOWELS + vowel) * _FINALS + final)


def fold(text: str) -> str:
    """The text as search compares it: NFC, lower case, without spaces and punctuation.

    Full-width Latin letters and digits become plain ones; letters and digits of every script stay.
    Hangul typed as separate letters of a keyboard (ㄱㅈ) stays as it is, see `initials`.
    """
    if _PLAIN.fullmatch(text):
        return _NO_LETTERS.sub("", text.lower())
    kept = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LMN")
    return unicodedata.normalize("NFC", "".join(map(_plain_width, kept)).casefold())


def _plain_width(char: str) -> str:
    """Full-width forms become plain; nothing else of NFKC, which would turn ㄱ into a conjoining part."""
    return unicodedata.normalize("NFKC", char) if "！" <= char <= "～" else char


def initials(text: str) -> str:
    """The initial consonants of the folded text: "광진복지관" -> "ㄱㅈㅂㅈㄱ".

    What is not a syllable stays: "자양1동" -> "ㅈㅇ1ㄷ".
    """
    return initials_of_folded(fold(text))


def initials_of_folded(folded: str) -> str:
    """:func:`initials` of a text that was folded before."""
    return folded.translate(_INITIAL_OF)


class _Initials(dict):
    """Code of a syllable -> its initial, for ``str.translate``; what is none stays as it is."""

    def __missing__(self, code: int) -> int | str:
        if not _FIRST <= code <= _LAST:
            return code
        self[code] = found = INITIALS[parts(chr(code))[0]]
        return found


_INITIAL_OF = _Initials()


def is_initials(query: str) -> bool:
    """Whether a search text consists of initial consonants (digits may stand among them).

    At least two consonants: a single one would find nearly everything.
    """
    folded = fold(query)
    consonants = sum(c in INITIALS for c in folded)
    return consonants >= 2 and all(c in INITIALS or c.isdigit() for c in folded)


def bigrams(text: str) -> tuple[str, ...]:
    """Neighbouring pairs of characters of the folded text, in order; a lone character stays alone.

    Spacing is free in Korean, so "가족 센터" and "가족센터" give the same pairs.
    """
    folded = fold(text)
    if len(folded) < 2:
        return (folded,) if folded else ()
    return tuple(folded[i : i + 2] for i in range(len(folded) - 1))


_PAIRS = {  # after a final consonant, after a vowel
    "을/를": ("을", "를"),
    "이/가": ("이", "가"),
    "은/는": ("은", "는"),
    "과/와": ("과", "와"),
    "으로/로": ("으로", "로"),
    "이나/나": ("이나", "나"),
    "이라/라": ("이라", "라"),
    "이랑/랑": ("이랑", "랑"),
    "이에요/예요": ("이에요", "예요"),
    "아/야": ("아", "야"),
}
_CHOICES = _PAIRS | {"/".join(reversed(key.split("/"))): pair for key, pair in _PAIRS.items()}

# How the last sound is read aloud, as the index of its final consonant (0 = ends in a vowel).
_DIGIT_FINAL = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
_LETTER_FINAL = {"l": 8, "r": 8, "m": 16, "n": 4}  # 엘, 알, 엠, 엔; the other names end in vowels


def _final(word: str) -> int:
    """Final consonant with which the word ends when read aloud; brackets at the end are passed over."""
    folded = fold(_without_closing_bracket(word))
    if not folded:
        return 0
    last = folded[-1]
    if is_syllable(last):
        return parts(last)[2]
    return _DIGIT_FINAL.get(last, _LETTER_FINAL.get(last, 0))


def _without_closing_bracket(word: str) -> str:
    """ "복지관(자양)" is spoken "복지관", so its particle follows that."""
    word = word.rstrip()
    start = word.rfind("(")
    return word[:start] if word.endswith(")") and start > 0 else word


def josa(word: str, pair: str) -> str:
    """The word with the particle that its ending asks for: josa("쌀", "을/를") -> "쌀을".

    `pair` is written either way round ("를/을" too); ValueError for one that is not known.
    로 follows ㄹ as it follows a vowel: "서울로", "1로".
    """
    try:
        after_consonant, after_vowel = _CHOICES[pair]
    except KeyError:
        raise ValueError(f"not a known pair of particles: {pair!r}") from None
    final = _final(word)
    consonant = final != 0 and not (after_vowel == "로" and final == _RIEUL)
    return word + (after_consonant if consonant else after_vowel)
