"""The history cannot be changed without being seen."""

import threading

import pytest
from sqlalchemy import create_engine, text

from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed
from resmap.store import Chain, Database, EventRecord, history, migrate, new_ring
from resmap.store.events import link, read_head
from tests.store.conftest import NOW


@pytest.fixture
def chain(database, office):
    """Five events about the case."""
    for number in range(5):
        with database.write(office.alice) as uow:
            uow.event(
                EventKind.CASE_CHANGED, office.case, client=office.client, facts={"n": number}
            )
            uow.commit()
    return office


@pytest.fixture
def intruder(migrated_url):
    """``intruder(sql)`` changes the table behind the program's back, its triggers put aside."""

    def act(*statements: str) -> None:
        engine = create_engine(migrated_url)
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                for name in ("update", "delete", "replace"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS events_no_{name}"))
            else:
                connection.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    return act


def verdict(database):
    with database.read() as uow:
        return history.verify(uow)


def test_an_untouched_history_is_whole(database, chain):
    found = verdict(database)
    assert found.ok and (found.code, found.count) == (Chain.WHOLE, 5)


def test_an_empty_history_is_whole(database):
    assert verdict(database).ok


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 'somebody else'",
        "kind = 'login'",
        "subject = NULL",
        "client_id = NULL",
        "facts_sealed = NULL",
        "address_hash = 'x'",
        "previous = hash",
        "hash = '" + "f" * 64 + "'",
    ],
)
def test_a_changed_column_is_found(database, chain, intruder, change):
    intruder(f"UPDATE events SET {change} WHERE number = 3")
    found = verdict(database)
    assert (found.code, found.at) == (Chain.CHANGED, 3)


def test_a_changed_moment_is_found(database, chain, intruder):
    intruder("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE number = 3")
    assert verdict(database).code is Chain.CHANGED


def test_a_removed_event_is_found(database, chain, intruder):
    intruder("DELETE FROM events WHERE number = 3")
    found = verdict(database)
    assert (found.code, found.at) == (Chain.GAP, 3)


def test_a_removed_event_is_found_when_the_rest_was_renumbered(database, chain, intruder):
    intruder("DELETE FROM events WHERE number = 3", "UPDATE events SET number = 3 WHERE number = 4")
    assert verdict(database).code is Chain.CHANGED


def test_events_in_another_order_are_found(database, chain, intruder):
    intruder(
        "UPDATE events SET number = 99 WHERE number = 2",
        "UPDATE events SET number = 2 WHERE number = 3",
        "UPDATE events SET number = 3 WHERE number = 99",
    )
    assert not verdict(database).ok


def test_a_cut_off_end_is_found_by_the_head_outside(database, chain, intruder):
    intruder("DELETE FROM events WHERE number > 3")
    found = verdict(database)
    assert (found.code, found.count) == (Chain.CUT_SHORT, 3)


def test_an_emptied_history_is_found(database, chain, intruder):
    intruder("DELETE FROM events")
    assert verdict(database).code is Chain.CUT_SHORT


def test_a_history_forged_without_the_key_is_found(database, chain, intruder):
    """Somebody with the table and this program, but not the key file, hashes it all anew."""
    with database.read() as uow:
        event = uow.session.query(EventRecord).order_by(EventRecord.number.desc()).first()
        event.actor_id = "somebody else"
        forged = link(new_ring().chain, event)
        uow.session.expunge_all()
    intruder(f"UPDATE events SET actor_id = 'somebody else', hash = '{forged}' WHERE number = 5")
    assert verdict(database).code is Chain.CHANGED


def test_a_lost_head_is_said(database, chain):
    database.head_file.unlink()
    assert verdict(database).code is Chain.HEAD_MISSING


def test_a_head_that_lags_behind_is_no_finding(database, chain):
    """The program may stop between the commit and the note of the head."""
    older = database.head_file.read_text()
    with database.write(chain.alice) as uow:
        uow.event(EventKind.CASE_CHANGED, chain.case)
        uow.commit()
    database.head_file.write_text(older)
    assert verdict(database).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor_id = 'x'",
        "DELETE FROM events",
        "DELETE FROM events WHERE number = 1",
    ],
)
def test_the_database_itself_refuses_to_change_an_event(database, chain, migrated_url, statement):
    engine = create_engine(migrated_url)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert verdict(database).ok


def test_postgresql_refuses_to_truncate(postgresql_url):
    migrate(postgresql_url)
    engine = create_engine(postgresql_url)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text("TRUNCATE events"))
    engine.dispose()


def test_sqlite_refuses_to_replace(sqlite_url, tmp_path, ring):
    migrate(sqlite_url)
    database = Database(sqlite_url, ring, tmp_path / "head", clock=lambda: NOW)
    with database.write() as uow:
        uow.event(EventKind.LOGIN, "x")
        uow.commit()
    database.dispose()
    engine = create_engine(sqlite_url)
    columns = "id, number, at, actor_id, kind, previous, hash"
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT OR REPLACE INTO events ({columns})"
                " SELECT id, number, at, 'x', kind, previous, hash FROM events"
            )
        )
    engine.dispose()


def test_threads_make_one_chain(database, office):
    def note() -> None:
        for _ in range(5):
            with database.write(office.alice) as uow:
                uow.event(EventKind.MATCHED, office.case, client=office.client)
                uow.commit()

    threads = [threading.Thread(target=note) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verdict(database)
    assert found.ok and found.count == 30
    assert read_head(database.head_file).number == 30


def test_events_of_one_act_stand_together(database, office):
    with database.write(office.alice) as uow:
        uow.event(EventKind.ANSWERED, office.case)
        uow.event(EventKind.REFERRAL_DRAFTED, office.case)
        uow.commit()
    with database.read(office.alice) as uow:
        events = history.about_case(uow, office.alice, office.case)
    assert [event.kind for event in events] == [EventKind.ANSWERED, EventKind.REFERRAL_DRAFTED]
    assert events[1].previous == events[0].hash


def test_an_address_is_kept_as_a_keyed_hash_only(database, office, migrated_url):
    with database.write(office.alice) as uow:
        uow.event(EventKind.LOGIN, office.alice.id, address="192.0.2.77")
        uow.commit()
    with database.read(office.sue) as uow:
        [event] = history.page(uow, office.sue).rows
    assert len(event.address_hash) == 64 and "192" != event.address_hash[:3]


def test_who_may_not_read_the_history_does_not(database, chain):
    with database.read(chain.alice) as uow, pytest.raises(NotAllowed):
        history.page(uow, chain.alice)
    with database.read(chain.sue) as uow:
        page = history.page(uow, chain.sue, size=2)
    assert (page.total, page.last, [event.number for event in page.rows]) == (5, 3, [5, 4])


def test_facts_of_an_event_are_sealed_and_come_back(database, chain):
    with database.read(chain.alice) as uow:
        events = history.about_case(uow, chain.alice, chain.case)
        assert [event.facts for event in events] == [{"n": n} for n in range(5)]
