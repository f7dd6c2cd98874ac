"""The history of one entry: its changes, its checks, and values read back as columns hold them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, inspect, select

from resmap.domain.permissions import NotFound
from resmap.store.records import FieldCheckRecord, OfferChangeRecord, OfferRecord, UserRecord
from resmap.store.types import Code, Codes, Moment, Names


def of_entry(uow, offer_id: str) -> list[OfferChangeRecord]:
    """Its changes, the youngest first."""
    newest = OfferChangeRecord.created_at.desc(), OfferChangeRecord.id.desc()
    query = select(OfferChangeRecord).where(OfferChangeRecord.offer_id == offer_id).order_by(*newest)
    return list(uow.session.scalars(query))


def get(uow, change_id: str) -> OfferChangeRecord:
    """One change; raises NotFound."""
    found = uow.get(OfferChangeRecord, change_id)
    if found is None:
        raise NotFound("OfferChangeRecord")
    return found


def undone(uow, offer_id: str) -> frozenset[str]:
    """Ids of the changes of an entry that a later one took back."""
    query = select(OfferChangeRecord.undoes).where(
        OfferChangeRecord.offer_id == offer_id, OfferChangeRecord.undoes.is_not(None)
    )
    return frozenset(uow.session.scalars(query))


def checks_of(uow, offer_id: str) -> list[FieldCheckRecord]:
    """How its fields were checked, the youngest first."""
    query = select(FieldCheckRecord).where(FieldCheckRecord.offer_id == offer_id)
    return list(uow.session.scalars(query.order_by(FieldCheckRecord.created_at.desc(), FieldCheckRecord.id.desc())))


def entry(uow, offer_id: str) -> OfferRecord:
    """The entry, taken out or not: its history stays to be read. Raises NotFound."""
    query = select(OfferRecord).where(OfferRecord.id == offer_id).execution_options(include_voided=True)
    found = uow.session.scalar(query)
    if found is None:
        raise NotFound("OfferRecord")
    return found


def names_of_users(uow, ids) -> dict[str, UserRecord]:
    """Logins by id, closed ones too: who acted stays named."""
    query = select(UserRecord).where(UserRecord.id.in_(list(ids))).execution_options(include_voided=True)
    return {one.id: one for one in uow.session.scalars(query)}


def column_value(name: str, kept: Any) -> Any:
    """A value of the history as the column holds it: the inverse of ``store.changes.plain``.

    Raises KeyError for what is no column of an entry.
    """
    kind = inspect(OfferRecord).column_attrs[name].columns[0].type
    if kept is None:
        return None
    if isinstance(kind, Code):
        return kind.vocabulary(kept)
    if isinstance(kind, Names | Codes):
        return tuple(kept)
    if isinstance(kind, Moment):
        return datetime.fromisoformat(kept)
    if isinstance(kind, Date):
        return date.fromisoformat(kept)
    return kept
