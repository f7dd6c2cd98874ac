"""Entries of the register in the reader's language, for every page that lists or shows one."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel
from resmap.domain.particulars import Input, Particular
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.words import explain, has

#: State of an entry -> kind of its badge.
BADGES = {
    "verified": "good",
    "aging": "ask",
    "stale": "ask",
    "unverified": "info",
    "withdrawn": "quiet",
    "unlisted": "ask",
    "paused": "ask",
    "closed": "stop",
    "full": "stop",
}

#: What a file may say beyond the fields of the register, in the order of the page.
MORE = ("cost", "documents", "languages", "official_type")


def name_of(record: Any) -> str:
    return (record.name_en if locale() == "en" else None) or record.name


def unit_of(record: Any) -> str:
    """Organisation and department as one line."""
    department = record.department.name if record.department else ""
    return " · ".join(filter(None, (record.organisation.name, department)))


def term(known: Any) -> str:
    """A term of the taxonomy in the reader's language."""
    return known.en if locale() == "en" else known.ko


def kind_name(code: str) -> str:
    return term(taxonomy.kind(code))


def type_of(record: Any) -> str:
    """The official type of a facility, else the kind of resource."""
    return (record.extra or {}).get("official_type") or kind_name(record.kind)


def need_name(code: str) -> str:
    return explain.need_name(code, locale())


def badges(states: Iterable[str]) -> list[tuple[str, str]]:
    """(kind of badge, words) for each state."""
    return [(BADGES[state], t(f"register.state.{state}")) for state in states]


def where(record: Any) -> str:
    """Where it is, as far as that may be told: a resident's dong, nothing of a secret place."""
    if record.location_secret:
        return t("register.secret")
    if record.kind.startswith("H1"):
        return record.dong or ""
    return record.address or record.dong or record.sigungu or ""


def area(record: Any) -> str:
    """Whom it serves by place; of a secret one that serves a dong, that dong is not told."""
    if record.location_secret and record.area_level is AreaLevel.DONG:
        return t("register.secret")
    if record.area_level is AreaLevel.NATION or not record.area_names:
        return t("register.area.nation")
    return t("register.area.of", names=list(record.area_names))


def for_whom(record: Any) -> list[str]:
    """Who may have it, one sentence each; empty for everybody."""
    said: list[str] = []
    if ages := _ages(record.age_min, record.age_max):
        said.append(ages)
    if record.sex:
        said.append(t("register.for.sex", sex=t(f"match.sex.{record.sex.value}")))
    if record.income_max is not None:
        said.append(t("register.for.income", percent=record.income_max))
    if record.requires:
        said.append(t("register.for.requires", facts=[fact_name(one) for one in record.requires]))
    if record.excludes:
        said.append(t("register.for.excludes", facts=[fact_name(one) for one in record.excludes]))
    return said


def _ages(low: int | None, high: int | None) -> str:
    """The ages that are limited; empty for all (0 and 120 limit nobody)."""
    has_end = high is not None and high < 120
    if low and has_end:
        return t("match.age.between", low=low, high=high)
    if low:
        return t("match.age.from", low=low)
    return t("match.age.to", high=high) if has_end else ""


def fact_name(code: str) -> str:
    """The words for a fact of the open vocabulary; the code itself where there are none."""
    return _named(("match.fact", "register.fact"), code)


def _named(areas: tuple[str, ...], code: str) -> str:
    keys = (f"{area}.{code}" for area in areas)
    return next((t(key) for key in keys if has(key)), code.replace("_", " "))


def places(record: Any, *, short: bool = False) -> str:
    """How many places are left; a public benefit has none to count."""
    if record.kind.startswith("M1"):
        return t("register.places.benefit")
    if record.places_left is None:
        return t("register.places.unknown")
    if short and record.limit:
        return t("register.places.short", left=record.places_left, limit=record.limit)
    if record.limit:
        return t("register.places.of", left=record.places_left, limit=record.limit)
    return t("register.places.left", left=record.places_left)


def more(record: Any) -> list[tuple[str, str]]:
    """What else the file says, as (term, value)."""
    extra = record.extra or {}
    found = []
    for name in MORE:
        value = extra.get(name)
        if value:
            values = value if isinstance(value, list) else [value]
            if name == "languages":
                values = [_named(("register.language",), one) for one in values]
            text = ", ".join(map(str, values))
            found.append((t(f"register.more.{name}"), text))
    return found


def description(record: Any) -> str:
    english = (record.extra or {}).get("description_en") if locale() == "en" else None
    return english or record.description or ""


def network_address(entry: str) -> str:
    """The entry's network view, where that page exists."""
    return url_for("networks.entry", entry=entry) if may_open("networks.entry") else ""


def need_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """All needs for a choice: (domain, [(code, name), …]), case management first."""
    groups = [(t("register.need_other"), [(taxonomy.CASE_MGMT, need_name(taxonomy.CASE_MGMT))])]
    for domain in taxonomy.domains():
        needs = [(one.code, need_name(one.code)) for one in taxonomy.needs() if one.domain == domain.code]
        groups.append((term(domain), needs))
    return groups


def kinds_at(level: int) -> list[tuple[str, str]]:
    """Kinds of offers at a level, for a choice; ties (R) are no offers."""
    return [(one.code, term(one)) for one in taxonomy.kinds() if one.level == level and not one.code.startswith("R")]


def access_choices(field: Particular) -> list[tuple[str, str]]:
    """What can be chosen in a field of access, in the reader's language; of a single choice "not known" comes first."""
    areas = {"languages": "wishes.language", "diets": "wishes.diet", "open_at": "wishes.time", "removes": "wishes.hindrance"}
    area = areas.get(field.name, "proposals.access")
    found = [(str(one), t(f"{area}.{one}")) for one in field.options]
    return found if field.input is Input.CHOICES else [("", t("proposals.access.unknown")), *found]
