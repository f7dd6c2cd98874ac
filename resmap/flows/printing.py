"""Something about a client is put on paper or into a file: noted, and only for who works on the case.

Who opened a case with a purpose may look for an hour (P-12). What is printed stays longer than that and
travels, so that nobody prints who only looks. Every flow that prints notes it here (a test holds it).
"""

from collections.abc import Mapping

from resmap.domain.events import EventKind
from resmap.flows.case_loading import LoadedCase
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import UnitOfWork
from resmap.store.queries import helping


def note_print(uow: UnitOfWork, loaded: LoadedCase, facts: Mapping[str, object]) -> None:
    """Note that a sheet of this case was made (codes and ids only); the caller commits before it hands it out.

    Raises RuleForbids (ONLY_LOOKING) where the actor reaches the case by an opening alone.
    """
    require_printing(uow, loaded)
    uow.event(EventKind.PRINTED, loaded.id, client=loaded.client_id, facts=dict(facts))


def require_printing(uow: UnitOfWork, loaded: LoadedCase) -> None:
    """Raise RuleForbids (ONLY_LOOKING) unless the actor works on the case: manages it, decides for its dong, or helps
    with a part that this unit of work is for."""
    if helping.only_opened(uow, uow.actor, loaded.id):
        raise RuleForbids([Reason("ONLY_LOOKING", {"area": "case.refused"})])
