"""What is told of pairs: values that pages, the API and the terminal share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from resmap.domain.codes import PairVerdict
from resmap.domain.korean import fold
from resmap.domain.merging import CHOSEN, LISTS, TOGETHER, is_empty, takes_over
from resmap.domain.names import same_name
from resmap.scoring import Line
from resmap.store import OfferRecord, UserRecord
from resmap.store.changes import plain

#: Fields that are laid side by side, in the order of the page. Some carry others with them.
FIELDS = (
    "name", "name_en", "kind", "organisation_id", "public_phone", "address", "dong", "lat", "needs", "hours",
    "how_to_apply", "cost", "website", "email", "description", "access_line", "recipient_class", "age_min", "age_max",
    "sex", "income_max", "requires", "excludes", "welcomes", "tags", "area_level", "places_left", "status",
    "vetted_for_minors", "duplicate_group", "ends_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against: ``points`` of ``of``; ``words`` say ``reason`` with its ``facts``."""

    factor: str
    verdict: str
    points: float
    of: float
    reason: str
    facts: Mapping[str, Any]


class Look(StrEnum):
    """How a field of two entries looks."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both, as plain values. ``counts``: whose value stands if nobody chooses ("a", "b" or
    "both"); ``may_both``: both of a list can be kept."""

    name: str
    a: Any
    b: Any
    look: Look
    counts: str
    may_both: bool


@dataclass(frozen=True)
class PairLine:
    """A pair in the list: both entries, the score, the strongest reasons; ``is_twin``: nothing differs."""

    a: OfferRecord
    b: OfferRecord
    score: float
    lines: tuple[Evidence, ...]
    is_twin: bool


@dataclass(frozen=True)
class Side:
    """One entry beside the other: who verified it, how many cases name it, which entries it stands for,
    how often it was changed."""

    record: OfferRecord
    verified_by: UserRecord | None
    cases: int
    merged: tuple[OfferRecord, ...]
    changes: int


@dataclass(frozen=True)
class JudgedLine:
    """What somebody said of a pair. ``stays`` is the entry that stands for the other since;
    ``may_undo`` for the last word on the pair."""

    id: str
    a: OfferRecord
    b: OfferRecord
    verdict: PairVerdict
    by: UserRecord | None
    at: datetime
    note: str | None
    stays: str | None
    score: float
    may_undo: bool


@dataclass(frozen=True)
class SideBySide:
    """Two entries laid side by side. ``stays``: the id that the rule keeps. ``contradicts``: pairs of names
    that somebody called different and that would become one with these."""

    a: Side
    b: Side
    fields: tuple[Field, ...]
    lines: tuple[Evidence, ...]
    score: float
    proposed: bool
    model: str
    stays: str
    is_twin: bool
    contradicts: tuple[tuple[str, str], ...]
    history: tuple[JudgedLine, ...]


def document_of(line: Line) -> dict[str, Any]:
    """A line of an explanation as the database keeps it."""
    return {
        "factor": line.factor,
        "verdict": line.verdict.value,
        "points": line.points,
        "of": line.of,
        "reason": str(line.reason),
        "facts": dict(line.facts),
    }


def evidence_of(line: Line | Mapping[str, Any]) -> Evidence:
    """A line as it is told."""
    return Evidence(**(document_of(line) if isinstance(line, Line) else line))


def strongest(lines: tuple[Evidence, ...], most: int = 3) -> tuple[Evidence, ...]:
    """The reasons that say most, for or against."""
    spoken = [line for line in lines if line.verdict in ("for", "against")]
    return tuple(sorted(spoken, key=lambda line: -abs(line.points))[:most])


def fields_of(a: OfferRecord, b: OfferRecord, stays: str) -> tuple[Field, ...]:
    """Every field of both that says anything; what carries others is told once."""
    mine, other = (a, b) if stays == a.id else (b, a)
    taken = takes_over(_all_of(mine), _all_of(other), {}, stays_id=mine.id, goes_id=other.id)
    here, there = ("a", "b") if stays == a.id else ("b", "a")
    found = []
    for name in FIELDS:
        look = _look(name, a, b)
        if look is Look.NEITHER:
            continue
        counts = here
        if name in taken:
            counts = "both" if name in LISTS and len(taken[name]) > len(getattr(other, name)) else there
        may_both = name in LISTS and look is Look.DIFFERENT
        found.append(Field(name, told_value(a, name), told_value(b, name), look, counts, may_both))
    return tuple(found)


def told_value(record: OfferRecord, name: str) -> Any:
    """What a field of the list says, with what it carries; the unit by its names."""
    if name == "organisation_id":
        return " · ".join(filter(None, (record.organisation.name, record.department and record.department.name)))
    if name == "lat":
        return None if record.lat is None else f"{record.lat:.5f}, {record.lon or 0:.5f}"
    if name == "area_level":
        return list(record.area_names) or record.area_level.value
    if name == "places_left" and record.limit is not None:
        return None if record.places_left is None else f"{record.places_left}/{record.limit}"
    return plain(getattr(record, name))


def _all_of(record: OfferRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CHOSEN}


def _look(name: str, a: OfferRecord, b: OfferRecord) -> Look:
    one, other = getattr(a, name), getattr(b, name)
    if is_empty(one) or is_empty(other):
        return Look.NEITHER if is_empty(one) and is_empty(other) else (Look.ONLY_B if is_empty(one) else Look.ONLY_A)
    carried = all(getattr(a, more) == getattr(b, more) for more in TOGETHER.get(name, ()))
    return Look.SAME if carried and _alike(name, one, other) else Look.DIFFERENT


def _alike(name: str, one: Any, other: Any) -> bool:
    if name == "public_phone":
        return _digits(one) == _digits(other)
    if isinstance(one, str):
        return same_name(one) == same_name(other)
    return set(one) == set(other) if isinstance(one, tuple) else one == other


def are_twins(a: OfferRecord, b: OfferRecord) -> bool:
    """Nothing that is compared differs, and a number or an address says that it is one place."""
    same = (
        fold(a.name) == fold(b.name),
        a.kind == b.kind,
        _digits(a.public_phone) == _digits(b.public_phone),
        fold(a.address or "") == fold(b.address or ""),
        (a.sigungu, a.dong) == (b.sigungu, b.dong),
        same_name(a.organisation.name) == same_name(b.organisation.name),
    )
    return all(same) and bool(_digits(a.public_phone) or fold(a.address or ""))


def _digits(phone: str | None) -> str:
    return "".join(filter(str.isdigit, phone or ""))

