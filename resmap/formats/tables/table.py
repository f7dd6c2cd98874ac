"""A table whatever file it came in: columns, rows as a stream, and what was noticed on the way."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from resmap.formats.tables.header import LOOK, Layout, Merge, distinct, find_header, letter, no_entry
from resmap.formats.tables.lengths import Ending, short_rows_fit
from resmap.formats.tables.text import BROKEN_QUOTES, too_many_broken

RawRows = Callable[[], Iterator[tuple[int, list[str], str]]]

ROW_LENGTH = "ROW_LENGTH"
#: More notes than this are counted, not listed.
MOST_NOTES = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` as a spreadsheet counts; ``cells`` trimmed, every column there, "" where empty.

    ``cells`` is None where the row cannot be used, and ``fault`` says why: ROW_LENGTH (more or
    fewer cells than the header), BROKEN_QUOTES, UNREADABLE_BYTES or DUPLICATE_KEY.
    """

    number: int
    cells: Mapping[str, str] | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the table that refuses nothing: a code, the row and column it is about.

    ``facts`` holds all that the sentence ``tables.note.<code>`` uses.
    """

    code: str
    row: int = 0
    column: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class NoTable(Exception):
    """There are not two columns (NO_TABLE), most rows have another length than the header (RAGGED) or broken
    quotes (BROKEN_QUOTES): ``row`` is the first of them."""

    def __init__(self, rule: str = "NO_TABLE", row: int = 0):
        super().__init__(rule)
        self.rule, self.row = rule, row


@dataclass(frozen=True)
class Table:
    """A table that was read. Close it, or let it go: its rows may lie in a temporary file."""

    format: str
    columns: tuple[str, ...]
    encoding: str
    sheet: str | None
    sheets: tuple[str, ...]
    header_row: int
    titles: tuple[str, ...]
    count: int | None
    notes: tuple[Note, ...]
    _rows: Callable[[], Iterator[Row]]
    #: Row -> column -> code, of cells that read as empty though something stands there: FORMULA_CELLS (a formula
    #: whose value was never kept), ERROR_CELLS (#N/A and its like).
    marked: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    _close: Callable[[], None] = lambda: None

    def rows(self) -> Iterator[Row]:
        """The rows in their order, as a stream; can be called again."""
        return self._rows()

    def close(self) -> None:
        """Give the temporary file back; the rows are gone then."""
        self._close()

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Grid:
    """What a reader hands over. ``exact``: a text, where a row has an end of its own, and no merged cells."""

    rows: RawRows
    format: str
    encoding: str = ""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    merges: Sequence[Merge] = ()
    exact: bool = False
    notes: tuple[Note, ...] = ()
    marked: Sequence[tuple[int, int, str]] = ()
    close: Callable[[], None] = lambda: None


def build(grid: Grid) -> Table:
    """Find the header, look through all rows once, and make the table. Raises NoTable."""
    layout = _layout(grid)
    survey = _Survey(grid, layout)
    names, notes = survey.named()
    keep = survey.kept(names)
    if sum(1 for _ in keep) < 2 and grid.columns is None:
        raise NoTable
    columns = tuple(names[i] for i in keep)
    return Table(
        format=grid.format,
        columns=columns,
        encoding=grid.encoding,
        sheet=grid.sheet,
        sheets=grid.sheets,
        header_row=layout.lines[0] if layout.lines else 0,
        titles=layout.titles,
        count=survey.count,
        notes=(*grid.notes, *notes, *survey.notes),
        _rows=survey.reader(columns, keep),
        marked=_by_row(grid.marked, dict(zip(keep, columns, strict=True))),
        _close=grid.close,
    )


def _by_row(marked: Sequence[tuple[int, int, str]], columns: Mapping[int, str]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row, column, code in marked:
        if column in columns:
            found.setdefault(row, {})[columns[column]] = code
    return found


def _layout(grid: Grid) -> Layout:
    if grid.columns is not None:
        return Layout(grid.columns, (), 0)
    head = list(islice((row for row in grid.rows() if row[1] or row[2]), LOOK))
    if head and head[0][2] == BROKEN_QUOTES:
        raise NoTable(BROKEN_QUOTES, head[0][0])  # that was the header, or what stood above it
    if all(len(cells) < 2 for _, cells, _ in head):
        raise NoTable
    layout = find_header([row for row in head if not row[2]], grid.merges)
    if not layout.names:
        raise NoTable
    return layout


class _Survey:
    """One look at all rows: how many, how wide, which are no entries, which columns hold anything."""

    def __init__(self, grid: Grid, layout: Layout):
        self.grid, self.layout = grid, layout
        self.header = tuple(layout.names)
        self._heading = list(layout.names) if any(layout.names) else None
        self.notes: list[Note] = [Note(code, row) for code, row in layout.notes]
        self.skipped: set[int] = set()
        self.count = 0
        self._look()

    def _look(self) -> None:
        header, columns = self.header, len(self.header)
        widths: Counter[int] = Counter()
        used: set[int] = set()
        broken: list[int] = []
        unnamed = [i for i, name in enumerate(header) if not name]
        for number, cells, fault in self._data():
            if fault:
                self.count += 1
                if fault == BROKEN_QUOTES:
                    broken.append(number)
                continue
            if code := self._left_out(cells, columns):
                self.skipped.add(number)
                self._note(Note(code, number))
                continue
            width = len(cells)
            if width > columns:
                while width > columns and not cells[width - 1]:
                    width -= 1
                used.update(i for i in range(columns, width) if cells[i])
            widths[width] += 1
            for i in unnamed:
                if i < width and cells[i]:
                    used.add(i)
            self.count += 1
        if broken and too_many_broken(self.count, len(broken)):
            raise NoTable(BROKEN_QUOTES, broken[0])
        self.used = used
        # Columns at the right edge that have neither a name nor a cell are no columns.
        while columns > 1 and not header[columns - 1] and columns - 1 not in used:
            columns -= 1
            widths[columns] += widths.pop(columns + 1, 0)
        self.header = header[:columns]
        self.width = self._width(widths, columns)
        if self.grid.exact and self._too_ragged(widths):
            raise NoTable("RAGGED", self._first_of_another_width())
        self.short: Ending | None = None
        if self.grid.exact and any(width < self.width for width in widths) and self.width in widths:
            self.short = short_rows_fit((cells for _, cells, fault in self._entries() if not fault), self.width)
            self._tell_padded()

    def _width(self, widths: Counter[int], columns: int) -> int:
        if not self.grid.exact:
            return max([columns, *widths])
        usual, how_many = max(widths.items(), key=lambda one: one[1], default=(columns, 0))
        # Most rows are wider than the header: its last names are missing, not the rows wrong.
        return usual if usual > columns and how_many * 2 > sum(widths.values()) else columns

    def _tell_padded(self) -> None:
        """Rows that are filled up are told: how many, and the first."""
        padded = [
            number
            for number, cells, fault in self._entries()
            if not fault and len(cells) < self.width and self.short.fits(cells)
        ]
        if padded:
            self._note(Note("ROWS_PADDED", padded[0], facts={"count": len(padded)}))

    def _too_ragged(self, widths: Counter[int]) -> bool:
        """Whether most rows have another length: then it is no table, or its quotes and separators are lost."""
        wrong = sum(count for width, count in widths.items() if width > self.width or width == 1 < self.width)
        short = sum(count for width, count in widths.items() if 1 < width < self.width)
        rows = sum(widths.values())
        return wrong == rows > 0 or rows > 2 and (wrong * 2 > rows or (wrong + short) * 10 > rows * 9)

    def _first_of_another_width(self) -> int:
        for number, cells, fault in self._entries():
            if not fault and len(cells) != self.width and (len(cells) < self.width or any(cells[self.width :])):
                return number
        return 0

    def _left_out(self, cells: list[str], columns: int) -> str | None:
        if cells == self._heading:
            return "HEADER_REPEATED"
        return no_entry(cells, columns)

    def _note(self, note: Note) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def _data(self) -> Iterator[tuple[int, list[str], str]]:
        """The rows under the header that hold anything, merged cells filled downwards."""
        last, down = self.layout.last, _down(self.grid.merges, self.layout.last)
        for number, cells, fault in self.grid.rows():
            if number <= last and self.grid.columns is None:
                continue
            if down:
                down.fill(number, cells)
            if fault or any(cells):
                yield number, cells, fault

    def _entries(self) -> Iterator[tuple[int, list[str], str]]:
        skipped = self.skipped
        return (row for row in self._data() if row[0] not in skipped) if skipped else self._data()

    def named(self) -> tuple[tuple[str, ...], list[Note]]:
        """Names of all columns, the unnamed ones by their letter, all distinct; and what to tell about it."""
        notes: list[Note] = []
        names = [*self.header, *[""] * (self.width - len(self.header))]
        for column, name in enumerate(names):
            if not name and column in self.used:
                names[column] = f"{letter(column)}열"
                if self.layout.lines:
                    notes.append(Note("COLUMN_UNNAMED", 0, names[column], {"column": names[column]}))
        made, changed = distinct(names)
        made = tuple(name if names[i] else "" for i, name in enumerate(made))
        notes += [
            Note("HEADING_TWICE", 0, made[i], {"heading": names[i], "column": made[i]}) for i in changed if names[i]
        ]
        return made, notes

    def kept(self, names: Sequence[str]) -> list[int]:
        """Columns with a name or anything in them."""
        return [i for i, name in enumerate(names) if name]

    def reader(self, columns: tuple[str, ...], keep: list[int]) -> Callable[[], Iterator[Row]]:
        """A function that streams the rows."""
        width, exact, short = self.width, self.grid.exact, self.short
        whole = keep == list(range(width))

        def rows() -> Iterator[Row]:
            for number, cells, fault in self._entries():
                if fault:
                    yield Row(number, None, fault)
                    continue
                have = len(cells)
                if have > width and not any(cells[width:]):
                    cells = cells[:width]
                elif have > width:
                    yield Row(number, None, ROW_LENGTH)
                    continue
                elif have < width:
                    if exact and not (short and short.fits(cells)):
                        yield Row(number, None, ROW_LENGTH)
                        continue
                    cells = cells + [""] * (width - have)
                if not whole:
                    cells = [cells[i] for i in keep]
                yield Row(number, dict(zip(columns, cells, strict=True)))

        return rows


def _down(merges: Sequence[Merge], last: int) -> "_Down | None":
    tall = [merge for merge in merges if merge[0] > last and merge[2] > merge[0]]
    return _Down(tall) if tall else None


class _Down:
    """A cell merged over several rows is said of each of them."""

    def __init__(self, tall: list[Merge]):
        self._tops: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _ in tall:
            self._tops.setdefault(top, []).append((left, bottom))
        self._open: dict[int, tuple[int, str]] = {}  # column -> its last row, its text
        self._at = 0

    def fill(self, number: int, cells: list[str]) -> None:
        """Rows come in their order; a number that falls back begins anew."""
        if number <= self._at:
            self._open.clear()
        self._at = number
        for left, (bottom, text) in list(self._open.items()):
            if number > bottom:
                del self._open[left]
            elif left >= len(cells):
                cells.extend([""] * (left - len(cells)))
                cells.append(text)
            elif not cells[left]:
                cells[left] = text
        for left, bottom in self._tops.get(number, ()):
            if left < len(cells) and cells[left]:
                self._open[left] = (bottom, cells[left])
