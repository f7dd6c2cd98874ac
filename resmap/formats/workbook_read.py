"""A workbook that comes back: which row is which entry, and its texts by field.

Columns may have been moved or dropped, rows sorted, deleted, copied and added, and
the file saved by Excel, LibreOffice or as CSV. Nothing is judged here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables import open_table
from resmap.formats.tables.output import MOST_MARKED
from resmap.formats.workbook import ENTRIES, KEYS

#: More rows than this come back in parts.
MOST_ROWS = 20_000

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf"({_ID}):(\d{{1,9}})", re.ASCII)

#: Why it is not known what a cell shows, by what the reader of tables calls it: a formula whose value was never
#: kept (a program other than Excel wrote it), an error such as #N/A.
_MARKS = {"FORMULA_CELLS": "FORMULA_EMPTY", "ERROR_CELLS": "ERROR_VALUE"}
UNKNOWN = frozenset(_MARKS.values())
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")

#: The key's column by the beginning of its heading, whatever the language.
KEY_HEADINGS = ("열쇠", "key")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. ``id`` and ``revision`` are None for a new row, or one whose key was lost; ``broken``:
    something stands in the key's cell that is no key. ``unknown``: field -> code of :data:`UNKNOWN`, of cells
    of which the file does not say what they show; ``cells`` has none of these."""

    number: int
    id: str | None
    revision: int | None
    cells: Mapping[str, str]
    broken: bool = False
    unknown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetBack:
    """What came back. ``columns``: field -> letter of its column; ``exported``: of every entry that
    left its id, its revision and the places it counted then; None where the sheet does not say; ``strange``: headings that we do not know."""

    columns: Mapping[str, str]
    rows: tuple[SheetRow, ...]
    exported: tuple[tuple[str, int, str], ...] | None = None
    strange: tuple[str, ...] = ()
    unusable: tuple[int, ...] = field(default=())

    def address(self, name: str, row: int) -> str:
        """The cell as a spreadsheet calls it: K12."""
        return f"{self.columns.get(name, '')}{row}"

    def document(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "columns": dict(self.columns),
            "rows": [
                [row.number, row.id, row.revision, dict(row.cells), row.broken, dict(row.unknown)] for row in self.rows
            ],
            "exported": None if self.exported is None else [list(one) for one in self.exported],
            "strange": list(self.strange),
            "unusable": list(self.unusable),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "SheetBack":
        """The inverse of :meth:`document`. Raises ValueError for what is none."""
        try:
            rows = tuple(
                SheetRow(
                    int(number), id_ and str(id_), revision and int(revision), _texts(cells), bool(broken), _texts(unknown)
                )
                for number, id_, revision, cells, broken, unknown in document["rows"]
            )
            exported = document["exported"]
            return cls(
                _texts(document["columns"]),
                rows,
                None if exported is None else tuple((str(id_), int(rev), str(counted)) for id_, rev, counted in exported),
                tuple(map(str, document["strange"])),
                tuple(map(int, document["unusable"])),
            )
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError("no sheet") from error


def read_workbook(source: bytes | Path, what: str, fields: Mapping[str, str]) -> SheetBack:
    """The sheet of entries in a workbook (or CSV) that :func:`workbook.write_workbook` made and somebody edited.

    ``fields``: heading -> field, in every language that we write. Raises FormatError: what
    ``tables.open_table`` raises, NOT_THE_SHEET without a column of names, SHEET_TOO_LONG, SHEET_FORMULAS (more
    formulas without a value than can be told one by one).
    """
    table = open_table(source, what)
    if table.sheet != ENTRIES and ENTRIES in table.sheets:
        table.close()
        table = open_table(source, what, sheet=ENTRIES)
    with table:
        named = {_plain(heading): name for heading, name in fields.items()}
        known: dict[str, tuple[str, str]] = {}
        strange, key_column = [], None
        for number, column in enumerate(table.columns):
            plain = _plain(column)
            if key_column is None and plain.startswith(KEY_HEADINGS):
                key_column = column
            elif plain in named and named[plain] not in known:
                known[named[plain]] = (column, _letter(number))
            else:
                strange.append(column)
        if "name" not in known or (key_column is None and len(known) < 3):
            raise FormatError(what, [Problem("$", "NOT_THE_SHEET")])
        if sum(note.facts["count"] for note in table.notes if note.code in _MARKS) > MOST_MARKED:
            raise FormatError(what, [Problem("$", "SHEET_FORMULAS")])
        rows, unusable = [], []
        for row in table.rows():
            if len(rows) >= MOST_ROWS:
                raise FormatError(what, [Problem("$", "SHEET_TOO_LONG", f"{table.count or 0:,}", f"{MOST_ROWS:,}")])
            if row.cells is None:
                unusable.append(row.number)
                continue
            marks = table.marked.get(row.number, {})
            unknown = {name: code for name, (column, _) in known.items() if (code := _unknown(row.cells, column, marks))}
            cells = {name: row.cells[column] for name, (column, _) in known.items() if name not in unknown}
            key = row.cells[key_column] if key_column else ""
            if key or unknown or any(cells.values()):
                rows.append(_row(row.number, key, cells, unknown, key_column in marks))
        columns = {name: letter for name, (_, letter) in known.items()}
        exported = _exported(source, what) if KEYS in table.sheets else None
    return SheetBack(columns, tuple(rows), exported, tuple(strange), tuple(unusable))


def is_id(text: str) -> bool:
    """Whether it is the id of an entry, as the key of a row has it."""
    return bool(re.fullmatch(_ID, text))


def _unknown(cells: Mapping[str, str], column: str, marks: Mapping[str, str]) -> str | None:
    """Why it is not known what the cell shows; None where it says it."""
    if not cells[column] and column in marks:
        return _MARKS[marks[column]]
    return "ERROR_VALUE" if _ERROR.fullmatch(cells[column]) else None


def _row(number: int, key: str, cells: Mapping[str, str], unknown: Mapping[str, str], is_spoilt: bool) -> SheetRow:
    """``is_spoilt``: a formula or an error stands where the key was."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        return SheetRow(number, None, None, cells, broken=is_spoilt or bool(key.strip()), unknown=unknown)
    return SheetRow(number, found[1], int(found[2]), cells, unknown=unknown)


def _exported(source: bytes | Path, what: str) -> tuple[tuple[str, int, str], ...] | None:
    """What left, by the sheet that remembers it; None where it cannot be read any more."""
    try:
        with open_table(source, what, sheet=KEYS) as table:
            column = next(one for one in table.columns if _plain(one).startswith(KEY_HEADINGS))
            cells = [row.cells or {} for row in table.rows()]
    except (FormatError, StopIteration):
        return None
    keys = ((_KEY.fullmatch(one.get(column, "")), one.get("counted", "")) for one in cells)
    return tuple((key[1], int(key[2]), counted) for key, counted in keys if key is not None)


def _texts(value: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(text) for name, text in value.items()}


def _plain(heading: str) -> str:
    return "".join(heading.lower().split())


def _letter(number: int) -> str:
    from resmap.formats.tables.header import letter

    return letter(number)
