"""A workbook of the district, filled: ``{{label}}`` and cells beside a label, on every sheet.

Figures go in as figures, so that the district's own sums add them; texts are texts, ``=…`` too.
"""

import io
import re
from collections.abc import Mapping
from typing import Any

from resmap.formats.forms.filling import MOST_CELLS, Filled, Tally, opened
from resmap.formats.forms.labels import is_sign_off, is_sign_off_heading, whose_name
from resmap.formats.forms.layout import clean
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables.kinds import FileKind

_BRACES = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")
#: Parts that openpyxl does not carry over, by the beginning of their names.
_LOST = {"xl/drawings/": "drawings", "xl/charts/": "charts", "xl/media/": "pictures", "xl/vbaProject": "macros"}
_LONGEST = 32_000


def fill_xlsx(template: bytes, values: Mapping[str, str | int | float], what: str = "form.xlsx") -> Filled:
    """Put values into a workbook. Keys are labels in any spelling, or codes of ``labels.toml``.

    Formulas stay and are computed again when it is opened. ``lost`` names drawings and the like, which the
    file had and its copy has not. Raises FormatError (see :func:`filling.opened`; BROKEN_FILE, TOO_MANY_CELLS).
    """
    import openpyxl  # late: only who fills pays it

    archive = opened(template, what, FileKind.XLSX)
    lost = sorted({name for part in archive.namelist() for begin, name in _LOST.items() if part.startswith(begin)})
    try:
        book = openpyxl.load_workbook(io.BytesIO(template))
    except Exception:  # whatever a library makes of a broken file
        raise FormatError(what, [Problem("$", "BROKEN_FILE")]) from None
    if sum(len(sheet._cells) for sheet in book.worksheets) > MOST_CELLS:
        raise FormatError(what, [Problem("$", "TOO_MANY_CELLS", expected=str(MOST_CELLS))])
    tally = Tally.of(values)
    for sheet in book.worksheets:
        written = _braces(sheet, tally)
        _beside(sheet, tally, written)
    book.calculation.fullCalcOnLoad = True
    packed = io.BytesIO()
    book.save(packed)
    return tally.result(packed.getvalue(), lost=lost)


def _braces(sheet, tally: Tally) -> set[str]:
    """Fill ``{{label}}``; where that was, which is no label any more."""
    written = set()
    for cell in _texts(sheet):
        if "{{" in cell.value:
            written.add(cell.coordinate)
        whole = _BRACES.fullmatch(cell.value.strip())
        if whole:
            if (value := tally.value(whole[1])) is not None:
                _write(cell, value)
        elif "{{" in cell.value:
            _write(cell, _BRACES.sub(lambda found: _said(tally, found), cell.value))
    return written


def _said(tally: Tally, found: re.Match) -> str:
    value = tally.value(found[1])
    return found[0] if value is None else str(value)


def _beside(sheet, tally: Tally, written: set[str]) -> None:
    merged = {(row, column): one for one in sheet.merged_cells.ranges for row, column in _corners(one)}
    ours = set(written)
    for cell in _texts(sheet):
        if cell.coordinate in ours:
            continue
        own = merged.get((cell.row, cell.column))
        at = (own.max_col if own else cell.column) + 1
        beside = sheet.cell(cell.row, at) if at <= sheet.max_column else None
        if beside is None or type(beside).__name__ == "MergedCell" or beside.value not in (None, ""):
            continue
        if _signs_off(sheet, cell) or cell.data_type == "f":
            continue
        if (value := tally.beside(cell.value, _side(sheet, cell), sheet.title)) is not None:
            _write(beside, value)
            ours.add(beside.coordinate)


def _side(sheet, label) -> str:
    """Whose a label is by who is named nearest before it in its row."""
    for column in range(label.column - 1, 0, -1):
        text = sheet.cell(label.row, column).value
        if isinstance(text, str) and (code := whose_name(text)):
            return code
    return ""


def _corners(merged) -> list[tuple[int, int]]:
    return [(merged.min_row, merged.min_col)]


def _signs_off(sheet, cell) -> bool:
    """Whether the cell is among the boxes of who signs off; they have their room below."""
    if is_sign_off_heading(cell.value):
        return True
    before = sheet.cell(cell.row, cell.column - 1).value if cell.column > 1 else None
    after = sheet.cell(cell.row, cell.column + 1).value
    near = [text for text in (before, after) if isinstance(text, str)]
    return is_sign_off(cell.value) and any(is_sign_off(text) or is_sign_off_heading(text) for text in near)


def _texts(sheet) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and cell.data_type != "f"]


def _write(cell, value: str | int | float) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value
        return
    cell.value = clean(str(value))[:_LONGEST]
    cell.data_type = "s"  # openpyxl would make a formula of =…
