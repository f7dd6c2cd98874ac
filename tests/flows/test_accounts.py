"""Who comes in, who does not, and what is kept of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resmap.domain.permissions import Role
from resmap.flows import accounts, passwords
from resmap.flows.accounts import TRIES_BY_ACCOUNT, TRIES_BY_ADDRESS, Ended, Login, Throttled
from resmap.store import Database, OfficeRecord, UserRecord, migrate, new_ring
from resmap.store import accounts as stored

PASSWORD = "한 번 쓰는 비밀말 7"
HASH = passwords.hash_password(PASSWORD)
IDLE = timedelta(minutes=15)
HERE = "192.0.2.1"


class Clock:
    def __init__(self):
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment

    def pass_(self, **time):
        self.moment += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def database(database_url, tmp_path, clock):
    migrate(database_url)
    made = Database(database_url, new_ring(), tmp_path / "events.head", clock=clock)
    with made.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        uow.flush()
        for login, active in (("alice", True), ("bob", True), ("gone", False)):
            uow.add(
                UserRecord(
                    login=login,
                    name=login,
                    role=Role.CASE_MANAGER,
                    office_id=office.id,
                    dongs=("자양4동",),
                    password_hash=HASH,
                    active=active,
                )
            )
        uow.commit()
    yield made
    made.dispose()


def enter(database, name="alice", password=PASSWORD, address=HERE):
    return accounts.login(database, name, password, address=address)


def test_the_right_password_opens_a_login_that_acts_in_the_accounts_scope(database):
    login = enter(database)
    actor = accounts.actor_for(database, login.token, IDLE)
    assert actor == login.actor
    assert (actor.role, actor.dongs) == (Role.CASE_MANAGER, frozenset({"자양4동"}))


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong"),
        ("alice", ""),
        ("alice", PASSWORD + " "),
        ("alice", "x" * 100_000),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("", PASSWORD),
        ("alice' OR 1=1 --", PASSWORD),
    ],
)
def test_nobody_else_comes_in(database, name, password):
    assert enter(database, name, password) is None


def test_an_unknown_name_costs_the_same_hash_as_a_known_one(monkeypatch):
    """Counted, not timed: a clock on a busy machine proves nothing."""
    asked = []
    hasher = passwords._HASHER
    monkeypatch.setattr(
        passwords, "_HASHER", type("Counting", (), {
            "verify": lambda self, *given: asked.append(1) or hasher.verify(*given),
            "hash": lambda self, text: hasher.hash(text),
        })(),
    )  # fmt: skip
    assert not passwords.verify_password(HASH, "wrong")
    assert not passwords.verify_password(None, "wrong")
    assert not passwords.verify_password(None, "")
    assert len(asked) == 3


def test_passwords_are_kept_as_argon2id_with_the_measured_cost():
    assert HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify_password(HASH, PASSWORD)
    with pytest.raises(ValueError):
        passwords.hash_password("x" * 201)


def test_a_password_hashed_with_older_costs_is_hashed_anew_at_the_next_login(database):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as uow:
        uow.as_system()
        stored.user_by_login(uow, "alice").password_hash = old
        uow.commit()
    assert isinstance(enter(database), Login)
    with database.read() as uow:
        fresh = stored.user_by_login(uow, "alice").password_hash
    assert fresh != old and not passwords.outdated(fresh)


def test_an_account_rests_after_five_wrong_tries_wherever_they_come_from(database, clock):
    for number in range(TRIES_BY_ACCOUNT):
        assert enter(database, password="wrong", address=f"192.0.2.{number}") is None
    assert isinstance(enter(database, address="192.0.2.99"), Throttled)
    assert isinstance(enter(database, "bob"), Login), "others are not kept out"
    clock.pass_(minutes=15, seconds=1)
    assert isinstance(enter(database), Login)


def test_an_unknown_name_rests_like_a_known_one(database):
    """Otherwise the throttle would tell which accounts exist."""
    for _ in range(TRIES_BY_ACCOUNT):
        assert enter(database, "nobody", "wrong") is None
    assert isinstance(enter(database, "nobody", "wrong"), Throttled)


def test_an_address_rests_after_many_wrong_tries_on_many_accounts(database):
    for number in range(TRIES_BY_ADDRESS):
        assert enter(database, f"name{number}", "", HERE) is None
    assert isinstance(enter(database, "bob"), Throttled)
    assert isinstance(enter(database, "bob", address="198.51.100.1"), Login)


def test_a_whole_office_may_log_in_behind_one_address(database):
    for _ in range(TRIES_BY_ADDRESS + 5):
        assert isinstance(enter(database), Login)


def test_a_success_starts_the_count_of_the_account_anew(database, clock):
    for _ in range(2):
        for _ in range(TRIES_BY_ACCOUNT - 1):
            assert enter(database, password="wrong") is None
        clock.pass_(seconds=1)
        assert isinstance(enter(database), Login)
        clock.pass_(seconds=1)


def test_tries_that_race_are_all_counted_before_any_password_is_looked_at(database, monkeypatch):
    looked, gate = [], threading.Lock()

    def slow(stored_hash, password):
        with gate:
            looked.append(password)
        return False

    monkeypatch.setattr(accounts, "verify_password", slow)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: enter(database, password=f"guess {number}"), range(16)))
    assert len(looked) == TRIES_BY_ACCOUNT
    assert sum(isinstance(answer, Throttled) for answer in answers) == 16 - TRIES_BY_ACCOUNT


def test_nobody_comes_in_when_tries_cannot_be_counted(database, monkeypatch):
    def broken(*given):
        raise RuntimeError("no table")

    monkeypatch.setattr(stored, "failures", broken)
    with pytest.raises(RuntimeError):
        enter(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_database_holds_neither_token_nor_password_nor_address(database):
    login = enter(database)
    enter(database, password="이것은 틀린 비밀말")
    file = Path(database.url.database)
    on_disk = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"alice" in on_disk
    for secret in (login.token, PASSWORD, "이것은 틀린", HERE):
        assert secret.encode() not in on_disk


def test_a_login_ends_by_rest_by_time_and_by_logout(database, clock):
    login = enter(database)
    clock.pass_(minutes=14)
    assert isinstance(accounts.resume(database, login.token, IDLE), Login)
    clock.pass_(minutes=14)
    assert isinstance(accounts.resume(database, login.token, IDLE), Login)
    clock.pass_(minutes=16)
    assert accounts.resume(database, login.token, IDLE) is Ended.IDLE
    login = enter(database)
    accounts.logout(database, login)
    assert accounts.resume(database, login.token, IDLE) is Ended.EXPIRED
    assert accounts.actor_for(database, login.token, IDLE) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "' OR 1=1 --"])
def test_a_token_that_was_never_given_opens_nothing(database, token):
    enter(database)
    assert accounts.resume(database, token, IDLE) is Ended.EXPIRED


def test_rights_that_change_are_seen_at_the_next_request(database):
    login = enter(database)
    with database.write() as uow:
        uow.as_system()
        stored.user_by_login(uow, "alice").role = Role.NONE
        uow.commit()
    assert accounts.actor_for(database, login.token, IDLE).role is Role.NONE


def test_a_login_does_not_show_its_token_when_printed(database):
    login = enter(database)
    assert login.token not in repr(login)
