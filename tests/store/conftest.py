"""A migrated database on each engine, and a small office with two managers in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from resmap.domain.codes import RecipientClass
from resmap.domain.permissions import Actor, Role
from resmap.store import (
    CaseRecord,
    ClientRecord,
    Database,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    UserRecord,
    new_ring,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Office:
    """Ids and actors of the little office below."""

    id: str
    alice: Actor  # case manager
    bob: Actor  # case manager of another dong
    sue: Actor  # supervisor of alice's dong
    paul: Actor  # partner agency worker
    adam: Actor  # administrator
    case: str
    client: str
    member: str
    need: str
    offer: str


@pytest.fixture
def ring():
    return new_ring()


@pytest.fixture
def database(migrated_url, ring, tmp_path):
    made = Database(migrated_url, ring, tmp_path / "events.head", clock=lambda: NOW)
    yield made
    made.dispose()


@pytest.fixture
def office(database) -> Office:
    with database.write() as uow:
        made = furnish(uow.as_system())
        uow.commit()
    return made


def furnish(uow) -> Office:
    """An office, five logins, one offer, and a client of alice's with one need."""
    office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
    people = {
        login: uow.add(
            UserRecord(login=login, name=login, role=role, office_id=office.id, dongs=dongs)
        )
        for login, role, dongs in (
            ("alice", Role.CASE_MANAGER, ("자양4동",)),
            ("bob", Role.CASE_MANAGER, ("구의1동",)),
            ("sue", Role.SUPERVISOR, ("자양4동",)),
            ("paul", Role.PARTNER, ()),
            ("adam", Role.ADMINISTRATOR, ()),
        )
    }
    offer = add_offer(uow, "밑반찬 나눔", "자양종합사회복지관")
    client = uow.add(
        ClientRecord(
            office_id=office.id,
            dong="자양4동",
            name="김당사자",
            phone="010-1234-5678",
            address="자양로 1길 2",
            lat=37.5312345,
            lon=127.0712345,
            facts=["alcohol_dependence"],
        )
    )
    member = uow.add(
        MemberRecord(client_id=client.id, name="김당사자", relation="본인", age=71, sex="F")
    )
    case = uow.add(
        CaseRecord(
            office_id=office.id,
            number="2026-001",
            client_id=client.id,
            manager_id=people["alice"].id,
            dong="자양4동",
            opened_on=TODAY,
            quote="밥을 못 해 먹어요",
        )
    )
    need = uow.add(
        NeedRecord(case_id=case.id, code="DLY11", holder=member.id, priority=1, severity=2)
    )
    return Office(
        id=office.id,
        case=case.id,
        client=client.id,
        member=member.id,
        need=need.id,
        offer=offer.id,
        **{login: actor_of(user) for login, user in people.items()},
    )


def add_offer(uow, name: str, organisation: str, **fields) -> OfferRecord:
    owner = uow.add(OrganisationRecord(name=organisation))
    usual = {
        "kind": "H31",
        "needs": ("DLY11",),
        "recipient_class": RecipientClass.AGENCY,
        "name_folded": name.replace(" ", ""),
    }
    return uow.add(OfferRecord(name=name, organisation_id=owner.id, **usual | fields))


def actor_of(user: UserRecord) -> Actor:
    return Actor(
        id=user.id,
        role=user.role,
        dongs=frozenset(user.dongs),
        office=user.office_id or "",
        organization="자양종합사회복지관" if user.role is Role.PARTNER else None,
        name=user.name,
    )
