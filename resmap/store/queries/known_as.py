"""By what names, numbers and addresses a household is or ever was known: so that none of them stays in a text that is
to tell no name (R040, P-22, P-29)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from resmap.domain.permissions import Actor, Permission
from resmap.store.records import ClientRecord, CorrectionRecord, MemberRecord


@dataclass(frozen=True, slots=True)
class KnownAs:
    """Names of the clients and of the ``others`` at home, and the ``ways`` to them: numbers, addresses.

    To be taken out of a text, and shown nowhere: whom it names may be beyond the reader's scope.
    """

    clients: frozenset[str]
    others: frozenset[str]
    ways: frozenset[str]


def known_as(uow, actor: Actor, clients: Iterable[str]) -> KnownAs:
    """All that these clients (ids) and their households are called, and were before a correction; who moved out, died
    or was taken out is among them. Of a client whose records were destroyed nothing. Raises NotAllowed."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    own, others, ways = set(), set(), set()
    with uow.beyond_scope():
        for client in uow.session.scalars(select(ClientRecord).where(ClientRecord.id.in_(sorted(clients)))).all():
            own |= {client.name, client.name_en}
            ways |= {client.phone, client.address}
            others |= {one.name for one in _ever(uow, MemberRecord, client)} - {client.name}
            for one in _ever(uow, CorrectionRecord, client):
                if isinstance(one.old, dict):
                    others |= {one.old.get("name")} - {client.name}
                elif one.field == "name":
                    own.add(one.old)
                elif one.field in ("phone", "address"):
                    ways.add(one.old)
    return KnownAs(*(frozenset(filter(None, told)) for told in (own, others, ways)))


def _ever(uow, record, client: ClientRecord):
    query = select(record).where(record.client_id == client.id)
    return uow.session.scalars(query.execution_options(include_voided=True)).all()
