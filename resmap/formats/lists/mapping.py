"""What the columns of a list mean, and what an official type of facility offers.

Said in a TOML file (``format = "resmap-mapping/1"``; ``seoul.toml`` beside this file is the
example), found from the headings (:func:`from_recognised`), or said once in a page and kept as
TOML again (:func:`to_toml`). ``[columns]`` names for each field of ``fields.py`` its column, or
several; only ``name`` is needed. A type says ``kind``, ``needs`` (the most central first), who is
served (``age_min``, ``age_max``, ``sex``, ``income_max``, ``requires``, ``excludes``), ``tags``,
``secret`` (true, or false for an office that anybody may visit) and ``access_line``; ``when``
refines it by a pattern in the name. ``[list]`` says the same of a list without types, or names
what all its rows are: ``of = "경로당"``. ``[place]`` may say where all of it lies: ``gu``, ``dong``.
"""

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import RecipientClass, Sex
from resmap.domain.network import Eligibility
from resmap.formats.lists.fields import FIELDS, NEEDED, SEVERAL
from resmap.formats.lists.headings import Recognised
from resmap.formats.problems import FormatError, Problem

FORMAT = "resmap-mapping/1"

BUILTIN = ("seoul",)

#: Whom to ask for a place that must not be known, where a list says nobody: 보건복지상담센터, day and night.
CARE_LINE = "129"


@dataclass(frozen=True)
class FacilityType:
    """What an official type offers, and to whom. ``secret`` None: decided by the words."""

    kind: str
    needs: tuple[str, ...] = ()
    eligibility: Eligibility = Eligibility()
    tags: frozenset[str] = frozenset()
    recipient_class: RecipientClass = RecipientClass.AGENCY
    secret: bool | None = None
    access_line: str | None = None
    whens: tuple[tuple[re.Pattern[str], "FacilityType"], ...] = ()

    def of(self, name: str) -> "FacilityType":
        """The type as refined by the facility's own name."""
        return next((refined for pattern, refined in self.whens if pattern.search(name)), self)


@dataclass(frozen=True)
class Mapping:
    """What a list means. ``columns``: field -> its columns; ``dongs``: gu -> administrative dong.

    ``gu`` and ``dong``: the whole list is of this gu, of this dong; a row that says otherwise is believed.
    ``list_of`` is the type of every row that says none; ``every`` what such a type means, where the
    mapping itself says so. ``by_headings``: found by the program, confirmed by nobody yet.
    """

    name: str
    source: str
    columns: Table[str, tuple[str, ...]]
    sido: str | None = None
    districts: tuple[str, ...] = ()
    dongs: Table[str, tuple[str, ...]] = field(default_factory=dict)
    types: Table[str, FacilityType] = field(default_factory=dict)
    default_line: str | None = None
    list_of: str | None = None
    every: FacilityType | None = None
    by_headings: bool = False
    gu: str | None = None
    dong: str | None = None

    def fits(self, columns: tuple[str, ...]) -> bool:
        """Whether a table has every column that this mapping names."""
        return all(column in columns for named in self.columns.values() for column in named)

    def column(self, name: str) -> str:
        """The (first) column of a field; the field's own name where there is none."""
        return self.columns.get(name, (name,))[0]


def from_recognised(recognised: Recognised, source: str, *, name: str = "headings") -> Mapping:
    """The mapping that the headings themselves say."""
    return Mapping(
        name=name,
        source=source,
        columns=dict(recognised.columns),
        list_of=recognised.list_of,
        default_line=CARE_LINE,
        by_headings=True,
    )


@cache
def builtin(name: str) -> Mapping:
    """The mapping that comes with the program."""
    raw = (files("resmap.formats.lists") / f"{name}.toml").read_bytes()
    return read_mapping(raw, f"{name}.toml")


def builtin_for(columns: tuple[str, ...]) -> Mapping | None:
    """The mapping of ours that fits these columns; None if none does."""
    return next((one for one in map(builtin, BUILTIN) if one.fits(tuple(columns))), None)


# Reading


def read_mapping(raw: bytes | str, what: str) -> Mapping:
    """Read a mapping file, all of it or nothing. Raises FormatError."""
    try:
        document = tomllib.loads(raw if isinstance(raw, str) else raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormatError(what, [Problem("$", "NOT_UTF8")]) from None
    except tomllib.TOMLDecodeError:
        raise FormatError(what, [Problem("$", "NOT_TOML")]) from None
    problems = list(_problems(document))
    if problems:
        raise FormatError(what, problems)
    place, whole = document.get("place", {}), document.get("list", {})
    return Mapping(
        name=document["name"],
        source=document.get("source", document["name"]),
        columns={name: _named(told) for name, told in document["columns"].items()},
        sido=place.get("sido"),
        gu=place.get("gu"),
        dong=place.get("dong"),
        districts=tuple(place.get("districts", ())),
        dongs={gu: tuple(names) for gu, names in document.get("dongs", {}).items()},
        types=types_from(document.get("types", {})),
        default_line=document.get("secret", {}).get("access_line"),
        list_of=whole.get("of"),
        every=_type({key: value for key, value in whole.items() if key != "of"}, {}) if "kind" in whole else None,
    )


def types_from(raw: Table[str, Any]) -> dict[str, FacilityType]:
    """The ``[types]`` of a file that was checked by :func:`type_problems`."""
    return {name: _type(one, {}) for name, one in raw.items()}


def _named(told: str | list[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _type(raw: dict[str, Any], base: dict[str, Any]) -> FacilityType:
    told = base | {key: value for key, value in raw.items() if key != "when"}
    return FacilityType(
        kind=told["kind"],
        needs=tuple(told.get("needs", ())),
        eligibility=Eligibility(
            age_min=told.get("age_min"),
            age_max=told.get("age_max"),
            sex=Sex(told["sex"]) if "sex" in told else None,
            income_max=told.get("income_max"),
            requires=frozenset(told.get("requires", ())),
            excludes=frozenset(told.get("excludes", ())),
        ),
        tags=frozenset(told.get("tags", ())),
        recipient_class=RecipientClass(told.get("recipient_class") or class_of(told["kind"])),
        secret=told.get("secret"),
        access_line=told.get("access_line"),
        whens=tuple((re.compile(one["name"]), _type({k: v for k, v in one.items() if k != "name"}, told))
                    for one in raw.get("when", ())),
    )  # fmt: skip


_CLASSES = {"H13": "volunteer", "H1": "neighbour", "H2": "shop", "H3": "association", "H4": "selfhelp"}


def class_of(kind: str) -> RecipientClass:
    """As whom a kind of resource receives what is told of a client, where nobody says otherwise."""
    return RecipientClass(next((told for start, told in _CLASSES.items() if kind.startswith(start)), "agency"))


_KINDS_OF_VALUE = {
    "needs": list, "age_min": int, "age_max": int, "sex": str, "income_max": (int, float), "requires": list,
    "excludes": list, "tags": list, "recipient_class": str, "secret": bool, "access_line": str, "kind": str,
}  # fmt: skip


def _problems(document: dict[str, Any]) -> Iterator[Problem]:
    if document.get("format") != FORMAT:
        yield Problem("$.format", "CONST", "", FORMAT)
        return
    for name, kind in (("name", str), ("columns", dict)):
        if not isinstance(document.get(name), kind):
            yield Problem(f"$.{name}", "REQUIRED", "nothing")
            return
    for name, kind in (("place", dict), ("dongs", dict), ("types", dict), ("secret", dict), ("list", dict)):
        if not isinstance(document.get(name, {}), kind):
            yield Problem(f"$.{name}", "TYPE", type(document[name]).__name__, "table")
            return
    for name in ("sido", "gu", "dong"):
        told = document.get("place", {}).get(name, "")
        if not isinstance(told, str):
            yield Problem(f"$.place.{name}", "TYPE", type(told).__name__, "string")
    yield from _column_problems(document["columns"])
    for position, raw in enumerate(document.get("types", {}).values(), start=1):
        yield from type_problems(f"$.types[{position}]", raw)
    whole = document.get("list", {})
    if not isinstance(whole.get("of", ""), str):
        yield Problem("$.list.of", "TYPE", type(whole["of"]).__name__, "string")
    if whole.keys() - {"of"}:
        yield from type_problems("$.list", {key: value for key, value in whole.items() if key != "of"})


def _column_problems(columns: dict[str, Any]) -> Iterator[Problem]:
    for needed in NEEDED:
        if needed not in columns:
            yield Problem(f"$.columns.{needed}", "REQUIRED", "nothing")
    for name, told in columns.items():
        if name not in FIELDS:
            yield Problem(f"$.columns.{name}", "ENUM", "string", " | ".join(FIELDS))
        several = isinstance(told, list) and name in SEVERAL and told and all(isinstance(one, str) for one in told)
        if not (isinstance(told, str) or several):
            yield Problem(f"$.columns.{name}", "TYPE", type(told).__name__, "string")


def type_problems(path: str, raw: Any) -> Iterator[Problem]:
    """What is wrong with one type of a file."""
    if not isinstance(raw, dict) or not isinstance(raw.get("kind"), str) or not taxonomy.is_kind(raw["kind"]):
        yield Problem(f"{path}.kind", "ENUM", "", "H11 … M5")
        return
    whens = raw.get("when", ())
    if not isinstance(whens, (list, tuple)) or not all(isinstance(one, dict) for one in whens):
        yield Problem(f"{path}.when", "TYPE", type(whens).__name__, "array")
        return
    for position, one in enumerate((raw, *whens)):
        where = path if position == 0 else f"{path}.when[{position}]"
        yield from _value_problems(where, one)
        if position and not _is_pattern(one.get("name")):
            yield Problem(f"{where}.name", "PATTERN", "string")


def _value_problems(where: str, one: dict[str, Any]) -> Iterator[Problem]:
    for key, value in one.items():
        if key in ("when", "name"):
            continue
        wanted = _KINDS_OF_VALUE.get(key)
        if wanted is None or not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            yield Problem(f"{where}.{key}", "TYPE", type(value).__name__, "")
        elif isinstance(value, list) and not all(isinstance(each, str) for each in value):
            yield Problem(f"{where}.{key}", "TYPE", "array", "string")
    needs = one.get("needs", ())
    if isinstance(needs, list) and not all(isinstance(code, str) and taxonomy.is_need(code) for code in needs):
        yield Problem(f"{where}.needs", "FORMAT", "string", "need code")
    if one.get("sex") not in (None, "F", "M"):
        yield Problem(f"{where}.sex", "ENUM", "string", "F | M")
    if one.get("recipient_class") not in (None, *RecipientClass):
        yield Problem(f"{where}.recipient_class", "ENUM", "string", " | ".join(RecipientClass))
    if "kind" in one and not (isinstance(one["kind"], str) and taxonomy.is_kind(one["kind"])):
        yield Problem(f"{where}.kind", "ENUM", "", "H11 … M5")


def _is_pattern(text: Any) -> bool:
    try:
        re.compile(text)
    except (re.error, TypeError):
        return False
    return True


# Writing


def to_toml(mapping: Mapping) -> str:
    """The mapping as a file that :func:`read_mapping` reads as the same mapping."""
    lines = [f"format = {_said(FORMAT)}", f"name = {_said(mapping.name)}", f"source = {_said(mapping.source)}"]
    lines += ["", "[columns]"]
    for name, told in mapping.columns.items():
        lines.append(f"{name} = {_said(told[0] if len(told) == 1 else list(told))}")
    if mapping.sido or mapping.districts or mapping.gu:
        lines += ["", "[place]"]
        told = {"sido": mapping.sido, "gu": mapping.gu, "dong": mapping.dong}
        lines += [f"{name} = {_said(value)}" for name, value in told.items() if value]
        lines += [f"districts = {_said(list(mapping.districts))}"] if mapping.districts else []
    if mapping.dongs:
        lines += ["", "[dongs]", *(f"{_said(gu)} = {_said(list(names))}" for gu, names in mapping.dongs.items())]
    if mapping.default_line:
        lines += ["", "[secret]", f"access_line = {_said(mapping.default_line)}"]
    if mapping.list_of or mapping.every:
        whole = ({"of": mapping.list_of} if mapping.list_of else {}) | (_told(mapping.every) if mapping.every else {})
        lines += ["", "[list]", *(f"{key} = {_said(value)}" for key, value in whole.items())]
    if mapping.types:
        lines += ["", "[types]", *(f"{_said(name)} = {_said(_told(one))}" for name, one in mapping.types.items())]
    return "\n".join(lines) + "\n"


def _told(one: FacilityType) -> dict[str, Any]:
    """A type as its file says it; what it does not say is left out."""
    who = one.eligibility
    told = {
        "kind": one.kind,
        "needs": list(one.needs),
        "age_min": who.age_min,
        "age_max": who.age_max,
        "sex": who.sex and who.sex.value,
        "income_max": who.income_max,
        "requires": sorted(who.requires),
        "excludes": sorted(who.excludes),
        "tags": sorted(one.tags),
        "recipient_class": None if one.recipient_class is class_of(one.kind) else one.recipient_class.value,
        "secret": one.secret,
        "access_line": one.access_line,
        "when": [{"name": pattern.pattern} | _told(refined) for pattern, refined in one.whens],
    }
    return {key: value for key, value in told.items() if value not in (None, [], "")}


def _said(value: Any) -> str:
    """A TOML value on one line. Raises TypeError for what no mapping holds."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_said(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_said, value)) + "]"
    raise TypeError(type(value).__name__)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(char: str) -> str:
    return char if char >= " " and char != "\x7f" else f"\\u{ord(char):04X}"
