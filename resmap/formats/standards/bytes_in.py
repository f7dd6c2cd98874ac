"""Bytes of a file as text, JSON or rows of a table, with limits; what is wrong is a FormatError."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from resmap.formats.documents import parse_document
from resmap.formats.problems import FormatError, Problem

#: More than this is no directory of a district (bytes), packed or unpacked.
LARGEST = 256 * 1024 * 1024
#: A file in an archive that unpacks to so many times its size is a bomb, not a table.
MOST_RATIO = 200
MOST_MEMBERS = 200


def raw_of(source: bytes | Path, what: str) -> bytes:
    """The bytes. Raises FormatError: NOT_FOUND, NOT_A_FILE, NOT_READABLE, EMPTY, TOO_LARGE."""
    if isinstance(source, bytes):
        raw = source
    else:
        try:
            if source.stat().st_size > LARGEST:
                raise FormatError(what, [Problem("$", "TOO_LARGE")])
            raw = source.read_bytes()
        except FileNotFoundError:
            raise FormatError(what, [Problem("$", "NOT_FOUND")]) from None
        except IsADirectoryError:
            raise FormatError(what, [Problem("$", "NOT_A_FILE")]) from None
        except OSError:
            raise FormatError(what, [Problem("$", "NOT_READABLE")]) from None
    if len(raw) > LARGEST:
        raise FormatError(what, [Problem("$", "TOO_LARGE")])
    if not raw.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise FormatError(what, [Problem("$", "EMPTY")])
    return raw


def text_of(raw: bytes, what: str) -> str:
    """UTF-8 with or without a mark, else CP949; NOT_TEXT if it is neither."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError(what, [Problem("$", "NOT_TEXT")])


def json_of(source: bytes | Path, what: str) -> object:
    """The document, or the list of documents where each line is one (older directories)."""
    text = text_of(raw_of(source, what), what)
    try:
        return parse_document(text.encode(), what)
    except FormatError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{") or not lines[0].rstrip().endswith("}"):
            raise
        found = []
        for line in lines:
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError):
                raise error from None
        return found


def tables_of(source: bytes | Path, what: str) -> dict[str, str]:
    """The texts of the CSV files of a package, by file name: a ZIP, or a folder. Folders inside do not count.

    Raises FormatError: IS_ZIP (damaged, under a password), TOO_LARGE (also what unpacks to too much).
    """
    if isinstance(source, Path) and source.is_dir():
        files = {one.name: one for one in sorted(source.iterdir()) if one.suffix.lower() == ".csv"}
        return {name: text_of(raw_of(one, name), name) for name, one in files.items() if one.stat().st_size}
    try:
        with zipfile.ZipFile(io.BytesIO(raw_of(source, what))) as archive:
            return dict(_members(archive, what))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zipfile.zlib.error):
        raise FormatError(what, [Problem("$", "BROKEN_ZIP")]) from None


def _members(archive: zipfile.ZipFile, what: str) -> Iterator[tuple[str, str]]:
    members = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    total = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > MOST_MEMBERS or total > LARGEST or total > max(packed, 10_000) * MOST_RATIO:
        raise FormatError(what, [Problem("$", "TOO_LARGE")])
    for one in members:
        name = PurePosixPath(one.filename).name
        if name.startswith("._"):
            continue
        with archive.open(one) as file:
            raw = file.read(one.file_size + 1)  # the size that was promised, and no more
        if len(raw) > one.file_size:
            raise FormatError(what, [Problem("$", "TOO_LARGE")])
        if raw.strip():
            yield name, text_of(raw, name)


def rows_of_csv(text: str, what: str) -> list[dict[str, str]]:
    """The rows of a CSV with a header; cells that are missing are empty. BROKEN_QUOTES if it cannot be cut."""
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error:
        raise FormatError(what, [Problem(f"row {reader.line_num}", "BROKEN_QUOTES")]) from None
    header = [one.strip() for one in lines[0]] if lines else []
    return [dict(zip(header, [*line, *[""] * len(header)], strict=False)) for line in lines[1:] if any(line)]
