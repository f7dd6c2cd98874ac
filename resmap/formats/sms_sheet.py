"""The sheet that an office's SMS system reads: one message a row, everything written as text (R167).

Nothing of a person gets here but what the caller was given by the function that discloses.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: The same rows give the same bytes.
_STAMP = datetime(2020, 1, 1)

#: Longest message of the long sort (LMS) in characters, so that none is cut on its way [K].
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """One message: to which ``number``, to whom (the name of the place), what it says."""

    number: str
    to: str
    text: str


def sms_sheet(messages: Iterable[Message], headings: tuple[str, str, str]) -> bytes:
    """The workbook; numbers keep their zeros, and ``=…`` is shown, not run."""
    import xlsxwriter  # late: only who exports pays it

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(packed, options)
    book.set_properties({"created": _STAMP})
    sheet, text = book.add_worksheet("SMS"), book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18, text)
    sheet.set_column(1, 1, 28, text)
    sheet.set_column(2, 2, 80, text)
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, text)
    for row, one in enumerate(messages, 1):
        for at, value in enumerate((one.number, one.to, one.text[:LONGEST])):
            sheet.write_string(row, at, value, text)
    book.close()
    return packed.getvalue()
