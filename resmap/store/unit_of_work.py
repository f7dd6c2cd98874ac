"""A unit of work: one act, one transaction. Rolls back unless it was committed, once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from resmap.domain.codes import ChangeReason
from resmap.domain.events import EventKind
from resmap.domain.ids import new_id
from resmap.domain.permissions import Actor
from resmap.store import blind, events
from resmap.store.base import Base, Editable
from resmap.store.changes import BECAUSE
from resmap.store.errors import LostUpdate, ScopeMissing, StoreError
from resmap.store.queries import helping
from resmap.store.records import EventRecord
from resmap.store.saving import seal_record
from resmap.store.scope import BEYOND, SCOPE, SYSTEM, Scope, scope_of
from resmap.store.tally import count_suggested
from resmap.store.translate import translated

#: Who signs when no person acts.
SYSTEM_NAME = "system"
NOBODY = "nobody"

#: PostgreSQL advisory lock that lets one transaction at a time append to the chain.
_CHAIN_LOCK = 0x7265736D6170

AnyRecord = TypeVar("AnyRecord", bound=Base)


class UnitOfWork:
    """Made by ``Database.read()`` and ``Database.write()`` only.

    ``session`` is for the modules of store; flows use the functions of store. ``parts`` are those of a case
    (``domain.helping.Part``) that the act belongs to: who helps with none of them reaches nothing of it (R032).
    """

    def __init__(self, database, session: Session, *, writes: bool, parts: frozenset[str] = frozenset()):
        self.database = database
        self.session = session
        self.writes = writes
        self.parts = parts
        self.actor: Actor | None = None
        self._queued: list[dict[str, Any]] = []
        self._suggested: set[str] = set()
        self._done = False

    # Scope

    def act_as(self, actor: Actor) -> "UnitOfWork":
        """Open the personal records that this actor may reach; once per unit of work."""
        if self.actor is not None and self.actor != actor:
            raise ScopeMissing("another actor works in this unit of work")
        self.actor = actor
        self._open(scope_of(actor))
        if others := helping.let_in(self, actor):
            self._open(scope_of(actor, others))
        return self

    def as_system(self) -> "UnitOfWork":
        """Reach everything: loading the demo, checking, erasing. Never for a request."""
        self._open(SYSTEM)
        return self

    def require_actor(self, actor: Actor) -> None:
        """Raise ScopeMissing unless this unit of work acts as ``actor``."""
        if self.actor != actor:
            raise ScopeMissing("the unit of work does not act as this actor")

    @contextmanager
    def beyond_scope(self) -> Iterator[None]:
        """Inside store only, after the act was authorised: look past the scope for a rule
        that must see everything (services that another manager arranged)."""
        self.session.flush()
        self.session.info[BEYOND] = self.session.info.get(BEYOND, 0) + 1
        try:
            yield
        finally:
            self.session.info[BEYOND] -= 1

    def _open(self, scope: Scope) -> None:
        self.session.info[SCOPE] = scope
        self.session.connection().info[SCOPE] = scope

    # Records

    def now(self) -> datetime:
        """The moment, by the database's clock (aware, UTC)."""
        return self.database.clock()

    def new_id(self) -> str:
        return new_id()

    def add(self, record: AnyRecord) -> AnyRecord:
        self.session.add(record)
        return record

    def add_all(self, records) -> None:
        self.session.add_all(records)

    def get(self, cls: type[AnyRecord], id_: str | None) -> AnyRecord | None:
        """The record of that id inside the scope; None for a stranger, voided or unknown one."""
        return self.session.scalar(select(cls).where(cls.id == id_)) if id_ else None

    def flush(self) -> None:
        """Write what is pending, so that constraints answer now."""
        self.session.flush()

    def check_revision(self, record: Editable, revision: int) -> None:
        """Raise LostUpdate unless the form that comes back was made from this revision."""
        if record.revision != revision:
            raise LostUpdate("the record was changed meanwhile")

    def void(self, record: Editable, why: str) -> None:
        """Take a record out of every query, with who, when and why; it stays in the table."""
        record.voided_at, record.voided_by = self.now(), self.signature()
        record.voided_why = why

    # History

    def because(
        self,
        why: ChangeReason,
        note: str | None = None,
        *,
        batch: str | None = None,
        undoes: str | None = None,
    ) -> None:
        """Why the entries that change from here on do so; stands in their history (``changes.py``).

        What changed before is flushed under its own reason first.
        """
        self.session.flush()
        self.session.info[BECAUSE] = {"why": why, "note": note, "batch_id": batch, "undoes": undoes}

    def event(
        self,
        kind: EventKind,
        subject: str | None = None,
        *,
        client: str | None = None,
        facts: dict[str, Any] | None = None,
        address: str | None = None,
    ) -> None:
        """Note what happened; it is written with the commit or not at all.

        ``subject`` is the id of what it is about, ``client`` the id of the data
        subject, ``facts`` codes and ids (never names), ``address`` where the
        request came from (kept as a keyed hash).
        """
        self._queued.append(
            {
                "kind": EventKind(kind),
                "subject": subject,
                "client_id": client,
                "facts": facts,
                "address_hash": address and blind.address_hash(self.database.ring, address),
                "at": self.now(),
                "actor_id": self.signature(),
            }
        )

    def queue(self, queued: list[dict[str, Any]]) -> None:
        """Take over the events of a read unit of work."""
        self._queued.extend(queued)

    def suggested(self, offer_ids: Iterable[str]) -> None:
        """Count that these entries were suggested to somebody: with the events, in their transaction."""
        self._suggested.update(offer_ids)

    def signature(self) -> str:
        """Who signs: the actor's id, ``system`` or ``nobody``."""
        if self.actor is not None:
            return self.actor.id
        return SYSTEM_NAME if self.session.info[SCOPE].everything else NOBODY

    # End

    def commit(self) -> None:
        """Make it last, with its events: at most once. A read unit writes its events (a client
        was read) in a transaction of their own, and fails if they cannot be written."""
        if self._done:
            raise StoreError("a unit of work commits once")
        with translated():
            if self.writes:
                self._commit_writes()
            else:
                self.session.commit()  # ends the snapshot; nothing was written
                queued, self._queued = self._queued, []
                if queued:
                    self.database.write_events(queued, self._suggested)
        self._done = True

    def close(self, *, failed: bool) -> None:
        """Roll back what was not committed; a forgotten note of a reading is an error."""
        self.session.expunge_all()  # before the rollback, which would empty what was loaded
        self.session.rollback()
        self.session.close()
        if self._queued and not failed and not self._done and not self.writes:
            raise StoreError("events of a read unit of work were never committed")

    def _commit_writes(self) -> None:
        self.session.flush()
        queued, self._queued = self._queued, []
        head = self._append(queued) if queued else None
        count_suggested(self.session, self._suggested, self.now(), self.signature())
        self.session.commit()
        if head is not None:
            events.keep_head(self.database.head_file, head)

    def _append(self, queued: list[dict[str, Any]]) -> events.Head:
        session = self.session
        if session.get_bind().dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:chain)")
            session.connection().execute(lock, {"chain": _CHAIN_LOCK})
        head = events.last(session)
        for values in queued:
            event = EventRecord(**values, number=head.number + 1, previous=head.hash, hash="")
            seal_record(session, event)
            event.hash = events.link(self.database.ring.chain, event)
            session.add(event)
            head = events.Head(event.number, event.hash)
        session.flush()
        return head
