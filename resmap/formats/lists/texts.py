"""Small work on the texts of a row, made for speed: most cells of most lists are plain."""

import re
from collections.abc import Sequence

from resmap.domain.cleaning.names import clean_name
from resmap.domain.korean import fold
from resmap.domain.resident_number import contains_resident_number

#: A text that needs no cleaning: plain letters, single blanks. One way to read each text, or a long one takes years.
_TIDY = re.compile(r"[!-~가-힣]+(?: [!-~가-힣]+)*")
_PLAIN = re.compile(r"[ -~가-힣\n]*")
_NO_LETTERS = re.compile(r"[^0-9a-z가-힣]+")

#: Between the cells of a row that is searched at once: no resident number reaches over it.
_BETWEEN = ";"
#: No resident number has fewer, so no shorter cell holds one.
_FEWEST_SIGNS = 10


def tidy(text: str) -> str:
    """The text with NFC, plain width and single blanks (``cleaning.names.clean_name``)."""
    return text if not text or _TIDY.fullmatch(text) else clean_name(text)


def folded(text: str) -> str:
    """``korean.fold``, quicker where the text is plain."""
    return _NO_LETTERS.sub("", text.lower()) if _PLAIN.fullmatch(text) else fold(text)


def cell_with_resident_number(cells: Sequence[str]) -> int | None:
    """The place of the first cell that holds a resident number; None if none does. One look for the whole row."""
    if not contains_resident_number(_BETWEEN.join([text for text in cells if len(text) >= _FEWEST_SIGNS])):
        return None
    # Found in what stands together: the cell itself decides, and tells the column.
    return next((place for place, text in enumerate(cells) if contains_resident_number(text)), None)
