"""Texts of cells, compared as a reader does; and a value of which nobody knows what it was."""

import hashlib
from typing import Any
from unicodedata import normalize

from resmap.flows.sheets import BadCell, cell_text, cell_value


class Moved:
    """A value that was counted since; what left is not known."""


def counted_places(text: str) -> Any:
    try:
        return cell_value("places_left", text)
    except BadCell:
        return Moved()


def told(name: str, left: Any) -> str:
    return "" if isinstance(left, Moved) else cell_text(name, left)


def locale_of(text: str, name: str, left: Any) -> str:
    """The language in which the cell was written when it left: that of the two whose text stands there."""
    if not isinstance(left, Moved) and same(text, cell_text(name, left, "en")):
        return "en"
    return "ko"


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader: line ends, blanks at the ends and Unicode forms aside."""
    return _normal(one) == _normal(other)


def _normal(text: str) -> str:
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def sign_of(*texts: str) -> str:
    """A short sign of what was shown: another value has another one."""
    return hashlib.blake2s("\0".join(texts).encode(), digest_size=8).hexdigest()
