"""What a row offers, to whom, and who offers it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from resmap.domain import taxonomy
from resmap.domain.proposing import propose, propose_kind
from resmap.formats.entries import RowProblem
from resmap.formats.lists import served
from resmap.formats.lists.mapping import FacilityType, class_of
from resmap.formats.lists.mapping import Mapping as ListMapping
from resmap.formats.lists.texts import folded
from resmap.formats.lists.type_words import completes_names
from resmap.formats.lists.types import known_type, known_types

#: Headings of a corporation that runs many houses: the house is the unit that serves, not the corporation.
_CORPORATION = ("법인", "설립주체", "설치주체", "위탁", "수탁")
#: A description longer than this is cut in what is shown; the whole stands in the evidence.
LONGEST_DESCRIPTION = 2000


#: What a room or a thing that one can borrow may answer; its name often tells of the office that keeps it.
OF_ROOMS = frozenset({"DLY21", "SOC11", "SOC24", "ENV14", "ENV23", "HLT14", "ECO13"})


class What(NamedTuple):
    """What a row offers. ``is_known``: its type says the needs; else they are proposed."""

    kind: FacilityType
    is_known: bool
    type: str
    name: str
    organisation: str
    department: str | None
    run_by: str | None


class Offers:
    """Reads what the rows of one list offer."""

    def __init__(self, mapping: ListMapping):
        self.mapping = mapping
        self._has_corporation = any(word in mapping.column("organisation") for word in _CORPORATION)
        self._labels = {column: column for columns in mapping.columns.values() for column in columns}
        self._whole = mapping.every or known_types().get(mapping.list_of or "")
        self._completes = completes_names(mapping.list_of)
        self._type = lru_cache(4096)(self._type_of)
        self._for = lru_cache(4096)(_for_these)

    def read(self, cell: Mapping[str, str], name: str) -> What:
        """The kind of a row, its name as it is shown, and the unit that serves (R195)."""
        said = cell.get("type") or ""
        base = self._type(said)
        kind = base.of(name) if base else self._guessed(cell, name, said)
        shown = name
        is_one = not said or base is self._whole  # a row whose own type says another thing is none of the list's
        if self._completes and is_one and not any(word in folded(name) for word in self._completes):
            shown = f"{name} {self.mapping.list_of}"
        organisation, department, run_by = self._unit(cell, shown)
        return What(kind, base is not None, said or self.mapping.list_of or "", shown, organisation, department, run_by)

    def knows(self, said: str) -> bool:
        """Whether this official type by itself is known, whatever the whole list is."""
        return said in self.mapping.types or known_type(said) is not None

    def _type_of(self, said: str) -> FacilityType | None:
        if said and said in self.mapping.types:
            return self.mapping.types[said]
        return (known_type(said) if said else None) or self._whole

    def _guessed(self, cell: Mapping[str, str], name: str, said: str) -> FacilityType:
        kind = propose_kind(name, said, cell.get("provision") or cell.get("description") or "").code
        return FacilityType(kind=kind, recipient_class=class_of(kind))

    def _unit(self, cell: Mapping[str, str], name: str) -> tuple[str, str | None, str | None]:
        """(organisation, department, who runs it). A corporation is not the unit: serving in one of its
        houses would bar all of them. An office without departments has its offers as units."""
        told, department = cell.get("organisation") or "", cell.get("department") or None
        if not told or folded(told) == folded(name):
            return name, department, None
        if self._has_corporation:
            return name, department, told
        return told, department or name, None

    def needs(self, cell: Mapping[str, str], what: What) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
        """(codes that are known, codes that are proposed for a person to confirm)."""
        said: tuple[str, ...] = ()
        if told := cell.get("needs"):
            said = tuple(code for code in told.replace(",", " ").replace(";", " ").split() if taxonomy.is_need(code))
        if said or what.kind.needs:
            return said or what.kind.needs, []
        if what.kind.kind == "M5":
            found = [one for one in propose(what.name, what.type, most=6) if one.code in OF_ROOMS][:3]
        else:
            told = (cell.get("target"), cell.get("description"), cell.get("organisation"))
            found = propose(what.name, what.type, " ".join(filter(None, told)))
        return (), [
            {"code": one.code, "confidence": one.confidence, "because": list(one.because)} for one in found
        ]

    def kind(self, cell: Mapping[str, str], what: What) -> FacilityType:
        """The type, with the ages that the list's own words say of everybody."""
        provision = "" if self.mapping.types else cell.get("provision") or ""
        target = cell.get("target") or ""
        return self._for(what.kind, target, provision) if target or provision else what.kind

    def description(self, cell: Mapping[str, str]) -> str | None:
        """What is told of it, each part under its heading; whom it is for comes last."""
        text = cell.get("description") or ""
        if target := cell.get("target"):
            text = f"{text}\n대상: {target}" if text else f"대상: {target}"
        return text[:LONGEST_DESCRIPTION] or None

    def problems(self, row: int, what: What, needs, proposed) -> list[RowProblem]:
        """What a person has to settle about the needs."""
        column = self.mapping.column("type" if "type" in self.mapping.columns else "name")
        if needs:
            return []
        if proposed:
            return [RowProblem(row, column, "NEEDS_PROPOSED", False, {"needs": [one["code"] for one in proposed]})]
        return [RowProblem(row, column, "NEEDS_UNKNOWN")]


def _for_these(kind: FacilityType, target: str, provision: str) -> FacilityType:
    if kind.kind == "M11" and provision:
        kind = replace(kind, kind=propose_kind("", "", provision).code)
    who, (low, high) = kind.eligibility, served.ages(target)
    if low is None and high is None:
        return kind
    who = replace(who, age_min=who.age_min if low is None else low, age_max=who.age_max if high is None else high)
    return replace(kind, eligibility=who)
