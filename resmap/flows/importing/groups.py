"""What is odd about a file, gathered by code: so that four thousand notes read as twenty kinds with their rows.

Each row is told with its number, column, the name that stands in it and the cell the note is about, read once
more from the file itself. Of a row that may not be repeated (a secret place, a resident, a resident number)
neither name nor cell is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resmap.domain.resident_number import contains_resident_number
from resmap.flows.importing.columns import PERSONAL
from resmap.flows.importing.sheet import HIDDEN, open_again
from resmap.flows.importing.values import Report, RowNote

#: So many rows of each code are told with their cells; all are counted, and all stand in the workbook.
MOST = 1_000
#: So many letters of a cell.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A note with the name and the cell of its row; "–" where they may not be told, "" where there are none."""

    note: RowNote
    name: str
    cell: str


@dataclass(frozen=True, slots=True)
class Group:
    """All notes of one code: ``count`` of them, the first ``rows``; ``refused``: a row of it was not taken."""

    code: str
    count: int
    refused: bool
    rows: tuple[GroupRow, ...]


def groups_of(
    report: Report, raw: bytes | Path | None, *, pasted: bool = False, leaving: frozenset[str] = frozenset()
) -> tuple[Group, ...]:
    """The groups, those with refused rows first, then the largest; codes ``leaving`` stand elsewhere."""
    chosen: dict[str, list[RowNote]] = {}
    hidden: set[int] = set()
    refused: set[str] = set()
    for note in report.notes:
        if note.secret:
            hidden.add(note.row)
        if note.code in leaving:
            continue
        if note.refused:
            refused.add(note.code)
        kept = chosen.setdefault(note.code, [])
        if len(kept) < MOST:
            kept.append(note)
    cells = _cells(report, raw, {note.row for notes in chosen.values() for note in notes} - hidden - {0}, pasted)
    uses = report.prepared.looked.columns
    names = [use.column for use in uses if use.field == "name"]
    personal = {use.column for use in uses if use.how == PERSONAL}
    made = [
        Group(
            code,
            report.notes.counts[code],
            code in refused,
            tuple(_row(note, cells.get(note.row, {}), names, personal, note.row in hidden) for note in notes),
        )
        for code, notes in chosen.items()
    ]
    return tuple(sorted(made, key=lambda one: (not one.refused, -one.count, one.code)))


def _row(note: RowNote, cells: Mapping[str, str], names: Iterable[str], personal: set[str], is_hidden: bool) -> GroupRow:
    if is_hidden:
        return GroupRow(note, HIDDEN, HIDDEN)
    name = next((cells[column] for column in names if cells.get(column)), "") or str(note.facts.get("name") or "")
    cell = "" if note.column in personal else cells.get(note.column, "")
    return GroupRow(note, _shown(name), _shown(cell))


def _shown(text: str) -> str:
    if contains_resident_number(text):
        return HIDDEN
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"


def _cells(report: Report, raw, wanted: set[int], pasted: bool) -> dict[int, Mapping[str, str]]:
    table = open_again(raw, report, pasted) if wanted else None
    if table is None:
        return {}
    last = max(wanted)
    found: dict[int, Mapping[str, str]] = {}
    with table:
        for row in table.rows():
            if row.number > last:
                break
            if row.number in wanted:
                found[row.number] = row.cells or {}
    return found
