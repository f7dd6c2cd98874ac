"""What an entry may be changed to: the fields of its form, and what cannot be among them.

Nothing here writes: ``checked_values`` answers the values as the record will hold them, for
whoever edits, adds, proposes, takes back an edited sheet.
"""

from collections.abc import Mapping
from typing import Any

from resmap.domain import particulars, taxonomy
from resmap.domain.codes import OfferStatus, RecipientClass, Sex
from resmap.domain.listing import is_resident, private_words
from resmap.domain.particulars import BadParticular
from resmap.domain.permissions import Actor, NotAllowed, Permission
from resmap.store import OfferRecord
from resmap.store.changes import PLACE

#: What the edit form may change, beside the parts that need a right of their own.
EDITABLE = frozenset(
    {
        "name", "name_en", "kind", "needs", "recipient_class", "description", "dong", "address", "access_line",
        "public_phone", "hours", "how_to_apply", "age_min", "age_max", "sex", "income_max", "places_left",
        "limit", "status", "location_secret", "vetted_for_minors", "particulars",
    }
)  # fmt: skip


#: Fields that a sheet may change though the edit form does not hold them.
BESIDE = frozenset({"cost", "website", "email", "ends_on"})


class BadValue(ValueError):
    """A field of the edit form cannot be taken. ``field`` names it, ``code`` says why."""

    def __init__(self, field: str, code: str):
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def checked_values(
    record: OfferRecord, actor: Actor, values: Mapping[str, Any], *, words_meant: bool = False
) -> dict[str, Any]:
    """The values as the record will hold them, with what follows from them; BadValue for one that cannot be.

    ``words_meant``: words that may tell of a resident's health or family were asked about and tell
    what the resident does for others (P-25).
    """
    told = dict(values)
    if not str(told.get("name", record.name)).strip():
        raise BadValue("name", "empty")
    for code in told.get("needs", ()):
        if not taxonomy.is_need(code):
            raise BadValue("needs", "unknown")
    if "kind" in told and not taxonomy.is_kind(told["kind"]):
        raise BadValue("kind", "unknown")
    is_resident = told.get("kind", record.kind).startswith("H1")
    if is_resident != record.kind.startswith("H1"):
        raise BadValue("kind", "resident")  # another consent, another phone column: a new entry
    if is_resident and (told.get("address") or told.get("public_phone")):
        raise BadValue("address" if told.get("address") else "public_phone", "resident")
    for name, vocabulary in (("sex", Sex), ("status", OfferStatus), ("recipient_class", RecipientClass)):
        if told.get(name) is not None:
            told[name] = vocabulary(told[name])
    low, high = told.get("age_min", record.age_min), told.get("age_max", record.age_max)
    if low is not None and high is not None and low > high:
        raise BadValue("age_max", "crossed")
    places, limit = told.get("places_left", record.places_left), told.get("limit", record.limit)
    if places is not None and limit is not None and places > limit:
        raise BadValue("places_left", "above_limit")
    if not words_meant:
        ask_about_words(record, values)
    return told | _own_fields(record, told) | _secrecy(record, actor, told)


def _own_fields(record: OfferRecord, told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of its kind, and the tags that rules read of them."""
    if "particulars" not in told and "kind" not in told:
        return {}
    kind, typed = told.get("kind", record.kind), told.get("particulars", record.particulars) or {}
    if "particulars" not in told:  # another kind has other fields: what it does not know is left behind
        typed = {name: value for name, value in typed.items() if name in {one.name for one in particulars.of_kind(kind)}}
    try:
        kept = particulars.checked(kind, typed)
    except BadParticular as error:
        raise BadValue(f"particulars-{error.name}", error.code) from None
    return {"particulars": kept or None, "tags": particulars.tags_with(record.tags or (), kind, typed)}


#: Free text of a resident's entry in which somebody may write down what nobody should (P-25).
_TOLD_FREELY = ("name", "name_en", "description", "hours", "how_to_apply")


def ask_about_words(record: OfferRecord, values: Mapping[str, Any]) -> None:
    """Nothing about a resident's health or family stands in their entry (P-25): asked once, where it is new."""
    if not is_resident(record.kind):
        return
    for name in _TOLD_FREELY:
        found = set(private_words([values.get(name)])) - set(private_words([getattr(record, name)]))
        if found:
            raise BadValue(name, "private")


def _secrecy(record: OfferRecord, actor: Actor, told: Mapping[str, Any]) -> dict[str, Any]:
    """Making a place secret empties it at once; opening one is a supervisor's decision."""
    secret = told.get("location_secret", record.location_secret)
    if record.location_secret and not secret and not actor.may(Permission.REGISTER_VERIFY):
        raise NotAllowed(Permission.REGISTER_VERIFY)
    if not secret:
        return {"location_secret": False}
    if not (told.get("access_line") or record.access_line):
        raise BadValue("access_line", "needed_for_secret")
    # Its own number leads to it like an address (P-21): only the access line stays. Whatever
    # else leads there is forgotten when the entry is written (``store.secrecy``).
    return {"location_secret": True, **dict.fromkeys(PLACE)}
