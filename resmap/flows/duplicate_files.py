"""Doubles in one list, or between two, without a database (contract §2, ``resmap duplicates``).

Lists of Korean places are weighed by the register's own model (``dedupe/model.py``); every other table by
points estimated from the table itself (``dedupe/tables.py``). The answer names which.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from resmap.dedupe import NotComparable, Pair, Record, find_pairs
from resmap.dedupe.headings import Meaning, meanings
from resmap.dedupe.model import LIST_FROM
from resmap.dedupe.model import PROPOSE_FROM as PLACES_FROM
from resmap.dedupe.tables import PROPOSE_FROM as TABLES_FROM
from resmap.dedupe.tables import Row, find_in_tables
from resmap.formats.problems import FormatError, Problem
from resmap.formats.record_files import RecordFile, RecordMapping, read_record_mapping, read_records
from resmap.words.duplicates import line_sentence

__all__ = ["FORMAT", "FormatError", "find", "pairs_of"]

FORMAT = "resmap-duplicates-found/1"
#: Under even odds by so much a pair of an arbitrary table is still shown as doubtful.
_DOUBTFUL = 6.0
#: Names looked at to tell a list of Korean places.
_LOOKED_AT = 400

_RECORD_FIELDS = {
    Meaning.NAME: "name", Meaning.KIND: "kind", Meaning.PHONE: "phone", Meaning.ADDRESS: "address",
    Meaning.STREET: "address", Meaning.SIGUNGU: "sigungu", Meaning.ORGANISATION: "organisation",
    Meaning.ORGANISATION_NUMBER: "organisation_number",
}  # fmt: skip


def find(
    path: Path,
    path2: Path | None = None,
    mapping: Path | None = None,
    *,
    locale: str = "ko",
    doubtful: bool = False,
) -> dict:
    """The pairs of one list, or between two, as one plain document; best first.

    ``doubtful`` adds pairs that are not proposed but near it (``"propose": false``). Raises FormatError
    for a file that cannot be read, a mapping that breaks a rule, or a list without anything to compare.
    """
    rules = read_record_mapping(mapping, [str(each) for each in Meaning]) if mapping else RecordMapping({})
    files = [read_records(each, rules.key) for each in (path, path2) if each is not None]
    known = columns_of(files, rules)
    if not known:
        raise FormatError(files[0].what, [Problem("row 1", "NOTHING_TO_COMPARE")])
    found, compared = pairs_of(files, known, doubtful=doubtful)
    return {
        "format": FORMAT,
        "model": found[0].model if found else None,
        "compared": {column: str(meaning) for column, meaning in known.items()},
        "as": "places" if compared else "tables",
        "records": [len(each.rows) for each in files],
        "left_out": [list(each.left_out) for each in files],
        "pairs": [_document(each, locale) for each in found],
    }


def columns_of(files: Sequence[RecordFile], rules: RecordMapping) -> dict[str, Meaning]:
    """Heading -> meaning of the columns that every list has; what the mapping says comes first."""
    common = [column for column in files[0].columns if all(column in each.columns for each in files)]
    named = {column: Meaning(meaning) for column, meaning in rules.columns.items() if column in common}
    found = meanings(column for column in common if column not in named)
    taken = set(named.values())
    return named | {column: meaning for column, meaning in found.items() if meaning not in taken}


def pairs_of(
    files: Sequence[RecordFile], known: Mapping[str, Meaning], *, doubtful: bool = False
) -> tuple[list[Pair], bool]:
    """The pairs, and whether the lists were weighed as Korean places. Two lists are joined one to one."""
    places = _are_places(files, known)
    if places:
        lists = [_records(each, known) for each in files]
        pairs = find_pairs(*lists, threshold=LIST_FROM if doubtful else PLACES_FROM, one_to_one=len(lists) == 2)
    else:
        rows = [[Row(key, cells) for key, cells in each.rows] for each in files]
        others = rows[1] if len(rows) == 2 else None
        pairs = find_in_tables(rows[0], others, known, threshold=TABLES_FROM - (_DOUBTFUL if doubtful else 0.0))
    return [each for each in pairs if doubtful or each.propose], places


def _are_places(files: Sequence[RecordFile], known: Mapping[str, Meaning]) -> bool:
    """A list of Korean places: it has names, and most are written in Hangul."""
    name = next((column for column, meaning in known.items() if meaning is Meaning.NAME), None)
    if name is None:
        return False
    names = [cells[name] for each in files for _, cells in each.rows[:_LOOKED_AT] if cells[name]]
    hangul = sum(any("가" <= letter <= "힣" for letter in text) for text in names)
    return 2 * hangul > len(names)


def _records(file: RecordFile, known: Mapping[str, Meaning]) -> list[Record]:
    """Rows as records; residents (kind H1) have no place among them and are passed over."""
    records = []
    columns = {_RECORD_FIELDS[meaning]: column for column, meaning in known.items() if meaning in _RECORD_FIELDS}
    lat, lon = (next((c for c, m in known.items() if m is which), None) for which in (Meaning.LAT, Meaning.LON))
    for key, cells in file.rows:
        values: dict[str, str | None] = {name: cells[column] or None for name, column in columns.items()}
        values["name"] = values.get("name") or ""
        point = _point(cells.get(lat or ""), cells.get(lon or ""))
        try:
            records.append(Record(key, lat=point[0], lon=point[1], **values))  # type: ignore[arg-type]
        except NotComparable:
            continue
    return records


def _point(lat: str | None, lon: str | None) -> tuple[float, float] | tuple[None, None]:
    """WGS84 degrees in Korea, else none: projected or swapped values are the import's to put right."""
    try:
        y, x = float(lat or "nan"), float(lon or "nan")
    except ValueError:
        return None, None
    return (y, x) if 32.5 <= y <= 39.5 and 123.5 <= x <= 132.5 else (None, None)


def _document(pair: Pair, locale: str) -> dict:
    return {
        "a": pair.a,
        "b": pair.b,
        "score": pair.score,
        "propose": pair.propose,
        "lines": [
            {
                "factor": line.factor,
                "verdict": str(line.verdict),
                "points": line.points,
                "of": line.of,
                "reason": line.reason,
                "facts": dict(line.facts),
                "text": line_sentence(line.reason, line.factor, line.facts, locale),
            }
            for line in pair.lines
        ],
    }
