"""What leaves the register, and what a sheet that comes back is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, select

from resmap.domain.codes import Review
from resmap.store.records import OfferChangeRecord, OfferRecord

#: Parameters of one query: SQLite takes some 32,000.
_MANY = 1000

#: Entries that are in the register, but not of it any more.
_GONE = (Review.WITHDRAWN, Review.MERGED)


def leaving(uow, *, dong: str | None = None, kind: str | None = None, verified: bool = False) -> Iterator[OfferRecord]:
    """The entries that stand, residents aside, in the order of their ids; ``kind`` is a prefix."""
    query = select(OfferRecord).where(OfferRecord.review.not_in(_GONE), OfferRecord.kind.not_like("H1%"))
    if dong is not None:
        query = query.where(OfferRecord.dong == dong)
    if kind is not None:
        query = query.where(OfferRecord.kind.startswith(kind, autoescape=True))
    if verified:
        query = query.where(OfferRecord.review.in_((Review.VERIFIED, Review.STALE)))
    yield from uow.session.scalars(query.order_by(OfferRecord.id).execution_options(yield_per=_MANY))


def last_changes(uow) -> dict[str, datetime]:
    """When each entry was last changed, by id; who was never changed is not in it."""
    change = OfferChangeRecord
    rows = uow.session.execute(select(change.offer_id, func.max(change.created_at)).group_by(change.offer_id))
    return {row[0]: row[1] for row in rows}


def merged_into(uow) -> dict[str, list[str]]:
    """Id of an entry that stands for others -> their ids."""
    query = select(OfferRecord.id, OfferRecord.merged_into).where(OfferRecord.review == Review.MERGED)
    into = {row.id: row.merged_into for row in uow.session.execute(query.order_by(OfferRecord.id))}
    found: dict[str, list[str]] = defaultdict(list)
    for id_ in into:
        stands, steps = id_, 0
        while into.get(stands) and steps < len(into):  # one that stands may have been merged later itself
            stands, steps = into[stands], steps + 1
        found[stands].append(id_)
    return found


def by_ids(uow, ids: Iterable[str]) -> dict[str, OfferRecord]:
    """Entries by id, however many; those that were merged or withdrawn too, voided ones not."""
    wanted = sorted(set(ids))
    found: dict[str, OfferRecord] = {}
    for start in range(0, len(wanted), _MANY):
        query = select(OfferRecord).where(OfferRecord.id.in_(wanted[start : start + _MANY]))
        found |= {one.id: one for one in uow.session.scalars(query)}
    return found


def changes_since(uow, revisions: dict[str, int]) -> dict[str, list[OfferChangeRecord]]:
    """The changes of each entry after the given revision, the oldest first."""
    wanted = sorted(revisions)
    found: dict[str, list[OfferChangeRecord]] = defaultdict(list)
    for start in range(0, len(wanted), _MANY):
        change = OfferChangeRecord
        query = select(change).where(change.offer_id.in_(wanted[start : start + _MANY]))
        for one in uow.session.scalars(query.order_by(change.offer_id, change.revision, change.id)):
            if one.revision > revisions[one.offer_id]:
                found[one.offer_id].append(one)
    return found


def named(uow, folded: Iterable[str]) -> list[OfferRecord]:
    """Entries whose folded name is one of these."""
    wanted = sorted(set(folded))
    found: list[OfferRecord] = []
    for start in range(0, len(wanted), _MANY):
        query = select(OfferRecord).where(OfferRecord.name_folded.in_(wanted[start : start + _MANY]))
        found += uow.session.scalars(query)
    return found
