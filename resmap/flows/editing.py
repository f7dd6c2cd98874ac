"""Editing an entry: what counts at once, what waits for the supervisor, and the places that are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resmap.domain.codes import Review
from resmap.domain.editing import FOLLOWS, waits
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows import proposals
from resmap.flows.entering import rename
from resmap.flows.entry_values import EDITABLE, BadValue, checked_values
from resmap.flows.pair_finding import refresh
from resmap.flows.refusals import LostUpdate
from resmap.store import OfferRecord, ProposalRecord, UnitOfWork, history, offers
from resmap.store.changes import PLACE
from resmap.store.queries.pairs import COMPARED


@dataclass(frozen=True)
class Changed:
    """The entry as it stands now, and what was proposed instead of changed (None: nothing)."""

    record: OfferRecord
    proposal: ProposalRecord | None = None


def change(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    *,
    revision: int,
    values: Mapping[str, Any],
    key: str,
    words_meant: bool = False,
) -> Changed:
    """Change an entry as a form says. Who may not verify changes at once what changes from day to day;
    the rest of a verified entry becomes a proposal (``domain.editing``, R046).

    Raises LostUpdate (somebody was faster), BadValue, NotFound, NotAllowed. ``words_meant``: words
    that may tell of a resident's health or family were asked about and tell what the resident does
    for others (P-25).
    """
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "offer.change", about=record.id) is not None:
        return Changed(record)
    if record.review is Review.MERGED:
        raise LostUpdate("another entry stands for this one now")
    uow.check_revision(record, revision)
    unknown = set(values) - EDITABLE
    if unknown:
        raise BadValue(sorted(unknown)[0], "unknown")
    now, later = split(actor, record, values, words_meant=words_meant)
    if write(uow, record, now):
        refresh(uow, [record.id])
    proposal = proposals.keep_change(uow, record, later) if later else None
    history.finish_once(uow, key, record.id)
    uow.commit()
    return Changed(record, proposal)


def split(
    actor: Actor, record: OfferRecord, values: Mapping[str, Any], *, words_meant: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what counts at once, with what follows from it; what waits, of what was typed). Raises BadValue, NotAllowed.

    Nobody waits with hiding a place (P-21): all that goes with it goes at once, and the line that stays too.
    """
    checked = checked_values(record, actor, values, words_meant=words_meant)
    changed = {name: value for name, value in checked.items() if getattr(record, name) != value}
    vouches = actor.may(Permission.REGISTER_VERIFY)
    held = {name for name in changed.keys() & values.keys() if waits(name, changed[name], record.review, vouches=vouches)}
    if checked["location_secret"] and not record.location_secret:
        held -= {*PLACE, "access_line"}
    follows = {one for name in held for one in FOLLOWS.get(name, ())}
    now = {name: value for name, value in changed.items() if name not in held | follows}
    return now, {name: changed[name] for name in held}


def write(uow: UnitOfWork, record: OfferRecord, changed: Mapping[str, Any], **facts: str) -> bool:
    """Set checked values with the search keys and the event (with ``facts``); answers whether look-alikes
    have to be found anew. Does not commit."""
    if not changed:
        return False
    for name, value in changed.items():
        setattr(record, name, value)
    if "name" in changed:
        rename(record)
    uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": sorted(changed)} | facts)
    return bool(COMPARED & changed.keys())


def move_places(uow: UnitOfWork, actor: Actor, offer_id: str, step: int, *, key: str) -> OfferRecord:
    """One place more (``step`` 1) or fewer (-1), whoever else counts at the same time.

    At the edge (no place left, or all free) nothing changes.
    """
    actor.require(Permission.REGISTER_EDIT)
    record = offers.standing(uow, offer_id)
    offer_id = record.id
    if history.begin_once(uow, key, "offer.places", about=record.id) is None:
        moved = offers.take_place(uow, offer_id) if step < 0 else offers.give_place_back(uow, offer_id)
        if moved and record.places_left is not None:
            uow.event(EventKind.OFFER_CHANGED, offer_id, facts={"places_left": record.places_left})
        history.finish_once(uow, key, offer_id)
        uow.commit()
    return record
