"""Reading one JSON document from bytes, strictly, and holding it against its schema."""

import json
import math
import re
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from resmap.domain import taxonomy
from resmap.domain.resident_number import contains_resident_number
from resmap.formats.problems import FormatError, Problem, type_name

#: More than this is no neighbourhood; it is refused before it is read (bytes).
LARGEST = 512 * 1024 * 1024
#: At most this many problems are told of one document.
MOST_PROBLEMS = 50

SCHEMAS = ("network", "case", "match", "plan")


@cache
def schema(name: str) -> dict:
    """The published JSON Schema of ``network``, ``case``, ``match`` or ``plan``."""
    if name not in SCHEMAS:
        raise KeyError(name)
    source = files("resmap.formats") / "schemas" / f"{name}.json"
    return json.loads(source.read_text("utf-8"))


def read_document(path: Path) -> object:
    """Parse the JSON file at ``path`` (UTF-8, with or without BOM).

    Raises FormatError with one problem: NOT_FOUND, NOT_A_FILE, TOO_LARGE,
    NOT_UTF8, EMPTY, NOT_JSON (with line and column), DUPLICATE_KEY,
    NOT_A_NUMBER or TOO_DEEP.
    """
    what = told_name(path)
    try:
        if path.is_dir():
            raise FormatError(what, [Problem("$", "NOT_A_FILE", "folder")])
        if path.stat().st_size > LARGEST:
            raise FormatError(what, [Problem("$", "TOO_LARGE", str(path.stat().st_size))])
        # Pipes and devices have no size: read no more than a file may hold.
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise FormatError(what, [Problem("$", "TOO_LARGE", str(len(raw)))])
    except OSError as error:
        rule = "NOT_FOUND" if isinstance(error, FileNotFoundError) else "NOT_READABLE"
        raise FormatError(what, [Problem("$", rule)]) from None
    return parse_document(raw, what)


def parse_document(raw: bytes, what: str) -> object:
    """Parse JSON bytes strictly: see :func:`read_document`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(what, [Problem(f"byte {error.start}", "NOT_UTF8")]) from None
    if not text.strip():
        raise FormatError(what, [Problem("$", "EMPTY")])
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except _Duplicate as error:
        raise FormatError(what, [Problem(f"key {_step(error.key)[1:]}", "DUPLICATE_KEY")]) from None
    except _Constant:
        raise FormatError(what, [Problem("$", "NOT_A_NUMBER", "NaN or Infinity")]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise FormatError(what, [Problem(where, "NOT_JSON")]) from None
    except RecursionError:
        raise FormatError(what, [Problem("$", "TOO_DEEP")]) from None
    except ValueError:  # an integer of thousands of digits
        raise FormatError(what, [Problem("$", "NOT_A_NUMBER")]) from None


class _Duplicate(Exception):
    def __init__(self, key: str):
        self.key = key


class _Constant(Exception):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict:
    """A key given twice would silently lose one value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Duplicate(key)
            seen.add(key)
    return found


def _no_constant(name: str):
    raise _Constant(name)


def hold_against(name: str, document: object, what: str) -> None:
    """Raise FormatError listing every broken rule of schema ``name``, by JSON path."""
    problems = []
    for error in _validator(name).iter_errors(document):
        problems.extend(_tell(error))
        if len(problems) >= MOST_PROBLEMS:
            break
    if not problems:
        problems = _unfit_numbers(document)
    if problems:
        raise FormatError(what, sorted(set(problems), key=lambda p: (p.path, p.rule)))


@cache
def _validator(name: str):
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=())

    @checker.checks("date")
    def _date(value: object) -> bool:
        return not isinstance(value, str) or _is_date(value)

    @checker.checks("need-code")
    def _need(value: object) -> bool:
        return not isinstance(value, str) or taxonomy.is_need(value)

    return Draft202012Validator(schema(name), format_checker=checker)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _tell(error) -> list[Problem]:
    path = json_path(error.absolute_path)
    rule, wanted = error.validator, error.validator_value
    if rule == "required":
        missing = [name for name in wanted if name not in error.instance]
        return [Problem(f"{path}.{name}", "REQUIRED", "nothing") for name in missing]
    expected = {
        "type": lambda: " | ".join(wanted) if isinstance(wanted, list) else wanted,
        "enum": lambda: " | ".join("null" if one is None else str(one) for one in wanted),
        "const": lambda: str(wanted),
        "format": lambda: {"date": "YYYY-MM-DD", "need-code": "need code"}[wanted],
    }.get(rule, lambda: "" if isinstance(wanted, (list, dict)) else str(wanted))()
    return [Problem(path, rule.upper(), type_name(error.instance), expected)]


def json_path(parts) -> str:
    """``$.offers[3].place.lat``; keys that are not plain names (they may be personal) are hidden."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else _step(part) for part in parts)


def _step(key: str) -> str:
    """A key of a path. Keys may hold anything, also numbers of persons and codes for terminals."""
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else ".*"


#: What field names and ids look like: short, letters, digits, - and _, and not a mere number.
_PLAIN_KEY = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]{1,40}")


def told_name(path: Path) -> str:
    """The name of a file as it may be told; a resident number may stand in a file's name too (P-01)."""
    name = path.name or str(path)
    return "…" + path.suffix[:10] if contains_resident_number(name) else name


def _unfit_numbers(document: object) -> list[Problem]:
    """Resident registration numbers (P-01) anywhere in a text, and numbers that are not finite."""
    problems: list[Problem] = []
    todo: list[tuple[object, tuple]] = [(document, ())]
    while todo and len(problems) < MOST_PROBLEMS:
        value, path = todo.pop()
        if isinstance(value, dict):
            todo.extend((inner, (*path, key)) for key, inner in value.items())
            if any(contains_resident_number(key) for key in value):
                problems.append(Problem(json_path(path), "RESIDENT_NUMBER", "key"))
        elif isinstance(value, list):
            todo.extend((inner, (*path, i)) for i, inner in enumerate(value))
        elif isinstance(value, str):
            if contains_resident_number(value):
                problems.append(Problem(json_path(path), "RESIDENT_NUMBER", "string"))
        elif isinstance(value, float) and not math.isfinite(value):
            problems.append(Problem(json_path(path), "NOT_A_NUMBER", "number"))
    return problems


def unknown_fields(name: str, document: dict) -> tuple[str, ...]:
    """Paths of fields that the schema does not name (array positions left out); kept, and told."""
    found: set[str] = set()
    root = schema(name)

    def walk(value: object, rules: dict, path: str) -> None:
        if "$ref" in rules:
            rules = root["$defs"][rules["$ref"].rsplit("/", 1)[1]]
        if isinstance(value, list) and "items" in rules:
            for inner in value:
                walk(inner, rules["items"], path + "[]")
        elif isinstance(value, dict) and "properties" in rules:
            for key, inner in value.items():
                if key in rules["properties"]:
                    walk(inner, rules["properties"][key], f"{path}.{key}")
                else:
                    found.add(path + _step(key))

    walk(document, root, "$")
    return tuple(sorted(found))
