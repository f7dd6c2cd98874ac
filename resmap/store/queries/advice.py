"""Supervision of cases in the actor's scope: which papers, of which case."""

from sqlalchemy import func, or_, select

from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.store.records import CaseRecord, ClientRecord, PaperRecord


def asked(uow, actor: Actor, *, most: int) -> list[tuple[PaperRecord, CaseRecord, ClientRecord]]:
    """Open questions that the actor may read, with case and client, the oldest first.

    Of more than ``most`` the youngest: who asked today finds the question on the list.
    """
    query = _readable(uow, actor, PaperState.DRAFT).order_by(PaperRecord.on.desc(), PaperRecord.id.desc())
    return [tuple(row) for row in uow.session.execute(query.limit(most))][::-1]


def given(uow, actor: Actor, *, most: int) -> list[tuple[PaperRecord, CaseRecord, ClientRecord]]:
    """Advice that nobody followed up yet and that the actor may read, what is due first before what has no day; at
    most ``most``."""
    query = _readable(uow, actor, PaperState.SENT).order_by(
        PaperRecord.due_on.is_(None), PaperRecord.due_on, PaperRecord.on, PaperRecord.id
    )
    return [tuple(row) for row in uow.session.execute(query.limit(most))]


def _readable(uow, actor: Actor, state: PaperState):
    """``domain.advice.may_read`` as a condition, so that no limit is used up by what is left out afterwards."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    dongs = sorted(actor.dongs) if actor.may(Permission.CASE_DECIDE) else []
    return (
        select(PaperRecord, CaseRecord, ClientRecord)
        .join(CaseRecord, CaseRecord.id == PaperRecord.case_id)
        .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
        .where(
            PaperRecord.kind == PaperKind.ADVICE,
            PaperRecord.state == state,
            CaseRecord.closed_on.is_(None),
            or_(CaseRecord.manager_id == actor.id, CaseRecord.dong.in_(dongs)),
        )
    )


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
