"""The register as a workbook to edit in Excel: one sheet of entries, one that explains, lists to choose from.

Everything is written as text: codes and numbers of telephones keep their zeros, and
``=…`` is shown, not run. A hidden column holds which entry a row is and the revision
it was made from, so that the sheet can come back (``workbook_read.py``).
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

#: The sheets; the reader looks for them by these names.
ENTRIES, EXPLAINED, NEEDS, LISTS, KEYS = "동네 자원", "안내", "욕구 코드", "목록", "_resmap"

#: Longest text of a cell in Excel (characters); a longer one is cut, and only then.
LONGEST_CELL = 32_767

#: Rows below the last entry in which new ones can be typed with the same lists to choose from.
ROOM = 500

_WIDEST = 60

#: The day that the file says it was made: the same register gives the same bytes.
_STAMP = datetime(2020, 1, 1)  # Excel knows no time zone


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``field`` is its code, ``heading`` what stands above it. ``choices`` are the texts to
    choose from; ``locked`` ones are for reading only."""

    field: str
    heading: str
    width: int
    choices: tuple[str, ...] = ()
    locked: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: which one it is (``id:revision``) and its texts by field. ``counted``: the text of what is
    counted all day (places), remembered as it left."""

    key: str
    cells: Mapping[str, str]
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the workbook says beside the entries. ``explained`` are lines; ``needs`` (code, name)."""

    key_heading: str
    key_refused: str
    choice_refused: str
    explained: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]


def write_workbook(columns: Sequence[Column], lines: Iterable[Line], said: Said) -> bytes:
    """An XLSX of the entries; the same entries give the same bytes."""
    import xlsxwriter  # late: only who exports pays it

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(packed, options)
    book.set_properties({"created": _STAMP})
    style = {
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "locked": book.add_format({"num_format": "@", "valign": "top", "font_color": "#5c6470", "bg_color": "#f1f2f4"}),
        "head": book.add_format({"num_format": "@", "bold": True, "bg_color": "#dfe7f5", "border": 1, "valign": "top"}),
        "head_locked": book.add_format(
            {"num_format": "@", "bold": True, "bg_color": "#e4e5e8", "border": 1, "valign": "top"}
        ),
    }
    sheet = book.add_worksheet(ENTRIES)
    left = _entries(sheet, style, columns, lines, said)
    _explained(book.add_worksheet(EXPLAINED), style, said)
    _needs(book.add_worksheet(NEEDS), style, said)
    ranges = _lists(book.add_worksheet(LISTS), style, columns)
    _choices(sheet, columns, ranges, len(left), said)
    _keys(book.add_worksheet(KEYS), style, said, left)
    sheet.activate()
    book.close()
    return packed.getvalue()


def _entries(sheet, style, columns: Sequence[Column], lines: Iterable[Line], said: Said) -> list[Line]:
    sheet.set_column(0, 0, 12, style["text"], {"hidden": True})
    sheet.write_string(0, 0, said.key_heading, style["head_locked"])
    for number, column in enumerate(columns, start=1):
        kind = "locked" if column.locked else "text"
        sheet.set_column(number, number, min(column.width, _WIDEST), style[kind])
        sheet.write_string(0, number, column.heading, style["head_locked" if column.locked else "head"])
        if column.note:
            sheet.write_comment(0, number, column.note, {"x_scale": 2, "y_scale": 1.2})
    left: list[Line] = []
    for row, line in enumerate(lines, start=1):
        left.append(line)
        sheet.write_string(row, 0, line.key, style["text"])
        for number, column in enumerate(columns, start=1):
            if text := line.cells.get(column.field):
                sheet.write_string(row, number, text[:LONGEST_CELL], style["locked" if column.locked else "text"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(left), 1), len(columns))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return left


def _lists(sheet, style, columns: Sequence[Column]) -> dict[str, str]:
    """Writes the texts to choose from, a column each; where they stand by field."""
    ranges = {}
    chosen = [column for column in columns if column.choices]
    for number, column in enumerate(chosen):
        sheet.write_string(0, number, column.heading, style["head"])
        for row, text in enumerate(column.choices, start=1):
            sheet.write_string(row, number, text, style["text"])
        letter = chr(ord("A") + number)
        ranges[column.field] = f"={LISTS}!${letter}$2:${letter}${len(column.choices) + 1}"
    sheet.hide()
    return ranges


def _choices(sheet, columns: Sequence[Column], ranges: Mapping[str, str], rows: int, said: Said) -> None:
    last = rows + ROOM
    # Nothing fits: who types into the key is told that it is not for typing. Sorting and deleting still work.
    sheet.data_validation(
        1, 0, last, 0,
        {"validate": "custom", "value": "=FALSE", "error_title": "resmap", "error_message": said.key_refused},
    )  # fmt: skip
    for number, column in enumerate(columns, start=1):
        if column.field in ranges:
            sheet.data_validation(
                1, number, last, number,
                {"validate": "list", "source": ranges[column.field], "error_title": "resmap",
                 "error_message": said.choice_refused},
            )  # fmt: skip


def _explained(sheet, style, said: Said) -> None:
    sheet.set_column(0, 0, 100, style["text"])
    for row, line in enumerate(said.explained):
        sheet.write_string(row, 0, line, style["text"])


def _needs(sheet, style, said: Said) -> None:
    sheet.set_column(0, 0, 12, style["text"])
    sheet.set_column(1, 1, 60, style["text"])
    for row, (code, name) in enumerate(said.needs):
        sheet.write_string(row, 0, code, style["head" if row == 0 else "text"])
        sheet.write_string(row, 1, name, style["head" if row == 0 else "text"])
    sheet.freeze_panes(1, 0)


def _keys(sheet, style, said: Said, left: Sequence[Line]) -> None:
    """What left, so that a row that is missing later is known to be missing."""
    sheet.write_string(0, 0, said.key_heading, style["head"])
    sheet.write_string(0, 1, "row", style["head"])
    sheet.write_string(0, 2, "counted", style["head"])
    for row, line in enumerate(left, start=1):
        sheet.write_string(row, 0, line.key, style["text"])
        sheet.write_string(row, 1, str(row + 1), style["text"])
        sheet.write_string(row, 2, line.counted, style["text"])
    sheet.very_hidden()
