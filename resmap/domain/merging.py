"""Entries that were judged to be one: which belong together, which one stays, and what it takes over.

Pure rules over judgements and facts of entries; ``flows.merging`` carries them out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from resmap.domain.codes import PairVerdict

#: A pair, its lesser id first.
Edge = tuple[str, str]


def edge(one: str, other: str) -> Edge:
    """The pair of the two; raises ValueError for an entry and itself."""
    if one == other:
        raise ValueError("an entry is no pair with itself")
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of a pair. ``number`` orders judgements: the highest of a pair is its word."""

    number: str
    pair: Edge
    verdict: PairVerdict


class Contradiction(Exception):
    """Two entries would be one that somebody called different. ``pairs`` are those judged so."""

    def __init__(self, pairs: Iterable[Edge]):
        super().__init__("DIFFERENT_INSIDE")
        self.pairs = tuple(sorted(pairs))


def words(judgements: Iterable[Judgement]) -> dict[Edge, Judgement]:
    """The last word on each pair; a pair whose judgement was undone has none."""
    last: dict[Edge, Judgement] = {}
    for one in sorted(judgements, key=lambda judgement: judgement.number):
        last[one.pair] = one
    return {pair: one for pair, one in last.items() if one.verdict is not PairVerdict.UNDONE}


def clusters(said: Mapping[Edge, Judgement]) -> dict[str, frozenset[str]]:
    """By each entry that is the same as another: all that are the same, itself included."""
    found: dict[str, frozenset[str]] = {}
    for (one, other), judgement in said.items():
        if judgement.verdict is PairVerdict.SAME:
            together = found.get(one, frozenset({one})) | found.get(other, frozenset({other}))
            found |= dict.fromkeys(together, together)
    return found


def contradictions(said: Mapping[Edge, Judgement], *also_same: Edge) -> tuple[Edge, ...]:
    """Pairs called different whose two entries are one by the other judgements (and by ``also_same``)."""
    judged = dict(said) | {pair: Judgement("", pair, PairVerdict.SAME) for pair in also_same}
    together = clusters(judged)
    return tuple(
        sorted(
            pair
            for pair, one in said.items()
            if one.verdict is PairVerdict.DIFFERENT and pair[1] in together.get(pair[0], ())
        )
    )


def known_apart(said: Mapping[Edge, Judgement]) -> frozenset[Edge]:
    """All pairs that are different because somebody said so of them or of entries that are the same."""
    together = clusters(said)
    return frozenset(
        edge(one, other)
        for pair, judgement in said.items()
        if judgement.verdict is PairVerdict.DIFFERENT
        for one in together.get(pair[0], frozenset({pair[0]}))
        for other in together.get(pair[1], frozenset({pair[1]}))
        if one != other
    )


# ── which one stays ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which of several entries stays. ``filled`` counts the fields that say something."""

    id: str
    verified: bool
    filled: int


def canonical(entries: Iterable[Standing]) -> str:
    """The one that stays: verified before imported, then the richer, then the older (ids grow with time)."""
    return min(entries, key=lambda one: (not one.verified, -one.filled, one.id)).id


# ── what it takes over ───────────────────────────────────────────────────────

#: Fields that the one that stays takes over where it has nothing itself.
TAKEN = (
    "name_en", "public_phone", "hours", "schedules", "how_to_apply", "cost", "website", "email", "description",
    "sido", "sigungu", "dong", "address", "lat", "lon", "ends_on",
)  # fmt: skip

#: Fields that a person may choose beside them. What would let more people in (an access line,
#: a group that may have it, places that are left) is never taken unasked.
CHOSEN = (
    *TAKEN, "name", "kind", "recipient_class", "needs", "access_line", "status", "places_left", "limit",
    "age_min", "age_max", "sex", "income_max", "requires", "excludes", "welcomes", "tags", "vetted_for_minors",
    "area_level", "area_names", "duplicate_group", "organisation_id", "department_id", "capacity_groups",
)  # fmt: skip

#: Fields that only say something together: the choice of the first decides for all.
TOGETHER = {
    "organisation_id": ("department_id",),
    "hours": ("schedules",),
    "lat": ("lon",),
    "area_level": ("area_names",),
    "places_left": ("limit", "capacity_groups"),
}

#: A list of both.
BOTH = "both"

#: Lists of which both may be kept.
LISTS = frozenset({"needs", "tags", "requires", "excludes", "welcomes"})


class BadChoice(ValueError):
    """A field cannot be chosen so. ``field`` names it."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


def takes_over(
    stays: Mapping[str, Any], goes: Mapping[str, Any], chosen: Mapping[str, str], *, stays_id: str, goes_id: str
) -> dict[str, Any]:
    """The fields of the entry that stays that become others, with their new values.

    ``chosen``: field -> the id of the entry whose value counts, or :data:`BOTH` for a list.
    Fields that were not chosen stay, but what is empty is filled (:data:`TAKEN`), and two
    things that forbid come along unasked: a warning among the tags, and that somebody is
    known not to be fit for minors. Raises BadChoice.
    """
    wanted = _spelled_out(chosen)
    new: dict[str, Any] = {}
    for name in CHOSEN:
        choice = wanted.get(name)
        if choice is None:
            new[name] = _unasked(name, stays, goes)
        elif choice == BOTH and name in LISTS:
            new[name] = tuple(dict.fromkeys((*stays[name], *goes[name])))
        elif choice in (stays_id, goes_id):
            new[name] = (goes if choice == goes_id else stays)[name]
        else:
            raise BadChoice(name)
    for name in chosen:
        if name not in CHOSEN:
            raise BadChoice(name)
    return {name: value for name, value in new.items() if value != stays[name]}


def _spelled_out(chosen: Mapping[str, str]) -> dict[str, str]:
    wanted = dict(chosen)
    for first, others in TOGETHER.items():
        if first in chosen:
            wanted |= {name: chosen[first] for name in others if name not in chosen}
    return wanted


def _unasked(name: str, stays: Mapping[str, Any], goes: Mapping[str, Any]) -> Any:
    has, other = stays[name], goes[name]
    if name == "tags":
        return tuple(dict.fromkeys((*has, *other)))
    if name == "vetted_for_minors":
        return other if has is None and other is False else has
    if name not in TAKEN or not is_empty(has):
        return has
    if name in ("lat", "lon") and (not is_empty(stays["lat"]) or _elsewhere(stays, goes)):
        return has
    if name in ("dong", "address", "sigungu", "sido") and _elsewhere(stays, goes):
        return has
    if name == "schedules" and not is_empty(stays["hours"]):
        return has
    return other


def _elsewhere(stays: Mapping[str, Any], goes: Mapping[str, Any]) -> bool:
    """Both say where they are, and not the same: a place is not put together from two."""
    return any(
        not is_empty(stays[name]) and not is_empty(goes[name]) and stays[name] != goes[name]
        for name in ("sido", "sigungu", "dong")
    )


def is_empty(value: Any) -> bool:
    """Whether a field says nothing."""
    return value is None or value == "" or value == () or value == []
