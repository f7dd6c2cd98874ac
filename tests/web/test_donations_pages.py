"""The pages of sharing out gifts, and their twin in the API: shown, pressed, refused with words."""

from datetime import timedelta

import pytest

from resmap.store import CaseRecord, DonationRecord, DonationShareRecord, NeedRecord
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_case_closing import people, press  # noqa: F401

GIFT = {"what": "겨울 이불", "count": "3", "unit": "채", "giver": "어느 독지가", "needs": "ECO13", "limits": "with_child"}


@pytest.fixture
def town(world):
    def confirm(uow):
        for need in uow.session.query(NeedRecord):
            need.confirmed_on = world.today - timedelta(days=30)

    world.change(confirm)
    return world


def noted(boss, town) -> str:
    answer = press(boss, "/donations", **GIFT)
    assert answer.status_code == 303
    return f"/donations/{town.rows(DonationRecord)[-1].id}"


def test_a_gift_is_noted_shared_out_and_handed_over_from_the_pages(people, town):
    boss = people("supervisor")
    here = noted(boss, town)
    page = boss.get(here).text
    assert "겨울 이불" in page and "어느 독지가" in page and "18세 미만" in page
    assert "D11" not in page and "명단 보기" in page
    assert press(boss, f"{here}/purpose", here, purpose="겨울 나눔 명단").status_code == 303
    page = boss.get(here).text
    assert "D11" in page and "나눔을 받은 적이 없습니다." in page and "나이와 성별은" in page
    case = town.case_ids["D11"]
    assert press(boss, f"{here}/shares", here, **{f"count-{case}": "2"}).status_code == 303
    (share,) = town.rows(DonationShareRecord)
    page = boss.get(here).text
    assert "1채 남음" in page and "전할 예정" in page
    answer = press(boss, f"/cases/{case}/gifts/{share.id}", here, to="given", on=town.today.isoformat())
    assert answer.status_code == 303 and answer.location.startswith(here)
    assert "1가구에 2채를 전했습니다." in boss.get(here).text
    manager = people("manager2")
    page = manager.get(f"/cases/{case}/gifts").text
    assert "겨울 이불" in page and "전함" in page and "/donations" not in page.split("<main", 1)[1]
    for name in ("list.pdf", "list.hwpx", "list.xlsx"):
        answer = boss.get(f"{here}/{name}")
        assert answer.status_code == 200 and answer.data[:2] in (b"%P", b"PK")
    assert boss.get(f"{here}/own.pdf").status_code == 409


def test_what_a_closed_case_was_not_handed_goes_back_with_one_press(people, town):
    boss = people("supervisor")
    here = noted(boss, town)
    assert press(boss, f"{here}/purpose", here, purpose="겨울 나눔").status_code == 303
    case = town.case_ids["D11"]
    assert press(boss, f"{here}/shares", here, **{f"count-{case}": "1"}).status_code == 303
    town.change(lambda uow: setattr(uow.get(CaseRecord, case), "closed_on", town.today))
    page = boss.get(here).text
    assert "남은 것으로 되돌리기" in page and "list.pdf" not in page
    (share,) = town.rows(DonationShareRecord)
    answer = press(boss, f"/cases/{case}/gifts/{share.id}", here)
    assert answer.status_code == 303 and "남은 것으로 되돌리기" not in boss.get(here).text
    (gift,) = town.rows(DonationRecord)
    assert gift.left == gift.count


def test_a_giver_is_found_without_losing_what_was_typed(people, town):
    boss = people("supervisor")
    page = press(boss, "/donations", **GIFT, act="find", find="나눔곳간").text
    assert "광진 나눔곳간" in page and 'value="겨울 이불"' in page and not town.rows(DonationRecord)
    wanted = {name: value for name, value in GIFT.items() if name != "giver"}
    answer = press(boss, "/donations", **wanted, offer=town.offer_ids["o-0202"])
    assert answer.status_code == 303 and "광진 나눔곳간" in boss.get(answer.location).text


def test_what_is_missing_is_said_beside_what_was_typed(people, town):
    boss = people("supervisor")
    answer = press(boss, "/donations", what="겨울 이불", count="많이", giver="")
    assert answer.status_code == 422 and 'value="겨울 이불"' in answer.text
    for words in ("수량은 1 이상의 숫자로", "누가 후원했는지", "어떤 욕구를 채워 주는지"):
        assert words in answer.text
    here = noted(boss, town)
    assert press(boss, f"{here}/purpose", here, purpose="").status_code == 422
    assert press(boss, f"{here}/purpose", here, purpose="나눔").status_code == 303
    answer = press(boss, f"{here}/shares", here, **{f"count-{town.case_ids['D11']}": "9"})
    assert answer.status_code == 409 and "남은 수량보다 많습니다" in answer.text
    answer = press(boss, f"{here}/shares", here)
    assert answer.status_code == 422 and "나눌 가구에 수량을" in answer.text


def test_the_menu_leads_the_supervisor_there_and_nobody_else(people, town):
    assert 'href="/donations"' in people("supervisor").get("/").text
    manager = people("manager1")
    assert 'href="/donations"' not in manager.get("/").text and manager.get("/donations").status_code == 403
    assert f'href="/cases/{town.case_ids["D04"]}/gifts"' in manager.get(f"/cases/{town.case_ids['D04']}").text


def test_the_same_through_the_api(people, town):
    person = people("supervisor")
    boss = Caller(over_flask(person.client.application))
    assert boss.login("supervisor", PASSWORD).status == 200
    gift = {"what": "쌀", "count": 3, "giver": "독지가", "needs": ["ECO13"], "given_on": town.today.isoformat()}
    bad = boss("POST", "/donations", gift | {"needs": ["HLT13"]})
    assert (bad.status, bad.json["errors"][0]["path"], bad.json["errors"][0]["rule"]) == (422, "$.needs", "SENSITIVE")
    here = f"/donations/{boss('POST', '/donations', gift).json['id']}"
    assert boss.get(here).json["proposed"] is None
    ask = {"shares": [{"case": town.case_ids["D11"], "count": 1}]}
    no = boss("POST", f"{here}/shares", ask)
    assert (no.status, no.json["reasons"][0]["code"]) == (409, "NO_PURPOSE")
    assert boss("POST", f"{here}/purpose", {"purpose": "설 나눔"}).status == 201
    assert [one["number"] for one in boss.get(here).json["proposed"]] == ["D02", "D11"]
    assert boss("POST", f"{here}/shares", ask).status == 201
    (share,) = boss.get(here).json["shares"]
    done = {"to": "given", "on": town.today.isoformat(), "revision": share["revision"]}
    assert boss("POST", f"/donations/shares/{share['id']}", done).status == 200
    told = boss.get(here).json
    assert told["totals"] == {"pieces": 1, "households": 1, "waiting": 0, "left": 2}
    assert person.get(f"/api/v1{here}/receipts?as=xlsx").data.startswith(b"PK")  # whoever said what for, on any door
    assert person.get(f"/api/v1{here}/receipts?which=own").status_code == 409
    gifts = boss.get(f"/cases/{town.case_ids['D11']}/gifts").json
    assert [(one["what"], one["state"]) for one in gifts["shares"]] == [("쌀", "given")]
    assert boss.get("/donations").json["donations"][0]["left"] == 2
    assert boss.get("/donations/givers?text=나눔곳간").json["givers"]
