"""The report of an import as a workbook: every odd row with its cells as they were, the ones concerned marked.

Strings only, so that nothing in it is computed by who opens it; a file is written in rows, so
that a hundred thousand of them need no memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

#: Comments are held in memory until the end: after so many the sentence beside the row has to do.
MOST_COMMENTS = 20_000
#: A sheet of Excel holds so many rows.
MOST_ROWS = 1_048_000
#: Excel cuts longer texts.
LONGEST = 32_000


@dataclass(frozen=True)
class ReportRow:
    """One odd row. ``cells`` by column as they were written; ``marks``: column -> sentences about that cell;
    ``about``: sentences about the row as a whole."""

    number: int
    refused: bool
    cells: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    about: Sequence[str] = ()
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class ReportWords:
    """What stands on the sheets, in the reader's language."""

    rows: str
    summary: str
    number: str
    result: str
    what: str
    kinds: str
    refused: str
    look: str
    changes: str
    vanished: str


def write_report(
    out: Path | BinaryIO,
    columns: Sequence[str],
    rows: Iterable[ReportRow],
    words: ReportWords,
    *,
    summary: Sequence[tuple[str, str]] = (),
    changes: tuple[Sequence[str], Iterable[Sequence[str]]] | None = None,
    vanished: tuple[Sequence[str], Iterable[Sequence[str]]] | None = None,
    folder: Path | None = None,
) -> None:
    """Write the workbook. ``changes`` and ``vanished`` are (headings, lines) of sheets of their own;
    ``folder`` is where it may lie in pieces until it is whole (never a folder that others share)."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    if folder is not None:
        options["tmpdir"] = str(folder)
    book = Workbook(str(out) if isinstance(out, Path) else out, options)
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#E7EEF4", "text_wrap": True, "valign": "top"}),
        "stop": book.add_format({"bg_color": "#F8D7D2", "text_wrap": True, "valign": "top"}),
        "ask": book.add_format({"bg_color": "#FFF0C2", "text_wrap": True, "valign": "top"}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _write_rows(book.add_worksheet(words.rows), columns, rows, words, looks)
    _write_table(book.add_worksheet(words.summary), ("", ""), summary, looks, (34, 18))
    for title, sheet in ((words.changes, changes), (words.vanished, vanished)):
        if sheet is not None:
            _write_table(book.add_worksheet(title), *sheet, looks, (10, 30, 20, 40, 40))
    book.close()


def _write_rows(sheet, columns: Sequence[str], rows: Iterable[ReportRow], words: ReportWords, looks) -> None:
    head = (words.number, words.result, words.kinds, words.what, *columns)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 2, 24)
    sheet.set_column(3, 3, 60)
    sheet.set_column(4, 3 + max(1, len(columns)), 18)
    sheet.freeze_panes(1, 4)
    for at, name in enumerate(head):
        sheet.write_string(0, at, _text(name), looks["head"])
    places = {column: at for at, column in enumerate(columns, start=4)}
    comments = line = 0
    for line, row in enumerate(rows, start=1):
        if line > MOST_ROWS:
            break
        mark = looks["stop" if row.refused else "ask"]
        said = [*row.about, *(f"{column}: {one}" for column, told in row.marks.items() for one in told)]
        first = (str(row.number), words.refused if row.refused else words.look, ", ".join(row.kinds), "\n".join(said))
        for at, text in enumerate(first):
            sheet.write_string(line, at, _text(text), mark if at == 1 else looks["plain"])
        for column, at in places.items():
            told = row.marks.get(column)
            text = row.cells.get(column, "")
            if text or told:
                sheet.write_string(line, at, _text(text), mark if told else looks["plain"])
            if told and comments < MOST_COMMENTS:
                sheet.write_comment(line, at, _text("\n".join(told)), {"x_scale": 2, "y_scale": 1.2})
                comments += 1
    if line:
        sheet.autofilter(0, 0, line, len(head) - 1)


def _write_table(sheet, head: Sequence[str], lines: Iterable[Sequence[str]], looks, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    start = 0
    if any(head):
        start = 1
        for at, name in enumerate(head):
            sheet.write_string(0, at, _text(name), looks["head"])
        sheet.freeze_panes(1, 0)
    for line, cells in enumerate(lines, start=start):
        for at, text in enumerate(cells):
            sheet.write_string(line, at, _text(text), looks["plain"])


def _text(text: str) -> str:
    """Without what XML cannot hold, and no longer than a cell."""
    kept = "".join(char for char in str(text)[:LONGEST] if char >= " " or char in "\n\t")
    return kept.encode("utf-8", "replace").decode("utf-8")
