"""The history of an entry, written with every flush: which field stood how before and after, why, by whom.

A record of what was done, not a rule: it is taken here so that no flow can forget
it. Bulk inserts of an import need none (``source_row`` says how the entry began);
places are counted by UPDATE and noted as events. Of an entry that becomes secret the
row tells no place; what stood in older ones is forgotten by ``secrecy.py``.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from resmap.domain.codes import ChangeReason
from resmap.store.records import OfferChangeRecord, OfferRecord
from resmap.store.secrecy import PLACE as PLACE
from resmap.store.secrecy import becomes_secret, told_of

#: Session.info key: ``{"why", "note", "batch_id", "undoes"}`` of the act that is going on.
BECAUSE = "resmap_because"

#: Columns that say nothing by themselves: upkeep of the row, of the search, of the last file.
_UNTOLD = frozenset(
    {
        "id", "revision", "created_at", "created_by", "voided_by", "voided_why_sealed", "name_folded", "initials",
        "source_row", "evidence", "proposed_needs", "private_phone_sealed", "short_ref",
    }
)  # fmt: skip

#: Stands for a resident's phone: that it changed is told, never the number.
SEALED = "private_phone"


def note_changes(session: Session, changed: Iterable, now, signature: str) -> list[OfferChangeRecord]:
    """The history rows for the changed offers; added to the session."""
    made = []
    for record in changed:
        if isinstance(record, OfferRecord) and (before_after := _difference(record)):
            row = _row(session, record, *before_after, now=now, by=signature)
            if becomes_secret(record):
                row.before, row.after, row.note = told_of(row.before), told_of(row.after), None
            made.append(row)
    session.add_all(made)
    return made


def _difference(record: OfferRecord) -> tuple[dict[str, Any], dict[str, Any]] | None:
    state = inspect(record)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in inspect(OfferRecord).column_attrs:
        name = attribute.key
        history = state.attrs[name].history
        if not history.has_changes():
            continue
        if name == "private_phone_sealed":
            before[SEALED], after[SEALED] = True, True
            continue
        if name in _UNTOLD:
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if plain(old) != plain(new):
            before[name], after[name] = plain(old), plain(new)
    return (before, after) if after else None


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it; ``flows.history`` reads it back by the column's type."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _row(session: Session, record: OfferRecord, before, after, *, now, by: str) -> OfferChangeRecord:
    because = session.info.get(BECAUSE) or {"why": ChangeReason.EDIT}
    return OfferChangeRecord(
        **because,
        offer_id=record.id,
        revision=(record.revision or 0) + 1,
        before=before,
        after=after,
        created_at=now,
        created_by=by,
    )
