"""The page 인적사항 고치기 and its API: one press each, and nothing that is hidden on it."""

import re

import pytest

from resmap.store import CaseRecord, ClientRecord, CorrectionRecord, MemberRecord
from resmap.web.app import create_app
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_safety_pages import Hands

NUMBER, PROTECTED = "D04", "D07"


@pytest.fixture
def hands(world):
    return Hands(world, "manager1")


def records(world, number=NUMBER):
    (case,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    (client,) = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    return case, client


def form(world, number=NUMBER, **new) -> dict[str, str]:
    _, client = records(world, number)
    own = world.rows(CorrectionRecord, CorrectionRecord.client_id == client.id, CorrectionRecord.member_id.is_(None))
    told = {
        "name": client.name, "birth": client.birth_date or str(client.birth_year or ""), "phone": client.phone or "",
        "address": client.address or "", "reason": "changed", "revision": str(len(own)),
    }  # fmt: skip
    return told | new


def test_it_is_reached_from_the_head_of_the_case_and_from_its_tabs(world, hands):
    here = f"/cases/{world.case_ids[NUMBER]}"
    assert hands.look(here)[1].count(f'href="{here}/person"') == 2
    status, text = hands.look(f"{here}/person")
    assert status == 200 and records(world)[1].name in text


def test_a_name_is_corrected_and_the_old_one_stands_below(world, hands):
    here, old = f"/cases/{world.case_ids[NUMBER]}/person", records(world)[1].name
    assert hands.press(here, **form(world, name="새이름"))[0] == 303
    text = hands.look(here)[1]
    assert f"전: {old}" in text and "그 뒤로 바뀜" in text and records(world)[1].name == "새이름"


def test_what_was_typed_comes_back_with_each_fault_at_its_field(world, hands):
    here = f"/cases/{world.case_ids[NUMBER]}/person"
    status, text = hands.press(here, **form(world, name="새이름", birth="어제", reason=""))
    assert status == 422 and 'value="새이름"' in text and 'href="#birth"' in text and 'href="#reason"' in text
    status, text = hands.press(here, **form(world, name="800101-1234567"))
    assert status == 422 and "1234567" not in text


def test_an_older_page_is_refused(world, hands):
    here, older = f"/cases/{world.case_ids[NUMBER]}/person", form(world, name="먼저")
    assert hands.press(here, **older)[0] == 303
    assert hands.press(here, **older | {"name": "나중"})[0] == 409
    assert records(world)[1].name == "먼저"


def test_r004_who_may_be_known_is_shown_and_can_be_said_to_be_somebody_else(world, hands):
    here, other = f"/cases/{world.case_ids[NUMBER]}/person", records(world, "D10")[1]
    status, text = hands.press(here, **form(world, phone=other.phone))
    assert status == 409 and f'href="/cases/{world.case_ids["D10"]}"' in text and 'name="seen"' in text
    assert hands.press(here, **form(world, phone=other.phone, seen="yes"))[0] == 303


def test_p22_the_page_of_a_protected_client_shows_neither_address_nor_number_before_or_after(world, hands):
    def hide(uow):
        record = uow.get(ClientRecord, records(world, PROTECTED)[1].id)
        record.protected, record.address, record.phone = True, "옛집길 77", "010-9876-1234"

    world.change(hide)
    here = f"/cases/{world.case_ids[PROTECTED]}/person"
    told = form(world, PROTECTED, phone="", address="", hidden="yes", name="가린이름")
    assert "옛집길" not in hands.look(here)[1]
    assert hands.press(here, **told)[0] == 303
    kept = records(world, PROTECTED)[1]
    assert (kept.address, kept.phone) == ("옛집길 77", "010-9876-1234")
    told = form(world, PROTECTED, phone="", address="새집길 99", hidden="yes", clear_phone="yes")
    assert hands.press(here, **told)[0] == 303
    kept = records(world, PROTECTED)[1]
    assert kept.address == "새집길 99" and kept.phone is None
    text = hands.look(here)[1]
    assert not any(secret in text for secret in ("옛집길", "새집길", "9876")) and "가려져 있습니다" in text
    wrong = form(world, PROTECTED, phone="", address="또새집길 5", hidden="yes", birth="어제")
    status, text = hands.press(here, **wrong)
    assert status == 422 and "또새집길" not in text


def test_a_move_leads_to_the_promise_where_the_manager_does_not_work_there(world, hands):
    case = records(world)[0]
    here = f"/cases/{case.id}/person"
    dongs = re.findall(r'<option value="([^"]+동)"', hands.look(here)[1])
    manager = world.actor("manager1")
    other = next(one for one in dongs if one not in manager.dongs)
    status, _ = hands.press(f"{here}/dong", dong=other, dong_reason="changed", revision=str(case.revision))
    assert status == 303 and records(world)[0].dong == case.dong
    assert other in hands.look(f"/cases/{case.id}/tasks")[1]


def test_a_relative_comes_changes_and_leaves_on_the_page(world, hands):
    case, client = records(world)
    here = f"/cases/{case.id}/person"
    added = {"relation": "손녀", "birth": "2015", "revision": str(case.revision)}
    assert hands.press(f"{here}/members", **added)[0] == 303
    member = world.rows(MemberRecord, MemberRecord.client_id == client.id)[-1]
    there = f"{here}/members/{member.id}"
    assert hands.press(there, relation="외손녀", birth="2015", member_reason="mistake", revision="1")[0] == 303
    assert hands.press(f"{there}/left", left="", revision="2")[0] == 422
    assert hands.press(f"{there}/left", left="moved_out", revision="2")[0] == 303
    text = hands.look(here)[1]
    assert "가구에서 뺌" in text and "따로 사심" in text


def test_the_api_corrects_moves_and_keeps_the_household(world):
    from types import SimpleNamespace

    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    narae = Caller(over_flask(create_app(world.database, settings)))
    assert narae.login("manager1", PASSWORD).status == 200
    here = f"/cases/{world.case_ids[NUMBER]}/person"
    told = narae("GET", here).json
    body = {"name": "새이름", "birth": told["birth"], "reason": "asked", "revision": told["revision"]}
    assert narae("PUT", here, body).status == 200
    assert narae("PUT", here, body).status == 409
    told = narae("GET", here).json
    assert told["name"] == "새이름" and told["phone"] and told["corrections"][0]["reason"] == "asked"
    revision = told["head"]["revision"]
    made = narae("POST", f"{here}/members", {"relation": "딸", "revision": revision})
    assert made.status == 201
    member = f"{here}/members/{made.json['id']}"
    assert narae("PUT", member, {"relation": "큰딸", "reason": "mistake", "revision": 1}).status == 200
    assert narae("POST", f"{member}/left", {"reason": "moved_out", "revision": 2}).status == 200
    other = next(one for one in told["dongs"] if one not in world.actor("manager1").dongs)
    moved = narae("POST", f"{here}/dong", {"dong": other, "reason": "changed", "revision": narae("GET", here).json["head"]["revision"]})
    assert moved.status == 200 and moved.json["result"] == "hand_over"


def test_r163_of_a_new_number_it_is_asked_whether_it_may_be_called_and_the_answer_counts_everywhere(world, hands):
    here = f"/cases/{world.case_ids[NUMBER]}"
    assert hands.press(f"{here}/person", **form(world, phone="010-0000-7777"))[0] == 303
    pages = [here, f"{here}/intake", f"{here}/contacts"]
    assert all("아직 여쭙지 않았습니다" in hands.look(one)[1] and f"{here}/safety#contact" in hands.look(one)[1] for one in pages)
    case, _ = records(world)
    assert hands.press(f"{here}/safety/contact", safe="no", revision=str(case.revision))[0] == 303
    assert not [one for one in pages if "010-0000-7777" in hands.look(one)[1]]
