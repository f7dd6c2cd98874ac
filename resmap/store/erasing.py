"""Erasing a person for good by destroying the key, and moving to a new master key.

Nothing else ever disappears from the database. Backups made before an erasure
still hold the wrapped key: the erasure is complete when they are gone too, which
the certificate says.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from resmap.domain.events import EventKind
from resmap.domain.permissions import NotFound
from resmap.store.records import CaseRecord, ClientRecord, PersonKeyRecord
from resmap.store.sealed import VAULT


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof of an erasure: no name in it, for nobody can name the person any more."""

    client_id: str
    at: datetime
    by: str
    why: str
    cases: int


def erase(uow, client_id: str, why: str) -> Certificate:
    """Destroy the client's key and void the client with all cases; raises NotFound.

    Everything sealed for the person, in any table, becomes unreadable at the
    commit. Only ``as_system`` can do it: the flow asks who may. Afterwards call
    ``Database.scrub`` once, so that the file does not keep the old page either.
    """
    known = select(ClientRecord).where(ClientRecord.id == client_id)
    client = uow.session.scalar(known.execution_options(include_voided=True))
    key = uow.session.get(PersonKeyRecord, client_id)
    if client is None or key is None or key.destroyed_at is not None:
        raise NotFound("ClientRecord")
    cases = uow.session.scalars(select(CaseRecord).where(CaseRecord.client_id == client_id)).all()
    for record in (client, *cases):
        record.voided_at, record.voided_by = uow.now(), uow.signature()
        record.dong = None
    client.phone_index = None
    uow.flush()
    key.wrapped = None
    key.destroyed_at, key.destroyed_by, key.destroyed_why = uow.now(), uow.signature(), why
    uow.flush()
    uow.session.info[VAULT].forget(client_id)
    uow.event(EventKind.VOIDED, client_id, client=client_id, facts={"erased": True})
    return Certificate(client_id, uow.now(), uow.signature(), why, len(cases))


def erased(uow, case_id: str) -> tuple[str, datetime]:
    """Number of a case that went with its person's key, and when; raises NotFound. For who destroyed it: the flow
    asks who that was."""
    query = (
        select(CaseRecord.number, CaseRecord.voided_at)
        .join(PersonKeyRecord, PersonKeyRecord.id == CaseRecord.client_id)
        .where(CaseRecord.id == case_id, PersonKeyRecord.destroyed_at.is_not(None))
    )
    with uow.beyond_scope():
        found = uow.session.execute(query.execution_options(include_voided=True)).one_or_none()
    if found is None:
        raise NotFound("CaseRecord")
    return found.number, found.voided_at


def rewrap(uow) -> int:
    """Wrap every data key anew under the active master key; returns how many.

    What the data keys sealed stays as it is: after this the older master keys
    can leave the ring.
    """
    vault, count = uow.session.info[VAULT], 0
    for key in uow.session.scalars(select(PersonKeyRecord)):
        if key.wrapped is not None:
            key.wrapped = vault.wrap(key.id)
            count += 1
    return count
