"""Tables of documents (HTML, HWPX): cells that span rows and columns laid on a grid, the best table chosen."""

from dataclasses import dataclass, field

from resmap.formats.tables.limits import MOST_CELLS, MOST_COLUMNS, MOST_MERGES, MOST_ROWS
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Refusal


@dataclass
class DocumentTable:
    """One table: cells by row and column (from 0), and which of them span others."""

    name: str
    rows: list[dict[int, str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    _taken: dict[int, set[int]] = field(default_factory=dict)

    def next_row(self) -> None:
        self.rows.append({})
        if len(self.rows) > MOST_ROWS:
            raise Refusal("TOO_MANY_ROWS", expected=str(MOST_ROWS))

    def put(self, text: str, columns: int = 1, rows: int = 1) -> None:
        """The next cell of the last row, right of what spans down from above."""
        if not self.rows:
            self.next_row()
        row = len(self.rows) - 1
        taken = self._taken.get(row, set())
        column = max(self.rows[row], default=-1) + 1
        while column in taken or column in self.rows[row]:
            column += 1
        self.put_at(row, column, text, columns, rows)

    def put_at(self, row: int, column: int, text: str, columns: int = 1, rows: int = 1) -> None:
        """A cell at its place, with what it spans."""
        columns, rows = max(1, min(columns, MOST_COLUMNS)), max(1, min(rows, 65_536))
        if column + columns > MOST_COLUMNS:
            raise Refusal("TOO_WIDE", f"row {row + 1}", expected=str(MOST_COLUMNS))
        if row >= MOST_ROWS:
            raise Refusal("TOO_MANY_ROWS", expected=str(MOST_ROWS))
        while len(self.rows) <= row:
            self.rows.append({})
        self.rows[row][column] = text
        if columns > 1 or rows > 1:
            self.merges.append((row + 1, column, row + rows, column + columns - 1))
            if len(self.merges) > MOST_MERGES:
                raise Refusal("TOO_MANY_ROWS", found="merged cells")
            for right in range(1, columns):
                self.rows[row].setdefault(column + right, "")
            if rows * columns > MOST_CELLS // 100:
                raise Refusal("TOO_MANY_ROWS", expected=str(MOST_ROWS))
            for below in range(row + 1, row + rows):
                self._taken.setdefault(below, set()).update(range(column, column + columns))

    @property
    def table_like(self) -> int:
        """How many rows have two cells with something in them."""
        return sum(1 for row in self.rows if sum(1 for text in row.values() if text.strip()) > 1)

    def write(self, out: Output) -> None:
        for number, row in enumerate(self.rows, start=1):
            out.row(number, [row.get(column, "") for column in range(max(row, default=-1) + 1)])
        last = len(self.rows)
        out.tail([(top, left, min(bottom, last), right) for top, left, bottom, right in self.merges])


def write_best(tables: list[DocumentTable], out: Output, wanted: str | None, none_rule: str, **facts: str) -> None:
    """Write the table ``wanted``, or the one with the most rows; ``none_rule`` where there is none."""
    fit = [one for one in tables if one.table_like]
    if not fit:
        raise Refusal(none_rule)
    names = [one.name for one in fit]
    if wanted is not None and wanted not in names:
        raise Refusal("NO_SUCH_SHEET", expected=", ".join(names)[:300])
    best = next(one for one in fit if one.name == wanted) if wanted else max(fit, key=lambda one: one.table_like)
    out.head(sheet=best.name if len(fit) > 1 else None, sheets=names if len(fit) > 1 else [], **facts)
    best.write(out)
