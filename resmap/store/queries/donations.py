"""Gifts and their shares: what is left moves by one conditional UPDATE; shares only as far as the actor's scope reaches."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, update

from resmap.domain.donations import HELD
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store.records import CaseRecord, DonationPurposeRecord, DonationRecord, DonationShareRecord


def get(uow, actor: Actor, donation_id: str) -> DonationRecord:
    """The gift of the actor's office; raises NotAllowed or NotFound."""
    actor.require(Permission.DONATIONS_EDIT)
    uow.require_actor(actor)
    found = uow.get(DonationRecord, donation_id)
    if found is None or found.office_id != actor.office:
        raise NotFound("DonationRecord")
    return found


def of_office(uow, actor: Actor) -> list[DonationRecord]:
    """All gifts of the office, the youngest first."""
    actor.require(Permission.DONATIONS_EDIT)
    uow.require_actor(actor)
    query = (
        select(DonationRecord)
        .where(DonationRecord.office_id == actor.office)
        .order_by(DonationRecord.given_on.desc(), DonationRecord.id.desc())
    )
    return list(uow.session.scalars(query))


def take(uow, donation_id: str, many: int) -> bool:
    """Take ``many`` of what is left; False where there are not so many, whoever else takes meanwhile."""
    return _move(uow, donation_id, -many, DonationRecord.left >= many)


def give_back(uow, donation_id: str, many: int) -> bool:
    """Put ``many`` back to what is left; False where that would be more than was given."""
    return _move(uow, donation_id, many, DonationRecord.left + many <= DonationRecord.count)


def _move(uow, donation_id: str, step: int, condition) -> bool:
    """One conditional UPDATE: a count before it would let two people give away the last one (TRUST.md)."""
    uow.flush()
    moved = uow.session.execute(
        update(DonationRecord)
        .where(DonationRecord.id == donation_id, DonationRecord.voided_at.is_(None), condition)
        .values(left=DonationRecord.left + step, revision=DonationRecord.revision + 1)
        .execution_options(synchronize_session="fetch")
    )
    return moved.rowcount == 1


def purpose_of(uow, actor: Actor, donation_id: str, on: date) -> DonationPurposeRecord | None:
    """What the actor said that day to look at the names for; the last word counts."""
    uow.require_actor(actor)
    query = (
        select(DonationPurposeRecord)
        .where(
            DonationPurposeRecord.donation_id == donation_id,
            DonationPurposeRecord.user_id == actor.id,
            DonationPurposeRecord.on == on,
        )
        .order_by(DonationPurposeRecord.id.desc())
        .limit(1)
    )
    return uow.session.scalar(query)


def shares(uow, donation: DonationRecord) -> list[DonationShareRecord]:
    """The shares of a gift within the actor's scope, in the order in which they were made."""
    query = select(DonationShareRecord).where(DonationShareRecord.donation_id == donation.id)
    return list(uow.session.scalars(query.order_by(DonationShareRecord.id)))


def share(uow, share_id: str) -> DonationShareRecord:
    """A share within the actor's scope; raises NotFound."""
    found = uow.get(DonationShareRecord, share_id)
    if found is None:
        raise NotFound("DonationShareRecord")
    return found


def of_case(uow, case_id: str) -> list[tuple[DonationShareRecord, DonationRecord]]:
    """The shares of a case within the actor's scope with their gifts, the youngest first."""
    query = (
        select(DonationShareRecord, DonationRecord)
        .join(DonationRecord, DonationRecord.id == DonationShareRecord.donation_id)
        .where(DonationShareRecord.case_id == case_id)
        .order_by(DonationShareRecord.id.desc())
        .execution_options(include_voided=True)
    )
    return [(one, gift) for one, gift in uow.session.execute(query)]


def gifts_of(uow, clients: Iterable[str]) -> dict[str, tuple[tuple[str, date], ...]]:
    """By client: (donation id, day) of every share that the household holds, whichever of its cases it came through,
    also beyond the scope: who was given something elsewhere was given something."""
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    query = (
        select(CaseRecord.client_id, DonationRecord.id, DonationRecord.given_on, DonationShareRecord.settled_on)
        .join(DonationShareRecord, DonationShareRecord.case_id == CaseRecord.id)
        .join(DonationRecord, DonationRecord.id == DonationShareRecord.donation_id)
        .where(CaseRecord.client_id.in_(list(clients)), DonationShareRecord.state.in_(HELD))
    )
    with uow.beyond_scope():
        for client, donation, given_on, settled_on in uow.session.execute(query):
            found[client].append((donation, settled_on or given_on))
    return {client: tuple(sorted(gifts, key=lambda one: (one[1], one[0]))) for client, gifts in found.items()}


def totals(uow, actor: Actor, donation: DonationRecord) -> dict[str, tuple[int, int]]:
    """By state: (households, pieces) of the whole gift, also beyond the scope: numbers only, of nobody in particular."""
    actor.require(Permission.DONATIONS_EDIT)
    found: dict[str, tuple[int, int]] = {}
    with uow.beyond_scope():
        query = select(DonationShareRecord.state, DonationShareRecord.count).where(
            DonationShareRecord.donation_id == donation.id
        )
        for state, count in uow.session.execute(query):
            households, pieces = found.get(state.value, (0, 0))
            found[state.value] = households + 1, pieces + count
    return found
