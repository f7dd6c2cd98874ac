"""A note of three fields by phone becomes an entry on the supervisor's screen; nobody else decides."""

import re

import pytest

from resmap.store import DongRecord, OfferRecord


@pytest.fixture(autouse=True)
def dong(database):
    with database.write() as uow:
        uow.as_system()
        uow.add(DongRecord(code="1", name="자양4동", name_en="Jayang 4-dong", sido="서울특별시", sigungu="광진구"))
        uow.commit()


def send_note(person, key="a-key-of-tests-1", **more):
    told = {"what": "반찬 세 통 <나눔>", "dong": "자양4동", "contact": "010-1111-2222", "by": "tong_head", "told_by": "통장"}
    return person.post("/proposals/new", {"idempotency_key": key} | told | more)


def proposal_address(page: str) -> str:
    return re.search(r'href="(/proposals/[0-9a-f-]{36})"', page)[1]


def test_from_a_note_to_an_entry_in_two_pages(arrive, database):
    alice, sue = arrive("alice"), arrive("sue")
    assert send_note(alice).status_code == 303
    listed = sue.get("/proposals").text
    assert "반찬 세 통 &lt;나눔&gt;" in listed
    page = sue.get(proposal_address(listed)).text
    assert "010-1111-2222" in page and "통장" in page
    form = sue.get(re.search(r'href="(/register/new\?proposal=[^"]+)"', page)[1]).text
    assert "010-1111-2222" in form and 'value="자양4동" selected' in form
    proposal = re.search(r'name="proposal" value="([^"]+)"', form)[1]
    made = sue.post(
        "/register/new",
        {
            "idempotency_key": "a-key-of-tests-2", "revision": 1, "proposal": proposal, "name": "자양 반찬가게", "kind": "H22",
            "first_need": "DLY11", "dong": "자양4동", "area_level": "dong", "phone": "02-450-1111", "particulars-gives": "반찬",
        },
    )  # fmt: skip
    assert made.status_code == 303 and "아직 확인 전" in sue.get(made.location).text
    assert "받아들임" in alice.get("/proposals").text
    with database.read() as uow:
        uow.as_system()
        entry = uow.get(OfferRecord, made.location.rpartition("/")[2])
    assert (entry.public_phone, entry.particulars, entry.area_names) == ("02-450-1111", {"gives": "반찬"}, ("자양4동",))


def test_an_empty_note_is_sent_back_with_what_was_typed(arrive):
    answer = send_note(arrive("alice"), what=" ")
    assert answer.status_code == 422 and "한 줄이라도 적어 주세요" in answer.text and "010-1111-2222" in answer.text


def test_a_form_with_a_mistake_keeps_everything_that_was_typed(arrive):
    typed = {"idempotency_key": "a-key-of-tests-3", "name": "봄볕", "kind": "H41", "particulars-members": "많이", "particulars-theme": "단주", "organization": "봄볕모임"}
    answer = arrive("sue").post("/register/new", typed)
    assert answer.status_code == 422 and "숫자만 적어 주세요" in answer.text
    assert all(f'value="{word}"' in answer.text for word in ("많이", "단주", "봄볕모임"))


def test_the_fields_of_a_kind_come_with_the_kind(arrive):
    sue, asked = arrive("sue"), {"headers": {"HX-Request": "true"}}
    assert "새 사람을 받음" in sue.get("/register/new/particulars?kind=H41", **asked).text
    assert sue.get("/register/new/particulars?kind=M31", **asked).text.strip() == ""
    assert sue.get("/register/new/particulars?kind=H41").status_code == 303


def test_a_refusal_is_read_by_who_proposed(arrive):
    alice, sue = arrive("alice"), arrive("sue")
    send_note(alice)
    address = proposal_address(sue.get("/proposals").text)
    assert "까닭을 적어 주세요" in sue.get(sue.post(f"{address}/refuse", {"idempotency_key": "a-key-of-tests-4", "revision": 1, "why": ""}).location).text
    sue.post(f"{address}/refuse", {"idempotency_key": "a-key-of-tests-5", "revision": 1, "why": "이미 있는 곳입니다"})
    assert "이미 있는 곳입니다" in alice.get(address).text


def test_who_may_not_decide_sees_no_button_and_no_form(arrive):
    alice = arrive("alice")
    send_note(alice)
    page = alice.get(proposal_address(alice.get("/proposals").text)).text
    assert "/accept" not in page and "/refuse" not in page
    assert alice.get("/register/new").status_code == 403 and arrive("paul").get("/proposals").status_code == 403


def test_a_resident_number_in_a_note_reaches_nothing(arrive, happened):
    answer = send_note(arrive("alice"), what="김 800101-1234567")
    assert answer.status_code == 422 and "register.proposed" not in happened() and "800101" not in answer.text
