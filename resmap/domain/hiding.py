"""Words that must not travel are taken out of what was written freely (P-22).

A narrative tells where somebody lives as readily as the field for it does. What is known to be secret of a person
(address, number, school) is looked for in every text that is printed of them, however it was spaced.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

#: What stands in its place.
GONE = "○○○"

#: A secret is looked for from so many letters and figures on: less would take words out that tell nothing.
LEAST = 4


def without(text: str, secrets: Iterable[str | None]) -> str:
    """The text without these secrets: whole, as any two neighbouring words of them that hold a figure (능동로 12),
    and with or without spaces and dashes between."""
    return hider(secrets)(text)


def hider(secrets: Iterable[str | None]) -> Callable[[str], str]:
    """:func:`without` for many texts of one person."""
    patterns = [_pattern(one) for one in _looked_for(secrets)]

    def hide(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        for pattern in patterns:
            text = pattern.sub(GONE, text)
        return text

    return hide if patterns else str


def _looked_for(secrets: Iterable[str | None]) -> list[str]:
    found = set()
    for secret in secrets:
        words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", unicodedata.normalize("NFC", secret or ""))
        found.add("".join(_letters(" ".join(words))))
        for start in range(len(words)):
            for end in range(start + 2, len(words) + 1):
                if any(char.isdigit() for word in words[start:end] for char in word):
                    found.add("".join(_letters(" ".join(words[start:end]))))
    return sorted((one for one in found if len(one) >= LEAST), key=lambda one: (-len(one), one))


def _letters(text: str) -> list[str]:
    return [char for char in text if char.isalnum()]


def _pattern(letters: str) -> re.Pattern[str]:
    """The letters with anything that is neither letter nor figure between them; figures end where figures end."""
    body = r"[\W_]{0,3}".join(map(re.escape, letters))
    before = r"(?<!\d)" if letters[0].isdigit() else ""
    after = r"(?!\d)" if letters[-1].isdigit() else ""
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)
