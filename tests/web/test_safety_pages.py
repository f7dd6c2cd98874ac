"""Pages of consents and safety: one press each, nothing of a protected client to whom it does not concern (P-22)."""

import re

import pytest

from resmap.store import CaseRecord, ClientRecord, ConsentRecord, DutyRecord, MemberRecord, NeedRecord
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_no_leaks import Eyes, worlds  # noqa: F401

#: The victim's file is manager1's, the feared one's is manager2's.
VICTIM, FEARED = "D04", "D06"


class Hands(Eyes):
    """Eyes that also press buttons."""

    def press(self, address: str, /, **form) -> tuple[int, str]:
        page = self.client.get("/no-such-page").text
        token = re.search(r'name="csrf_token" value="([^"]+)', page)[1]
        key = f"key-of-hands-{len(form)}-{abs(hash((address, str(form)))) % 10**9}"
        answer = self.client.post(address, data={"csrf_token": token, "idempotency_key": key} | form)
        return answer.status_code, answer.get_data(as_text=True)


def revision(world, number) -> str:
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    return str(case.revision)


def test_p_05_a_sheet_is_answered_on_the_page_and_what_is_missing_is_said_with_all_that_was_entered(world):
    hands, case = Hands(world, "manager1"), world.case_ids[VICTIM]
    here = f"/cases/{case}/consents"
    assert hands.look(here)[0] == 200
    wrong = {
        "answer-collect": "yes", "until-collect": "2026-01-01", "answer-photo": "no",
        "signed_by": "legal_representative", "representative_name": "김보호", "representative_relation": "어머니",
        "proof": "", "how": "phone",
    }  # fmt: skip
    status, text = hands.press(f"{here}/sheet", **wrong)
    assert status == 422 and "김보호" in text and 'href="#signer"' in text and 'href="#ask-collect"' in text
    right = wrong | {"until-collect": "2027-05-01", "signed_by": "self"}
    assert hands.press(f"{here}/sheet", **right)[0] == 303
    kept = [one for one in world.rows(ConsentRecord, ConsentRecord.case_id == case) if one.how == "phone"]
    assert {(one.kind.value, one.granted) for one in kept} == {("collect", True), ("photo", False)}


def test_p_10_a_consent_is_taken_back_on_the_page(world):
    hands, case = Hands(world, "manager1"), world.case_ids[VICTIM]
    consent = next(one for one in world.rows(ConsentRecord, ConsentRecord.case_id == case) if one.granted)
    address = f"/cases/{case}/consents/{consent.id}/withdraw"
    assert hands.press(address, why="")[0] == 422
    assert hands.press(address, why="그만하고 싶어요")[0] == 303
    assert "그만하고 싶어요" in hands.look(f"/cases/{case}/consents")[1]


@pytest.mark.parametrize("kind", ["pdf", "hwpx"])
def test_the_sheet_is_a_file_with_a_korean_name(world, kind):
    answer = Hands(world, "manager1").client.get(f"/cases/{world.case_ids[VICTIM]}/consents/sheet.{kind}")
    assert answer.status_code == 200 and "UTF-8''" in answer.headers["Content-Disposition"]


def test_r028_the_preview_of_somebody_who_is_not_named_is_empty(world):
    offer = world.offer_ids["o-0136"]
    status, text = Hands(world, "manager1").look(f"/cases/{world.case_ids[VICTIM]}/preview?offer={offer}")
    assert status == 200 and "이곳에는 아무것도 보이지 않습니다." in text


def test_p_23_the_panel_of_a_duty_has_a_form_and_no_way_to_decline(world):
    def hurt(uow):
        case = uow.get(CaseRecord, world.case_ids[VICTIM])
        child = uow.add(MemberRecord(client_id=case.client_id, position=9, relation="아들", age=10))
        uow.add(NeedRecord(case_id=case.id, code="SAF13", holder=child.id, priority=1, severity=4))

    world.change(hurt)
    hands, case = Hands(world, "manager1"), world.case_ids[VICTIM]
    page = hands.look(f"/cases/{case}")[1]
    assert page.count(f'action="/cases/{case}/duties"') == 2
    here = f"/cases/{case}/duties"
    assert hands.press(here, code="CHILD_ABUSE_REPORT", done="never")[0] == 400
    assert hands.press(here, code="CHILD_ABUSE_REPORT", done="no", why_not="")[0] == 422
    assert hands.press(here, code="CHILD_ABUSE_REPORT", done="yes", to="112", number="77")[0] == 303
    [record] = world.rows(DutyRecord, DutyRecord.case_id == case)
    assert record.to == "112"
    shown = hands.look(f"/cases/{case}/safety")[1] + hands.look(f"/api/v1/cases/{case}/safety")[1]
    assert "112" in shown and '"reporter"' not in shown


def test_p_22_what_is_hidden_stands_on_no_page_but_behind_one_press(world):
    hands, case = Hands(world, "manager1"), world.case_ids["D07"]
    [record] = world.rows(CaseRecord, CaseRecord.id == case)
    [client] = world.rows(ClientRecord, ClientRecord.id == record.client_id)

    def school(uow):
        uow.get(ClientRecord, client.id).particulars = {"school": "가상초등학교 3학년"}

    world.change(school)
    for path in ("", "/safety", "/consents", "/preview", "/course"):
        text = hands.look(f"/cases/{case}{path}")[1]
        assert client.address not in text and client.phone not in text and "가상초등학교" not in text, path
    status, told = hands.press(f"/cases/{case}/safety/look", why="visit")
    assert status == 200 and client.address in told and "가상초등학교" in told
    assert hands.look(f"/cases/{case}/safety/look")[0] == 405
    assert hands.press(f"/cases/{case}/safety/look", why="curious")[0] == 400


def test_p_12_a_case_is_opened_on_its_page_and_stands_in_the_supervisors_list(world):
    hands, case = Hands(world, "manager2"), world.case_ids[VICTIM]
    assert hands.look(f"/cases/{case}")[0] == 404
    status, text = hands.press("/cases/open", number=VICTIM, purpose="업무")
    assert status == 422 and VICTIM in text
    unknown, protected = (hands.press("/cases/open", number=one, purpose="담당자 휴가로 대신 확인") for one in ("D99", "D07"))
    assert unknown[0] == protected[0] == 404
    assert hands.press("/cases/open", number=VICTIM, purpose="담당자 휴가로 대신 확인")[0] == 303
    assert hands.look(f"/cases/{case}")[0] == 200
    boss = Hands(world, "supervisor")
    assert "담당자 휴가로 대신 확인" in boss.look("/openings")[1]
    assert hands.look("/openings")[0] == 403


def test_p_22_the_file_of_the_feared_one_is_the_same_whether_there_is_a_victim_or_not(worlds):
    """Two worlds: in one his file named her and she was marked as protected; in the other she was never there."""
    one, other = worlds

    def named(uow):
        ours, theirs = (uow.get(CaseRecord, one.case_ids[number]) for number in (VICTIM, FEARED))
        client = uow.get(ClientRecord, ours.client_id)
        client.name, client.birth_year, client.address = "한가람", 1990, "새로 옮긴 집 8길 8"
        wife = uow.add(
            MemberRecord(client_id=theirs.client_id, position=7, relation="아내", name="한가람", birth_year=1990)
        )
        uow.add(NeedRecord(case_id=theirs.id, code="DLY11", holder=wife.id, priority=7, severity=2))

    one.change(named)
    his = other.case_ids[FEARED]
    before = Eyes(one, "manager2").look(f"/cases/{his}")[1]
    assert "아내" in before, "the walk can fail"
    pressed = Hands(one, "manager1").press(
        f"/cases/{one.case_ids[VICTIM]}/safety/protect", why="찾아다님", protected_from="", revision=revision(one, VICTIM)
    )
    assert pressed[0] == 303
    eyes = [Eyes(world, "manager2") for world in worlds]
    paths = ("", "/course", "/consents", "/safety", "/preview", "/network.json", "/map.json", "/together", "/compare")
    for address in (*(f"/cases/{his}{path}" for path in paths), "/cases", "/", f"/api/v1/cases/{his}", f"/api/v1/cases/{his}/match"):
        seen = [eye.look(address) for eye in eyes]
        assert seen[0] == seen[1], address
        assert "한가람" not in seen[0][1] and "8길 8" not in seen[0][1]
