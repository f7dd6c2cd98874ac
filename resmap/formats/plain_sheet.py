"""A list as a workbook of one sheet: every cell is text, so that nothing in it is computed by who opens it."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

#: The same rows give the same bytes.
_STAMP = datetime(2020, 1, 1)

#: Excel cuts longer texts, and holds no more rows.
LONGEST, MOST_ROWS = 32_000, 1_048_000


def plain_sheet(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX: ``columns`` are (heading, width in characters), ``rows`` their texts in the same order."""
    import xlsxwriter  # late: only who exports pays it

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(packed, options)
    book.set_properties({"created": _STAMP})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#dfe7f5", "border": 1, "valign": "top"})
    sheet, last = book.add_worksheet(name), 0
    for at, (heading, width) in enumerate(columns):
        sheet.set_column(at, at, width, text)
        sheet.write_string(0, at, heading, head)
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            break
        for at, told in enumerate(row):
            sheet.write_string(last, at, told[:LONGEST], text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return packed.getvalue()
