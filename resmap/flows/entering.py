"""What becomes of one entry of a file: decided field by field from three values.

What the file said last time (``source_row``), what it says now, and what stands in the
register. Where somebody edited the register, the edit stays and the difference is told;
everything else follows the file. Pure: the tables are written by ``importing/applying.py``.

Which change asks for a new verification is decided here too (:data:`VERIFIED`): what a
suggestion stands on. Hours, prose and counts may follow the file without it; the entry
then keeps its date, and its ``verified_revision`` stays behind its ``revision``, so that
the change shows as made since.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from resmap.domain.codes import Review
from resmap.domain.korean import fold, initials_of_folded
from resmap.domain.network import Offer
from resmap.formats.entries import BEYOND, Entry
from resmap.store import OfferRecord, bulk
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

_BEYOND = tuple(sorted(BEYOND))
_NOTHING_BEYOND = dict.fromkeys(_BEYOND)

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
    return {
        **_of_its_kind(*_kind_of(offer)),
        **_of_itself(offer, address),
        **({name: beyond.get(name) for name in _BEYOND} if beyond else _NOTHING_BEYOND),
    }


def _kind_of(offer: Offer) -> tuple:
    """What many offers of a list have in common."""
    return (
        offer.kind, offer.needs, offer.recipient_class, offer.area, offer.eligibility, offer.welcomes,
        offer.duplicate_group, offer.tags, offer.status, offer.location_secret, offer.vetted_for_minors,
    )  # fmt: skip


def _of_its_kind(
    kind, needs, recipient_class, area, eligibility, welcomes, duplicate_group, tags, status, secret, vetted
) -> dict[str, Any]:
    return {
        "kind": kind,
        "needs": needs,
        "recipient_class": recipient_class,
        "area_level": area.level,
        "area_names": _in_order(area.names),
        "age_min": eligibility.age_min,
        "age_max": eligibility.age_max,
        "sex": eligibility.sex,
        "income_max": eligibility.income_max,
        "requires": _in_order(eligibility.requires),
        "excludes": _in_order(eligibility.excludes),
        "welcomes": _in_order(welcomes),
        "duplicate_group": duplicate_group,
        "tags": _in_order(tags),
        "status": status,
        "location_secret": secret,
        "vetted_for_minors": vetted,
    }


def _of_itself(offer: Offer, address: str | None) -> dict[str, Any]:
    secret, place, outcomes = offer.location_secret, offer.place, offer.outcomes
    return {
        "name": offer.name,
        "name_en": offer.name_en,
        "sido": None if secret else place.sido,
        "sigungu": None if secret else place.sigungu,
        "dong": None if secret else place.dong,
        "address": None if secret else address,
        "lat": None if secret else place.lat,
        "lon": None if secret else place.lon,
        "places_left": offer.places_left,
        "limit": offer.limit,
        "access_line": offer.access_line,
        "description": offer.description,
        "public_phone": None if offer.is_individual or secret else offer.phone,
        "hours": offer.hours,
        "how_to_apply": offer.how_to_apply,
        "ended": outcomes.ended,
        "helped": outcomes.helped,
        "extra": dict(offer.extra) or None,
    }


def name_keys(name: str) -> dict[str, str]:
    """The columns that the search looks at."""
    folded = folded_name(name)
    return {"name_folded": folded[:LONGEST], "initials": initials_of_folded(folded)[:LONGEST]}


@lru_cache(4096)
def folded_name(name: str) -> str:
    """The folded name, whole: asked for several times while an entry is brought in."""
    return fold(name)


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(names)) if names else ()


def rename(record: OfferRecord) -> None:
    """Bring the columns of the search up to the record's name."""
    for column, value in name_keys(record.name).items():
        setattr(record, column, value)


def says_of(entry: Entry) -> dict[str, Any]:
    """What the file says, as JSON keeps it; what it does not say is left out."""
    return told_of(entry)[0]


def told_of(entry: Entry) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """(what the file says, as JSON keeps it; the same as JSON text; fields that it tells to be empty).

    What it does not say, a new entry's columns hold of themselves."""
    offer = entry.offer
    try:
        shared, text, empty = _told_of_its_kind(*_kind_of(offer))
    except TypeError:  # a set that nobody froze
        shared, text, empty = _told_of_its_kind.__wrapped__(*_kind_of(offer))
    own = _of_itself(offer, entry.address)
    own.update(entry.beyond)
    own["organization"], own["department"] = offer.organization, offer.department
    said, blank = _said(own)
    return {**shared, **said}, f"{text[:-1]},{bulk.as_json(said)[1:]}", {**empty, **blank}


@lru_cache(8192)
def _told_of_its_kind(*kind) -> tuple[dict[str, Any], str, dict[str, Any]]:
    said, empty = _said(_of_its_kind(*kind))
    return said, bulk.as_json(said), empty


def _said(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    said, blank = {}, {}
    for name, value in fields.items():
        if value is None:
            continue
        kind = type(value)
        if kind is str and value and name not in _USUAL:
            said[name] = value
            continue
        told = value if kind in _AS_IT_IS else _document(value)
        if told in _EMPTY:
            if value != ():
                blank[name] = told
        elif name not in _USUAL or told != _USUAL[name]:
            said[name] = told
    return said, blank


def _document(value: Any) -> Any:
    """A value as JSON gives it back. Texts that many rows have in common (hours, a type) are made once, and are
    one object for all of them: nobody changes what a file said."""
    kind = type(value)
    if kind is dict and _ONLY_TEXTS.issuperset(map(type, value.values())):
        return _table(tuple(value.items()))
    if kind is list and len(value) == 1 and type(value[0]) is dict and _ONLY_TEXTS.issuperset(map(type, value[0].values())):
        return _list_of_one(tuple(value[0].items()))
    return _json(value)


@lru_cache(4096)
def _table(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(items)


@lru_cache(4096)
def _list_of_one(items: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [dict(items)]


def decide(row: Mapping[str, Any], entry: Entry) -> Decision:
    """What the file changes in a known entry: see :func:`decide_on`."""
    return decide_on(row, says_of(entry), is_secret=entry.offer.location_secret)


def decide_on(row: Mapping[str, Any], says: Mapping[str, Any], *, is_secret: bool) -> Decision:
    """What the file changes in a known entry; ``row`` holds its attributes and its unit by name, ``says``
    what the file says now (:func:`says_of`), ``is_secret`` whether it hides the place.

    Never opens a place that was made secret here, nor takes a published list's free text about it
    (it may name the place in any of them), and never turns a resident into an agency or
    back (``crosses``: another consent, another phone column; nothing is changed then).
    """
    said = row["source_row"] or {}
    left = frozenset()
    if row["location_secret"]:
        left = frozenset(PLACE) if is_secret else UNFOLLOWED
        says = {name: value for name, value in says.items() if name not in left} | {"location_secret": True}
    if says["kind"].startswith("H1") != row["kind"].startswith("H1"):
        return Decision(said, crosses=True)
    if is_secret and not row["location_secret"]:
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
        # Where the file never said anything, there is nothing to lay beside the edit; nor where the edit
        # is what the row itself proposed.
        kept=tuple(one for one in kept if (one.there is not None or one.news) and not _was_proposed(row, one)),
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

#: Keys of an entry's evidence: what its row proposes, and proposed values that somebody refused
#: (``flows/import_proposals.py``).
PROPOSALS, REFUSED = "proposals", "refused"


def evidence_after(old: Mapping[str, Any] | None, new: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of an entry that a later file changed: the newest row, and under ``since`` where
    each changed value came from; the others stand on ``first``."""
    old = old or {}
    where = {name: new[name] for name in ("file", "row", "on") if name in new}
    first = old.get("first") or {name: old[name] for name in ("file", "row", "on") if name in old}
    since = {**(old.get("since") or {}), **dict.fromkeys(sorted(changed), where)}
    refused = {REFUSED: old[REFUSED]} if old.get(REFUSED) else {}
    return new | ({"first": first} if first else {}) | {"since": since} | refused


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

_ONLY_TEXTS = frozenset({str})
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})

_SAME, _EDITED, _FOLLOWS = "same", "edited", "follows"


def _look(name: str, said: Mapping[str, Any], row: Mapping[str, Any], says: Mapping[str, Any]) -> str:
    stands, says_now, said_then = _stands(row, name), _value(says, name), _value(said, name)
    if stands == says_now:
        return _SAME
    return _FOLLOWS if stands == said_then else _EDITED


def _was_proposed(row: Mapping[str, Any], difference: Difference) -> bool:
    told = ((row.get("evidence") or {}).get(PROPOSALS) or {}).get(difference.field)
    return told is not None and not difference.news and told.get("value") == difference.here


def _value(said: Mapping[str, Any], name: str) -> Any:
    value = said.get(name)
    return _USUAL.get(name) if value in _EMPTY else value


def _stands(row: Mapping[str, Any], name: str) -> Any:
    value = _json(row[name])
    return _USUAL.get(name) if value in _EMPTY else value


def _json(value: Any) -> Any:
    """As JSON gives it back: lists for tuples, codes and dates as text."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {str(key): inner if type(inner) in _AS_IT_IS else _json(inner) for key, inner in value.items()}
    if kind is list or isinstance(value, list | tuple):
        return [one if type(one) in _AS_IT_IS else _json(one) for one in value]
    return plain(value)


assert FIELDS <= set(OfferRecord.__mapper__.column_attrs.keys())
