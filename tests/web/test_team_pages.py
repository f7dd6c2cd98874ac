"""담당·결정 and 회의 as pages and API: what is refused is said, and nobody is named by it."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest

from resmap.store import (
    AssignmentRecord,
    AttendeeRecord,
    CaseRecord,
    ClientRecord,
    ConferenceItemRecord,
    ConferenceRecord,
)
from resmap.web.app import create_app
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person

KEYS = (f"a-key-of-the-team-{one}" for one in count())
NOWHERE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def app(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return create_app(world.database, settings, demo_password=PASSWORD)


@pytest.fixture
def arrive(app):
    def arrive(login: str) -> Person:
        person = Person(app.test_client())
        assert person.login(login, PASSWORD).status_code == 303
        return person

    return arrive


@pytest.fixture
def caller(app):
    def arrive(login: str) -> Caller:
        made = Caller(over_flask(app))
        assert made.login(login, PASSWORD).status == 200
        return made

    return arrive


def helper_form(world, days=30, **more):
    return {
        "user": world.actor("manager2").id,
        "kind": "internal",
        "scope": ["plan"],
        "until": str(world.today + timedelta(days=days)),
        "why": "방문에 동행",
        "idempotency_key": next(KEYS),
    } | more


def helpers(world):
    return world.rows(AssignmentRecord, AssignmentRecord.kind == "internal")


def test_r032_the_page_says_until_when_help_may_last_and_adds_nobody(arrive, world):
    boss, here = arrive("supervisor"), f"/cases/{world.case_ids['D04']}/helpers"
    for days in (-1, 400):
        answer = boss.post(here, helper_form(world, days))
        assert answer.status_code == 409 and "오늘부터 1년 안으로" in answer.text
    assert not helpers(world)
    assert boss.post(here, helper_form(world)).status_code == 303 and len(helpers(world)) == 1


def test_p_22_no_helper_for_who_is_not_safe_at_home_and_the_page_says_who_sees_the_case(arrive, world):
    def act(uow):
        client = uow.get(ClientRecord, uow.get(CaseRecord, world.case_ids["D04"]).client_id)
        client.facts = [*(client.facts or ()), "dv_active"]

    world.change(act)
    answer = arrive("supervisor").post(f"/cases/{world.case_ids['D04']}/helpers", helper_form(world))
    assert answer.status_code == 409 and "집이 안전하지 않은" in answer.text and not helpers(world)


def test_r032_the_api_adds_a_helper_within_the_year_and_refuses_with_its_code(caller, world):
    boss, path = caller("supervisor"), f"/cases/{world.case_ids['D04']}/helpers"
    asked = {key: value for key, value in helper_form(world, 400).items() if key != "idempotency_key"}
    answer = boss("POST", path, asked, key=next(KEYS))
    assert answer.status == 409 and answer.json["reasons"][0]["code"] == "HELP_PERIOD"
    asked["until"] = str(world.today)
    assert boss("POST", path, asked, key=next(KEYS)).status == 200 and len(helpers(world)) == 1


def a_conference(caller, world) -> str:
    asked = {"kind": "case", "on": str(world.today), "written": True}
    return caller("supervisor")("POST", "/conferences", asked, key=next(KEYS)).json["id"]


def put(caller, world, conference, number="D04", login="manager1"):
    asked = {"case": world.case_ids[number], "question": "이대로 이어 갈지"}
    return caller(login)("POST", f"/conferences/{conference}/agenda", asked, key=next(KEYS))


def test_a_case_stands_once_on_an_agenda_by_page_and_api(arrive, caller, world):
    conference = a_conference(caller, world)
    assert put(caller, world, conference).status == 201
    again = put(caller, world, conference)
    assert again.status == 409 and again.json["reasons"][0]["code"] == "TWICE"
    form = {"conference": conference, "question": "한 번 더", "idempotency_key": next(KEYS)}
    answer = arrive("manager1").post(f"/cases/{world.case_ids['D04']}/agenda", form)
    assert answer.status_code == 409 and "이미 이 회의의 안건에" in answer.text
    assert len(world.rows(ConferenceItemRecord, ConferenceItemRecord.conference_id == conference)) == 1


def test_a_seat_for_an_entry_that_the_register_has_not_is_not_found(arrive, caller, world):
    conference = a_conference(caller, world)
    asked = {"name": "한바다", "organisation": "이웃 기관", "offer": NOWHERE}
    assert caller("supervisor")("POST", f"/conferences/{conference}/seats", asked, key=next(KEYS)).status == 404
    form = {"name": "한바다", "offer": NOWHERE, "idempotency_key": next(KEYS)}
    assert arrive("supervisor").post(f"/conferences/{conference}/seats", form).status_code == 404
    assert len(world.rows(AttendeeRecord, AttendeeRecord.conference_id == conference)) == 1


def test_r011_what_other_dongs_have_not_decided_is_told_as_a_number_and_holds_the_conference_back(arrive, caller, world):
    conference = a_conference(caller, world)
    other = next(one for one in world.rows(CaseRecord) if one.manager_id == world.actor("manager2").id)
    assert put(caller, world, conference, other.number, "supervisor").status == 201
    world.change(lambda uow: setattr(uow.get(CaseRecord, other.id), "dong", "다른동"))
    page = arrive("supervisor").get(f"/conferences/{conference}").text
    assert "다른 동의 안건" in page and "모두 1건입니다" in page
    assert other.number not in page and other.id not in page
    told = caller("supervisor").get(f"/conferences/{conference}").json
    assert (told["elsewhere"], told["gaps"], told["items"]) == (1, ["UNDECIDED_ELSEWHERE"], [])
    answer = caller("supervisor")("POST", f"/conferences/{conference}/held", {"next_on": None, "revision": told["revision"]}, key=next(KEYS)
    )
    assert answer.status == 409 and [one["code"] for one in answer.json["reasons"]] == ["UNDECIDED_ELSEWHERE"]
    assert other.number not in answer.raw.decode() and other.id not in answer.raw.decode()
    assert not world.rows(ConferenceRecord, ConferenceRecord.id == conference)[0].held
