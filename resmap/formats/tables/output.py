"""How the child hands rows to its parent: one JSON array of rows a line, a head before and a tail after.

JSON and not pickle: whatever a hostile file does to the child, its parent reads data, never code.
"""

from typing import Any, BinaryIO

import orjson

from resmap.formats.tables.limits import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from resmap.formats.tables.safe_xml import Refusal

_BATCH = 256


class Output:
    """Writes rows as they come. ``row`` takes what a sheet holds: its number and its cells."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self._batch: list[tuple[int, list[str], str]] = []
        self._rows = self._cells = 0
        self.notes: dict[str, list[int]] = {}  # code -> [how many, the first row]

    def head(self, **facts: Any) -> None:
        """What is known before the rows: format, sheet, sheets, encoding, columns."""
        self._line(facts)

    def row(self, number: int, cells: list[str], fault: str = "") -> None:
        """One row; empty cells at its end and rows without a cell are left out."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells and not fault:
            return
        if len(cells) > MOST_COLUMNS:
            raise Refusal("TOO_WIDE", f"row {number}", expected=str(MOST_COLUMNS))
        if max(map(len, cells), default=0) > LONGEST_CELL:
            raise Refusal("CELL_TOO_LONG", f"row {number}", expected=str(LONGEST_CELL))
        self._rows += 1
        self._cells += len(cells)
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            raise Refusal("TOO_MANY_ROWS", f"row {number}", expected=str(MOST_ROWS))
        self._batch.append((number, cells, fault))
        if len(self._batch) == _BATCH:
            self._flush()

    def note(self, code: str, row: int) -> None:
        """Something about many cells: counted, the first row kept."""
        self.notes.setdefault(code, [0, row])[0] += 1

    def tail(self, merges: list[tuple[int, int, int, int]] | None = None) -> None:
        """What is known after the rows. Without this line the parent takes the child for dead."""
        self._flush()
        self._line({"end": True, "rows": self._rows, "merges": merges or [], "notes": self.notes})
        self._file.flush()

    def refusal(self, refused: Refusal) -> None:
        """Instead of everything else: why nothing can be read."""
        self._batch = []
        self._line({"refused": [refused.rule, refused.path, refused.found, refused.expected]})
        self._file.flush()

    def _flush(self) -> None:
        if self._batch:
            self._line(self._batch)
            self._batch = []

    def _line(self, value: object) -> None:
        try:
            self._file.write(orjson.dumps(value) + b"\n")
        except TypeError:  # half a surrogate pair: no text that a database can hold
            self._file.write(orjson.dumps(_whole(value)) + b"\n")


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, (list, tuple)):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


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

    def table_like(self) -> int:
        """How many rows have two cells or more."""
        return sum(1 for _, cells in self.rows if sum(map(bool, cells)) > 1)


class Enough(Exception):
    """A look at the beginning is over."""
