"""No resident registration number anywhere (P-01; Personal Information Protection Act §24-2).

Consent does not make it lawful to keep one, so every free text, file name, import and search box
asks here before it saves, and the value is never repeated: not in the error, not in a log.

What is found: six digits, a separator or none, a seventh digit 1-8 (5-8 are alien registration
numbers) and six more; and masked forms such as 800101-1****** or ******-1234567, because they too
come from a column of resident numbers. Digits of any script, exotic dashes and invisible
characters do not hide one.

What is let pass, and what is refused in vain:
- With a dash in the middle the shape is nearly unique, so digits glued to either side do not help.
- Without a separator, or with a space, exactly thirteen digits must stand alone: 16-digit cards,
  14-digit accounts, 11-digit phones and two phone numbers side by side pass.
- A point is no separator, for projected coordinates look like 206543.1234567.
- The date is not checked (a mistyped one is refused as well). So a 13-digit account or barcode
  without separators, a corporate registration number (110111-1234567) and two plain amounts such
  as "350000 2000000" are refused in vain; written with their usual hyphens or commas the account
  and the amounts pass. One refusal too many costs a hyphen, one too few breaks the law.
"""

from __future__ import annotations

import re
import unicodedata

# Dashes that Unicode does not class as such, but people type: minus, the vowel ㅡ, the Japanese
# long mark, the Chinese one, bullets; the underscore of file names and the middle dot.
_DASHES = frozenset("_·−ㅡᅳーｰ一⁃➖￣‾¯")
_MASKS = frozenset("*∗✱✲⁎●○◯◉■□▪▫◆◇#•※xX×✕✖ㅇ")
_BLANKS = frozenset("\u3164\u115f\u1160\uffa0\u2800")  # fillers: invisible, yet letters to Unicode
_INVISIBLE = frozenset(("Cf", "Cc", "Mn", "Me"))

# Over the text as `_plain` leaves it: digits 0-9, dash, blank, and * for a mask.
_NUMBER = re.compile(
    "|".join(
        (
            r"\d{6} ?-{1,2} ?[1-8]\d{6}",  # a dash: whatever stands around it
            r"(?<!\d)\d{6} {0,3}[1-8]\d{6}(?!\d)",  # none, or blanks: thirteen alone
            r"(?<!\d)\d{6}[- ]{0,3}[1-8]\*{3,}",  # 800101-1******
            r"(?<![\d*])[\d*]{6} ?-{1,2} ?[1-8*][\d*]{6}(?![\d*])",  # ******-1234567
        )
    ),
    re.ASCII,
)

# Six digits and masks side by side, as every shape above begins, and four more with no more between them than the
# shapes have, in any reading of `_plain_character`: anything but plain letters and marks counts. Only such a run
# needs the closer look; telephone numbers and days are none.
_SIGN = r"[^A-WYZa-wyz가-힣\s.,()/:;'\"?!&@<>\[\]{}=+~%$_-]"
# Written out, not counted: a pattern without groups is read faster, and every text that is kept is searched.
_RUN = re.compile(_SIGN * 6 + rf"[\s_-]{{0,4}}+{_SIGN}" * 4 + rf"(?:[\s_-]{{0,4}}+{_SIGN})*+")


class ResidentNumberError(ValueError):
    """A text holds what looks like a resident registration number. Holds the field, never the value."""

    code = "RESIDENT_NUMBER"

    def __init__(self, field: str) -> None:
        self.field = "?" if contains_resident_number(field) else field
        super().__init__(self.field)

    def __str__(self) -> str:
        return f"{self.code}: {self.field}"


def contains_resident_number(text: str) -> bool:
    """Whether the text holds a resident or alien registration number, plain or masked."""
    return any(_NUMBER.search(_plain(run[0])) for run in _RUN.finditer(text))


def refuse(text: str | None, field: str) -> None:
    """Raise ResidentNumberError(field) if the text holds such a number; None holds none."""
    found = text is not None and contains_resident_number(text)
    del text  # so that a printed traceback with local values does not show it either
    if found:
        raise ResidentNumberError(field)


def _plain(text: str) -> str:
    """The text with plain digits, dashes, blanks and masks, invisible characters taken out."""
    return "".join(map(_plain_character, text))


def _plain_character(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if char in _DASHES or category == "Pd":
        return "-"
    if char in _BLANKS or char.isspace():
        return " "
    if char in _MASKS or unicodedata.normalize("NFKC", char) == "*":
        return "*"
    return "" if category in _INVISIBLE else char
