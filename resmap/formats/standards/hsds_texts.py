"""What a row of HSDS or its forerunners holds: rows, texts, numbers, however they were written."""

import html
import re
from collections.abc import Mapping
from typing import Any

#: What JSON can escape and no database or file can hold: NUL, halves of a character.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")

_TAG = re.compile(r"<[^<>]{0,200}>")


def rows_in(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The rows under a name; what is no row is passed over."""
    found = holder.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def text_of(value: object) -> str | None:
    """A text without blanks around it; a number as text; None for what is empty or no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return NO_TEXT.sub("", str(value)).strip() or None


def clean(value: object) -> str | None:
    """The text without the markup that directories on the web leave in it."""
    found = text_of(value)
    if found is None or not ("<" in found or "&" in found):
        return found
    for _ in range(2):  # published files escape twice
        found = html.unescape(found)
    return text_of(re.sub(r"[ \t]{2,}", " ", _TAG.sub(" ", found)))


def number(value: object) -> float | None:
    """A finite number, from a text too; None for what is none."""
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):  # a whole number of hundreds of digits
        return None
    return found if found is not None and found == found and abs(found) != float("inf") else None


def age(value: object) -> int | None:
    """Completed years, 0 to 150."""
    found = number(value)
    return int(found) if found is not None and 0 <= found <= 150 else None


def is_korean_text(text: str) -> bool:
    """Whether a Korean letter stands in it."""
    return bool(re.search("[가-힣]", text))
