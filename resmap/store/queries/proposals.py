"""Proposals to the register: those that wait, those of one person."""

from sqlalchemy import func, select

from resmap.domain.codes import ProposalState
from resmap.domain.permissions import NotFound
from resmap.store.queries.paging import Page, page_of
from resmap.store.records import ProposalRecord


def get(uow, proposal_id: str) -> ProposalRecord:
    """One proposal; raises NotFound."""
    found = uow.get(ProposalRecord, proposal_id)
    if found is None:
        raise NotFound("ProposalRecord")
    return found


def listed(
    uow, *, state: ProposalState | None = None, by: str | None = None, page: int = 1, size: int = 25
) -> Page[ProposalRecord]:
    """Proposals in a state, or of one person; the oldest that wait first, else the youngest first."""
    query = select(ProposalRecord)
    if state is not None:
        query = query.where(ProposalRecord.state == state)
    if by is not None:
        query = query.where(ProposalRecord.created_by == by)
    at = ProposalRecord.created_at
    order = at if state is ProposalState.WAITING else at.desc()
    return page_of(uow.session, query.order_by(order, ProposalRecord.id), page, size)


def count_waiting(uow) -> int:
    """How many wait for a decision."""
    query = select(func.count()).select_from(ProposalRecord)
    query = query.where(ProposalRecord.state == ProposalState.WAITING, ProposalRecord.voided_at.is_(None))
    return uow.session.scalar(query)


def waiting_for(uow, offer_id: str) -> list[ProposalRecord]:
    """What waits about one entry, the oldest first."""
    query = select(ProposalRecord).where(
        ProposalRecord.offer_id == offer_id, ProposalRecord.state == ProposalState.WAITING
    )
    return list(uow.session.scalars(query.order_by(ProposalRecord.created_at, ProposalRecord.id)))
