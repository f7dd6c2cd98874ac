"""Does the office know this person already (R004)? What is told of it, nobody may learn anything else from."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from resmap.domain.permissions import Actor, Permission
from resmap.store import blind
from resmap.store.records import CaseRecord, ClientRecord, MemberRecord

#: What makes a household as secret as a protected client's (``duties.unsafe_at_home``).
UNSAFE = "dv_active"


def within_reach(uow, actor: Actor) -> list[tuple[CaseRecord, ClientRecord]]:
    """Cases of the actor with their clients, closed ones too, the youngest first; no protected client (P-22)."""
    _require(uow, actor)
    query = (
        select(CaseRecord, ClientRecord)
        .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
        .where(ClientRecord.protected.is_(False))
        .order_by(CaseRecord.opened_on.desc(), CaseRecord.id.desc())
    )
    rows = [(case, client) for case, client in uow.session.execute(query)]
    hidden = set(unsafe(uow, (client for _, client in rows)))
    return [(case, client) for case, client in rows if client.id not in hidden]


def phone_index(uow, actor: Actor, phone: str) -> str | None:
    """The blind index of a number within the actor's office; None for no digits."""
    return blind.phone_index(uow.database.ring, actor.office, phone)


def elsewhere(uow, actor: Actor, phone: str) -> bool:
    """Whether a client of the office whom the actor cannot reach has that number.

    A protected client, or one with violence at home, is never counted: whether the answer is
    yes or no must not depend on them (P-22). Nothing else is answered: no name, no dong, no case.
    """
    _require(uow, actor)
    index = phone_index(uow, actor, phone)
    if index is None:
        return False
    mine = set(uow.session.scalars(select(ClientRecord.id).where(ClientRecord.phone_index == index)))
    with uow.beyond_scope():
        query = select(ClientRecord).where(
            ClientRecord.office_id == actor.office,
            ClientRecord.phone_index == index,
            ClientRecord.protected.is_(False),
        )
        others = [client for client in uow.session.scalars(query) if client.id not in mine]
        hidden = set(unsafe(uow, others))
    return any(client.id not in hidden for client in others)


def by_outside_number(uow, actor: Actor, numbers: Iterable[str]) -> dict[str, CaseRecord]:
    """The actor's cases by the outside number (as it was asked) that they were brought in under."""
    _require(uow, actor)
    asked = _indexes(uow, actor, numbers)
    query = select(CaseRecord).where(CaseRecord.outside_index.in_(list(asked)))
    return {asked[case.outside_index]: case for case in uow.session.scalars(query)}


def taken_outside(uow, actor: Actor, numbers: Iterable[str]) -> dict[str, bool]:
    """Outside numbers that stand on a case of the office which the actor cannot reach: True where that may be told,
    False where it may not (a protected client, P-22)."""
    _require(uow, actor)
    asked = _indexes(uow, actor, numbers)
    own = {case.id for case in by_outside_number(uow, actor, asked.values()).values()}
    with uow.beyond_scope():
        query = (
            select(CaseRecord.id, CaseRecord.outside_index, ClientRecord)
            .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
            .where(CaseRecord.office_id == actor.office, CaseRecord.outside_index.in_(list(asked)))
            .execution_options(include_voided=True)
        )
        rows = [row for row in uow.session.execute(query) if row[0] not in own]
        hidden = set(unsafe(uow, (client for *_, client in rows)))
    return {asked[index]: not client.protected and client.id not in hidden for _, index, client in rows}


def unsafe_behind(uow, case_id: str) -> bool:
    """Whether the client of a case is protected or lives with violence: all that the holder of a link is judged by,
    who reaches no case (P-22). True where there is no such case."""
    with uow.beyond_scope():
        query = select(ClientRecord).join(CaseRecord, CaseRecord.client_id == ClientRecord.id).where(CaseRecord.id == case_id)
        client = uow.session.scalar(query)
        return client is None or client.id in set(unsafe(uow, [client]))


def _indexes(uow, actor: Actor, numbers: Iterable[str]) -> dict[str, str]:
    found = {blind.number_index(uow.database.ring, actor.office, one): one for one in numbers}
    return {index: one for index, one in found.items() if index}


def unsafe(uow, clients: Iterable[ClientRecord]) -> Iterator[str]:
    """Ids of those with whom violence lives, by the client's facts and those of everybody at home."""
    clients = list(clients)
    for client in clients:
        if client.protected or UNSAFE in (client.facts or ()):
            yield client.id
    ids = [client.id for client in clients]
    for member in uow.session.scalars(select(MemberRecord).where(MemberRecord.client_id.in_(ids))):
        if UNSAFE in (member.facts or ()):
            yield member.client_id


def _require(uow, actor: Actor) -> None:
    actor.require(Permission.CASE_EDIT)
    uow.require_actor(actor)
