"""What a list of the register tells beside the entry itself: the other ends of ties, sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from resmap.domain.codes import PartyKind, Review
from resmap.store.records import OfferRecord, PartyRecord


@dataclass(frozen=True, slots=True)
class End:
    """The other end of a tie. ``kind`` is a party's, None for an offer."""

    name: str
    name_en: str | None
    is_offer: bool
    kind: PartyKind | None
    secret: bool


def ends(uow, ids: Iterable[str]) -> dict[str, End]:
    """Offers and parties by id, as ends of ties; unknown and voided ones are left out."""
    wanted = list(ids)
    offers = uow.session.execute(
        select(OfferRecord.id, OfferRecord.name, OfferRecord.name_en, OfferRecord.location_secret).where(
            OfferRecord.id.in_(wanted), OfferRecord.voided_at.is_(None)
        )
    )
    found = {row.id: End(row.name, row.name_en, True, None, row.location_secret) for row in offers}
    parties = uow.session.execute(
        select(PartyRecord.id, PartyRecord.name, PartyRecord.name_en, PartyRecord.kind).where(
            PartyRecord.id.in_(wanted), PartyRecord.voided_at.is_(None)
        )
    )
    return found | {row.id: End(row.name, row.name_en, False, row.kind, False) for row in parties}


def sources(uow) -> list[str]:
    """The sources that entries came from, by name."""
    query = select(OfferRecord.source).where(OfferRecord.source.is_not(None), OfferRecord.voided_at.is_(None))
    return sorted(uow.session.scalars(query.distinct()))


def counts_by_review(uow) -> dict[Review, int]:
    """How many entries stand in each state of review."""
    query = select(OfferRecord.review, func.count()).where(OfferRecord.voided_at.is_(None))
    return {row[0]: row[1] for row in uow.session.execute(query.group_by(OfferRecord.review))}
