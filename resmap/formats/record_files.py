"""Any list as rows with a key, for finding doubles in files: contract §2, ``resmap duplicates``.

The key of a row is the first of ``rid``, ``rec_id``, ``id``, ``_id`` that the header has, else the number
of its line; a key that stood before gets "#" and the number of its line. A mapping file (``resmap-duplicates/1``) names key and columns where headings do not say them::

    format = "resmap-duplicates/1"
    key = "관리번호"
    [columns]
    "상호" = "name"
    "대표번호" = "phone"
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resmap.formats.problems import FormatError, Problem, type_name
from resmap.formats.tables import open_table

FORMAT = "resmap-duplicates/1"
#: Headings of the row key, in order (contract §2).
KEYS = ("rid", "rec_id", "id", "_id")
#: Rows of a list that is compared as a whole.
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """``columns``: heading -> meaning, as the file names them; ``key``: heading of the row key."""

    columns: Mapping[str, str]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RecordFile:
    """``rows`` are (row key, cells by heading). ``columns`` has every heading but that of the key.

    ``left_out``: numbers of rows that do not fit the header.
    """

    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    left_out: tuple[int, ...] = ()


def read_records(path: Path, key: str | None = None) -> RecordFile:
    """Read a list. Raises FormatError: what ``open_table`` refuses, and KEY_UNKNOWN, TOO_MANY_ROWS."""
    table = open_table(path, path.name)
    heading = _key_column(table.columns, key, path.name)
    rows: list[tuple[str, Mapping[str, str]]] = []
    left_out: list[int] = []
    seen: set[str] = set()
    for row in table.rows():
        if row.cells is None:
            left_out.append(row.number)
            continue
        name = (row.cells[heading].strip() if heading else "") or str(row.number)
        if name in seen:  # an entry that stands twice under its own number is a double like any other
            name = f"{name}#{row.number}"
        seen.add(name)
        rows.append((name, row.cells))
        if len(rows) > MOST_ROWS:
            raise FormatError(path.name, [Problem("$", "TOO_MANY_ROWS", expected=str(MOST_ROWS))])
    return RecordFile(path.name, tuple(c for c in table.columns if c != heading), tuple(rows), tuple(left_out))


def _key_column(columns: Iterable[str], wanted: str | None, what: str) -> str | None:
    plain = {column.strip().casefold(): column for column in reversed(list(columns))}
    if wanted is not None:
        if wanted.strip().casefold() not in plain:
            raise FormatError(what, [Problem("key", "KEY_UNKNOWN")])
        return plain[wanted.strip().casefold()]
    return next((plain[key] for key in KEYS if key in plain), None)


def read_record_mapping(path: Path, meanings: Iterable[str]) -> RecordMapping:
    """Read a mapping file. ``meanings``: the words that a column may mean.

    Raises FormatError with UNREADABLE, NOT_TOML, FORMAT, TYPE, MISSING or MEANING_UNKNOWN for each broken rule.
    """
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise FormatError(path.name, [Problem("$", "UNREADABLE")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise FormatError(path.name, [Problem("$", "NOT_TOML")]) from None
    known = set(meanings)
    problems = []
    if document.get("format") != FORMAT:
        problems.append(Problem("format", "FORMAT", type_name(document.get("format")), FORMAT))
    key = document.get("key")
    if key is not None and not isinstance(key, str):
        problems.append(Problem("key", "TYPE", type_name(key), "string"))
    columns = document.get("columns")
    if not isinstance(columns, dict):
        problems.append(Problem("columns", "MISSING", type_name(columns), "table"))
        columns = {}
    for number, meaning in enumerate(columns.values(), 1):
        if meaning not in known if isinstance(meaning, str) else True:
            problems.append(Problem(f"columns[{number}]", "MEANING_UNKNOWN", type_name(meaning), ", ".join(sorted(known))))
    if problems:
        raise FormatError(path.name, problems)
    return RecordMapping(columns, key)
