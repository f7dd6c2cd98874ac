"""How the child hands the rows of a table to its parent: some hundred rows a line, a head before and a tail after."""

from typing import Any

from resmap.formats.sandbox import Answer, Refusal
from resmap.formats.tables.limits import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS

#: Rows of one line, and letters: less where rows are long.
_BATCH, _LETTERS = 256, 1 << 20
#: Cells whose value is not known are told one by one, up to so many; of more, how many there are.
MOST_MARKED = 100_000


class Output:
    """Writes rows as they come. ``row`` takes what a sheet holds: its number and its cells."""

    def __init__(self, answer: Answer):
        self._answer = answer
        self._batch: list[tuple[int, list[str], str]] = []
        self._rows = self._cells = self._letters = 0
        self.notes: dict[str, list[int]] = {}  # code -> [how many, the first row]
        self.marked: list[tuple[int, int, str]] = []

    def head(self, **facts: Any) -> None:
        """What is known before the rows: format, sheet, sheets, encoding, columns."""
        self._answer.head(**facts)

    def row(self, number: int, cells: list[str], fault: str = "") -> None:
        """One row; empty cells at its end and rows without a cell are left out."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells and not fault:
            return
        if len(cells) > MOST_COLUMNS:
            raise Refusal("TOO_WIDE", f"row {number}", expected=str(MOST_COLUMNS))
        letters = sum(map(len, cells))
        if letters > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
            raise Refusal("CELL_TOO_LONG", f"row {number}", expected=str(LONGEST_CELL))
        self._rows += 1
        self._cells += len(cells)
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            raise Refusal("TOO_MANY_ROWS", f"row {number}", expected=str(MOST_ROWS))
        self._batch.append((number, cells, fault))
        self._letters += letters
        if len(self._batch) == _BATCH or self._letters > _LETTERS:
            self._flush()

    def note(self, code: str, row: int) -> None:
        """Something about many cells: counted, the first row kept."""
        self.notes.setdefault(code, [0, row])[0] += 1

    def mark(self, code: str, row: int, column: int) -> None:
        """The same, where each of the cells matters: its value is not known, though the cell reads as empty."""
        self.note(code, row)
        if len(self.marked) < MOST_MARKED:
            self.marked.append((row, column, code))

    def tail(self, merges: list[tuple[int, int, int, int]] | None = None) -> None:
        """What is known after the rows. Without this line the parent takes the child for dead."""
        self._flush()
        self._answer.tail(rows=self._rows, merges=merges or [], notes=self.notes, marked=self.marked)

    def _flush(self) -> None:
        if self._batch:
            self._answer.items(self._batch)
            self._batch, self._letters = [], 0


class Cells:
    """Rows in memory with the same face, to look at a sheet before it is chosen."""

    def __init__(self, most: int):
        self.rows: list[tuple[int, list[str]]] = []
        self._most = most

    def row(self, number: int, cells: list[str], fault: str = "") -> None:
        if any(cells):
            self.rows.append((number, cells))
        if len(self.rows) >= self._most:
            raise Enough

    def note(self, code: str, row: int) -> None:
        pass

    def mark(self, code: str, row: int, column: int) -> None:
        pass

    def table_like(self) -> int:
        """How many rows have two cells or more."""
        return sum(1 for _, cells in self.rows if sum(map(bool, cells)) > 1)


class Enough(Exception):
    """A look at the beginning is over."""
