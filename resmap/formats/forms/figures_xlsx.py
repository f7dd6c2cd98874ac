"""A district's own workbook for the month's figures: which cell wants which figure, by the headings above and beside it."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from resmap.formats.forms.figure_labels import UNKNOWN, Meant, meanings, scale_of, together
from resmap.formats.forms.figures_fill import checked
from resmap.formats.forms.filling import MOST_CELLS
from resmap.formats.forms.labels import is_sign_off_heading
from resmap.formats.problems import FormatError, Problem

#: A template asks for no more than this; a file with more places is a list.
MOST_PLACES = 1_500
#: Cells without anything in them are looked at as far as this.
MOST_COLUMNS = 120
LONGEST_HEADING = 80

_BLANK = frozenset({"", "-", "0", "–"})
#: How the title of a part begins: 1. 가. □ Ⅰ.
_PART = re.compile(r"\s*(?:\d{1,2}\s*[.)]|[가-하]\s*[.)]|[Ⅰ-Ⅻ]|[□■○●◎◇◆▣▶▷※❍])")
#: Meanings that a title may have: it still heads no column.
_PERIODS = frozenset({"month", "year", "period"})


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that a figure could stand in. ``code`` None: nobody knows which; ``beside`` and ``above`` are its headings.
    The other fields are those of ``figure_labels.Meant``."""

    sheet: str
    cell: str
    beside: str
    above: str
    code: str | None
    month: int | None
    year: int | None
    summed: bool
    dong: str
    scale: int


def places(template: bytes, dongs: Iterable[str], what: str = "template.xlsx") -> tuple[Place, ...]:
    """Every cell of a template that stands empty beside or under headings, in the order of reading.

    Cells under headings that are plainly not ours (비고, 목표), sign-off boxes, and cells with a formula or a number of
    the district's own are left out. Raises FormatError: see :func:`filling.opened`; HAS_MACROS, BROKEN_FILE,
    TOO_MANY_CELLS.
    """
    import openpyxl  # late: only who looks pays it

    checked(template, what)
    try:
        book = openpyxl.load_workbook(io.BytesIO(template))
    except Exception:  # whatever a library makes of a broken file
        raise FormatError(what, [Problem("$", "BROKEN_FILE")]) from None
    if sum(len(sheet._cells) for sheet in book.worksheets) > MOST_CELLS:
        raise FormatError(what, [Problem("$", "TOO_MANY_CELLS", expected=str(MOST_CELLS))])
    known = tuple(dongs)
    found: list[Place] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            found += _Grid(sheet).places(known, MOST_PLACES - len(found))
    return tuple(found)


class _Grid:
    """A sheet as people read it: what stands in a merged cell stands everywhere in it."""

    def __init__(self, sheet):
        self.name = sheet.title
        self.columns = min(sheet.max_column, MOST_COLUMNS)
        self.last = sheet.max_row
        cells = [cell for row in sheet.iter_rows(max_col=self.columns) for cell in row]
        self.drawn = {(cell.row, cell.column) for cell in cells if cell.has_style and _has_border(cell)}
        self.cells = {(cell.row, cell.column): cell for cell in cells if cell.value is not None}
        self.anchor: dict[tuple[int, int], tuple[int, int]] = {}
        self.wide: set[tuple[int, int]] = set()
        for merged in sheet.merged_cells.ranges:
            corner = (merged.min_row, merged.min_col)
            if 2 * (merged.max_col - merged.min_col + 1) > self.columns:
                self.wide.add(corner)
            for row in range(merged.min_row, min(merged.max_row, self.last) + 1):
                for column in range(merged.min_col, min(merged.max_col, self.columns) + 1):
                    self.anchor[row, column] = corner
        for row in range(2, self.last + 1):
            self._go_on(row)
        self.said = {row: self._said(row) for row in range(1, self.last + 1)}
        self.parts = {row for row in self.said if self._is_part(row)}
        self.titles = self._titles()

    def places(self, dongs: tuple[str, ...], most: int) -> list[Place]:
        """The free places with what their headings mean, row by row; ``most`` of them."""
        texts = {at: self.text(*at) for at in self.cells}
        scale = max((scale_of(one) for one in texts.values() if "단위" in one), default=1)
        titles = [text for (row, _), text in texts.items() if row in self.titles]
        found: dict[tuple[int, int], tuple[list[str], list[str], Meant]] = {}
        for row in range(1, self.last + 1):
            for column in range(1, self.columns + 1):
                if row in self.titles or row in self.parts or not self.is_free(row, column) or len(found) >= most:
                    continue
                beside, above = self._beside(row, column), self._above(row, column)
                if not self._wants(row, column, beside, above):
                    continue
                meant = together((*beside, *above), dongs, around=titles, scale=scale)
                if meant.ours:
                    found[row, column] = beside, above, meant
        return [self._place(at, beside, above, _spanned(at, meant, found)) for at, (beside, above, meant) in found.items()]

    def _place(self, at: tuple[int, int], beside: list[str], above: list[str], meant: Meant) -> Place:
        from openpyxl.utils import get_column_letter

        return Place(
            self.name, f"{get_column_letter(at[1])}{at[0]}", " · ".join(reversed(beside)), " · ".join(reversed(above)),
            meant.code, meant.month, meant.year, meant.summed, meant.dong, meant.scale,
        )  # fmt: skip

    def _go_on(self, row: int) -> None:
        """A label said once for the rows below it goes on where they leave it empty before a label of their own, as
        if the cells were merged: 상담 | 방문, then nothing | 전화. Only below a row that has places itself: what stands
        in a row of headings heads its column and goes on nowhere."""
        if not any(self.is_free(row - 1, column) or self._is_number(row - 1, column) for column in range(2, self.columns + 1)):
            return
        own = next((column for column in range(1, self.columns + 1) if self.text(row, column)), 1)
        for column in range(1, own):
            if not self.is_free(row, column) or not self.text(row - 1, column):
                return
            self.anchor[row, column] = self.at(row - 1, column)

    def _is_number(self, row: int, column: int) -> bool:
        cell = self.cells.get((row, column))
        return cell is not None and cell.data_type in ("n", "f")

    def at(self, row: int, column: int) -> tuple[int, int]:
        return self.anchor.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """The heading that a place shows, "" for none: numbers, formulas and marks for nothing are none."""
        cell = self.cells.get(self.at(row, column))
        if cell is None or cell.data_type == "f":
            return ""
        if cell.is_date and hasattr(cell.value, "month"):
            return f"{cell.value.month}월"
        text = str(cell.value).strip() if isinstance(cell.value, str) else ""
        return "" if text in _BLANK else text[:LONGEST_HEADING]

    def is_free(self, row: int, column: int) -> bool:
        """Whether a figure may be written there: nothing, a nought or a dash, and not the inside of a merged cell."""
        if self.at(row, column) != (row, column):
            return False
        cell = self.cells.get((row, column))
        return cell is None or (cell.data_type != "f" and str(cell.value).strip() in _BLANK)

    def _wants(self, row: int, column: int, beside: list[str], above: list[str]) -> bool:
        """Whether a free place looks like one that wants a number.

        Inside of the borders, where a sheet has any. Under a heading of its column, in a row that says something or is
        drawn; without such a heading right beside its label.
        """
        if any(map(is_sign_off_heading, (*beside, *above))) or (self.drawn and (row, column) not in self.drawn):
            return False
        if self._heading_above(row, column):
            return bool(beside) or (row, column) in self.drawn or bool(self.text(row - 1, column))
        return bool(beside) and bool(self.text(row, column - 1))

    def _heading_above(self, row: int, column: int) -> bool:
        """Whether its column has a heading of its own, beside the title of the part."""
        for at in range(row - 1, 0, -1):
            if at in self.titles or at in self.parts or not self.said[at]:
                return False
            if self.text(at, column):
                return True
        return False

    def _beside(self, row: int, column: int) -> list[str]:
        """The headings in its row, the nearest first: past other numbers to the first text, and on while there is text."""
        said: list[str] = []
        seen = set()
        for at in range(column - 1, 0, -1):
            text, corner = self.text(row, at), self.at(row, at)
            if not text and said:
                break
            if text and corner not in seen:
                said.append(text)
            seen.add(corner)
        return said

    def _above(self, row: int, column: int) -> list[str]:
        """The headings above it, the nearest first: past other numbers to the first text, and on while there is text;
        last the title of its part of the sheet. An empty row ends a table."""
        said: list[str] = []
        seen = set()
        for at in range(row - 1, 0, -1):
            if at in self.titles or not self.said[at]:
                break
            if at in self.parts:
                said.append(next(iter(self.said[at].values())))
                break
            text, corner = self.text(at, column), self.at(at, column)
            if not text and said:
                break
            if text and corner not in seen:
                said.append(text)
            seen.add(corner)
        return said

    def _said(self, row: int) -> dict[tuple[int, int], str]:
        """What stands in a row, by its corners: texts, and "" for numbers and formulas."""
        corners = {self.at(row, column) for column in range(1, self.columns + 1)}
        return {at: self.text(*at) for at in sorted(corners) if at in self.cells}

    def _is_part(self, row: int) -> bool:
        """Whether one text alone titles what comes below it: over most columns, or with a number or mark before it, or
        outside of the borders that the tables here have. A row of a table that waits for its numbers is none."""
        if len(self.said[row]) != 1:
            return False
        [(at, text)] = self.said[row].items()
        if not text or at[0] != row:
            return False
        if at in self.wide:
            return True
        if self.drawn:
            return not any((row, column) in self.drawn for column in range(1, self.columns + 1))
        after = next((self.said[below] for below in range(row + 1, self.last + 1) if self.said[below]), {})
        return bool(_PART.match(text)) and (not self.said.get(row - 1) or len([one for one in after.values() if one]) > 1)

    def _titles(self) -> set[int]:
        """The rows above the first table: lonely texts of which no word is a heading's, and notes like (단위: 건)."""
        found = set()
        for row, said in self.said.items():
            texts = [one for one in said.values() if one and "단위" not in one]
            known = [one for one in texts if meanings(one) and UNKNOWN not in meanings(one)]
            if len(texts) > 1 or (known and not _PERIODS.issuperset(m.partition(":")[0] for m in meanings(known[0]))):
                break
            if len(texts) < len(said) and not texts and "" in said.values():
                break
            found.add(row)
        return found


def _spanned(at: tuple[int, int], meant: Meant, found: Mapping[tuple[int, int], tuple[list[str], list[str], Meant]]) -> Meant:
    """Beside the months of a year a total is the sum of them, and a place that names no span at all is nobody's guess."""
    months = any(
        other.month is not None and (there[0] == at[0]) != (there[1] == at[1]) for there, (_, _, other) in found.items()
    )
    if not months or meant.month is not None or meant.summed or meant.now:
        return meant
    return replace(meant, summed=True) if meant.total else replace(meant, code=None)


def _has_border(cell) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))
