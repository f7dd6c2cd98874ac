"""A person's name is taken out of what was written freely, where the paper says a number instead (R040, P-29).

Minutes call a case by its number while somebody sits there who may not know the name; what was typed about it must
not say the name all the same. Rather a word too many is hidden than a name said.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from resmap.domain.hiding import GONE, hider

#: A name has so many letters at least; a single one is no name, and stands in every word.
LEAST = 2

#: What may stand between the letters of a name that was written apart: "김 가 온", "김-가온", "K.I.M".
_BETWEEN = r"[\W_]{0,3}"

#: Hangul syllables: of such a name the first, or the first two, are the family's.
_HANGUL = re.compile(r"[가-힣]+")


def unnamed(names: Iterable[str | None], secrets: Iterable[str | None] = ()) -> Callable[[str], str]:
    """What takes these names, and these secrets (number, address), out of a text.

    A whole name goes wherever its letters stand one after the other, in other words too, whatever its case and
    however it was spaced. What people are called by (가온 of 김가온, each word of a name in letters) goes where a
    word begins with it, so that "가온이는" does and "나가온" stays.
    """
    called = [unicodedata.normalize("NFC", one or "") for one in names]
    whole = sorted({letters for one in called if len(letters := _letters(one)) >= LEAST}, key=lambda one: (-len(one), one))
    short = sorted({part for one in called for part in _called_by(one)} - set(whole), key=lambda one: (-len(one), one))
    patterns = [re.compile(_spelled(one), re.IGNORECASE) for one in whole]
    patterns += [re.compile(rf"(?<![^\W_]){_spelled(one)}", re.IGNORECASE) for one in short]
    hide = hider(secrets)

    def take_out(text: str) -> str:
        text = hide(unicodedata.normalize("NFC", text))
        while True:  # what is left on both sides of a name may be one again
            before = text
            for pattern in patterns:
                text = pattern.sub(GONE, text)
            if text == before:
                return text

    return take_out


def _called_by(name: str) -> list[str]:
    """What somebody of that name is called by: the given name of a Korean one, the words of any other."""
    letters = _letters(name)
    if _HANGUL.fullmatch(letters):
        return [given for given in (letters[1:], letters[2:]) if len(given) >= LEAST]
    return [word for word in re.findall(r"[^\W\d_]+", name) if len(word) > LEAST]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _spelled(letters: str) -> str:
    return _BETWEEN.join(map(re.escape, letters))
