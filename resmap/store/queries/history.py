"""The history and its proof; acts that happen once; files that came in."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store import events
from resmap.store.errors import KeyReused
from resmap.store.events import Verdict
from resmap.store.queries.paging import Page, page_of
from resmap.store.records import CaseRecord, EventRecord, IdempotencyRecord, ImportBatchRecord


def verify(uow) -> Verdict:
    """Whether the chain of events is whole and ends where the head outside says."""
    head = events.read_head(uow.database.head_file)
    return events.check(uow.session, uow.database.ring.chain, head)


def about_case(uow, actor: Actor, case_id: str) -> list[EventRecord]:
    """What happened to a case that the actor may see, oldest first; raises NotFound."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    if uow.get(CaseRecord, case_id) is None:
        raise NotFound("CaseRecord")
    return _listed(uow, EventRecord.subject == case_id)


def about_entry(uow, entry_id: str) -> list[EventRecord]:
    """What happened to an entry of the register: kinds that are about no client."""
    return _listed(uow, (EventRecord.subject == entry_id) & EventRecord.client_id.is_(None))


def page(
    uow, actor: Actor, *, kinds: frozenset[EventKind] | None = None, number: int = 1, size: int = 50
) -> Page[EventRecord]:
    """The whole history, the youngest first, for who may read it (P-13)."""
    actor.require(Permission.EVENTS_READ)
    uow.require_actor(actor)
    query = select(EventRecord).order_by(EventRecord.number.desc())
    if kinds is not None:
        query = query.where(EventRecord.kind.in_(kinds))
    return page_of(uow.session, query, number, size)


def begin_once(uow, key: str, act: str, *, about: str | None = None) -> str | None:
    """Claim an idempotency key for this act. None: go on, then :func:`finish_once`.

    Text: the act was done before, and this is the id of its result. Somebody who
    asks at the same time waits for the first. ``about`` is that id where it is known
    before (a letter is saved, an entry changed). Raises KeyReused if the key was
    used for another act, by another actor, or about something else: to answer as if
    it were done would lose an edit.
    """
    by = uow.signature()
    is_sqlite = uow.database.is_sqlite
    insert = (sqlite if is_sqlite else postgresql).insert(IdempotencyRecord.__table__)
    values = {
        "id": uow.new_id(),
        "key": key,
        "actor_id": by,
        "act": act,
        "created_at": uow.now(),
        "created_by": by,
    }
    claim = insert.values(values).on_conflict_do_nothing(index_elements=["key"])
    claimed = uow.session.connection().scalar(claim.returning(IdempotencyRecord.__table__.c.id))
    if claimed is not None:
        return None
    earlier = _once(uow, key)
    if earlier.actor_id != by or earlier.act != act or (about is not None and earlier.result_id != about):
        raise KeyReused(act)
    return earlier.result_id or ""


def finish_once(uow, key: str, result_id: str) -> None:
    """Keep the id of what the act made, for who asks again."""
    _once(uow, key).result_id = result_id


def import_batch(uow, source: str, digest: str) -> ImportBatchRecord | None:
    """The import of exactly this file from this source, if it happened."""
    return uow.session.scalar(
        select(ImportBatchRecord).where(
            ImportBatchRecord.source == source, ImportBatchRecord.digest == digest
        )
    )


def _once(uow, key: str) -> IdempotencyRecord:
    return uow.session.scalars(select(IdempotencyRecord).where(IdempotencyRecord.key == key)).one()


def _listed(uow, condition) -> list[EventRecord]:
    query = select(EventRecord).where(condition).order_by(EventRecord.number)
    return list(uow.session.scalars(query))
