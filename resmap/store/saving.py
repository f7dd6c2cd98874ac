"""What happens to a record when it is written: stamps, seals, and the last refusals.

Rules do not live here (they are functions of the domain); this is what keeps a
record from reaching the disk unsealed, unsigned or outside the scope.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from resmap.domain.permissions import NotFound
from resmap.domain.resident_number import refuse
from resmap.store.base import Base, Identified
from resmap.store.changes import note_changes
from resmap.store.errors import Erased, NeverDeleted, ScopeMissing
from resmap.store.records import (
    CaseRecord,
    ClientRecord,
    CounterRecord,
    EventRecord,
    PersonKeyRecord,
)
from resmap.store.scope import SCOPE, admits
from resmap.store.sealed import PENDING, VAULT
from resmap.store.secrecy import forget_hidden
from resmap.store.types import FREE_TEXT
from resmap.store.vault import Vault

#: Session.info keys, beside those of scope.py.
CLOCK = "resmap_clock"
SIGNATURE = "resmap_signature"
TOUCHED = "resmap_register_touched"

REGISTER = "register"


def before_flush(session: Session, context, instances) -> None:
    """Session hook: stamp, check and seal everything that is about to be written."""
    forget_hidden(session)
    _refuse_deletes(session)
    new = [record for record in session.new if isinstance(record, Base)]
    changed = [record for record in session.dirty if session.is_modified(record)]
    for record in changed:
        if isinstance(record, EventRecord):
            raise NeverDeleted("events are append-only")
    fresh_cases = {record.id: record for record in new if isinstance(record, CaseRecord)}
    fresh_clients = {record.id for record in new if isinstance(record, ClientRecord)}
    for record in new:
        if isinstance(record, Identified):
            record.created_at = record.created_at or session.info[CLOCK]()
            record.created_by = record.created_by or session.info[SIGNATURE]()
        _require_inside_scope(session, record, fresh_cases, fresh_clients)
    new += note_changes(session, changed, session.info[CLOCK](), session.info[SIGNATURE]())
    vault: Vault = session.info[VAULT]
    for client_id in fresh_clients:
        session.add(PersonKeyRecord(id=client_id, wrapped=vault.new_key(client_id)))
    for record in (*new, *changed):
        _refuse_resident_numbers(record)
        seal_record(session, record, fresh_cases)
    if any(record.register for record in (*new, *changed)):
        touch_register(session)


def touch_register(session: Session) -> None:
    """Move the register counter, so that cached networks are built anew."""
    session.info[TOUCHED] = True
    session.connection().execute(
        update(CounterRecord.__table__)
        .where(CounterRecord.__table__.c.name == REGISTER)
        .values(value=CounterRecord.__table__.c.value + 1)
    )


def _refuse_deletes(session: Session) -> None:
    for record in session.deleted:
        if not record.disposable:
            raise NeverDeleted(type(record).__name__)


def _require_inside_scope(session, record, fresh_cases, fresh_clients) -> None:
    """A new personal record belongs to a case that the actor can reach, or to a new one of its own."""
    scope = session.info[SCOPE]
    if not record.personal or scope.everything:
        return
    if isinstance(record, CaseRecord):
        if not admits(scope, record):
            raise ScopeMissing("the case is outside the actor's scope")
        if record.client_id not in fresh_clients:
            _require(session, ClientRecord, record.client_id)
    elif isinstance(record, ClientRecord):
        if not any(case.client_id == record.id for case in fresh_cases.values()):
            raise ScopeMissing("a client is registered together with a case")
    elif hasattr(record, "case_id"):
        if record.case_id not in fresh_cases:
            _require(session, CaseRecord, record.case_id)
    elif record.client_id not in fresh_clients:
        _require(session, ClientRecord, record.client_id)


def _require(session: Session, cls: type, id_: str | None) -> None:
    if session.scalar(select(cls.id).where(cls.id == id_)) is None:
        raise NotFound(cls.__name__)


def seal_record(session: Session, record: Base, fresh_cases=MappingProxyType({})) -> None:
    """Seal what was set on the record; ``fresh_cases`` are new cases by id."""
    pending = record.__dict__.pop(PENDING, None)
    record.__dict__[VAULT] = vault = session.info[VAULT]
    if not pending:
        return
    owner = _owner(session, record, fresh_cases)
    attributes = type(record).sealed()
    for name, plain in pending.items():
        attribute = attributes[name]
        where = (record.__tablename__, attribute.column, record.id)
        setattr(record, attribute.column, _sealed(vault, record, owner, plain, where))
        if attribute.blind:
            text = None if plain is None else plain.decode()
            setattr(record, attribute.blind, attribute.fold(vault.ring, record.office_id, text))


def _sealed(vault, record, owner, plain, where) -> bytes | None:
    if plain is None:
        return None
    try:
        return vault.seal(owner, plain, *where)
    except Erased:
        # What happens after an erasure is still noted; it holds codes only.
        if isinstance(record, EventRecord):
            return vault.seal(None, plain, *where)
        raise


def _owner(session: Session, record, fresh_cases) -> str | None:
    """The client whose key seals this record; None for records of the register."""
    if isinstance(record, ClientRecord):
        return record.id
    if hasattr(record, "client_id"):
        return record.client_id
    case_id = getattr(record, "case_id", None)
    if case_id is None:
        return None
    if case_id in fresh_cases:
        return fresh_cases[case_id].client_id
    # The record itself was authorised; a partner may answer a referral without
    # ever reaching the case it belongs to.
    cases = CaseRecord.__table__.c
    owner = session.connection().scalar(select(cases.client_id).where(cases.id == case_id))
    if owner is None:
        raise NotFound("CaseRecord")
    return owner


def _refuse_resident_numbers(record: Base) -> None:
    """No resident number reaches the disk, whatever the flow forgot to ask (P-01)."""
    table = record.__tablename__
    attributes = type(record).sealed()
    for name, plain in record.__dict__.get(PENDING, {}).items():
        for text in _texts(attributes[name].load(plain)):
            refuse(text, f"{table}.{name}")
    for attribute in inspect(type(record)).column_attrs:
        if isinstance(attribute.columns[0].type, FREE_TEXT):
            for text in _texts(record.__dict__.get(attribute.key)):
                refuse(text, f"{table}.{attribute.key}")


def _texts(value) -> Iterator[str]:
    """All texts in a value; numbers are left out, for a coordinate can have thirteen digits."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value))
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
