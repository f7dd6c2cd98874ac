"""Where the register and a file differ because somebody edited here: the file's word may be taken after all."""

from collections.abc import Iterable

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.entering import QUIET, TOGETHER, UNIT, VERIFIED, name_keys, of_file
from resmap.store import OfferRecord, UnitOfWork, history, offers
from resmap.store.queries.changes import column_value

#: Never by a button: whose consent and whose secret it is decides a person with the entry open.
NEVER = QUIET | {"kind", "location_secret", *UNIT}


def may_take(field: str) -> bool:
    """Whether the file's value of this field can be taken by a button."""
    return field not in NEVER


def revisions(uow: UnitOfWork, actor: Actor, ids: Iterable[str]) -> dict[str, int]:
    """The revision of each entry that is still in the register, for a form that changes it."""
    actor.require(Permission.REGISTER_IMPORT)
    return {id_: record.revision for id_, record in offers.by_ids(uow, ids).items()}


def take(uow: UnitOfWork, actor: Actor, offer_id: str, field: str, *, revision: int, key: str) -> OfferRecord:
    """Put the file's value into the entry, with the field that belongs to it (lat with lon).

    What a suggestion stands on has to be verified again. Raises LostUpdate, NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_IMPORT)
    record = offers.get(uow, offer_id)
    if not may_take(field) or record.source_row is None or record.location_secret:
        raise NotFound("OfferRecord")
    if history.begin_once(uow, key, "import.take", about=record.id) is not None:
        return record
    uow.check_revision(record, revision)
    fields = next((group for group in TOGETHER if field in group), (field,))
    uow.because(ChangeReason.IMPORT)
    for name in fields:
        value = column_value(name, of_file(record.source_row, name))
        setattr(record, name, () if value is None and isinstance(getattr(record, name), tuple) else value)
    if "name" in fields:
        for name, value in name_keys(record.name).items():
            setattr(record, name, value)
    if not VERIFIED.isdisjoint(fields) and record.review in (Review.VERIFIED, Review.STALE):
        record.review, record.verified_on = Review.IMPORTED, None
        record.verified_by, record.verified_revision = None, None
    uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": sorted(fields)})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record
