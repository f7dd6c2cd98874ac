"""What becomes of one entry of a file: decided field by field from three values.

What the file said last time (``source_row``), what it says now, and what stands in the
register. Where somebody edited the register, the edit stays and the difference is told;
everything else follows the file. Pure: the tables are written by ``importing/applying.py``.

Which change asks for a new verification is decided here too (:data:`VERIFIED`): what a
suggestion stands on. Hours, prose and counts may follow the file without it; the entry
then keeps its date, and its ``verified_revision`` stays behind its ``revision``, so that
the change shows as made since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from resmap.domain.codes import Review
from resmap.domain.korean import fold, initials
from resmap.domain.network import Offer
from resmap.formats.entries import BEYOND, Entry
from resmap.store import OfferRecord
from resmap.store.changes import PLACE, plain
from resmap.store.queries.changes import column_value
from resmap.store.secrecy import UNFOLLOWED

#: Longest folded name that the search column holds.
LONGEST = 400

#: The unit by name, as a file tells it; the record holds ids.
UNIT = ("organization", "department")

#: Decided together: half of a pair from here and half from a file means nothing, or breaks a constraint.
TOGETHER = (
    ("lat", "lon"),
    ("area_level", "area_names"),
    ("age_min", "age_max"),
    ("ended", "helped"),
    UNIT,
)

#: Counted, proposed and confirmed here all the time: that they differ from the file is no news.
QUIET = frozenset({"places_left", "limit", "ended", "helped", "proposed_needs", "capacity_groups"})

#: A suggestion stands on these: who changes one has to be verified again.
VERIFIED = frozenset(
    {
        *UNIT, *PLACE, "name", "kind", "needs", "recipient_class", "area_level", "area_names", "age_min", "age_max",
        "sex", "income_max", "requires", "excludes", "welcomes", "duplicate_group", "tags", "status", "location_secret",
        "vetted_for_minors", "access_line", "ends_on",
    }
)  # fmt: skip

_EMPTY = (None, "", [], {}, ())

#: What stands in a new entry of which a file says nothing.
_USUAL = {"area_level": "nation", "status": "active", "location_secret": False, "ended": 0, "helped": 0}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was edited here, and what the file says; plain values. ``news``: the file says
    something else than last time."""

    field: str
    here: Any
    there: Any
    news: bool


@dataclass(frozen=True)
class Decision:
    """What becomes of a known entry. ``changed``: field -> (before, after), plain values;
    ``says``: what to remember of the file; ``kept``: local edits that differ from it."""

    says: Mapping[str, Any]
    changed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: tuple[Difference, ...] = ()
    is_news: bool = False
    crosses: bool = False

    @property
    def needs_verifying(self) -> bool:
        return not VERIFIED.isdisjoint(self.changed)

    @property
    def becomes_secret(self) -> bool:
        return self.changed.get("location_secret", (False, False))[1] is True


def fields_of(offer: Offer, address: str | None, beyond: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The columns of an offer's record that a file decides. A resident's phone is not among them:
    it is sealed, and nothing of it may stand in ``source_row``."""
    secret = offer.location_secret
    return {
        "name": offer.name,
        "name_en": offer.name_en,
        "kind": offer.kind,
        "needs": offer.needs,
        "recipient_class": offer.recipient_class,
        "sido": None if secret else offer.place.sido,
        "sigungu": None if secret else offer.place.sigungu,
        "dong": None if secret else offer.place.dong,
        "address": None if secret else address,
        "lat": None if secret else offer.place.lat,
        "lon": None if secret else offer.place.lon,
        "area_level": offer.area.level,
        "area_names": tuple(sorted(offer.area.names)),
        "age_min": offer.eligibility.age_min,
        "age_max": offer.eligibility.age_max,
        "sex": offer.eligibility.sex,
        "income_max": offer.eligibility.income_max,
        "requires": tuple(sorted(offer.eligibility.requires)),
        "excludes": tuple(sorted(offer.eligibility.excludes)),
        "welcomes": tuple(sorted(offer.welcomes)),
        "duplicate_group": offer.duplicate_group,
        "tags": tuple(sorted(offer.tags)),
        "places_left": offer.places_left,
        "limit": offer.limit,
        "status": offer.status,
        "location_secret": secret,
        "vetted_for_minors": offer.vetted_for_minors,
        "access_line": offer.access_line,
        "description": offer.description,
        "public_phone": None if offer.is_individual or secret else offer.phone,
        "hours": offer.hours,
        "how_to_apply": offer.how_to_apply,
        "ended": offer.outcomes.ended,
        "helped": offer.outcomes.helped,
        "extra": dict(offer.extra) or None,
        **{name: (beyond or {}).get(name) for name in sorted(BEYOND)},
    }


def name_keys(name: str) -> dict[str, str]:
    """The columns that the search looks at."""
    return {"name_folded": fold(name)[:LONGEST], "initials": initials(name)[:LONGEST]}


def rename(record: OfferRecord) -> None:
    """Bring the columns of the search up to the record's name."""
    for column, value in name_keys(record.name).items():
        setattr(record, column, value)


def values_of(entry: Entry) -> dict[str, Any]:
    """What the record of a new entry holds, its unit and upkeep aside."""
    offer = entry.offer
    return fields_of(offer, entry.address, entry.beyond) | {
        **name_keys(offer.name),
        "short_ref": entry.key[:80],
        "source_key": entry.key,
        "private_phone": offer.phone if offer.is_individual else None,
        "source_row": says_of(entry),
    }


def plain_values(entry: Entry) -> dict[str, Any]:
    """Everything of an entry that has to fit into the tables."""
    told = fields_of(entry.offer, entry.address, entry.beyond)
    return told | {"source_key": entry.key, "private_phone": entry.offer.phone, "evidence": dict(entry.cells)}


def says_of(entry: Entry) -> dict[str, Any]:
    """What the file says, as JSON keeps it; what it does not say is left out."""
    fields = fields_of(entry.offer, entry.address, entry.beyond)
    fields |= {"organization": entry.offer.organization, "department": entry.offer.department}
    said = {}
    for name, value in fields.items():
        if value is None or value == () or value == "":
            continue
        told = _json(value)
        if told not in _EMPTY and told != _USUAL.get(name):
            said[name] = told
    return said


def decide(row: Mapping[str, Any], entry: Entry) -> Decision:
    """What the file changes in a known entry; ``row`` holds its attributes and its unit by name.

    Never opens a place that was made secret here, nor takes a published list's free text about it
    (it may name the place in any of them), and never turns a resident into an agency or
    back (``crosses``: another consent, another phone column; nothing is changed then).
    """
    says, said = says_of(entry), row["source_row"] or {}
    left = frozenset()
    if row["location_secret"]:
        left = frozenset(PLACE) if entry.offer.location_secret else UNFOLLOWED
        says = {name: value for name, value in says.items() if name not in left} | {"location_secret": True}
    if says["kind"].startswith("H1") != row["kind"].startswith("H1"):
        return Decision(said, crosses=True)
    if entry.offer.location_secret and not row["location_secret"]:
        said = said | {name: _stands(row, name) for name in PLACE}  # a place that must go is nobody's edit
    looks = {
        name: look
        for name in _ALL
        # Most fields of most entries are empty everywhere: nothing to look at.
        if name not in left
        and (name in says or name in said or row[name]) and (look := _look(name, said, row, says)) is not _SAME
    }
    for group in TOGETHER:
        if any(looks.get(name) is _EDITED for name in group):
            looks |= {name: _EDITED for name in group if looks.get(name) is _FOLLOWS}
    changed = {
        name: (_stands(row, name), _value(says, name)) for name, look in looks.items() if look is _FOLLOWS
    }
    kept = (
        Difference(name, _stands(row, name), _value(says, name), _value(said, name) != _value(says, name))
        for name, look in sorted(looks.items())
        if look is _EDITED and name not in QUIET and _stands(row, name) != _value(says, name)
    )
    return Decision(
        says=says,
        changed=changed,
        # Where the file never said anything, there is nothing to lay beside the edit.
        kept=tuple(one for one in kept if one.there is not None or one.news),
        is_news={n: v for n, v in said.items() if v is not None} != says,
    )


def columns_after(row: Mapping[str, Any], decision: Decision, today: date) -> dict[str, Any]:
    """The attributes of the record that the decision changes, the unit's ids aside."""
    after = {name: column_value(name, value) for name, (_, value) in decision.changed.items() if name not in UNIT}
    for name in ("needs", "area_names", "requires", "excludes", "welcomes", "tags"):
        if name in after:
            after[name] = after[name] or ()
    if "name" in after:
        after |= name_keys(after["name"])
    if decision.needs_verifying and row["review"] in (Review.VERIFIED, Review.STALE, Review.IMPORTED):
        after |= {"review": Review.IMPORTED, "verified_on": None, "verified_by": None, "verified_revision": None}
    return after | {"source_row": dict(decision.says)}


# Where a value comes from


def evidence_of(entry: Entry, file: str, on: date) -> dict[str, Any]:
    """File, row, day and cells that a new entry stands on. Of a secret place not even the row,
    which would lead to its line in the published list (P-21)."""
    if entry.offer.location_secret:
        return {"file": file, "on": on.isoformat()}
    told = {"file": file, "row": entry.row, "on": on.isoformat()}
    return told | ({"cells": dict(entry.cells)} if entry.cells else {})


def evidence_after(old: Mapping[str, Any] | None, new: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of an entry that a later file changed: the newest row, and under ``since`` where
    each changed value came from; the others stand on ``first``."""
    old = old or {}
    where = {name: new[name] for name in ("file", "row", "on") if name in new}
    first = old.get("first") or {name: old[name] for name in ("file", "row", "on") if name in old}
    since = {**(old.get("since") or {}), **dict.fromkeys(sorted(changed), where)}
    return new | ({"first": first} if first else {}) | {"since": since}


def origin_of(evidence: Mapping[str, Any] | None, name: str) -> Mapping[str, Any] | None:
    """``{"file", "row", "on"}`` that the value of a field came from; None if no file said it."""
    told = evidence or {}
    where = (told.get("since") or {}).get(name) or told.get("first") or told
    return {key: where[key] for key in ("file", "row", "on") if key in where} or None


def of_file(source_row: Mapping[str, Any], name: str) -> Any:
    """What the file said of a field, as a plain value; what stands in a new entry where it said nothing."""
    return _value(source_row, name)


# Inside

#: The columns that a file decides.
FIELDS = frozenset(fields_of(Offer("", "", "M", "", None, (), "agency"), None))

_ALL = FIELDS | frozenset(UNIT)

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})

_SAME, _EDITED, _FOLLOWS = "same", "edited", "follows"


def _look(name: str, said: Mapping[str, Any], row: Mapping[str, Any], says: Mapping[str, Any]) -> str:
    stands, says_now, said_then = _stands(row, name), _value(says, name), _value(said, name)
    if stands == says_now:
        return _SAME
    return _FOLLOWS if stands == said_then else _EDITED


def _value(said: Mapping[str, Any], name: str) -> Any:
    value = said.get(name)
    return _USUAL.get(name) if value in _EMPTY else value


def _stands(row: Mapping[str, Any], name: str) -> Any:
    value = _json(row[name])
    return _USUAL.get(name) if value in _EMPTY else value


def _json(value: Any) -> Any:
    """As JSON gives it back: lists for tuples, codes and dates as text."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Mapping):
        return {str(key): _json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    return plain(value)


assert FIELDS <= set(OfferRecord.__mapper__.column_attrs.keys())
