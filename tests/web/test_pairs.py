"""겹치는 자원 on its pages and in the API: who sees it, judging, undoing, old addresses, typing a new entry."""

import re

import pytest
from sqlalchemy import select

from resmap.domain.codes import AreaLevel, RecipientClass, Review
from resmap.flows import pairs
from resmap.flows.entering import name_keys
from resmap.store import OfferRecord, OrganisationRecord, PairJudgementRecord
from tests.support.api import Caller, over_flask
from tests.web.conftest import PASSWORD

NAME = "한별종합사회복지관"
TWIN = {"public_phone": "02-555-0101", "address": "광진구 별빛로 12", "sigungu": "광진구", "dong": "자양4동"}


@pytest.fixture
def add(database):
    def add(name=NAME, **fields):
        with database.write() as uow:
            uow.as_system()
            owner = uow.session.scalar(select(OrganisationRecord).where(OrganisationRecord.name == name))
            owner = owner or uow.add(OrganisationRecord(name=name))
            usual = {
                "kind": "M31", "needs": ("SOC13",), "recipient_class": RecipientClass.AGENCY,
                "area_level": AreaLevel.SIGUNGU, "area_names": ("광진구",), **TWIN, **name_keys(name),
            }  # fmt: skip
            made = uow.add(OfferRecord(name=name, organisation_id=owner.id, **usual | fields))
            uow.flush()
            pairs.refresh(uow, None)
            uow.commit()
        return made.id

    return add


@pytest.fixture
def twins(add, clock):
    """Two entries that are one: the first verified, the second with hours that the first lacks."""
    return add(review=Review.VERIFIED, verified_on=clock().date()), add(name="한별 종합사회복지관", hours="09–18시")


@pytest.fixture
def three(add, twins):
    return (*twins, add(name=NAME, public_phone="02-555-0101, 02-555-0199"))


def form_of(page) -> dict:
    """What stands chosen in the form of two entries side by side."""
    boxes = re.findall(r'<input type="radio" name="([\w.]+)" value="([\w-]+)" checked', page.text)
    seen = re.findall(r'name="seen" value="([\w:-]+)"', page.text)
    return dict(boxes) | {"seen": seen}


def judge(person, a, b, verdict="same", key="a-key-of-tests", **more):
    page = person.get(f"/register/pairs/{a}/{b}")
    return person.post(f"/register/pairs/{a}/{b}", form_of(page) | {"verdict": verdict, "idempotency_key": key} | more)


def stored(database, id_) -> OfferRecord:
    with database.read() as uow:
        return uow.get(OfferRecord, id_)


def judgements(database) -> list[PairJudgementRecord]:
    with database.read() as uow:
        return list(uow.session.scalars(select(PairJudgementRecord).order_by(PairJudgementRecord.id)))


# Pages


def test_the_list_tells_both_names_the_reasons_and_how_many_wait(arrive, twins):
    page = arrive("sue").get("/register/pairs")
    assert page.status_code == 200
    assert NAME in page.text and "한별 종합사회복지관" in page.text
    assert "전화번호가 같습니다." in page.text and "살펴볼 쌍 1개" in page.text
    assert re.search(r'href="/register/pairs"[^>]*>.*?<span class="count">1</span>', page.text, re.S)


@pytest.mark.parametrize("name", ["alice", "paul", "adam", "oscar"])
def test_only_who_verifies_finds_it_in_the_menu_and_comes_in(arrive, twins, name):
    person = arrive(name)
    assert 'href="/register/pairs"' not in person.get("/").text
    a, b = twins
    for address in ("/register/pairs", "/register/pairs/judged", "/register/pairs/twins", f"/register/pairs/{a}/{b}"):
        assert person.get(address).status_code in (403, 404)


def test_an_empty_list_says_what_to_do(arrive):
    page = arrive("sue").get("/register/pairs")
    assert "겹쳐 보이는 자원이 없습니다" in page.text and "다시 찾기" in page.text


def test_the_whole_register_can_be_looked_through_again(arrive, twins):
    sue = arrive("sue")
    page = sue.post("/register/pairs", {}, follow_redirects=True)
    assert "살펴볼 쌍 1개입니다" in page.text


def test_two_entries_stand_side_by_side_with_what_differs_to_choose(arrive, twins):
    page = arrive("sue").get(f"/register/pairs/{twins[0]}/{twins[1]}")
    assert page.status_code == 200
    assert "전화번호가 같습니다." in page.text and "나오는 사례 없음" in page.text
    chosen = form_of(page)
    assert chosen["keep"] == twins[0]
    assert chosen["take.hours"] == ("b" if twins[0] < twins[1] else "a")
    assert 'accesskey="s"' in page.text and 'accesskey="d"' in page.text and 'accesskey="u"' in page.text and "js/pairs.js" in page.text


def test_the_order_of_the_address_does_not_matter(arrive, twins):
    sue = arrive("sue")
    assert sue.get(f"/register/pairs/{twins[1]}/{twins[0]}").status_code == 200
    assert judge(sue, *twins[::-1]).status_code == 303


def test_judged_the_same_they_are_one_and_the_next_pair_comes_up(arrive, database, three):
    sue = arrive("sue")
    answer = judge(sue, *three[:2])
    assert answer.status_code == 303 and answer.location.startswith("/register/pairs/")
    assert stored(database, three[1]).merged_into == three[0]
    assert stored(database, three[0]).hours == "09–18시"
    page = sue.get(answer.location)
    assert three[2] in page.text and "같은 곳으로 합쳤습니다." in page.text and "방금" in page.text


def test_after_the_last_pair_the_list_says_so(arrive, twins):
    sue = arrive("sue")
    answer = judge(sue, *twins, "different")
    assert answer.location == "/register/pairs"
    assert "다 보았습니다" in sue.get("/register/pairs").text


def test_a_person_s_choices_are_carried_out(arrive, database, twins):
    sue = arrive("sue")
    judge(sue, *twins, keep=twins[1], **{"take.name": "a" if twins[0] < twins[1] else "b"})
    kept = stored(database, twins[1])
    assert kept.review is Review.IMPORTED and kept.name == NAME
    assert stored(database, twins[0]).merged_into == twins[1]


def test_what_was_edited_since_the_page_was_shown_is_not_judged(arrive, database, twins):
    sue = arrive("sue")
    page = form_of(sue.get(f"/register/pairs/{twins[0]}/{twins[1]}"))
    with database.write() as uow:
        uow.get(OfferRecord, twins[1]).hours = "10–17시"
        uow.commit()
    answer = sue.post(
        f"/register/pairs/{twins[0]}/{twins[1]}", page | {"verdict": "same", "idempotency_key": "a-key-of-tests"}
    )
    assert answer.status_code == 409 and judgements(database) == []


def test_without_a_verdict_nothing_is_kept(arrive, database, twins):
    assert judge(arrive("sue"), *twins, "").status_code == 409
    assert judge(arrive("sue"), *twins, "undone").status_code == 409
    assert judgements(database) == []


def test_an_entry_beside_itself_is_not_found(arrive, twins):
    assert arrive("sue").get(f"/register/pairs/{twins[0]}/{twins[0]}").status_code == 404


def test_a_pair_that_somebody_else_judged_is_told_and_the_next_comes(arrive, twins):
    sue = arrive("sue")
    judge(sue, *twins, "different")
    page = sue.post(
        f"/register/pairs/{twins[0]}/{twins[1]}",
        {"seen": [f"{one}:1" for one in twins], "verdict": "same", "idempotency_key": "another-key"},
        follow_redirects=True,
    )
    assert "다른 분이 정했습니다" in page.text


def test_the_old_address_leads_to_the_entry_that_stands_and_says_so(arrive, twins):
    sue = arrive("sue")
    judge(sue, *twins)
    answer = arrive("alice").get(f"/register/{twins[1]}")
    assert answer.status_code == 302 and answer.location.startswith(f"/register/{twins[0]}")
    page = arrive("alice").get(answer.location)
    assert "한별 종합사회복지관은 이곳과 같은 곳으로 합쳐졌습니다" in page.text
    assert arrive("alice").get(f"/network/offer/{twins[1]}").status_code == 200
    edit = arrive("alice").get(f"/register/{twins[1]}/edit")
    assert edit.status_code == 200 and twins[0] in edit.text


def test_a_foreign_id_in_the_address_says_nothing(arrive, twins, add):
    other = add(name="달빛경로당", public_phone=None, address=None)
    page = arrive("sue").get(f"/register/{twins[0]}?was={other}")
    assert "합쳐졌습니다" not in page.text


def test_the_last_judgement_is_taken_back_with_one_click(arrive, database, twins):
    sue = arrive("sue")
    judge(sue, *twins)
    page = sue.get("/register/pairs")
    address = re.search(r'action="(/register/pairs/judged/[\w-]+/undo)"', page.text)[1]
    page = sue.post(address, {"idempotency_key": "take-it-back", "back": "index"}, follow_redirects=True)
    assert "판단을 되돌렸습니다." in page.text and "살펴볼 쌍 1개" in page.text
    assert stored(database, twins[1]).merged_into is None and stored(database, twins[0]).hours is None
    assert "되돌림" in sue.get("/register/pairs/judged").text


@pytest.mark.parametrize(("edited", "stands"), [("keep", "10–17시"), ("restore", None)])
def test_what_was_edited_since_the_merge_is_asked_about(arrive, database, twins, edited, stands):
    sue = arrive("sue")
    judge(sue, *twins)
    with database.write() as uow:
        uow.get(OfferRecord, twins[0]).hours = "10–17시"
        uow.commit()
    address = f"/register/pairs/judged/{judgements(database)[0].id}/undo"
    page = sue.post(address, {"idempotency_key": "take-it-back"})
    assert page.status_code == 409 and "10–17시" in page.text
    sue.post(address, {"idempotency_key": "and-so-it-be", "edited": edited})
    assert stored(database, twins[0]).hours == stands and stored(database, twins[1]).merged_into is None


def test_a_judgement_that_another_was_built_on_asks_for_the_later_one_first(arrive, database, three):
    sue = arrive("sue")
    judge(sue, *three[:2])
    judge(sue, three[0], three[2], key="another-key")
    first = judgements(database)[0].id
    page = sue.post(f"/register/pairs/judged/{first}/undo", {"idempotency_key": "take-it-back"}, follow_redirects=True)
    assert "나중 것부터" in page.text and stored(database, three[1]).merged_into == three[0]


def test_a_contradiction_is_told_with_names(arrive, database, three):
    sue = arrive("sue")
    judge(sue, three[1], three[2], "different")
    judge(sue, *three[:2], key="another-key")
    page = judge(sue, three[0], three[2], key="third-key-of-tests")
    assert page.status_code == 409 and "다른 곳이라고 했습니다" in page.text
    assert stored(database, three[2]).merged_into is None


# Twins


def test_twins_are_merged_together_after_somebody_looked(arrive, database, add, twins):
    add(name="달빛경로당", address="광진구 달빛로 9", public_phone="02-555-0777")
    other = add(name="달빛 경로당", address="광진구 달빛로 9", public_phone="02-555-0777", dong="구의1동")
    sue = arrive("sue")
    page = sue.get("/register/pairs/twins")
    chosen = re.findall(r'name="pair" value="([\w:-]+)"', page.text)
    assert len(chosen) == 1 and other not in chosen[0], "one differs in its dong, one in its organisation's name"


def test_nothing_is_merged_before_somebody_said_that_they_looked(arrive, database, add):
    add(), add()
    sue = arrive("sue")
    chosen = re.findall(r'name="pair" value="([\w:-]+)"', sue.get("/register/pairs/twins").text)
    assert len(chosen) == 1
    for form in ({"pair": chosen}, {"sure": "yes"}, {"pair": ["x:x", "nothing"], "sure": "yes"}):
        sue.post("/register/pairs/twins", form | {"idempotency_key": "a-key-of-tests"})
        assert judgements(database) == []
    page = sue.post(
        "/register/pairs/twins", {"pair": chosen, "sure": "yes", "idempotency_key": "b-key-of-tests"}, follow_redirects=True
    )
    assert "1쌍을 합쳤습니다." in page.text and len(judgements(database)) == 1


# Typing a new entry


def test_while_a_name_is_typed_what_is_alike_is_told(arrive, twins):
    page = arrive("alice").get("/register/look-alikes?name=한별종합사회복지관&phone=02-555-0101")
    assert page.text.count("look-alikes") == 1 and "이미 있는 자원일 수 있습니다" in page.text
    assert "<html" not in page.text


@pytest.mark.parametrize("query", ["", "name=새로운곳", "name=한별종합사회복지관&kind=H11", "name=800101-1234567", "lat=x&lon=y&name=달"])
def test_where_nothing_is_alike_nothing_is_said(arrive, twins, query):
    page = arrive("alice").get(f"/register/look-alikes?{query}", follow_redirects=True)
    assert page.status_code == 200 and not page.text.strip()


# API


@pytest.fixture
def caller(app):
    def arrive(name: str) -> Caller:
        made = Caller(over_flask(app))
        assert made.login(name, PASSWORD).status == 200
        return made

    return arrive


def test_a_program_lists_judges_and_takes_back(caller, database, twins):
    sue = caller("sue")
    [pair] = sue.get("/pairs").json["pairs"]
    assert {pair["a"]["id"], pair["b"]["id"]} == set(twins) and pair["reasons"][0]["text"]
    side = sue.get(f"/pairs/{twins[0]}/{twins[1]}").json
    assert side["stays"] == twins[0] and {one["name"] for one in side["fields"]} >= {"hours", "name"}
    body = {"verdict": "same", "revisions": {one["id"]: one["revision"] for one in (side["a"], side["b"])}}
    made = sue("POST", f"/pairs/{twins[0]}/{twins[1]}/judgement", body, key="judge-by-program")
    assert made.status == 201 and made.json["goes"] == twins[1] and made.json["taken"] == ["hours"]
    old = sue.get(f"/register/{twins[1]}").json
    assert old["id"] == twins[0] and old["merged_ids"] == [twins[1]]
    assert sue.get("/pairs").json["pairs"] == []
    [line] = sue.get("/pairs/judgements").json["judgements"]
    assert line["may_undo"] and line["stays"] == twins[0]
    assert sue("POST", f"/pairs/judgements/{line['id']}/undo", {}, key="undo-by-program").status == 200
    assert sue.get(f"/register/{twins[1]}").json["id"] == twins[1]


def test_a_program_is_told_what_stands_against_a_judgement(caller, twins):
    sue = caller("sue")
    address = f"/pairs/{twins[0]}/{twins[1]}/judgement"
    right = dict.fromkeys(twins, 1)
    for body, status, code in (
        ({"verdict": "same", "revisions": {twins[0]: 1}}, 409, "LOST_UPDATE"),
        ({"verdict": "same", "revisions": dict.fromkeys(twins, 7)}, 409, "LOST_UPDATE"),
        ({"verdict": "undone", "revisions": right}, 422, "INVALID"),
        ({"verdict": "same", "revisions": right, "fields": {"hours": "both"}}, 422, "INVALID"),
        ({"verdict": "same", "revisions": right, "keep": "somebody"}, 422, "INVALID"),
    ):
        answer = sue("POST", address, body, key=f"wrong-key-{code}-{len(str(body))}")
        assert (answer.status, answer.code) == (status, code), body
    sue("POST", address, {"verdict": "different", "revisions": right}, key="first-word")
    answer = sue("POST", address, {"verdict": "same", "revisions": right}, key="second-word")
    assert (answer.status, answer.code) == (409, "PAIR_JUDGED")


def test_a_program_is_asked_what_becomes_of_edits(caller, database, twins):
    sue = caller("sue")
    body = {"verdict": "same", "revisions": dict.fromkeys(twins, 1)}
    made = sue("POST", f"/pairs/{twins[0]}/{twins[1]}/judgement", body, key="judge-by-program").json
    with database.write() as uow:
        uow.get(OfferRecord, twins[0]).hours = "10–17시"
        uow.commit()
    answer = sue("POST", f"/pairs/judgements/{made['id']}/undo", {}, key="undo-by-program")
    assert (answer.status, answer.code) == (409, "EDITED_SINCE") and "10–17" not in answer.raw.decode()
    assert sue("POST", f"/pairs/judgements/{made['id']}/undo", {"edited": "keep"}, key="undo-again").status == 200


def test_a_program_asks_what_is_alike(caller, twins):
    found = caller("alice").get("/register/look-alikes?name=한별종합사회복지관&phone=02-555-0101").json["entries"]
    assert {one["entry"]["id"] for one in found} == set(twins) and found[0]["likely"]
