"""Opening a case without being assigned to it (P-12): found by its number alone, kept, looked at afterwards."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.store.queries.known import unsafe
from resmap.store.records import CaseRecord, ClientRecord, EventRecord, OpeningRecord


def within_reach(uow, actor: Actor, number: str) -> CaseRecord | None:
    """The case of that number that the actor reaches anyway."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    return uow.session.scalar(
        select(CaseRecord).where(CaseRecord.office_id == actor.office, CaseRecord.number == number)
    )


def openable(uow, actor: Actor, number: str) -> CaseRecord | None:
    """The case of the actor's office with that number, beyond the scope; None of a protected client.

    Whether there is none or one that stays closed looks the same (P-22). Only to be called by the flow
    that opens it in the same transaction.
    """
    actor.require(Permission.CASE_OPEN_ANY)
    uow.require_actor(actor)
    with uow.beyond_scope():
        case = uow.session.scalar(
            select(CaseRecord).where(CaseRecord.office_id == actor.office, CaseRecord.number == number)
        )
        client = case and uow.session.scalar(select(ClientRecord).where(ClientRecord.id == case.client_id))
        return case if client is not None and client.id not in set(unsafe(uow, [client])) else None


def keep(uow, actor: Actor, case: CaseRecord, purpose: str, until: datetime) -> OpeningRecord:
    """Keep the opening: the one record that somebody adds to a case that is not in reach."""
    actor.require(Permission.CASE_OPEN_ANY)
    with uow.beyond_scope():
        record = uow.add(OpeningRecord(case_id=case.id, user_id=actor.id, until=until, purpose=purpose))
        uow.flush()
    return record


def listed(uow, actor: Actor, *, waiting: bool | None = None, most: int = 200) -> list[OpeningRecord]:
    """Openings of the supervisor's cases, the youngest first; ``waiting`` True: those nobody looked at yet."""
    actor.require(Permission.CASE_DECIDE)
    uow.require_actor(actor)
    query = select(OpeningRecord).order_by(OpeningRecord.created_at.desc(), OpeningRecord.id.desc()).limit(most)
    if waiting is not None:
        looked = OpeningRecord.reviewed_at
        query = query.where(looked.is_(None) if waiting else looked.is_not(None))
    return list(uow.session.scalars(query))


def readings(uow, actor: Actor, since: datetime) -> list[tuple[EventRecord, CaseRecord]]:
    """Who read which case of the supervisor's since then, the youngest first."""
    actor.require(Permission.CASE_DECIDE)
    uow.require_actor(actor)
    query = (
        select(EventRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == EventRecord.subject)
        .where(EventRecord.kind == EventKind.CLIENT_READ, EventRecord.at >= since)
        .order_by(EventRecord.number.desc())
    )
    return [(event, case) for event, case in uow.session.execute(query)]


def clients_of(uow, actor: Actor, cases: Iterable[CaseRecord]) -> dict[str, ClientRecord]:
    """The clients of cases in reach, by id."""
    uow.require_actor(actor)
    ids = {case.client_id for case in cases}
    return {one.id: one for one in uow.session.scalars(select(ClientRecord).where(ClientRecord.id.in_(ids)))}


def cases_of(uow, actor: Actor, ids: Iterable[str]) -> dict[str, CaseRecord]:
    """The cases of these ids that are in reach."""
    uow.require_actor(actor)
    return {one.id: one for one in uow.session.scalars(select(CaseRecord).where(CaseRecord.id.in_(list(ids))))}
