"""Erasing for good is one act, with a certificate; a new master key loses nothing."""

import pytest
from sqlalchemy import create_engine, text

from resmap.domain.events import EventKind
from resmap.domain.permissions import NotFound
from resmap.store import (
    CaseRecord,
    ClientRecord,
    Database,
    Erased,
    EventRecord,
    KeyRing,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    cases,
    erasing,
    history,
    migrate,
)
from tests.store.conftest import NOW, add_offer, furnish


@pytest.fixture
def erased(database, office):
    with database.write(office.alice) as uow:
        uow.event(
            EventKind.CASE_CHANGED, office.case, client=office.client, facts={"code": "HLT23"}
        )
        uow.commit()
    with database.write() as uow:
        uow.as_system()
        certificate = erasing.erase(uow, office.client, "보존기간 만료")
        uow.commit()
    database.scrub()
    return certificate


def test_nothing_of_an_erased_person_can_be_read_again(database, office, erased):
    with database.read() as uow:
        uow.as_system()
        everything = {"include_voided": True}
        for cls, id_, name in (
            (ClientRecord, office.client, "name"),
            (MemberRecord, office.member, "relation"),
            (CaseRecord, office.case, "quote"),
            (NeedRecord, office.need, "code"),
        ):
            record = uow.session.get(cls, id_, execution_options=everything)
            with pytest.raises(Erased):
                getattr(record, name)


def test_the_certificate_names_nobody(office, erased):
    assert (erased.client_id, erased.at, erased.by, erased.cases) == (
        office.client,
        NOW,
        "system",
        1,
    )


def test_the_history_stays_whole_and_its_facts_are_gone(database, office, erased):
    with database.read() as uow:
        assert history.verify(uow).ok
        uow.as_system()
        [changed, voided] = all_events(uow)
        assert voided.facts == {"erased": True}
        with pytest.raises(Erased):
            changed.facts  # noqa: B018


def test_an_erased_person_is_found_by_nothing(database, office, erased):
    with database.read(office.alice) as uow:
        assert cases.by_phone(uow, office.alice, "010-1234-5678") == []
        assert cases.of_actor(uow, office.alice, with_closed=True) == []


def test_nobody_is_erased_twice_or_unknown(database, office, erased):
    for client_id in (office.client, "0193a5c2-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound), database.write() as uow:
            erasing.erase(uow.as_system(), client_id, "again")


def test_others_stay_readable(database, office, erased):
    with database.write(office.alice) as uow:
        client = uow.add(ClientRecord(office_id=office.id, name="다른사람", dong="자양4동"))
        uow.add(
            CaseRecord(
                office_id=office.id,
                number="2",
                client_id=client.id,
                manager_id=office.alice.id,
                opened_on=NOW.date(),
            )
        )
        uow.commit()
    with database.read(office.alice) as uow:
        assert uow.get(ClientRecord, client.id).name == "다른사람"


def test_the_destroyed_key_is_in_no_file_of_sqlite(sqlite_url, tmp_path, ring):
    migrate(sqlite_url)
    database = Database(sqlite_url, ring, tmp_path / "head", clock=lambda: NOW)
    with database.write() as uow:
        office = furnish(uow.as_system())
        uow.commit()
    engine = create_engine(sqlite_url)
    query = "SELECT wrapped FROM person_keys WHERE id = :id"
    with engine.connect() as connection:
        wrapped = connection.execute(text(query), {"id": office.client}).scalar()
    engine.dispose()
    assert wrapped in files(tmp_path)
    with database.write() as uow:
        erasing.erase(uow.as_system(), office.client, "보존기간 만료")
        uow.commit()
    database.scrub()
    assert wrapped not in files(tmp_path)
    database.dispose()


def files(folder) -> bytes:
    return b"".join(
        path.read_bytes() for path in folder.iterdir() if path.name.startswith("register")
    )


def all_events(uow):
    return uow.session.query(EventRecord).order_by(EventRecord.number).all()


def test_a_new_master_key_takes_over_and_the_old_one_can_go(
    database, office, migrated_url, tmp_path
):
    with database.write() as uow:
        uow.as_system()
        neighbour = add_offer(uow, "옆집", "이웃", kind="H11", phone="010-9999-8888")
        uow.event(EventKind.OFFER_CREATED, neighbour.id, facts={"kind": "H11"})
        uow.commit()
    rotated = database.ring.with_new_key()
    both = Database(migrated_url, rotated, tmp_path / "events.head", clock=lambda: NOW)
    with both.write() as uow:
        uow.as_system()
        assert uow.get(ClientRecord, office.client).name == "김당사자"
        assert erasing.rewrap(uow) == 2
        uow.commit()
    both.dispose()
    only_new = KeyRing(
        rotated.active,
        {rotated.active: rotated.master(rotated.active)},
        rotated.blind,
        rotated.chain,
    )
    moved = Database(migrated_url, only_new, tmp_path / "events.head", clock=lambda: NOW)
    with moved.read() as uow:
        uow.as_system()
        assert uow.get(ClientRecord, office.client).name == "김당사자"
        assert uow.get(OfferRecord, neighbour.id).phone == "010-9999-8888"
        assert [event.facts for event in all_events(uow)] == [{"kind": "H11"}]
    moved.dispose()
