"""Supervision of cases in the actor's scope: which papers, of which case."""

from sqlalchemy import func, select

from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.store.records import CaseRecord, ClientRecord, PaperRecord


def listed(
    uow, actor: Actor, *, states: frozenset[PaperState], most: int
) -> list[tuple[PaperRecord, CaseRecord, ClientRecord]]:
    """Questions and advice of open cases with their case and client, the oldest first; at most ``most``."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    query = (
        select(PaperRecord, CaseRecord, ClientRecord)
        .join(CaseRecord, CaseRecord.id == PaperRecord.case_id)
        .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
        .where(PaperRecord.kind == PaperKind.ADVICE, PaperRecord.state.in_(states), CaseRecord.closed_on.is_(None))
        .order_by(PaperRecord.on, PaperRecord.id)
        .limit(most)
    )
    return [tuple(row) for row in uow.session.execute(query)]


def count_asked(uow, actor: Actor) -> int:
    """How many questions of open cases in the supervisor's dongs wait for an answer."""
    actor.require(Permission.CASE_DECIDE)
    uow.require_actor(actor)
    query = (
        select(func.count(PaperRecord.id))
        .join(CaseRecord, CaseRecord.id == PaperRecord.case_id)
        .where(
            PaperRecord.kind == PaperKind.ADVICE,
            PaperRecord.state == PaperState.DRAFT,
            CaseRecord.closed_on.is_(None),
            CaseRecord.dong.in_(sorted(actor.dongs)),
        )
    )
    return uow.session.scalar(query) or 0
