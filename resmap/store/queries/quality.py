"""What the health of the register looks at: a few columns of every entry, in one query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from resmap.domain.codes import AreaLevel, OfferStatus, Review
from resmap.store.queries import pairs
from resmap.store.queries.register import counter
from resmap.store.records import ListingConsentRecord, OfferRecord, PairRecord
from resmap.store.saving import TOUCHED

Anything = TypeVar("Anything")

_GONE = (Review.WITHDRAWN, Review.MERGED)


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of an entry that its quality goes by; ``has_…`` for what may not be read in bulk."""

    id: str
    name: str
    name_en: str | None
    kind: str
    dong: str | None
    review: Review
    verified_on: date | None
    status: OfferStatus
    needs: tuple[str, ...]
    location_secret: bool
    has_point: bool
    address: str | None
    has_phone: bool
    has_line: bool
    hours: str | None
    has_eligibility: bool
    how_to_apply: str | None
    places_left: int | None
    description: str | None
    ends_on: date | None
    missing_since: date | None
    extra: dict | None
    area_level: AreaLevel
    area_names: tuple[str, ...]


def rows(uow, only: str | None = None) -> list[Row]:
    """Every entry that stands in the register (or ``only`` this one), in the order of names."""
    offer = OfferRecord
    limits = (offer.age_min, offer.age_max, offer.sex, offer.income_max)
    restricted = limits[0].is_not(None)
    for column in limits[1:]:
        restricted = restricted | column.is_not(None)
    query = (
        select(
            offer.id, offer.name, offer.name_en, offer.kind, offer.dong, offer.review, offer.verified_on, offer.status,
            offer.needs, offer.location_secret, (offer.lat.is_not(None) & offer.lon.is_not(None)).label("has_point"),
            offer.address, offer.public_phone, offer.private_phone_sealed.is_not(None).label("has_private"),
            offer.access_line, offer.hours, restricted.label("restricted"), offer.requires, offer.excludes,
            offer.how_to_apply, offer.places_left, offer.description, offer.ends_on, offer.missing_since, offer.extra,
            offer.area_level, offer.area_names,
        )
        .where(offer.voided_at.is_(None), offer.review.not_in(_GONE))
        .order_by(offer.name_folded, offer.id)
    )  # fmt: skip
    if only is not None:
        query = query.where(offer.id == only)
    return [
        Row(
            id=row.id,
            name=row.name,
            name_en=row.name_en,
            kind=row.kind,
            dong=row.dong,
            review=row.review,
            verified_on=row.verified_on,
            status=row.status,
            needs=row.needs,
            location_secret=row.location_secret,
            has_point=row.has_point,
            address=row.address,
            has_phone=bool(row.public_phone or row.has_private or row.access_line),
            has_line=bool(row.access_line),
            hours=row.hours,
            has_eligibility=bool(row.restricted or row.requires or row.excludes),
            how_to_apply=row.how_to_apply,
            places_left=row.places_left,
            description=row.description,
            ends_on=row.ends_on,
            missing_since=row.missing_since,
            extra=row.extra,
            area_level=row.area_level,
            area_names=row.area_names,
        )
        for row in uow.session.execute(query)
    ]


def waiting_pairs(uow) -> dict[str, int]:
    """How many look-alikes wait for each entry."""
    return pairs.waiting_for(uow)


def remembered(uow, key: str, told: tuple, build: Callable[[], Anything]) -> Anything:
    """What ``build`` makes of the register, kept under ``key`` until the register, the pairs that wait or what was
    ``told`` (the day) change; never of what is not committed."""
    uow.flush()
    stamp = (counter(uow), *uow.session.execute(select(func.count(), func.max(PairRecord.id))).one(), *told)
    is_shared = not uow.session.info.get(TOUCHED)
    known = uow.database.networks.get(key)
    if is_shared and known is not None and known[0] == stamp:
        return known[1]
    built = build()
    if is_shared:
        uow.database.networks[key] = (stamp, built)
    return built


def listing_consents(uow) -> dict[str, ListingConsentRecord]:
    """The latest consent of each resident who ever gave one."""
    query = select(ListingConsentRecord).order_by(ListingConsentRecord.created_at, ListingConsentRecord.id)
    return {one.offer_id: one for one in uow.session.scalars(query)}
