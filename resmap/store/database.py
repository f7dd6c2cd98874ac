"""The database: where units of work come from."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from resmap.domain.network import Network
from resmap.domain.permissions import Actor
from resmap.store import saving
from resmap.store.base import Base
from resmap.store.engines import BUSY_SECONDS, SQLITE, parse_url, read_engine, write_engine
from resmap.store.errors import Busy, StoreError
from resmap.store.keys import KeyRing
from resmap.store.records import PersonKeyRecord
from resmap.store.scope import NOTHING, SCOPE, restrict, wall
from resmap.store.sealed import VAULT
from resmap.store.translate import translated
from resmap.store.unit_of_work import UnitOfWork
from resmap.store.vault import Vault


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Database:
    """A migrated database with its keys. Threads may share one; each takes its own unit of work.

    ``head_file`` is where the head of the event chain is kept, outside the
    database. ``clock`` gives aware datetimes.
    """

    def __init__(
        self,
        url: str,
        ring: KeyRing,
        head_file: Path,
        *,
        clock: Callable[[], datetime] = _wall_clock,
    ):
        self.url = parse_url(url)
        self.ring = ring
        self.head_file = head_file
        self.clock = clock
        self.networks: dict[Any, Network] = {}
        self._write_engine = write_engine(self.url)
        self._read_engine = read_engine(self.url)
        wall(self._write_engine)
        wall(self._read_engine)
        # SQLite has one writer at a time: queueing here is fair, its busy handler is not.
        self._turn = threading.Lock() if self.is_sqlite else None
        self._mine = threading.local()

    def __repr__(self) -> str:
        return f"<Database {self.url.get_backend_name()}>"

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == SQLITE

    @contextmanager
    def read(self, actor: Actor | None = None, *, parts: Iterable[str] = ()) -> Iterator[UnitOfWork]:
        """A unit of work that sees one moment and changes nothing. ``parts`` of a case: what a helper must have
        taken on to reach it here; without any no helper does."""
        with self._unit(self._read_engine, actor, writes=False, parts=parts) as uow:
            yield uow

    @contextmanager
    def write(self, actor: Actor | None = None, *, parts: Iterable[str] = ()) -> Iterator[UnitOfWork]:
        """A unit of work that is rolled back unless it commits. Nothing slow belongs inside. ``parts`` as in
        :meth:`read`.

        Raises LostUpdate, Refused or Busy for what the database refuses.
        """
        if getattr(self._mine, "writes", False):
            raise StoreError("this thread is writing already: one act, one unit of work")
        if self._turn is not None and not self._turn.acquire(timeout=BUSY_SECONDS):
            raise Busy("another writer held the database")
        self._mine.writes = True
        try:
            with self._unit(self._write_engine, actor, writes=True, parts=parts) as uow:
                yield uow
        finally:
            self._mine.writes = False
            if self._turn is not None:
                self._turn.release()

    def write_events(self, queued: list[dict[str, Any]], suggested: Iterable[str] = ()) -> None:
        """Append events, and count what was suggested, in a transaction of their own
        (see ``UnitOfWork.commit``)."""
        with self.write() as uow:
            uow.queue(queued)
            uow.suggested(suggested)
            uow.commit()

    def scrub(self) -> None:
        """Leave no trace of a destroyed key in SQLite's write-ahead log or PostgreSQL's dead rows."""
        if self.is_sqlite:
            raw = self._write_engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()
        else:
            engine = self._write_engine.execution_options(isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM person_keys")

    def dispose(self) -> None:
        """Close all connections."""
        self._write_engine.dispose()
        self._read_engine.dispose()

    @contextmanager
    def _unit(self, engine, actor: Actor | None, *, writes: bool, parts: Iterable[str] = ()) -> Iterator[UnitOfWork]:
        session = Session(engine, expire_on_commit=False)
        uow = UnitOfWork(self, session, writes=writes, parts=frozenset(str(one) for one in parts))
        session.info |= {
            SCOPE: NOTHING,
            VAULT: self._vault_for(session),
            saving.CLOCK: self.clock,
            saving.SIGNATURE: uow.signature,
        }
        event.listen(session, "do_orm_execute", restrict)
        event.listen(session, "before_flush", saving.before_flush)
        failed = True
        try:
            with translated():
                if actor is not None:
                    uow.act_as(actor)
                yield uow
            failed = False
        finally:
            uow.close(failed=failed)

    def _vault_for(self, session: Session) -> Vault:
        table = PersonKeyRecord.__table__

        def fetch(owner: str) -> bytes | None:
            query = select(table.c.wrapped).where(table.c.id == owner)
            if session.in_transaction():
                return session.connection().scalar(query)
            with self._read_engine.connect() as connection:
                return connection.scalar(query)

        def keep(owner: str, wrapped: bytes) -> None:
            insert = (sqlite if self.is_sqlite else postgresql).insert(table)
            row = insert.values(id=owner, wrapped=wrapped)
            session.connection().execute(row.on_conflict_do_nothing())

        return Vault(self.ring, fetch, keep)


@event.listens_for(Base, "load", propagate=True)
def _give_vault(record: Base, context) -> None:
    """A loaded record opens its sealed attributes with the vault of its unit of work."""
    record.__dict__[VAULT] = context.session.info.get(VAULT)
