"""초기상담 시작: the page of a first call, what it refuses, and what it tells of a person known already."""

import re
from types import SimpleNamespace

import pytest

from resmap.domain.codes import Stage
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, MemberRecord
from resmap.web.app import create_app
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person

NUMBER = "800101-1234567"
CALL = {
    "words": "쌀이 떨어진 지 며칠 됐어요",
    "name": "가온",
    "birth_year": "1958",
    "phone": "010-0000-3131",
    "safe": "yes",
    "dong": "자양1동",
    "door": "self",
    "agreed": "yes",
    "idempotency_key": "a-first-call-of-tests",
}


@pytest.fixture
def narae(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    person = Person(create_app(world.database, settings, demo_password=PASSWORD).test_client())
    assert person.login("manager1", PASSWORD).status_code == 303
    return person


def fresh(world, before):
    return [one for one in world.rows(CaseRecord) if one.id not in before]


def ids(world):
    return {one.id for one in world.rows(CaseRecord)}


def test_a_first_call_becomes_a_case_with_a_client_a_member_and_somebody_in_charge(narae, world):
    before = ids(world)
    answer = narae.post("/cases/new", CALL)
    assert answer.status_code == 303
    [case] = fresh(world, before)
    assert (case.stage, case.quote, case.door) == (Stage.INTAKE, CALL["words"], "self")
    [client] = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    assert (client.name, client.birth_year, client.safe_contact["safe"]) == ("가온", 1958, "yes")
    assert len(world.rows(MemberRecord, MemberRecord.client_id == client.id)) == 1
    [assigned] = world.rows(AssignmentRecord, AssignmentRecord.case_id == case.id)
    assert (assigned.kind, assigned.user_id) == ("primary", case.manager_id)
    assert narae.get(f"/cases/{case.id}").status_code == 200 and "가온" in narae.get("/cases").text


def test_the_button_stands_on_my_cases_and_on_today(narae):
    for page in ("/cases", "/"):
        assert 'href="/cases/new"' in narae.get(page).text


def test_a_resident_number_is_refused_with_a_clear_word_and_never_shown_again(narae, world, caplog):
    before = ids(world)
    for field in ("words", "name", "birth_year", "phone", "finder", "address"):
        answer = narae.post("/cases/new", CALL | {field: NUMBER, "idempotency_key": f"resident-number-{field}"})
        assert answer.status_code == 422 and "주민등록번호" in answer.text, field
        assert NUMBER not in answer.text and NUMBER not in caplog.text, field
    assert not fresh(world, before)


def test_who_is_known_within_reach_is_named_and_somebody_else_is_started_on_purpose(narae, world):
    before = ids(world)
    known = next(one for one in world.rows(ClientRecord) if one.id == world_case(world, "D04").client_id)
    asked = CALL | {"name": known.name, "birth_year": str(known.birth_year)}
    answer = narae.post("/cases/new", asked)
    assert answer.status_code == 409 and f"/cases/{world.case_ids['D04']}" in answer.text
    assert not fresh(world, before)
    key = re.search(r'name="idempotency_key" value="([^"]+)', answer.text)[1]
    assert narae.post("/cases/new", asked | {"seen": "yes", "idempotency_key": key}).status_code == 303
    assert len(fresh(world, before)) == 1


def world_case(world, number):
    return next(one for one in world.rows(CaseRecord) if one.id == world.case_ids[number])


def test_of_somebody_out_of_reach_only_whom_to_ask_is_told(narae, world):
    """R004: "this office may know them", and nothing else: no name, no dong, no link."""
    other = next(one for one in world.rows(CaseRecord) if one.manager_id != world.actor("manager1").id)
    [client] = world.rows(ClientRecord, ClientRecord.id == other.client_id)
    assert not client.protected
    world.change(lambda uow: setattr(uow.get(ClientRecord, client.id), "phone", "010-0000-5151"))
    answer = narae.post("/cases/new", CALL | {"phone": "01000005151", "name": "나온"})
    assert answer.status_code == 409 and "여쭈어" in answer.text
    assert client.name not in answer.text and other.id not in answer.text and other.number not in answer.text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(narae):
    answer = narae.post("/cases/new", CALL | {"name": " ", "birth_year": "58"})
    assert answer.status_code == 422 and CALL["words"] in answer.text
    assert 'href="#name"' in answer.text and 'href="#birth_year"' in answer.text


def test_who_may_not_work_on_cases_does_not_find_the_page(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    person = Person(create_app(world.database, settings, demo_password=PASSWORD).test_client())
    person.login("partner", PASSWORD)
    assert person.get("/cases/new").status_code == 403
