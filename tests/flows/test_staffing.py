"""A real office: who may be let in, by whom, under which password, and what is kept of it."""

import json
import random
import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import accounts, staffing
from resmap.flows.accounts import Ended, Login
from resmap.flows.setting_up import server_actor
from resmap.flows.staffing import Account, Dong, Office, StaffingRefused
from resmap.store import Database, EventRecord, OfficeRecord, new_ring, register

GWANGJIN = Office("광진구청", "서울특별시", "광진구")
DONGS = (Dong("자양1동", 37.5346, 127.0784, "1105064"), Dong("구의1동", 37.5424, 127.0856))
PASSWORD = "한 번 쓰는 비밀말 7"
MANAGER = Account("manager1", "김나래", Role.CASE_MANAGER, ("자양1동",))


@pytest.fixture
def database(migrated_url, tmp_path):
    yield from opened(migrated_url, tmp_path)


@pytest.fixture
def sqlite(migrated_sqlite_url, tmp_path):
    yield from opened(migrated_sqlite_url, tmp_path)


def opened(url, folder):
    made = Database(url, new_ring(), folder / "events.head")
    yield made
    made.dispose()


@pytest.fixture
def office(sqlite):
    """An office with its dong, on SQLite."""
    furnish(sqlite)
    return sqlite


def furnish(database, office=GWANGJIN, dongs=DONGS, **more):
    return staffing.furnish(database, server_actor(database), office, dongs, **more)


def add(database, account=MANAGER, password=PASSWORD):
    return staffing.add_user(database, server_actor(database), account, lambda: password)


def enter(database, password=PASSWORD, login="manager1"):
    return accounts.login(database, login, password, address="192.0.2.1")


def noted(database) -> list[EventRecord]:
    with database.read() as uow:
        uow.as_system()
        listed = uow.session.scalars(select(EventRecord).order_by(EventRecord.number))
        return [one for one in listed if one.kind is EventKind.ACCOUNT_CHANGED]


def refused(act, *given, **more) -> str:
    with pytest.raises(StaffingRefused) as caught:
        act(*given, **more)
    return caught.value.code


def never():
    raise AssertionError("a password was asked for in vain")


# a whole life, on both databases


def test_an_office_its_dong_and_a_case_manager_who_comes_goes_and_comes_back(database):
    assert not staffing.has_active_user(database)
    done = furnish(database)
    assert (done.created, done.dongs_created, done.dongs) == (True, 2, 2)
    add(database)
    login = enter(database)
    assert login.actor.dongs == frozenset({"자양1동"}) and login.actor.role is Role.CASE_MANAGER
    with database.read() as uow:
        assert login.actor.office == uow.session.scalar(select(OfficeRecord.id))
    actor = server_actor(database)
    assert staffing.deactivate(database, actor, "manager1") == 1
    assert accounts.resume(database, login.token, timedelta(minutes=15)) is Ended.EXPIRED
    assert enter(database) is None and not staffing.has_active_user(database)
    staffing.activate(database, actor, "manager1", lambda: "다른 비밀말입니다 8")
    assert enter(database) is None and isinstance(enter(database, "다른 비밀말입니다 8"), Login)
    assert {one.actor_id for one in noted(database)} == {"server"}
    acts = [one.facts["act"] for one in noted(database)]
    assert acts == ["office_created", "added", "deactivated", "activated"]


def test_a_new_password_ends_every_login_under_the_old_one(database):
    furnish(database)
    add(database)
    logins = [enter(database), enter(database)]
    assert staffing.reset_password(database, server_actor(database), "manager1", lambda: "다른 비밀말입니다 8") == 2
    for login in logins:
        assert accounts.actor_for(database, login.token, timedelta(minutes=15)) is None


# the office


def test_the_same_office_twice_changes_nothing_and_notes_nothing(office):
    done = furnish(office)
    assert (done.created, done.changed, done.dongs_created, done.dongs_unchanged) == (False, False, 0, 2)
    assert len(noted(office)) == 1


def test_a_dong_that_moved_is_changed_and_one_that_is_not_named_stays(office):
    done = furnish(office, dongs=[Dong("구의1동", 37.54, 127.08, "1105060", "Guui 1-dong")])
    assert (done.dongs_changed, done.dongs) == (1, 2)
    with office.read() as uow:
        one = next(one for one in register.dongs(uow) if one.name == "구의1동")
    assert (one.lat, one.lon, one.code, one.name_en) == (37.54, 127.08, "1105060", "Guui 1-dong")


@pytest.mark.parametrize("other", [Office("광진구", "서울특별시", "광진구"), Office("광진구청", "서울특별시", "성동구")])
def test_a_second_office_is_refused(office, other):
    assert refused(furnish, office, other) == "OTHER_OFFICE"


def test_a_name_can_be_corrected_where_that_is_said_and_the_place_never(office):
    assert furnish(office, Office("광진구", "서울특별시", "광진구"), (), rename=True).changed
    assert refused(furnish, office, Office("광진구", "서울특별시", "성동구"), (), rename=True) == "OTHER_OFFICE"


@pytest.mark.parametrize(
    ("dongs", "code"),
    [
        ([Dong("자양1동", 127.07, 37.53)], "DONG_PLACE"),
        ([Dong("자양2동", float("nan"), 127.07)], "DONG_PLACE"),
        ([Dong("자양2동", 37.53, 127.07), Dong(" 자양2동", 37.53, 127.07)], "DONG_TWICE"),
        ([Dong("자양2동", 37.53, 127.07, "1105064")], "DONG_CODE_TAKEN"),
        ([Dong(" ", 37.53, 127.07)], "EMPTY"),
        ([Dong("동" * 61, 37.53, 127.07)], "TOO_LONG"),
    ],
)
def test_a_dong_that_cannot_be_is_refused_and_nothing_is_changed(office, dongs, code):
    assert refused(furnish, office, GWANGJIN, [Dong("능동", 37.55, 127.08), *dongs]) == code
    with office.read() as uow:
        assert len(register.dongs(uow)) == 2


def test_the_demos_file_of_dong_is_read():
    from resmap import config

    dongs = staffing.read_dongs(config.demo_folder() / "gwangjin" / "dongs.json", GWANGJIN)
    assert len(dongs) == 15 and dongs[0] == Dong("화양동", 37.5405, 127.0755, "1105053", "Hwayang-dong")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sigungu": "성동구"}, "DONGS_ELSEWHERE"),
        ({"sido": None}, "DONGS_ELSEWHERE"),
        ({"dongs": []}, "DONGS_FILE"),
        ({"dongs": [None]}, "DONGS_FILE"),
        ({"dongs": [{"name": "능동", "centroid": {"lat": "37.5", "lon": 127.0}}]}, "DONGS_FILE"),
        ({"dongs": [{"name": "능동", "centroid": {"lat": True, "lon": 127.0}}]}, "DONGS_FILE"),
        ({"dongs": [{"centroid": {"lat": 37.5, "lon": 127.0}}]}, "DONGS_FILE"),
    ],
)
def test_a_file_of_dong_of_another_shape_or_gu_is_refused(tmp_path, change, code):
    file = tmp_path / "dongs.json"
    whole = {"sido": "서울특별시", "sigungu": "광진구", "dongs": [{"name": "능동", "centroid": {"lat": 37.5, "lon": 127}}]}
    file.write_text(json.dumps(whole), encoding="utf-8")
    assert staffing.read_dongs(file, GWANGJIN) == (Dong("능동", 37.5, 127),)
    file.write_text(json.dumps(whole | change), encoding="utf-8")
    assert refused(staffing.read_dongs, file, GWANGJIN) == code


# accounts


@pytest.mark.parametrize(
    ("account", "code"),
    [
        (Account("Manager", "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("m", "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("kim narae", "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("-manager", "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("manager1\n", "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("m" * 61, "김나래", Role.NONE), "LOGIN_SHAPE"),
        (Account("manager1", " \u200b", Role.NONE), "EMPTY"),
        (Account("manager1", "김" * 101, Role.NONE), "TOO_LONG"),
        (Account("manager1", "김나래", Role.CASE_MANAGER, ("자양9동",)), "UNKNOWN_DONG"),
        (Account("manager1", "김나래", Role.CASE_MANAGER), "DONG_NEEDED"),
        (Account("manager1", "김나래", Role.SUPERVISOR), "DONG_NEEDED"),
        (Account("manager1", "김나래", Role.PARTNER), "ORGANIZATION_NEEDED"),
    ],
)
def test_an_account_that_cannot_be_is_refused_before_a_password_is_asked_for(office, account, code):
    assert refused(staffing.add_user, office, server_actor(office), account, never) == code
    assert not staffing.has_active_user(office)


def test_without_an_office_there_are_no_accounts(sqlite):
    assert refused(staffing.add_user, sqlite, server_actor(sqlite), MANAGER, never) == "NO_OFFICE"


def test_an_account_that_stands_is_never_taken_over_by_making_it_again(office):
    add(office)
    usurper = Account("manager1", "박시원", Role.ADMINISTRATOR)
    assert refused(staffing.add_user, office, server_actor(office), usurper, never) == "LOGIN_TAKEN"
    assert enter(office).actor.role is Role.CASE_MANAGER


def test_of_two_who_make_the_same_account_at_once_the_later_is_refused(office):
    def ask():
        add(office)  # somebody else, while the password is typed
        return PASSWORD

    assert refused(staffing.add_user, office, server_actor(office), MANAGER, ask) == "LOGIN_TAKEN"


@pytest.mark.parametrize("field", ["name", "login", "organization"])
def test_a_resident_number_is_no_part_of_an_account(office, field):
    values = {"login": "manager1", "name": "김나래", "role": Role.NONE} | {field: "800101-1234567"}
    with pytest.raises(ResidentNumberError):
        staffing.add_user(office, server_actor(office), Account(**values), never)


def test_a_name_typed_in_pieces_on_a_mac_is_kept_whole(office):
    import unicodedata

    pieces = unicodedata.normalize("NFD", "자양1동")
    add(office, Account("manager1", unicodedata.normalize("NFD", "김나래"), Role.CASE_MANAGER, (pieces,)))
    login = enter(office)
    assert (login.actor.name, login.actor.dongs) == ("김나래", frozenset({"자양1동"}))


def test_a_partners_organisation_is_spelt_as_in_the_register_and_told_when_it_is_not_there(office):
    with office.write() as uow:
        uow.as_system()
        register.organisation_named(uow, "자양종합사회복지관")
        uow.commit()
    assert add(office, Account("partner1", "이도담", Role.PARTNER, organization="자양 종합사회복지관")) is True
    assert add(office, Account("partner2", "이도담", Role.PARTNER, organization="없는복지관")) is False
    assert enter(office, login="partner1").actor.organization == "자양종합사회복지관"


def test_a_change_of_role_keeps_what_was_not_named_and_tells_what_was_before(office):
    add(office)
    staffing.change_user(office, server_actor(office), "manager1", role=Role.SUPERVISOR)
    login = enter(office)
    assert (login.actor.role, login.actor.name, login.actor.dongs) == (Role.SUPERVISOR, "김나래", frozenset({"자양1동"}))
    facts = noted(office)[-1].facts
    assert (facts["act"], facts["role_before"], facts["role"]) == ("changed", "case_manager", "supervisor")
    assert refused(staffing.change_user, office, server_actor(office), "manager1", dongs=()) == "DONG_NEEDED"


def test_a_change_that_changes_nothing_is_not_noted(office):
    add(office)
    before = len(noted(office))
    staffing.change_user(office, server_actor(office), "manager1", name="김나래")
    assert len(noted(office)) == before


def test_the_history_of_accounts_names_nobody(office):
    add(office)
    for event in noted(office):
        assert "김나래" not in json.dumps(event.facts, ensure_ascii=False) and "김나래" not in (event.subject or "")


def test_a_closed_account_gets_no_new_password_and_an_open_one_is_not_opened(office):
    add(office)
    actor = server_actor(office)
    assert refused(staffing.activate, office, actor, "manager1", never) == "ACTIVE"
    staffing.deactivate(office, actor, "manager1")
    assert staffing.deactivate(office, actor, "manager1") == 0
    assert refused(staffing.reset_password, office, actor, "manager1", never) == "INACTIVE"
    assert refused(staffing.deactivate, office, actor, "nobody") == "UNKNOWN_LOGIN"


def test_a_list_tells_login_role_and_whether_it_is_open_and_no_more(office):
    add(office)
    (one,) = staffing.listed(office, server_actor(office))
    assert one == staffing.Listed("manager1", "case_manager", True)
    assert set(one.__slots__) == {"login", "role", "active"}


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_only_an_administrator_lets_people_in(office, role):
    actor = Actor("somebody", role, frozenset({"자양1동"}), "office")
    for act in (
        lambda: staffing.furnish(office, actor, GWANGJIN),
        lambda: staffing.add_user(office, actor, MANAGER, never),
        lambda: staffing.change_user(office, actor, "manager1", name="x"),
        lambda: staffing.deactivate(office, actor, "manager1"),
        lambda: staffing.activate(office, actor, "manager1", never),
        lambda: staffing.reset_password(office, actor, "manager1", never),
        lambda: staffing.listed(office, actor),
    ):
        with pytest.raises(NotAllowed):
            act()


# passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "PASSWORD_SHORT"),
        ("짧은 비밀말 일", "PASSWORD_SHORT"),
        ("x" * 201, "PASSWORD_LONG"),
        ("manager-one", "PASSWORD_IS_LOGIN"),
        ("Manager-ONE", "PASSWORD_IS_LOGIN"),
        ("manager-onemanager-one", "PASSWORD_IS_LOGIN"),
        ("1234567890", "PASSWORD_TRIVIAL"),
        ("PASSWORD123", "PASSWORD_TRIVIAL"),
        ("resmap-demo-2026", "PASSWORD_TRIVIAL"),
        ("aaaaaaaaaaaa", "PASSWORD_TRIVIAL"),
        ("abcabcabcabc", "PASSWORD_TRIVIAL"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password, code):
    assert refused(staffing.check_password, "manager-one", password) == code


def test_a_refused_password_makes_no_account(office):
    assert refused(add, office, MANAGER, "1234567890") == "PASSWORD_TRIVIAL"
    assert staffing.listed(office, server_actor(office)) == []


@given(st.text(max_size=9), st.text(string.ascii_lowercase, min_size=2, max_size=9))
def test_a_short_password_is_never_taken(password, login):
    assert refused(staffing.check_password, login, password) == "PASSWORD_SHORT"


@given(st.integers())
def test_a_generated_password_is_always_one_that_is_taken(seed):
    made = staffing.one_time_password(random.Random(seed).choice)
    staffing.check_password("manager1", made)
    assert len(made) == 19 and set(made) <= set(staffing.READABLE) | {"-"}


def test_two_generated_passwords_differ():
    assert staffing.one_time_password() != staffing.one_time_password()
