"""XLS, XLSB and ODS by calamine (which lays a sheet out whole: the child's memory is its bound)."""

from typing import BinaryIO

from resmap.formats.tables.limits import MOST_ROWS
from resmap.formats.tables.output import Cells, Enough, Output
from resmap.formats.tables.safe_xml import Refusal
from resmap.formats.tables.values import value_text

_LOOK = 300


def read(file: BinaryIO, out: Output, format: str, wanted: str | None) -> None:
    """Write the rows of the sheet ``wanted``, or of the one that looks most like a table."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError:
        raise Refusal("IS_LOCKED") from None
    except calamine.CalamineError as error:
        raise Refusal("IS_LOCKED" if "assword" in str(error) else "BROKEN_FILE") from None
    sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    names = tuple(one.name for one in sheets)
    if not names:
        raise Refusal("NO_TABLE")
    if wanted is not None and wanted not in names:
        raise Refusal("NO_SUCH_SHEET", expected=", ".join(names)[:300])
    try:
        name = wanted if wanted is not None else _best(book, sheets, calamine)
        sheet = book.get_sheet_by_name(name)
        out.head(format=format, sheet=name, sheets=names)
        _rows(sheet, out)
        out.tail(_merges(sheet))
    except calamine.CalamineError:
        raise Refusal("BROKEN_FILE") from None


def _best(book, sheets, calamine) -> str:
    if len(sheets) == 1:
        return sheets[0].name

    def table_like(one) -> tuple[bool, int]:
        sheet = book.get_sheet_by_name(one.name)
        look = Cells(_LOOK)
        try:
            _rows(sheet, look)
        except Enough:
            return one.visible == calamine.SheetVisibleEnum.Visible, max(look.table_like(), sheet.height)
        return one.visible == calamine.SheetVisibleEnum.Visible, look.table_like()

    return max(sheets, key=table_like).name


def _rows(sheet, out) -> None:
    first, left = sheet.start or (0, 0)
    if sheet.total_height > MOST_ROWS:
        raise Refusal("TOO_MANY_ROWS", expected=str(MOST_ROWS))
    before = [""] * left
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        out.row(number, before + [value_text(cell) for cell in row])


def _merges(sheet) -> list[tuple[int, int, int, int]]:
    try:
        ranges = sheet.merged_cell_ranges or ()
    except Exception:  # not every format tells
        return []
    return [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges]
