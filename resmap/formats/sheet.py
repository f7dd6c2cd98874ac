"""A table in a text file (CSV): what it is, how it is written, and its rows. Decided by content, never by name.

Korean offices publish UTF-8 with a byte order mark, plain UTF-8, or CP949 (never
guess further: statistics over letters were wrong where these two were right).
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resmap.formats.problems import FormatError, Problem

#: More than this is no list of a district (bytes).
LARGEST = 64 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp949")
DELIMITERS = (",", "\t", ";", "|")

#: First bytes that give another kind of file away -> rule that says which.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs.github.com/spec/", "IS_LFS_POINTER"),
    (b"PK\x03\x04", "IS_ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "IS_OLE"),
    (b"%PDF-", "IS_PDF"),
    (b"\xff\xfe", "IS_UTF16"),
    (b"\xfe\xff", "IS_UTF16"),
    (b"\x1f\x8b", "IS_GZIP"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` as a spreadsheet counts (the header is 1); cells trimmed.

    ``cells`` is None where the row has more or fewer cells than the header.
    """

    number: int
    cells: Mapping[str, str] | None


@dataclass(frozen=True)
class Sheet:
    """A table that was read; ``columns`` in their order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read_sheet(raw: bytes, what: str) -> Sheet:
    """Read a CSV. Raises FormatError with one problem that says what the file is instead:
    EMPTY, TOO_LARGE, IS_LFS_POINTER, IS_XLSX, IS_ZIP, IS_OLE, IS_PDF, IS_HTML, IS_JSON, IS_UTF16, IS_GZIP,
    IS_BINARY, NOT_TEXT, NO_TABLE, COLUMN_TWICE or BROKEN_QUOTES."""
    if rule := kind_of(raw):
        raise FormatError(what, [Problem("$", rule)])
    text, encoding = _decoded(raw, what)
    delimiter = _delimiter(text)
    lines = _lines(text, delimiter, what)
    columns = next(lines, (0, []))[1]
    if len(columns) < 2:
        raise FormatError(what, [Problem("$", "NO_TABLE")])
    if len(set(columns)) != len(columns):
        raise FormatError(what, [Problem("row 1", "COLUMN_TWICE")])
    rows = tuple(
        Row(number, dict(zip(columns, cells, strict=True)) if len(cells) == len(columns) else None)
        for number, cells in lines
        if any(cells)
    )
    return Sheet(tuple(columns), rows, encoding, delimiter)


def kind_of(raw: bytes) -> str | None:
    """The rule that forbids reading these bytes as a CSV; None if they may be one."""
    if not raw.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        return "EMPTY"
    if len(raw) > LARGEST:
        return "TOO_LARGE"
    for signature, rule in _SIGNATURES:
        if raw.startswith(signature):
            return "IS_XLSX" if rule == "IS_ZIP" and b"xl/" in raw else rule
    start = raw[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return "IS_HTML"
    if start.startswith((b"{", b"[")):
        return "IS_JSON"
    return "IS_BINARY" if b"\x00" in raw else None


def _decoded(raw: bytes, what: str) -> tuple[str, str]:
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
        except UnicodeDecodeError:
            continue
    raise FormatError(what, [Problem("$", "NOT_TEXT")])


def _delimiter(text: str) -> str:
    """The one that cuts the first line into most cells; quoted ones do not count."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=lambda one: (unquoted.count(one), -DELIMITERS.index(one)))


def _lines(text: str, delimiter: str, what: str) -> Iterator[tuple[int, list[str]]]:
    """(row number, trimmed cells), the row number counting lines as a spreadsheet does: one a record."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if cells or number > 1:
                yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise FormatError(what, [Problem(f"row {number + 1}", "BROKEN_QUOTES")]) from None
