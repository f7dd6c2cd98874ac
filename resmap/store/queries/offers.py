"""Offers of the register: search, one entry, and the places that are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, update
from sqlalchemy.orm import selectinload

from resmap.domain.codes import OfferStatus, RecipientClass, Review
from resmap.domain.listing import is_resident
from resmap.domain.network import Offer
from resmap.domain.permissions import NotFound
from resmap.domain.support import PUBLIC, PUBLIC_KINDS, System
from resmap.store.mapping import listing_value, offer_value
from resmap.store.queries.paging import Page, page_of
from resmap.store.records import OfferRecord, OrganisationRecord
from resmap.store.saving import touch_register


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; everything given must hold.

    ``text`` is folded and ``initials`` are initial consonants (both by
    ``domain.korean``, by the flow): either may match. ``kind`` is a prefix.
    """

    text: str = ""
    initials: str = ""
    need: str | None = None
    kind: str | None = None
    dong: str | None = None
    review: Review | None = None
    status: OfferStatus | None = None
    recipient_class: RecipientClass | None = None
    organisation: str | None = None
    source: str | None = None
    system: System | None = None


def get(uow, offer_id: str) -> OfferRecord:
    """The entry, with ``organisation`` and ``department`` loaded; raises NotFound."""
    found = uow.get(OfferRecord, offer_id)
    if found is None:
        raise NotFound("OfferRecord")
    return found


def standing(uow, offer_id: str) -> OfferRecord:
    """The entry that stands for this id: itself, or the one that it was merged into. Raises NotFound."""
    seen: set[str] = set()
    found = get(uow, offer_id)
    while found.merged_into is not None and found.id not in seen:
        seen.add(found.id)
        found = get(uow, found.merged_into)
    return found


def value(record: OfferRecord, today: date) -> Offer:
    """The entry as rules see it on that day."""
    department = record.department.name if record.department else None
    listing = listing_value(record.listings[-1]) if is_resident(record.kind) and record.listings else None
    return offer_value(record, record.organisation.name, department, today, listing=listing)


def by_ids(uow, ids: Iterable[str]) -> dict[str, OfferRecord]:
    """Entries by id; unknown and voided ones are left out."""
    query = select(OfferRecord).where(OfferRecord.id.in_(list(ids))).options(selectinload(OfferRecord.listings))
    rows = uow.session.scalars(query)
    return {row.id: row for row in rows}


def by_source(uow, source: str) -> dict[str, OfferRecord]:
    """All entries of a source by their key there, for an import to compare with."""
    rows = uow.session.scalars(
        select(OfferRecord)
        .where(OfferRecord.source == source)
        .execution_options(include_voided=True)
    )
    return {row.source_key: row for row in rows if row.source_key is not None}


def search(uow, wanted: Search, *, page: int = 1, size: int = 25) -> Page[OfferRecord]:
    """One page of entries in the order of their names."""
    query = narrowed(select(OfferRecord), wanted).options(selectinload(OfferRecord.listings))
    return page_of(uow.session, query.order_by(OfferRecord.name_folded, OfferRecord.id), page, size)


def ids(uow, wanted: Search) -> list[str]:
    """Ids of all entries that match, for an act on many."""
    query = narrowed(select(OfferRecord.id), wanted)
    return list(uow.session.scalars(query.order_by(OfferRecord.id)))


def take_place(uow, offer_id: str) -> bool:
    """Take one of the places that are left; False if there is none, whoever else asks meanwhile.

    An offer that does not count its places always has one. One conditional
    UPDATE: a count before it would let two people in (TRUST.md).
    """
    free = or_(OfferRecord.places_left.is_(None), OfferRecord.places_left > 0)
    return _move_places(uow, offer_id, free, -1)


def give_place_back(uow, offer_id: str) -> bool:
    """Give a place back; False if the offer counts none or all its places are free already."""
    room = or_(OfferRecord.limit.is_(None), OfferRecord.places_left < OfferRecord.limit)
    return _move_places(uow, offer_id, OfferRecord.places_left.is_not(None) & room, 1)


def _move_places(uow, offer_id: str, condition, step: int) -> bool:
    uow.flush()
    # First the counter, then the offer, as whoever edits an entry takes them: the other
    # way round two people wait for each other, and PostgreSQL ends one of them.
    touch_register(uow.session)
    moved = uow.session.execute(
        update(OfferRecord)
        .where(OfferRecord.id == offer_id, OfferRecord.voided_at.is_(None), condition)
        # The revision moves too: a form opened before would write the old number back.
        .values(places_left=OfferRecord.places_left + step, revision=OfferRecord.revision + 1)
        .execution_options(synchronize_session="fetch")
    )
    return moved.rowcount == 1


def _is_internal() -> ColumnElement[bool]:
    """``domain.support.system_of``, asked of the database."""
    public = select(OrganisationRecord.id).where(OrganisationRecord.sector == PUBLIC)
    unsaid = select(OrganisationRecord.id).where(or_(OrganisationRecord.sector.is_(None), OrganisationRecord.sector == ""))
    of_kind = or_(*(OfferRecord.kind.startswith(kind) for kind in PUBLIC_KINDS))
    return or_(OfferRecord.organisation_id.in_(public), and_(OfferRecord.organisation_id.in_(unsaid), of_kind))


def narrowed(query: Select, wanted: Search) -> Select:
    """The query with every condition of ``wanted``."""
    offer = OfferRecord
    if wanted.text or wanted.initials:
        likes = []
        if wanted.text:
            likes.append(offer.name_folded.contains(wanted.text, autoescape=True))
        if wanted.initials:
            likes.append(offer.initials.contains(wanted.initials, autoescape=True))
        query = query.where(or_(*likes))
    if wanted.need:
        query = query.where(offer.needs.contains(f" {wanted.need} ", autoescape=True))
    if wanted.kind:
        query = query.where(offer.kind.startswith(wanted.kind, autoescape=True))
    query = query.where(offer.review != Review.MERGED)  # found by the entry that stands for it, in no list itself
    if wanted.organisation:
        names = select(OrganisationRecord.id).where(OrganisationRecord.name == wanted.organisation)
        query = query.where(offer.organisation_id.in_(names))
    if wanted.system:
        internal = _is_internal()
        query = query.where(internal if wanted.system is System.INTERNAL else not_(internal))
    for column, sought in (
        (offer.dong, wanted.dong),
        (offer.review, wanted.review),
        (offer.status, wanted.status),
        (offer.recipient_class, wanted.recipient_class),
        (offer.source, wanted.source),
    ):
        if sought is not None:
            query = query.where(column == sought)
    return query
