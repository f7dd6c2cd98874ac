"""The mapping file: which column is what, and what an official type of facility means.

TOML, ``format = "resmap-mapping/1"``; ``seoul.toml`` beside this file is the
example. A type says ``kind``, ``needs`` (the most central first), who is served
(``age_min``, ``age_max``, ``sex``, ``income_max``, ``requires``, ``excludes``),
``tags``, ``secret`` (true, or false for an office that anybody may visit) and
``access_line``; ``when`` refines it by a pattern in the name.
"""

import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import RecipientClass, Sex
from resmap.domain.network import Eligibility
from resmap.formats.problems import FormatError, Problem

FORMAT = "resmap-mapping/1"

#: Fields that a column can stand for; the first four are needed.
FIELDS = ("key", "name", "type", "address", "sigungu", "phone", "hours", "lat", "lon")
NEEDED = FIELDS[:4]

BUILTIN = ("seoul",)


@dataclass(frozen=True)
class FacilityType:
    """What an official type offers, and to whom. ``secret`` None: decided by the words."""

    kind: str
    needs: tuple[str, ...]
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
    """A mapping file. ``columns``: field -> column; ``dongs``: gu -> administrative dong."""

    name: str
    source: str
    columns: Table[str, str]
    sido: str | None
    districts: tuple[str, ...]
    dongs: Table[str, tuple[str, ...]]
    types: Table[str, FacilityType]
    default_line: str | None = None

    def fits(self, columns: tuple[str, ...]) -> bool:
        """Whether a table has every column that this mapping needs."""
        return all(self.columns[field] in columns for field in NEEDED)


@cache
def builtin(name: str) -> Mapping:
    """The mapping that comes with the program."""
    raw = (files("resmap.formats.facilities") / f"{name}.toml").read_bytes()
    return read_mapping(raw, f"{name}.toml")


def builtin_for(columns: tuple[str, ...]) -> Mapping | None:
    """The mapping of ours that fits these columns; None if none does."""
    return next((one for one in map(builtin, BUILTIN) if one.fits(columns)), None)


def read_mapping(raw: bytes, what: str) -> Mapping:
    """Read a mapping file, all of it or nothing. Raises FormatError."""
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormatError(what, [Problem("$", "NOT_UTF8")]) from None
    except tomllib.TOMLDecodeError:
        raise FormatError(what, [Problem("$", "NOT_TOML")]) from None
    problems = list(_problems(document))
    if problems:
        raise FormatError(what, problems)
    place = document.get("place", {})
    return Mapping(
        name=document["name"],
        source=document.get("source", document["name"]),
        columns=document["columns"],
        sido=place.get("sido"),
        districts=tuple(place.get("districts", ())),
        dongs={gu: tuple(names) for gu, names in document.get("dongs", {}).items()},
        types={name: _type(raw_type, {}) for name, raw_type in document["types"].items()},
        default_line=document.get("secret", {}).get("access_line"),
    )


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
        recipient_class=RecipientClass(told.get("recipient_class", "agency")),
        secret=told.get("secret"),
        access_line=told.get("access_line"),
        whens=tuple((re.compile(one["name"]), _type({k: v for k, v in one.items() if k != "name"}, told))
                    for one in raw.get("when", ())),
    )  # fmt: skip


_KINDS_OF_VALUE = {
    "needs": list, "age_min": int, "age_max": int, "sex": str, "income_max": (int, float), "requires": list,
    "excludes": list, "tags": list, "recipient_class": str, "secret": bool, "access_line": str, "kind": str,
}  # fmt: skip


def _problems(document: dict[str, Any]):
    if document.get("format") != FORMAT:
        yield Problem("$.format", "CONST", "", FORMAT)
        return
    for name, kind in (("name", str), ("columns", dict), ("types", dict)):
        if not isinstance(document.get(name), kind):
            yield Problem(f"$.{name}", "REQUIRED", "nothing")
            return
    for field in NEEDED:
        if not isinstance(document["columns"].get(field), str):
            yield Problem(f"$.columns.{field}", "REQUIRED", "nothing")
    for field in document["columns"]:
        if field not in FIELDS:
            yield Problem(f"$.columns.{field}", "ENUM", "string", " | ".join(FIELDS))
    for position, raw in enumerate(document["types"].values(), start=1):
        yield from _type_problems(f"$.types[{position}]", raw)


def _type_problems(path: str, raw: Any):
    if not isinstance(raw, dict) or not taxonomy.is_kind(raw.get("kind")):
        yield Problem(f"{path}.kind", "ENUM", "", "H11 … M5")
        return
    for position, one in enumerate((raw, *raw.get("when", ()))):
        where = path if position == 0 else f"{path}.when[{position}]"
        for key, value in one.items():
            if key in ("when", "name"):
                continue
            if key not in _KINDS_OF_VALUE or not isinstance(value, _KINDS_OF_VALUE[key]):
                yield Problem(f"{where}.{key}", "TYPE", type(value).__name__, "")
        for code in one.get("needs", ()):
            if not taxonomy.is_need(code):
                yield Problem(f"{where}.needs", "FORMAT", "string", "need code")
        if one.get("sex") not in (None, "F", "M"):
            yield Problem(f"{where}.sex", "ENUM", "string", "F | M")
        if "name" in one and not _is_pattern(one["name"]):
            yield Problem(f"{where}.name", "PATTERN", "string")


def _is_pattern(text: Any) -> bool:
    try:
        re.compile(text)
    except (re.error, TypeError):
        return False
    return True
