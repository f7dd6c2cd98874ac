"""The report as a workbook: odd rows with their own cells, for whoever mends the list where it came from."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from resmap.domain.resident_number import contains_resident_number
from resmap.flows.importing.columns import PERSONAL
from resmap.flows.importing.spool import Spool
from resmap.flows.importing.values import Report, RowNote
from resmap.formats import tables
from resmap.formats.problems import FormatError
from resmap.formats.report_sheet import ReportRow, ReportWords, write_report
from resmap.words import imported, say

#: Stands for a cell that must not be repeated.
HIDDEN = "–"


def write_workbook(
    out: Path | BinaryIO,
    report: Report,
    raw: bytes | Path | None,
    locale: str,
    *,
    folder: Path | None = None,
    pasted: bool = False,
) -> None:
    """Write the report in that language. ``raw`` is the file itself, so that its cells can stand beside
    what is said of them; None, or one without a table: only what is said. ``folder``: where the pieces
    lie until it is whole. Raises OSError where it cannot be written."""

    def text_of(note: RowNote) -> str:
        return imported.note_sentence(note.code, note.facts, locale)

    def kind_of(code: str) -> str:
        return imported.kind_words(code, locale)

    def said(key: str) -> str:
        return say(f"imports.sheet.{key}", locale)

    columns, rows = _rows(report, raw, text_of, kind_of, pasted)
    changes = (
        (
            str(one.row),
            one.name,
            imported.field_name(one.field, locale),
            imported.value_text(one.field, one.before, locale),
            imported.value_text(one.field, one.after, locale),
        )
        for one in report.changes
    )
    words = ReportWords(**{name: said(name) for name in ReportWords.__dataclass_fields__})
    counts = [(said(f"count_{name}"), f"{number:,}") for name, number in _counts(report)]
    write_report(
        out,
        columns,
        rows,
        words,
        summary=[*counts, *((kind_of(code), f"{n:,}") for code, n in report.notes.counts.most_common())],
        changes=([said(name) for name in ("number", "name", "field", "before", "after")], changes),
        vanished=([said("name")], ([one.name] for one in report.gone)) if report.gone else None,
        folder=folder,
    )


def _counts(report: Report) -> list[tuple[str, int]]:
    prepared = report.prepared
    return [
        ("rows", prepared.rows),
        ("created", report.created),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
        ("refused", prepared.refused),
        ("left_out", prepared.left_out),
        ("vanished", report.vanished),
    ]


def _rows(report: Report, raw, text_of, kind_of, pasted: bool) -> tuple[tuple[str, ...], Iterator[ReportRow]]:
    by_row: dict[int, list[RowNote]] = {}
    for note in report.notes:
        by_row.setdefault(note.row, []).append(note)
    table = open_again(raw, report, pasted)
    personal = {use.column for use in report.prepared.looked.columns if use.how == PERSONAL}
    columns = () if table is None else tuple(column for column in table.columns if column not in personal)
    return columns, _with_cells(table, by_row, columns, text_of, kind_of)


def _with_cells(table, by_row: dict[int, list[RowNote]], columns, text_of, kind_of) -> Iterator[ReportRow]:
    left = dict(by_row)
    if 0 in left:  # what is said of the table as a whole
        yield _row(0, left.pop(0), {}, columns, text_of, kind_of)
    if table is not None:
        with table:
            for row in table.rows():
                notes = left.pop(row.number, None)
                if notes is not None:
                    yield _row(row.number, notes, row.cells or {}, columns, text_of, kind_of)
    for number, notes in sorted(left.items()):
        yield _row(number, notes, {}, columns, text_of, kind_of)


def _row(number: int, notes: list[RowNote], cells, columns, text_of, kind_of) -> ReportRow:
    marks: dict[str, list[str]] = {}
    about: list[str] = []
    for note in notes:
        if note.column in columns:
            marks.setdefault(note.column, []).append(text_of(note))
        else:
            about.append(f"{note.column}: {text_of(note)}" if note.column else text_of(note))
    is_secret = any(note.secret for note in notes)
    shown = {
        column: HIDDEN if text and (is_secret or contains_resident_number(text)) else text
        for column, text in cells.items()
        if column in columns
    }
    kinds = tuple(dict.fromkeys(kind_of(note.code) for note in notes))
    return ReportRow(number, any(note.refused for note in notes), shown, marks, about, kinds)


def open_again(raw: bytes | Path | None, report: Report, pasted: bool):
    """The table of the file once more, as it was read; None where there is none."""
    looked = report.prepared.looked
    if raw is None or not looked.is_list:
        return None
    with suppress(FormatError):
        if pasted:
            return tables.open_pasted(raw.decode("utf-8", "replace"))
        return tables.open_table(raw, report.prepared.name, sheet=looked.sheet)
    return None


def without_entries(report: Report) -> Report:
    """The report for keeping: without the entries themselves, the network and the keys."""
    empty = Spool(Path())
    return replace(report, prepared=replace(report.prepared, entries=empty, keys=frozenset(), network=None))
