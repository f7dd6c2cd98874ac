"""The register: looking entries up, reading one with its ties, verifying."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from resmap.domain import upkeep
from resmap.domain.codes import ChangeReason, ListingScope, OfferStatus, PartyKind, Review, TieKind
from resmap.domain.events import EventKind
from resmap.domain.korean import fold, is_initials
from resmap.domain.listing import Listing, is_resident, listed_for
from resmap.domain.network import LISTED_UNTIL
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.support import System
from resmap.flows import listing as listings
from resmap.flows import searching
from resmap.store import LostUpdate, OfferRecord, Page, Search, UnitOfWork, UserRecord, history, offers, register
from resmap.store.queries import entries, pairs

#: Verified longer ago an entry is not suggested, whatever its kind (practice §2.7).
USABLE = timedelta(days=upkeep.STALE_DAYS)

#: Out of the register; nobody verifies these.
GONE = frozenset({Review.WITHDRAWN, Review.MERGED})


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie as one line: ``outward`` when it starts at the entry that is looked at."""

    kind: TieKind
    other: str
    name: str
    name_en: str | None
    is_offer: bool
    party_kind: PartyKind | None
    outward: bool
    both_ways: bool
    strength: float


@dataclass(frozen=True)
class EntryView:
    """An entry with everything its page tells. ``phone`` is None for who may not call a resident;
    ``merged`` are the entries that it stands for."""

    record: OfferRecord
    states: tuple[str, ...]
    ties: tuple[TieLine, ...]
    verified_by: UserRecord | None
    phone: str | None
    merged: tuple[OfferRecord, ...] = ()


@dataclass(frozen=True)
class Verified:
    """``done`` ids were verified. Not verified were ``changed`` names, for somebody edited them meanwhile,
    and ``unlisted`` names: residents without a consent that holds (P-25)."""

    done: tuple[str, ...]
    changed: tuple[str, ...]
    unlisted: tuple[str, ...] = ()


def search(uow: UnitOfWork, actor: Actor, **wanted: Any) -> Page[OfferRecord]:
    """One page of entries, by the arguments of :func:`found`."""
    return found(uow, actor, **wanted).page


def found(
    uow: UnitOfWork,
    actor: Actor,
    *,
    text: str = "",
    need: str | None = None,
    kind: str | None = None,
    dong: str | None = None,
    review: Review | None = None,
    source: str | None = None,
    system: System | None = None,
    page: int = 1,
    size: int = 25,
) -> searching.Found:
    """Entries by what is typed, need, kind, dong, review and system (R013), with the reason why a text found each.

    Initial consonants (ㅈㅇㅂㅈㄱ) find names that have them, in the order of names; any other text is
    weighed (``flows.searching``): spaces, word order and slips of typing do not count, words for a
    need find who answers it. Without a text all entries, in the order of names. Raises
    ResidentNumberError for a number that must not be typed, not even to search.
    """
    actor.require(Permission.REGISTER_READ)
    refuse(text, "text")
    wanted = Search(need=need, kind=kind, dong=dong, review=review, source=source, system=system)
    if text.strip() and not is_initials(text):
        return searching.by_text(uow, text, wanted, page=page, size=size)
    if is_initials(text):
        wanted = replace(wanted, initials=fold(text))
    return searching.Found(offers.search(uow, wanted, page=page, size=size), {})


def by_name(text: str) -> Search:
    """What was typed as the name of an entry, or as the initial consonants of one."""
    return Search(initials=fold(text)) if is_initials(text) else Search(text=fold(text))


#: How fresh an entry is -> the state that pages tell.
_FRESHNESS = {
    upkeep.Standing.NEVER: "stale",
    upkeep.Standing.FRESH: "verified",
    upkeep.Standing.DUE: "aging",
    upkeep.Standing.OVERDUE: "aging",
    upkeep.Standing.STALE: "stale",
}


def states_of(record: OfferRecord, today: date, office: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """How an entry stands, as codes for words: one of review first, then what stands in the way.

    ``office``: the office's own due days by kind (``domain.upkeep``).
    """
    states = [_review_state(record, today, office)]
    if record.status is OfferStatus.PAUSED or (record.listings and record.listings[-1].paused_at):
        states.append("paused")
    if record.status is OfferStatus.CLOSED:
        states.append("closed")
    if record.places_left == 0:
        states.append("full")
    return tuple(states)


def _review_state(record: OfferRecord, today: date, office: Mapping[str, int] | None) -> str:
    if record.review in GONE:
        return "withdrawn"
    if is_resident(record.kind) and not agreed(record, today):
        return "unlisted"
    if record.review is Review.IMPORTED:
        return "unverified"
    if record.verified_on is None or record.review is Review.STALE:
        return "stale"
    return _FRESHNESS[upkeep.standing(record.kind, record.verified_on, today, office=office)]


def agreed(record: OfferRecord, today: date) -> frozenset[ListingScope]:
    """What a resident's entry may be used for by their own consent (P-25); without any it waits here."""
    latest = listings.value_of(record.listings[-1]) if record.listings else None
    return listed_for(record.extra, latest, today)


def _may_be_called(record: OfferRecord, today: date) -> bool:
    """Whose consent holds, and who was never asked: somebody has to ask. Not who let it end or took it back."""
    never_asked = not record.listings and (record.extra or {}).get(LISTED_UNTIL) is None
    return record.review is not Review.WITHDRAWN and (never_asked or bool(agreed(record, today)))


def entry(
    uow: UnitOfWork, actor: Actor, offer_id: str, today: date, office: Mapping[str, int] | None = None
) -> EntryView:
    """One entry; raises NotFound. Ties with a secret offer are not told, on either page:
    who works beside a refuge tells where it is. Quarrels are told to who edits the register."""
    actor.require(Permission.REGISTER_READ)
    record = offers.standing(uow, offer_id)
    verifier = uow.get(UserRecord, record.verified_by)
    may_call = not is_resident(record.kind) or (actor.may(Permission.REGISTER_EDIT) and _may_be_called(record, today))
    return EntryView(
        record=record,
        states=states_of(record, today, office),
        ties=() if record.location_secret else tuple(_ties(uow, actor, record.id, today)),
        verified_by=verifier,
        phone=record.phone if may_call and not record.location_secret else None,
        merged=tuple(pairs.merged_into(uow, [record.id])),
    )


def _ties(uow: UnitOfWork, actor: Actor, offer_id: str, today: date) -> Iterable[TieLine]:
    same = register.sames(uow)
    ties = register.ties_on(uow, today, *same.of(offer_id))
    ends = {same.standing(end) for tie in ties for end in (tie.source, tie.target)} - {offer_id}
    known = entries.ends(uow, ends)
    told: set[tuple] = set()
    for tie in sorted(ties, key=lambda one: -one.strength):
        source, target = same.standing(tie.source), same.standing(tie.target)
        other, outward = (target, True) if source == offer_id else (source, False)
        end = known.get(other)
        if end is None or end.secret or (tie.kind, other, outward) in told:
            continue
        if tie.kind is TieKind.CONFLICT and not actor.may(Permission.REGISTER_EDIT):
            continue
        told.add((tie.kind, other, outward))
        yield TieLine(tie.kind, other, end.name, end.name_en, end.is_offer, end.kind, outward, tie.both_ways, tie.strength)


def verify(
    uow: UnitOfWork,
    actor: Actor,
    chosen: Iterable[tuple[str, int]],
    today: date,
    *,
    key: str,
    listing: Mapping[str, Listing] | None = None,
) -> Verified:
    """Verify entries as they were shown: (id, revision) each, in one transaction, with an event each.

    Who was edited since the list was made is left as it is and named; so is a resident
    without a consent that holds, unless ``listing`` brings it by the id of the entry.
    Raises BadListing for a consent that cannot be kept.
    """
    actor.require(Permission.REGISTER_VERIFY)
    if history.begin_once(uow, key, "offer.verify") is not None:
        return Verified((), ())
    wanted, brought = dict(chosen), dict(listing or {})
    records = offers.by_ids(uow, wanted)
    done, changed, unlisted = [], [], []
    uow.because(ChangeReason.VERIFY)
    for offer_id, record in sorted(records.items()):
        if record.revision != wanted[offer_id] or record.review in GONE:
            changed.append(record.name)
            continue
        if is_resident(record.kind):
            if offer_id in brought:
                listings.keep(uow, record, brought[offer_id], today)
            elif not agreed(record, today):
                unlisted.append(record.name)
                continue
        mark_verified(uow, record, actor.id, today)
        done.append(offer_id)
    history.finish_once(uow, key, str(len(done)))
    uow.commit()
    return Verified(tuple(done), tuple(changed), tuple(unlisted))


def mark_verified(uow: UnitOfWork, record: OfferRecord, by: str | None, today: date) -> None:
    """Bind a verification to the entry as it stands now; ``by`` None: its owner said so.

    For flows that asked the permission and, of a resident, the consent. Does not commit. Raises LostUpdate
    for what is out of the register: it has to be put back first, by a flow that says so.
    """
    if record.review in GONE:
        raise LostUpdate("the entry is no longer in the register")
    uow.flush()
    record.review, record.verified_on, record.verified_by = Review.VERIFIED, today, by
    record.verified_revision = record.revision + 1  # the revision that this change makes
    uow.event(EventKind.OFFER_VERIFIED, record.id, facts={"revision": record.verified_revision})


@dataclass(frozen=True)
class Choices:
    """What the filters of a list offer."""

    dongs: tuple[tuple[str, str | None], ...]
    sources: tuple[str, ...]
    counts: Mapping[Review, int]
    gu: str | None


def choices(uow: UnitOfWork, actor: Actor) -> Choices:
    """Dong (name, English name), sources, and how many entries stand in each state of review."""
    actor.require(Permission.REGISTER_READ)
    return Choices(
        dongs=tuple((dong.name, dong.name_en) for dong in register.dongs(uow)),
        sources=tuple(entries.sources(uow)),
        counts=entries.counts_by_review(uow),
        gu=register.setting(uow).sigungu,
    )
