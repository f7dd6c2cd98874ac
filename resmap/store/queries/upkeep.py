"""Keeping the register true: what waits to be checked, consents, links, agreements, who is not to be called."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import String, func, or_, select, type_coerce

from resmap.domain.codes import ListingScope, OfferStatus, ProposalState, ProposedBy, Review
from resmap.domain.listing import listed_for
from resmap.store.mapping import listing_value
from resmap.store.queries.offers import Search, narrowed
from resmap.store.records import (
    AgreementRecord,
    DoNotContactRecord,
    FieldCheckRecord,
    ListingConsentRecord,
    OfferChangeRecord,
    OfferRecord,
    OrganisationRecord,
    OwnerLinkRecord,
    ProposalRecord,
    SuggestedRecord,
)


class Candidate(NamedTuple):
    """An entry as the queue weighs it: no more of it than its place in the queue depends on."""

    id: str
    name: str
    kind: str
    review: Review
    verified_on: date | None
    says_needs: bool


def candidates(uow, wanted: Search) -> list[Candidate]:
    """All entries that fit and could be checked: neither withdrawn, merged nor closed."""
    offer = OfferRecord
    says_needs = or_(type_coerce(offer.needs, String) != " ", offer.proposed_needs.is_not(None))
    columns = offer.id, offer.name, offer.kind, type_coerce(offer.review, String), offer.verified_on, says_needs
    query = narrowed(select(*columns), wanted).where(
        offer.voided_at.is_(None),
        offer.review.not_in([Review.WITHDRAWN, Review.MERGED]),
        offer.status != OfferStatus.CLOSED,
    )
    reviews = {review.value: review for review in Review}
    return [
        Candidate(id_, name, kind, reviews[review], verified_on, bool(says))
        for id_, name, kind, review, verified_on, says in uow.session.execute(query)
    ]


def suggested(uow, months: Iterable[str]) -> dict[str, int]:
    """How often each entry was suggested in these months together."""
    rows = uow.session.execute(
        select(SuggestedRecord.offer_id, func.sum(SuggestedRecord.times))
        .where(SuggestedRecord.month.in_(list(months)))
        .group_by(SuggestedRecord.offer_id)
    )
    return {row[0]: int(row[1]) for row in rows}


# Residents


def listings(uow, ids: Iterable[str] | None = None) -> dict[str, ListingConsentRecord]:
    """The youngest consent of each resident, by entry."""
    record = ListingConsentRecord
    query = select(record).order_by(record.created_at, record.id)
    if ids is not None:
        query = query.where(record.offer_id.in_(list(ids)))
    return {one.offer_id: one for one in uow.session.scalars(query)}


def listing(uow, offer_id: str) -> ListingConsentRecord | None:
    """The youngest consent of a resident."""
    uow.flush()
    return listings(uow, [offer_id]).get(offer_id)


def is_listed_now(uow, offer_id: str, today: date) -> bool:
    """Whether a resident may be suggested at this very moment, read anew from the database."""
    uow.flush()
    fresh = {"populate_existing": True}
    query = select(ListingConsentRecord).where(ListingConsentRecord.offer_id == offer_id)
    order = ListingConsentRecord.created_at, ListingConsentRecord.id
    kept = list(uow.session.scalars(query.order_by(*order).execution_options(**fresh)))
    offer = OfferRecord
    row = uow.session.execute(
        select(offer.extra, offer.review).where(offer.id == offer_id, offer.voided_at.is_(None))
    ).first()
    if row is None or row.review in (Review.WITHDRAWN, Review.MERGED):
        return False
    return ListingScope.SUGGEST in listed_for(row.extra, listing_value(kept[-1]) if kept else None, today)


# Where a field comes from


def changes_since(uow, offer_id: str, revision: int) -> list[OfferChangeRecord]:
    """What was changed of an entry after it stood at ``revision``."""
    record = OfferChangeRecord
    query = select(record).where(record.offer_id == offer_id, record.revision > revision)
    return list(uow.session.scalars(query.order_by(record.created_at, record.id)))


def checks(uow, ids: Iterable[str]) -> list[FieldCheckRecord]:
    """How fields of these entries were checked, oldest first."""
    record = FieldCheckRecord
    query = select(record).where(record.offer_id.in_(list(ids)))
    return list(uow.session.scalars(query.order_by(record.created_at, record.id)))


# Links to owners


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hex digits; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner_link(uow, token: str) -> OwnerLinkRecord | None:
    """The link of a token, alive or not."""
    query = select(OwnerLinkRecord).where(OwnerLinkRecord.token_hash == token_hash(token))
    return uow.session.scalar(query)


def owner_links(uow, offer_id: str) -> list[OwnerLinkRecord]:
    """The links that were made for an entry, the youngest first."""
    record = OwnerLinkRecord
    query = select(record).where(record.offer_id == offer_id)
    return list(uow.session.scalars(query.order_by(record.created_at.desc(), record.id.desc())))


def proposals_of_owner(uow, offer_id: str) -> list[ProposalRecord]:
    """What the owner of an entry proposed and nobody decided yet, oldest first."""
    record = ProposalRecord
    query = select(record).where(
        record.offer_id == offer_id, record.by == ProposedBy.OWNER, record.state == ProposalState.WAITING
    )
    return list(uow.session.scalars(query.order_by(record.created_at, record.id)))


# Who is not to be called


def remembered(uow) -> list[DoNotContactRecord]:
    """Everybody who asked not to be contacted, oldest first; those whose day is over among them."""
    record = DoNotContactRecord
    return list(uow.session.scalars(select(record).order_by(record.created_at, record.id)))


# Agreements


def agreements(uow, organisation_id: str | None = None) -> list[AgreementRecord]:
    """Agreements, the one that ends last first."""
    record = AgreementRecord
    query = select(record)
    if organisation_id is not None:
        query = query.where(record.organisation_id == organisation_id)
    return list(uow.session.scalars(query.order_by(record.until.desc(), record.id.desc())))


def lapsed_agreements(uow, today: date) -> frozenset[str]:
    """Ids of organisations that once had an agreement and have none today (R047); who never had one
    is not among them."""
    record = AgreementRecord
    rows = uow.session.execute(
        select(record.organisation_id, record.since, record.until).where(record.voided_at.is_(None))
    ).all()
    ended = {row.organisation_id for row in rows if row.until < today}
    return frozenset(ended - {row.organisation_id for row in rows if row.since <= today <= row.until})


def agreements_ending(uow, today: date, before: date) -> list[tuple[OrganisationRecord, date]]:
    """Organisations whose last agreement ends on a day up to ``before``, those that ended already among them."""
    record, organisation = AgreementRecord, OrganisationRecord
    last = (
        select(record.organisation_id, func.max(record.until).label("until"))
        .where(record.voided_at.is_(None))
        .group_by(record.organisation_id)
        .subquery()
    )
    query = (
        select(organisation, last.c.until)
        .join(last, last.c.organisation_id == organisation.id)
        .where(last.c.until <= before, organisation.closed_on.is_(None))
    )
    rows = uow.session.execute(query.order_by(last.c.until, organisation.name))
    return [(row[0], row[1]) for row in rows]


def offer_of_organisation(uow, organisation_id: str) -> str | None:
    """Any entry of an organisation, to lead to its page."""
    query = select(OfferRecord.id).where(OfferRecord.organisation_id == organisation_id)
    return uow.session.scalar(query.order_by(OfferRecord.id).limit(1))
