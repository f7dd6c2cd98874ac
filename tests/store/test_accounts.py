"""Logins that the server can end, and tries that are counted."""

from datetime import timedelta

import pytest

from resmap.domain.permissions import Role
from resmap.store import Refused, UserRecord, accounts
from tests.store.conftest import NOW

DAY, IDLE = timedelta(days=1), timedelta(minutes=15)


@pytest.fixture
def clock(database):
    """``clock(minutes)`` moves the database's clock on."""

    def move(minutes: float) -> None:
        now = database.clock() + timedelta(minutes=minutes)
        database.clock = lambda: now

    return move


@pytest.fixture
def token(database, office):
    with database.write() as uow:
        user = accounts.user_by_login(uow, "alice")
        accounts.open_session(uow, user, "the-token", lasts=DAY, address="192.0.2.1")
        uow.commit()
    return "the-token"


def who(database, token):
    with database.read() as uow:
        found = accounts.session_of(uow, token, idle=IDLE)
        return found and found[1].login


def test_a_token_leads_to_its_user_and_another_to_nobody(database, token):
    assert who(database, token) == "alice"
    assert who(database, "guess") is None


def test_the_token_itself_is_nowhere_in_the_database(database, token):
    with database.read() as uow:
        session, _ = accounts.session_of(uow, token, idle=IDLE)
    assert token not in session.token_hash and len(session.token_hash) == 64


def test_an_ended_login_stays_ended(database, token):
    with database.write() as uow:
        assert accounts.revoke_session(uow, token).login == "alice"
        uow.commit()
    assert who(database, token) is None


def test_an_idle_login_ends(database, token, clock):
    clock(15)
    assert who(database, token) == "alice"
    clock(0.1)
    assert who(database, token) is None


def test_a_login_that_is_used_lasts_until_its_end(database, token, clock):
    for _ in range(3):
        clock(10)
        with database.write() as uow:
            accounts.session_of(uow, token, idle=IDLE)[0].last_seen = uow.now()
            uow.commit()
    assert who(database, token) == "alice"
    clock(24 * 60)
    with database.write() as uow:
        assert accounts.session_of(uow, token, idle=timedelta(days=9)) is None


def test_who_leaves_is_logged_out_everywhere(database, token):
    with database.write() as uow:
        user = accounts.user_by_login(uow, "alice")
        assert accounts.revoke_sessions_of(uow, user.id) == 1
        assert accounts.revoke_sessions_of(uow, user.id) == 0
        uow.commit()
    assert who(database, token) is None


def test_an_inactive_user_has_no_session(database, token):
    with database.write() as uow:
        accounts.user_by_login(uow, "alice").active = False
        uow.commit()
    assert who(database, token) is None


def test_failures_are_counted_by_account_and_by_address(database, office):
    def attempt(login, address, succeeded=False):
        with database.write() as uow:
            accounts.note_attempt(uow, login, address, succeeded=succeeded)
            uow.commit()

    def count(login, address):
        with database.read() as uow:
            return accounts.failures(uow, login, address, NOW - timedelta(hours=1))

    attempt("alice", "192.0.2.1")
    attempt("alice", "192.0.2.2")
    attempt("bob", "192.0.2.2")
    assert count("alice", "192.0.2.1") == (2, 1)
    assert count("alice", "192.0.2.2") == (2, 2)
    assert count("carol", "192.0.2.3") == (0, 0)


def test_a_success_starts_the_count_of_the_account_anew(database, office, clock):
    for succeeded in (False, True):
        with database.write() as uow:
            accounts.note_attempt(uow, "alice", "192.0.2.1", succeeded=succeeded)
            uow.commit()
        clock(1)
    with database.write() as uow:
        accounts.note_attempt(uow, "alice", "192.0.2.1", succeeded=False)
        assert accounts.failures(uow, "alice", "192.0.2.1", NOW)[0] == 1
        uow.commit()


def test_old_tries_are_swept_away(database, office):
    with database.write() as uow:
        accounts.note_attempt(uow, "alice", "192.0.2.1", succeeded=False)
        uow.commit()
    with database.write() as uow:
        accounts.sweep_attempts(uow, NOW + timedelta(seconds=1))
        uow.commit()
    with database.read() as uow:
        assert accounts.failures(uow, "alice", "192.0.2.1", NOW) == (0, 0)


def test_one_login_name_has_one_user(database, office):
    with pytest.raises(Refused), database.write() as uow:
        uow.add(UserRecord(login="alice", name="x", role=Role.NONE))
        uow.commit()


def test_an_actor_is_what_the_user_record_says(database, office):
    with database.read() as uow:
        actor = accounts.actor_of(accounts.user_by_login(uow, "sue"))
    assert (actor.role, actor.dongs, actor.office) == (
        Role.SUPERVISOR,
        frozenset({"자양4동"}),
        office.id,
    )
