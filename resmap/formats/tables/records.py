"""JSON as a table: an array of records wherever a portal put it, one record a line, or an array of arrays.

A record inside a record becomes columns of its own (``주소.도로명``); a list of plain values is joined
with semicolons; deeper lists stay JSON text. A key that stands twice in a record refuses that record.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from resmap.formats.tables.limits import DEEPEST, MOST_CELLS, MOST_COLUMNS
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Refusal

#: Where public portals put their rows, in the order they are looked for.
_SHELVES = ("records", "data", "items", "item", "rows", "row", "list", "results", "result", "contents", "features", "body")
#: How deep a record is taken apart into columns.
_DEEPEST_COLUMN = 5
_WELL = frozenset({"0", "00", "0000", "000", "200", "INFO-000", "INFO-0", "NORMAL_CODE", "OK", "NORMAL SERVICE."})


class Twice(dict):
    """An object of JSON in which a key stands twice: one value is lost."""


def read(file: BinaryIO, out: Output, wanted: str | None) -> None:
    """Write the records. Raises Refusal: BROKEN_JSON (line and column), TOO_DEEP, PORTAL_ERROR or NO_TABLE."""
    write(_parsed(_text(file.read())), out, wanted, "json")


def write(document: Any, out: Output, wanted: str | None, format: str) -> None:
    """Write the records of a document that was parsed, strings for numbers."""
    if wanted is None and (code := _portal_error(document)):
        raise Refusal("PORTAL_ERROR", found=code)
    tables = dict(_tables(document))
    if wanted is not None and wanted not in tables:
        raise Refusal("NO_SUCH_SHEET", expected=", ".join(tables)[:300])
    if not tables:
        raise Refusal("NO_TABLE")
    name = wanted if wanted is not None else _best(tables)
    chosen = tables[name]
    several = len(tables) > 1
    facts = {"format": format, "sheet": name if several else None, "sheets": list(tables) if several else []}
    if isinstance(chosen[0], list):
        _write_lists(chosen, out, facts)
    else:
        _write_records(chosen, _labels(document), out, facts)


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return raw.decode("cp949")
        except UnicodeDecodeError:
            raise Refusal("NOT_TEXT", f"byte {error.start}") from None


def _parsed(text: str) -> Any:
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        # "Extra data" after a first whole value: perhaps one record a line.
        if error.msg == "Extra data" and text[: error.pos].strip().startswith("{"):
            return list(_line_by_line(text))
        raise Refusal("BROKEN_JSON", f"line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise Refusal("TOO_DEEP") from None


def _line_by_line(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip(" \t\r\ufeff,"):
            try:
                yield _loads(line.strip(" \t\r\ufeff,"))
            except json.JSONDecodeError as error:
                raise Refusal("BROKEN_JSON", f"line {number} column {error.colno}") from None
            except RecursionError:
                raise Refusal("TOO_DEEP") from None


def _loads(text: str) -> Any:
    # Numbers stay as they are written; NaN (pandas' empty cell) is an empty cell.
    return json.loads(text, object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=_nothing)


def _pairs(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(found)


def _nothing(_: str) -> None:
    return None


# Where the rows are


def _tables(document: Any) -> Iterator[tuple[str, list]]:
    """Every array of records or of arrays, by its path; and an object of objects, its keys a column."""
    todo: list[tuple[str, Any, int]] = [("", document, 0)]
    found = 0
    while todo and found < 200:
        path, value, depth = todo.pop(0)
        if rows := _rows(value, path):
            found += 1
            yield path or "$", rows
        elif isinstance(value, dict) and depth < 6:
            todo.extend((f"{path}.{key}".lstrip("."), inner, depth + 1) for key, inner in value.items())


def _rows(value: Any, path: str) -> list | None:
    if isinstance(value, list) and value:
        if all(isinstance(one, dict) for one in value):
            return value
        if all(isinstance(one, list) for one in value) and any(len(one) > 1 for one in value):
            return value
    if isinstance(value, dict) and value:
        inner = list(value.values())
        if path.rpartition(".")[2] in ("item", "row") and not any(isinstance(one, (dict, list)) for one in inner):
            return [value]  # a portal's answer of one record is no array
        if len(inner) > 1 and all(isinstance(one, dict) and one for one in inner) and _alike(inner):
            return [{"key": key, **one} for key, one in value.items()]
    return None


def _alike(records: list[dict]) -> bool:
    """Whether objects are rows of one table: they share half of their keys."""
    first = set(records[0])
    return all(len(first & set(one)) * 2 >= max(len(first), len(one)) for one in records[1:50])


def _best(tables: dict[str, list]) -> str:
    def rank(path: str) -> tuple[int, int]:
        name = path.rpartition(".")[2].lower()
        return (_SHELVES.index(name) if name in _SHELVES and len(tables[path]) > 0 else len(_SHELVES), -len(tables[path]))

    known = [path for path in tables if path.rpartition(".")[2].lower() in _SHELVES]
    return min(known or tables, key=rank if known else lambda path: -len(tables[path]))


def _portal_error(document: Any) -> str | None:
    """The code of a portal's answer that holds no rows but an error."""
    for holder in (document, *(document.values() if isinstance(document, dict) else ())):
        if not isinstance(holder, dict):
            continue
        for head in (holder, holder.get("header"), holder.get("cmmMsgHeader"), holder.get("RESULT")):
            if isinstance(head, dict):
                code = head.get("resultCode") or head.get("returnReasonCode") or head.get("CODE")
                if isinstance(code, str) and code.strip() not in _WELL and not any(True for _ in _tables(document)):
                    return code.strip()[:20]
    return None


def _labels(document: Any) -> dict[str, str]:
    """Korean names of coded columns, where a portal tells them beside its rows."""
    said = document.get("DESCRIPTION") if isinstance(document, dict) else None
    if not isinstance(said, dict) or len(set(map(str, said.values()))) != len(said):
        return {}
    return {code: name for code, name in said.items() if isinstance(name, str) and name.strip()}


# Writing


def _write_lists(rows: Iterable[list], out: Output, facts: dict) -> None:
    out.head(**facts)
    for number, row in enumerate(rows, start=1):
        out.row(number, [_plain(value) for value in row])
    out.tail()


def _write_records(records: list[dict], labels: dict[str, str], out: Output, facts: dict) -> None:
    columns: dict[str, int] = {}
    for record in records:
        for name, _ in _flat(record):
            if columns.setdefault(name, len(columns)) >= MOST_COLUMNS:
                raise Refusal("TOO_WIDE", expected=str(MOST_COLUMNS))
    if len(columns) * len(records) > MOST_CELLS:
        raise Refusal("TOO_MANY_ROWS", expected=str(MOST_CELLS))
    if not columns:
        raise Refusal("NO_TABLE")
    out.head(columns=[labels.get(name, name) for name in columns], **facts)
    for number, record in enumerate(records, start=1):
        if _has_twice(record):
            out.row(number, [], "DUPLICATE_KEY")
            continue
        cells = [""] * len(columns)
        for name, value in _flat(record):
            cells[columns[name]] = value
        out.row(number, cells)
    out.tail()


def _has_twice(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value, Twice) or any(_has_twice(inner) for inner in value.values())
    return isinstance(value, list) and any(_has_twice(inner) for inner in value)


def _flat(record: dict, before: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    if record.get("type") == "Feature" and isinstance(record.get("properties"), dict):
        place = record.get("geometry")
        record = {**record["properties"], **({"geometry": place} if isinstance(place, dict) else {})}
    for key, value in record.items():
        name = before + key.strip()
        if isinstance(value, dict) and value and depth < _DEEPEST_COLUMN and "coordinates" not in value:
            yield from _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, dict) and "coordinates" in value:
            yield from _point(value, before)
        else:
            yield name, _plain(value)


def _point(geometry: dict, before: str) -> Iterator[tuple[str, str]]:
    """A GeoJSON point as two columns; other shapes are no cell of a table."""
    place = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(place, list) and len(place) >= 2:
        lon, lat = place[:2]
        if isinstance(lon, str) and isinstance(lat, str):
            yield f"{before}lat", lat
            yield f"{before}lon", lon


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(one, str) or one is None for one in value):
        return "; ".join(one for one in value if one)
    if not value:
        return ""
    if _depth(value) > DEEPEST:
        raise Refusal("TOO_DEEP")
    return json.dumps(value, ensure_ascii=False)


def _depth(value: Any) -> int:
    deepest, todo = 0, [(value, 1)]
    while todo:
        one, depth = todo.pop()
        deepest = max(deepest, depth)
        if depth > DEEPEST:
            return depth
        if isinstance(one, (dict, list)):
            todo.extend((inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one))
    return deepest
