"""Entries whose row of a list proposes something: found by the evidence that the import left."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Text, cast, or_, select

from resmap.domain.codes import Review
from resmap.store.records import OfferRecord

_OUT = (Review.WITHDRAWN, Review.MERGED)

#: How a document with proposals looks as text, on both databases.
_SIGN = '%"proposals"%'


def rows(uow, source: str | None = None) -> Iterator[Mapping[str, Any]]:
    """Entries (of ``source``) whose row or import proposes something, as plain rows: what the decision looks
    at and what is shown of it. Secret places and residents never (P-21, P-25)."""
    table = OfferRecord.__table__.c
    wanted = (
        "id", "revision", "name", "name_en", "kind", "needs", "review", "source", "source_row", "evidence",
        "proposed_needs", "location_secret", "public_phone", "address", "sido", "sigungu", "dong", "lat", "lon",
    )  # fmt: skip
    query = _standing(select(*(table[name] for name in wanted))).where(
        or_(cast(table.evidence, Text).like(_SIGN), table.proposed_needs.is_not(None))
    )
    if source is not None:
        query = query.where(table.source == source)
    query = query.order_by(table.name_folded, table.id).execution_options(yield_per=1000)
    for row in uow.session.connection().execute(query):
        yield row._mapping


def _standing(query):
    table = OfferRecord.__table__.c
    return query.where(
        table.voided_at.is_(None),
        table.review.not_in(_OUT),
        table.location_secret.is_(False),
        table.kind.not_like("H1%"),
    )
