"""Conflicts between entries of the register (R044). Those of a household stand with its case (``BlockRecord``)."""

from sqlalchemy import select

from resmap.domain.codes import TieKind
from resmap.domain.permissions import NotFound
from resmap.store.records import ResourceConflictRecord, TieRecord


def listed(uow) -> list[ResourceConflictRecord]:
    """All of them, the youngest first."""
    row = ResourceConflictRecord
    return list(uow.session.scalars(select(row).order_by(row.created_at.desc(), row.id.desc())))


def get(uow, conflict_id: str) -> ResourceConflictRecord:
    """One by id; raises NotFound."""
    found = uow.get(ResourceConflictRecord, conflict_id)
    if found is None:
        raise NotFound("ResourceConflictRecord")
    return found


def ties(uow) -> list[TieRecord]:
    """Ties of conflict in the network that nobody took over yet: they came with a file or a drawing."""
    taken = select(ResourceConflictRecord.tie_id).where(ResourceConflictRecord.tie_id.is_not(None))
    query = select(TieRecord).where(TieRecord.kind == TieKind.CONFLICT, TieRecord.id.not_in(taken))
    return list(uow.session.scalars(query.order_by(TieRecord.id)))


def tie(uow, tie_id: str) -> TieRecord:
    """One of :func:`ties`; raises NotFound."""
    found = next((one for one in ties(uow) if one.id == tie_id), None)
    if found is None:
        raise NotFound("TieRecord")
    return found
