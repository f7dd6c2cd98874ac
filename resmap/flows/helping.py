"""What a helper may open: the parts of a case that they took on, and the way there (R032)."""

from dataclasses import dataclass

from resmap.domain.events import EventKind
from resmap.domain.helping import Part
from resmap.domain.permissions import Actor, Permission
from resmap.store import UnitOfWork, accounts
from resmap.store.queries import helping


@dataclass(frozen=True, slots=True)
class HelpedCase:
    """A case that the reader helps with today; ``parts`` in the order of the work, ``closed`` once it was closed."""

    id: str
    number: str
    name: str
    manager: str
    parts: tuple[Part, ...]
    closed: bool


def parts_of(uow: UnitOfWork, actor: Actor, case_id: str) -> frozenset[str] | None:
    """The parts of a case that stand open to the actor; None: all of it. Tells nothing of the case itself."""
    actor.require(Permission.CASE_READ)
    return helping.parts_of(uow, actor, case_id)


def mine(uow: UnitOfWork, actor: Actor, *, locale: str) -> tuple[HelpedCase, ...]:
    """The cases that the actor helps with, by number: whose, who is in charge, which parts; notes that they were
    listed. What the parts hold is on their own pages."""
    actor.require(Permission.CASE_READ)
    rows = helping.helped(uow, actor)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)} if rows else {}
    found = tuple(
        HelpedCase(
            id=case.id,
            number=case.number,
            name=(locale == "en" and client.name_en) or client.name or "",
            manager=names.get(case.manager_id, ""),
            parts=tuple(part for part in Part if part in parts),
            closed=case.closed_on is not None,
        )
        for case, client, parts in rows
    )
    if found:
        uow.event(EventKind.CLIENT_LISTED, facts={"helped": len(found), "of": sorted(one.id for one in found)})
    uow.commit()
    return found
