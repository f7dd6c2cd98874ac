"""Conferences of the office; the cases on an agenda only as far as the actor's scope reaches."""

from sqlalchemy import func, select

from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store.records import (
    AttendeeRecord,
    CaseRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    DepartmentRecord,
    OfferRecord,
    OrganisationRecord,
)


def get(uow, actor: Actor, conference_id: str) -> ConferenceRecord:
    """The conference of the actor's office; raises NotAllowed or NotFound."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    found = uow.get(ConferenceRecord, conference_id)
    if found is None or found.office_id != actor.office:
        raise NotFound("ConferenceRecord")
    return found


def of_office(uow, actor: Actor) -> list[tuple[ConferenceRecord, int]]:
    """All conferences of the office, youngest first, with how many cases of the actor's scope each has."""
    uow.require_actor(actor)
    records = uow.session.scalars(
        select(ConferenceRecord)
        .where(ConferenceRecord.office_id == actor.office)
        .order_by(ConferenceRecord.on.desc(), ConferenceRecord.id.desc())
    ).all()
    counted = select(ConferenceItemRecord.conference_id, func.count(ConferenceItemRecord.id)).group_by(
        ConferenceItemRecord.conference_id
    )
    counts = dict(uow.session.execute(counted).all())
    return [(one, counts.get(one.id, 0)) for one in records]


def seats(uow, conference: ConferenceRecord) -> list[AttendeeRecord]:
    """Who sits there, in the order in which they were noted."""
    query = select(AttendeeRecord).where(AttendeeRecord.conference_id == conference.id).order_by(AttendeeRecord.id)
    return list(uow.session.scalars(query))


def items(uow, conference: ConferenceRecord) -> list[ConferenceItemRecord]:
    """The cases on the agenda within the actor's scope, in its order."""
    query = (
        select(ConferenceItemRecord)
        .where(ConferenceItemRecord.conference_id == conference.id)
        .order_by(ConferenceItemRecord.position, ConferenceItemRecord.id)
    )
    return list(uow.session.scalars(query))


def clients(uow, actor: Actor, conference: ConferenceRecord) -> frozenset[str]:
    """Ids of whose cases stand on the whole agenda, of every dong, beyond the scope: to keep their names out of what is
    printed, and for nothing that is shown."""
    actor.require(Permission.CONFERENCE_EDIT)
    uow.require_actor(actor)
    query = (
        select(CaseRecord.client_id)
        .join(ConferenceItemRecord, ConferenceItemRecord.case_id == CaseRecord.id)
        .where(ConferenceItemRecord.conference_id == conference.id)
    )
    with uow.beyond_scope():
        return frozenset(uow.session.scalars(query))


def counted(uow, conference: ConferenceRecord) -> tuple[int, int]:
    """How many cases stand on the whole agenda, and how many of them have no decision yet: of every dong, beyond the
    scope, and nothing else of them. Cases whose records were destroyed are not counted."""
    query = (
        select(func.count(ConferenceItemRecord.id), func.count(ConferenceItemRecord.decision))
        .join(CaseRecord, CaseRecord.id == ConferenceItemRecord.case_id)
        .where(ConferenceItemRecord.conference_id == conference.id)
    )
    with uow.beyond_scope():
        every, decided = uow.session.execute(query).one()
    return every, every - decided


def organisation_of(uow, offer_id: str) -> str | None:
    """The organisation, with its department, of an entry of the register; None where there is no such entry."""
    offer = uow.get(OfferRecord, offer_id)
    if offer is None:
        return None
    named = uow.get(OrganisationRecord, offer.organisation_id), uow.get(DepartmentRecord, offer.department_id)
    return " ".join(one.name for one in named if one is not None) or offer.name


def item(uow, item_id: str) -> ConferenceItemRecord:
    """An item of the agenda within the actor's scope; raises NotFound."""
    found = uow.get(ConferenceItemRecord, item_id)
    if found is None:
        raise NotFound("ConferenceItemRecord")
    return found
