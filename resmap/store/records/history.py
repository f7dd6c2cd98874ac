"""What happened, in order and for good; and the small tables that keep acts single."""

from datetime import datetime

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.events import EventKind
from resmap.store.base import Base, Id, Identified, refers_to
from resmap.store.sealed import SealedJson
from resmap.store.types import Code, Document, Moment


class EventRecord(Base):
    """One link of the chain of events (P-13). Triggers forbid changing or removing it.

    ``number`` counts from 1 without gaps; ``hash`` covers every other column and
    the hash before. ``subject`` is the id of what it is about, ``client_id`` the
    data subject. Facts hold codes and ids, never names, and are sealed.
    """

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[EventKind] = mapped_column(Code(EventKind))
    subject: Mapped[str | None] = mapped_column(String(64), index=True)
    client_id: Mapped[str | None] = mapped_column(Id, refers_to("clients.id"), index=True)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    facts = SealedJson()
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class IdempotencyRecord(Identified, Base):
    """An act that was asked for with a key; the same key again gives the same result."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(String(100), unique=True)
    actor_id: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(60))
    result_id: Mapped[str | None] = mapped_column(String(64))


class ImportBatchRecord(Identified, Base):
    """A file that was imported; the same bytes from the same source are imported once."""

    __tablename__ = "import_batches"
    __table_args__ = (UniqueConstraint("source", "digest"),)

    source: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict] = mapped_column(Document)
    file: Mapped[str | None] = mapped_column(String(300))
    format: Mapped[str | None] = mapped_column(String(60))
    report: Mapped[dict | None] = mapped_column(Document)


class CounterRecord(Base):
    """A counter by name; ``register`` moves with every change of the register."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)
