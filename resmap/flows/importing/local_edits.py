"""Where the register and a file differ because somebody edited here: the file's word may be taken after all."""

from collections.abc import Iterable
from typing import Any

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.entering import FIELDS, QUIET, TOGETHER, VERIFIED, of_file, rename
from resmap.flows.pair_finding import refresh
from resmap.store import OfferRecord, UnitOfWork, history, offers
from resmap.store.queries.changes import column_value
from resmap.store.queries.pairs import COMPARED

#: What a file decides, less what no button may change: whose consent and whose secret it is, and what was
#: gathered about it, decides a person with the entry open.
MAY_BE_TAKEN = FIELDS - QUIET - {"kind", "location_secret", "extra"}

#: An entry that was taken out, or that another stands for, changes no more.
_OUT = frozenset({Review.WITHDRAWN, Review.MERGED})


def may_take(field: str) -> bool:
    """Whether the file's value of this field can be taken by a button."""
    return field in MAY_BE_TAKEN


def revisions(uow: UnitOfWork, actor: Actor, ids: Iterable[str]) -> dict[str, int]:
    """The revision of each entry that is still in the register, for a form that changes it."""
    actor.require(Permission.REGISTER_IMPORT)
    return {id_: record.revision for id_, record in offers.by_ids(uow, ids).items()}


def take(uow: UnitOfWork, actor: Actor, offer_id: str, field: str, *, revision: int, key: str) -> OfferRecord:
    """Put the file's value into the entry, with the field that belongs to it (lat with lon).

    Only where the file says something, and something else than what stands: nothing is emptied by it.
    What a suggestion stands on has to be verified again. Raises LostUpdate, NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_IMPORT)
    record = offers.get(uow, offer_id)
    if not may_take(field) or record.source_row is None or record.location_secret or record.review in _OUT:
        raise NotFound("OfferRecord")
    if history.begin_once(uow, key, "import.take", about=record.id) is not None:
        return record
    uow.check_revision(record, revision)
    fields = next((group for group in TOGETHER if field in group), (field,))
    told = {name: _value_of(record, name) for name in fields}
    is_said = any(of_file(record.source_row, name) is not None for name in fields)
    if not is_said or all(getattr(record, name) == value for name, value in told.items()):
        raise NotFound("OfferRecord")
    uow.because(ChangeReason.IMPORT)
    for name, value in told.items():
        setattr(record, name, value)
    if "name" in fields:
        rename(record)
    if not VERIFIED.isdisjoint(fields) and record.review in (Review.VERIFIED, Review.STALE):
        record.review, record.verified_on = Review.IMPORTED, None
        record.verified_by, record.verified_revision = None, None
    uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": sorted(fields)})
    if not COMPARED.isdisjoint(fields):
        refresh(uow, [record.id])
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def _value_of(record: OfferRecord, name: str) -> Any:
    """What the file says of a field, as the column holds it."""
    value = column_value(name, of_file(record.source_row, name))
    return () if value is None and isinstance(getattr(record, name), tuple) else value
