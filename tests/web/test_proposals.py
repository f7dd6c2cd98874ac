"""A note of three fields by phone becomes an entry on the supervisor's screen; nobody else decides."""

import re

import pytest

from resmap.domain.codes import Review
from resmap.flows import proposals
from resmap.store import DongRecord, OfferRecord, accounts, actor_of


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
    plain = sue.get("/register/new/particulars?kind=M31", headers={"HX-Request": "true"}).text
    assert "이 종류에 맞는 내용" not in plain and "누가 이용하기 쉬운 곳인가요" in plain
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


RESIDENT = {"name": "이웃 박○○", "kind": "H11", "first_need": "DLY16", "dong": "자양4동", "area_level": "dong"}
ILLNESS = "우울증을 앓은 뒤 쉬고 계심"


def made_entry(sue, **values) -> str:
    answer = sue.post("/register/new", {"idempotency_key": "a-key-of-tests-6"} | RESIDENT | values)
    assert answer.status_code == 303
    return answer.location


def verified(database, address: str) -> None:
    with database.write() as uow:
        uow.as_system()
        uow.get(OfferRecord, address.rpartition("/")[2]).review = Review.VERIFIED
        uow.commit()


def answered(page: str, **more) -> dict:
    """The hidden fields of the form that accepts, as a browser sends them back."""
    form = page[page.index("/accept") : page.index("</form>", page.index("/accept"))]
    told = dict(re.findall(r'name="(revision|entry_revision)" value="(\d+)"', form))
    return {"idempotency_key": "a-key-of-tests-8"} | told | more


def test_accepting_from_a_page_that_somebody_overtook_changes_nothing(arrive, database):
    alice, sue = arrive("alice"), arrive("sue")
    entry = made_entry(sue, kind="H22")
    verified(database, entry)
    edit = {"kind": "H22", "first_need": "DLY16", "dong": "자양4동", "idempotency_key": "a-key-of-tests-7", "revision": 2}
    assert alice.post(f"{entry}/edit", edit | {"name": "새 이름"}).status_code == 303
    address = proposal_address(sue.get("/proposals").text)
    seen = sue.get(address).text
    assert sue.post(f"{entry}/edit", edit | {"name": "더 새 이름", "idempotency_key": "a-key-of-tests-9"}).status_code == 303
    assert sue.post(f"{address}/accept", answered(seen, field="name")).status_code == 409
    assert "더 새 이름" in sue.get(entry).text
    again = sue.get(address).text
    assert "그 사이 바뀜" in again and "checked" not in again
    assert sue.post(f"{address}/accept", answered(again, field="name", idempotency_key="a-key-of-test-10")).status_code == 303
    assert "더 새 이름" not in sue.get(entry).text


def test_a_new_entry_asks_about_words_of_health_and_takes_them_when_they_are_meant(arrive):
    sue = arrive("sue")
    asked = sue.post("/register/new", {"idempotency_key": "a-key-of-tests-6", "description": ILLNESS} | RESIDENT)
    assert asked.status_code == 422 and 'name="words_meant"' in asked.text and ILLNESS in asked.text
    assert 'name="words_meant"' not in sue.get("/register/new").text
    made_entry(sue, description="치매 어르신과 함께 걷습니다", words_meant="yes")


def test_accepting_asks_about_words_of_health_and_keeps_what_was_ticked(arrive, database):
    alice, sue = arrive("alice"), arrive("sue")
    entry = made_entry(sue)
    verified(database, entry)
    edit = {"kind": "H11", "first_need": "DLY16", "dong": "자양4동", "idempotency_key": "a-key-of-tests-7", "revision": 2}
    assert alice.post(f"{entry}/edit", edit | {"name": "치매 가족 박○○", "words_meant": "yes"}).status_code == 303
    address = proposal_address(sue.get("/proposals").text)
    told = answered(sue.get(address).text, field="name")
    asked = sue.post(f"{address}/accept", told)
    assert asked.status_code == 422 and 'name="words_meant"' in asked.text and "checked" in asked.text
    assert sue.post(f"{address}/accept", told | {"words_meant": "yes"}).status_code == 303


def test_from_an_entrys_own_page_one_comes_to_its_history_its_marks_and_to_taking_it_out(arrive, database):
    sue, alice = arrive("sue"), arrive("alice")
    typed = {"idempotency_key": "a-key-of-tests-8", "name": "봄볕", "kind": "H41", "area_level": "sigungu"}
    entry = sue.post("/register/new", typed).location
    page = alice.get(entry).text
    for address in (f"{entry}/history", f"{entry}/quality"):
        assert f'href="{address}"' in page and alice.get(address).status_code == 200
    assert f'action="{entry}/withdraw"' in page
    alice.post(f"{entry}/withdraw", {"idempotency_key": "a-key-of-tests-9", "why": "문을 닫음"})
    assert "문을 닫음" in sue.get(proposal_address(sue.get("/proposals").text)).text


def test_from_the_register_one_comes_to_noting_or_entering_something_new(arrive):
    assert 'href="/register/new"' in arrive("sue").get("/register").text
    assert 'href="/proposals/new"' in arrive("alice").get("/register").text


def test_a_change_that_nobody_vouched_for_is_not_vouched_for_by_accepting_another(arrive, database):
    sue = arrive("sue")
    typed = {"idempotency_key": "a-key-of-tests-10", "name": "봄볕", "kind": "H41", "area_level": "sigungu"}
    id_ = sue.post("/register/new", typed).location.rpartition("/")[2]
    with database.write() as uow:
        uow.as_system()
        record = uow.get(OfferRecord, id_)
        record.review, record.verified_revision = Review.VERIFIED, 1  # verified, and changed since
        uow.commit()
    sue_actor = _actor(database, "sue")
    with database.write(sue_actor) as uow:
        made = proposals.propose_change(uow, sue_actor, id_, revision=2, values={"name": "새봄"}, key="a-key-of-tests-11")
    with database.write(sue_actor) as uow:
        proposals.accept(
            uow, sue_actor, made.id, fields=["name"], revision=1, entry_revision=2, key="a-key-of-tests-12"
        )
    with database.read() as uow:
        assert uow.get(OfferRecord, id_).verified_revision == 1


def _actor(database, login):
    with database.read() as uow:
        return actor_of(accounts.user_by_login(uow, login))


def test_saving_the_form_of_a_shop_keeps_the_warning_that_its_file_brought(arrive, database):
    """The SAFETY gate reads the tag: a form that shows the box empty would open it."""
    sue = arrive("sue")
    typed = {"idempotency_key": "a-key-of-tests-13", "name": "봄볕포차", "kind": "H21", "area_level": "sigungu"}
    entry = sue.post("/register/new", typed).location
    with database.write() as uow:
        uow.as_system()
        uow.get(OfferRecord, entry.rpartition("/")[2]).tags = ("alcohol",)
        uow.commit()
    form = sue.get(f"{entry}/edit").text
    assert re.search(r'name="particulars-serves_alcohol"[^>]*checked', form)
    whole = {"idempotency_key": "a-key-of-tests-14", "revision": 2, "name": "봄볕포차", "kind": "H21", "hours": "저녁"}
    sue.post(f"{entry}/edit", whole | {"particulars-serves_alcohol": "yes"})
    with database.read() as uow:
        record = uow.get(OfferRecord, entry.rpartition("/")[2])
    assert (record.hours, record.tags) == ("저녁", ("alcohol",))
