"""Any file with a table in it: what it is (by its bytes, never by its name), its header, its rows.

Text is read here as a stream; everything else is parsed in a child process with limits
(``formats/sandbox``, ``aside.py``), because the libraries that read office files can be made to eat a
machine's memory or to abort. Nothing is unpacked to a disk, no entity or outer file of an XML is
followed, no formula is computed.
"""

from pathlib import Path

from resmap.formats.problems import FormatError, Problem
from resmap.formats.sandbox import read_aside
from resmap.formats.tables import archives
from resmap.formats.tables.kinds import READABLE, FileKind, kind_of, rule_of
from resmap.formats.tables.source import Source
from resmap.formats.tables.table import Grid, NoTable, Note, Row, Table, build

__all__ = ["FileKind", "FormatError", "Note", "Row", "Table", "kind_of", "open_pasted", "open_table"]

_ZIPS = frozenset({FileKind.XLSX, FileKind.XLSB, FileKind.ODS, FileKind.HWPX})


def open_table(source: bytes | Path, what: str, *, sheet: str | None = None) -> Table:
    """The table of a file; ``sheet`` is one of ``Table.sheets`` (default: the one with most rows).

    Raises FormatError with one problem: a rule that says what the file is instead (EMPTY,
    IS_PDF, IS_HWP, IS_LOCKED, IS_DRM, IS_WEB_PAGE …), why it is not safe (ZIP_UNSAFE, XML_UNSAFE,
    TOO_LARGE, TOO_MUCH_MEMORY, TOO_SLOW, PARSER_DIED …) or where it is broken (BROKEN_QUOTES
    with the row, BROKEN_JSON with line and column, NOT_TEXT, NO_TABLE …). ``what`` names it.
    """
    found = Source(source, what)
    return _table(found, kind_of(found), sheet)


def open_pasted(text: str, what: str = "") -> Table:
    """The table in cells pasted from Excel or Hangul: separated by tabs, or as HTML."""
    found = Source(text.encode("utf-8", "replace"), what)
    kind = kind_of(found)
    table = _table(found, kind, None)
    return Table(**{**_fields(table), "format": "pasted"})


def _fields(table: Table) -> dict:
    return {name: getattr(table, name) for name in table.__dataclass_fields__}


def _table(source: Source, kind: FileKind, sheet: str | None) -> Table:
    if kind is FileKind.ZIP:
        archives.members(source)  # a broken zip says so
    if kind not in READABLE:
        raise source.refused(rule_of(kind))
    if kind is FileKind.CSV:
        return _built(source, _text_grid(source))
    source.must_fit()
    if kind in _ZIPS:
        archives.check(source)
    grid = _parsed_grid(source, kind, sheet)
    try:
        return _built(source, grid)
    except BaseException:
        grid.close()
        raise


def _text_grid(source: Source) -> Grid:
    from resmap.formats.tables.text import open_text

    text = open_text(source)
    encoding = "utf-8" if text.encoding == "utf-8-sig" else text.encoding
    notes = (Note("WESTERN_TEXT"),) if encoding == "cp1252" else ()
    return Grid(text.rows, "csv", encoding, exact=True, notes=notes)


def _parsed_grid(source: Source, kind: FileKind, sheet: str | None) -> Grid:
    spool = read_aside(source, "table", {"kind": str(kind), "sheet": sheet})
    head, tail = spool.head, spool.tail
    notes = tuple(Note(code, row, facts={"count": count}) for code, (count, row) in tail["notes"].items())
    return Grid(
        rows=lambda: ((number, list(map(str.strip, cells)), fault) for number, cells, fault in spool.items()),
        format=head["format"],
        encoding=head.get("encoding", "utf-8"),
        sheet=head.get("sheet"),
        sheets=tuple(head.get("sheets") or ()),
        columns=_columns(head.get("columns")),
        merges=[tuple(merge) for merge in tail["merges"]],
        notes=notes,
        marked=[tuple(mark) for mark in tail["marked"]],
        close=spool.close,
    )


def _columns(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(" ".join(name.split()) for name in names)


def _built(source: Source, grid: Grid) -> Table:
    try:
        return build(grid)
    except NoTable as none:
        path = f"row {none.row}" if none.row else "$"
        raise FormatError(source.what, [Problem(path, none.rule)]) from None
