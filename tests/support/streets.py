"""A few streets for the tests of maps and networks: every group, two residents in one cell, a secret shelter.

All of it is invented. ``lay_out`` fills a database that has an office; the ids come back by short names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from resmap.domain.codes import PartyKind, RecipientClass, Review, Stage, TieKind
from resmap.domain.permissions import Actor, Role
from resmap.store import (
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    Database,
    DepartmentRecord,
    DongRecord,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    PartyRecord,
    ServiceRecord,
    TieRecord,
    UnitOfWork,
    UserRecord,
    actor_of,
    migrate,
    new_ring,
)

NOW = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SIDO, SIGUNGU = "서울특별시", "광진구"
DONGS = {
    "자양4동": (37.5311, 127.0661),
    "자양3동": (37.5287, 127.0732),
    "화양동": (37.5405, 127.0755),
    "구의1동": (37.5386, 127.0879),
}
HOME = (37.53151, 127.06642)
#: name -> (what it is called, kind, class, dong, place)
OFFERS = {
    "kitchen": ("밑반찬 나눔", "M31", RecipientClass.AGENCY, "자양4동", (37.5321, 127.0671)),
    "lunch": ("따뜻한 점심", "M31", RecipientClass.AGENCY, "구의1동", (37.5391, 127.0884)),
    "shop": ("모퉁이 반찬", "H22", RecipientClass.SHOP, "자양4동", (37.5309, 127.0652)),
    "women": ("새마을부녀회", "H31", RecipientClass.ASSOCIATION, "자양4동", (37.5304, 127.0668)),
    "soup": ("함께 끓이는 모임", "H44", RecipientClass.SELFHELP, "화양동", (37.5402, 127.0751)),
    "seo": ("이웃 서○○(66)", "H11", RecipientClass.NEIGHBOUR, "자양4동", (37.53131, 127.06651)),
    "min": ("이웃 민○○(59)", "H11", RecipientClass.NEIGHBOUR, "자양4동", (37.53142, 127.06663)),
}
SHELTER = "달빛 쉼터"
UNVERIFIED = "가져온 급식소"
PAUSED = "쉬어 가는 세탁소"


@dataclass(frozen=True)
class Streets:
    """Ids; ``case`` is alice's, ``safe`` is alice's case of a protected client."""

    ids: dict[str, str]
    case: str
    safe: str
    client: str
    tie: str
    son: str

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


@contextmanager
def town_of(url: str, folder: Path) -> Iterator[tuple[Database, Streets, dict[str, Actor]]]:
    """A migrated database with an office, six logins and the streets: (database, streets, actors by name)."""
    migrate(url)
    database = Database(url, new_ring(), folder / "events.head", clock=lambda: NOW)
    with database.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="광진구청", sido=SIDO, sigungu=SIGUNGU))
        uow.flush()
        users = {
            name: uow.add(UserRecord(login=name, name=name, role=role, office_id=office.id, dongs=dongs))
            for name, role, dongs in (
                ("alice", Role.CASE_MANAGER, ("자양4동",)),
                ("bob", Role.CASE_MANAGER, ("구의1동",)),
                ("sue", Role.SUPERVISOR, ("자양4동",)),
                ("paul", Role.PARTNER, ()),
                ("oscar", Role.NONE, ()),
                ("adam", Role.ADMINISTRATOR, ()),
            )
        }
        uow.flush()
        streets = lay_out(uow, office.id, users["alice"].id, TODAY)
        uow.commit()
    yield database, streets, {name: actor_of(user) for name, user in users.items()}
    database.dispose()


def lay_out(uow: UnitOfWork, office: str, manager: str, today: date) -> Streets:
    """Put the streets into the database; the caller commits."""
    for number, (name, (lat, lon)) in enumerate(DONGS.items()):
        uow.add(
            DongRecord(
                code=f"11050{number}", name=name, name_en=f"Dong {number}", sido=SIDO, sigungu=SIGUNGU, lat=lat, lon=lon
            )
        )
    ids = {key: _offer(uow, today, *told).id for key, told in OFFERS.items()}
    shelter = _offer(uow, today, SHELTER, "M27", RecipientClass.AGENCY, None, None)
    shelter.location_secret, shelter.access_line = True, "1366"
    imported = _offer(uow, today, UNVERIFIED, "M31", RecipientClass.AGENCY, "자양4동", (37.5330, 127.0660))
    imported.review, imported.verified_on = Review.IMPORTED, None
    ids |= {"shelter": shelter.id, "imported": imported.id}
    barber = uow.add(
        PartyRecord(kind=PartyKind.PERSON, name="이발사 권○○(69)", dong="자양4동", lat=37.5312, lon=127.0665)
    )
    ids["barber"] = barber.id
    uow.flush()
    for source, target, kind in (
        (barber.id, ids["women"], TieKind.LEADS),
        (ids["kitchen"], ids["lunch"], TieKind.REFERS_TO),
        (ids["kitchen"], shelter.id, TieKind.REFERS_TO),
        (ids["seo"], barber.id, TieKind.NEIGHBOUR),
    ):
        uow.add(TieRecord(source_id=source, target_id=target, kind=kind, strength=0.8))
    case, client, tie, son = _case(uow, office, manager, today, ids, "2026-0101", HOME, protected=False)
    safe, *_ = _case(uow, office, manager, today, ids, "2026-0102", (37.53222, 127.06777), protected=True)
    return Streets(ids, case, safe, client, tie, son)


def _offer(uow, today, name, kind, recipient_class, dong, place) -> OfferRecord:
    owner = uow.add(OrganisationRecord(name=f"{name} 운영"))
    department = uow.add(DepartmentRecord(organisation_id=owner.id, name="나눔팀"))
    lat, lon = place or (None, None)
    offer = uow.add(
        OfferRecord(
            name=name,
            name_en=f"{name} (en)",
            kind=kind,
            organisation_id=owner.id,
            department_id=department.id,
            needs=("DLY11",),
            recipient_class=recipient_class,
            # Residents stand here by their own consent (P-25), to a day that their file names.
            extra={"listed_until": (today + timedelta(days=90)).isoformat()} if kind.startswith("H1") else None,
            sido=SIDO if dong else None,
            sigungu=SIGUNGU if dong else None,
            dong=dong,
            lat=lat,
            lon=lon,
            review=Review.VERIFIED,
            verified_on=today,
            vetted_for_minors=True,
            hours="평일 오전",
        )
    )
    offer.phone = "02-0000-1234"
    return offer


def _case(uow, office, manager, today, ids, number, home, *, protected):
    client = uow.add(
        ClientRecord(
            office_id=office, dong="자양4동", protected=protected, name="김당사자", lat=home[0], lon=home[1], facts=[]
        )
    )
    member = uow.add(MemberRecord(client_id=client.id, position=0, name="김당사자", relation="본인", age=71, sex="F"))
    son = uow.add(MemberRecord(client_id=client.id, position=1, name="김아들", relation="아들", age=40, sex="M"))
    case = uow.add(
        CaseRecord(
            office_id=office,
            number=number,
            client_id=client.id,
            manager_id=manager,
            dong="자양4동",
            stage=Stage.PLANNING,
            opened_on=today,
            income_percent=30,
        )
    )
    uow.flush()
    uow.add(NeedRecord(case_id=case.id, code="DLY11", holder=member.id, priority=1, severity=2))
    for kind in (ConsentKind.COLLECT, ConsentKind.NETWORK_CONTACT):
        uow.add(ConsentRecord(case_id=case.id, kind=kind, since=today))
    for one in RecipientClass:
        uow.add(ConsentRecord(case_id=case.id, kind=ConsentKind.PROVIDE_CLASS, recipient=one.value, since=today))
    uow.add(ServiceRecord(case_id=case.id, offer_id=ids["lunch"], since=today))
    tie = uow.add(
        CaseTieRecord(
            case_id=case.id, target_id=ids["barber"], kind=TieKind.FRIEND, both_ways=True, strength=0.8
        )
    )
    return case.id, client.id, tie.id, son.id
