"""The register as a file; what leaves is noted."""

from datetime import date
from typing import Any

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.formats.network_writer import network_document
from resmap.store import Database, register
from resmap.store.queries import imports


def export_network(database: Database, actor: Actor, today: date) -> dict[str, Any]:
    """The register as a ``resmap-network/1`` document, with the ids of the files it came from
    where they are clear. Never a resident's phone, never where a secret offer is."""
    actor.require(Permission.REGISTER_READ)
    with database.read(actor) as uow:
        network, refs = register.network(uow, today), imports.short_refs(uow)
        uow.event(EventKind.EXPORTED, facts={"format": "network", "offers": len(network.offers)})
        uow.commit()
    return network_document(network, lambda id_: refs.get(id_, id_))
