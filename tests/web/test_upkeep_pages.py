"""확인할 자원, calls, and the upkeep of one entry on screen; the owner's page for a stranger."""

import re
from datetime import date, timedelta

import pytest

from resmap.domain.codes import AreaLevel, OfferStatus, RecipientClass, Review
from resmap.flows import owner
from resmap.store import ListingConsentRecord, OfferRecord, OrganisationRecord, upkeep
from resmap.web.app import create_app
from tests.web.conftest import Person

KEY = {"idempotency_key": "a-key-of-pages"}
TODAY = date(2026, 11, 2)
TOKEN = "a-token-of-pages-that-nobody-guesses"


@pytest.fixture
def add(database):
    def add(name="자양 반찬", **fields) -> str:
        usual = {
            "kind": "H22", "needs": ("DLY11",), "recipient_class": RecipientClass.SHOP, "dong": "자양4동",
            "area_level": AreaLevel.NATION, "public_phone": "02-450-0001",
        }  # fmt: skip
        with database.write() as uow:
            unit = uow.add(OrganisationRecord(name=f"{name} {uow.new_id()}"))
            made = uow.add(OfferRecord(name=name, organisation_id=unit.id, **usual | fields))
            uow.commit()
        return made.id

    return add


@pytest.fixture
def neighbour(add):
    return add("이웃 나○○", kind="H11", recipient_class=RecipientClass.NEIGHBOUR, public_phone=None, private_phone="010-3333-4444")


def stored(database, entry) -> OfferRecord:
    with database.read() as uow:
        return uow.get(OfferRecord, entry)


def seen(entry, revision=1):
    return KEY | {"revision": str(revision)}


# ── the queue ────────────────────────────────────────────────────────────────


def test_the_queue_counts_by_standing_and_narrows_by_it(arrive, add):
    add("새 가게")
    add("묵은 가게", review=Review.VERIFIED, verified_on=TODAY - timedelta(days=400))
    add("싱싱한 가게", review=Review.VERIFIED, verified_on=TODAY)
    sue = arrive("sue")
    page = sue.get("/register/verify").text
    assert "새 가게" in page and "묵은 가게" in page and "싱싱한 가게" not in page
    page = sue.get("/register/verify?state=stale").text
    assert "묵은 가게" in page and "새 가게" not in page
    assert "싱싱한 가게" in sue.get("/register/verify?state=fresh").text


def test_a_resident_without_a_consent_is_named_instead_of_verified(arrive, database, neighbour):
    sue = arrive("sue")
    sue.post("/register/verify", {"chosen": [f"{neighbour}:1"]} | KEY)
    assert "본인 동의가 없어 확인하지 않았습니다" in sue.get("/register/verify").text
    assert stored(database, neighbour).review is Review.IMPORTED


def test_a_proposed_need_is_said_yes_to_with_one_tap_and_htmx_gets_the_rest(arrive, database, add):
    wanted = [{"code": "SOC11", "confidence": 0.8, "because": ["말벗"]}, {"code": "SOC12", "confidence": 0.5, "because": []}]
    entry = add(proposed_needs=wanted)
    sue = arrive("sue")
    assert "말벗" in sue.get("/register/verify").text
    form = seen(entry) | {"code": "SOC11", "answer": "yes", "in_list": "yes"}
    part = sue.post(f"/register/{entry}/needs", form, headers={"HX-Request": "true"})
    assert part.status_code == 200 and f"proposed-{entry}" in part.text and "SOC12" in part.text and "<html" not in part.text
    assert stored(database, entry).needs == ("DLY11", "SOC11")


# ── calls ────────────────────────────────────────────────────────────────────


def test_chosen_entries_become_a_call_sheet_and_its_results_are_kept(arrive, database, add, neighbour):
    one, other, quiet = add("가 가게"), add("나 가게"), add("조용한 가게", public_phone="02-1")
    sue = arrive("sue")
    sue.post(f"/register/{quiet}/rest", KEY | {"why": ""})
    chosen = [f"{entry}:1" for entry in (one, other, quiet, neighbour)]
    answer = sue.post("/register/verify", {"which": "calls", "chosen": chosen} | KEY)
    sheet = sue.get(answer.headers["Location"]).text
    assert answer.status_code == 303 and "가 가게" in sheet and "02-450-0001" in sheet
    assert "전화하지 않는 곳" in sheet and sheet.index("조용한 가게") > sheet.index("전화하지 않는 곳")
    assert "3333" not in sheet and "csrf" not in answer.headers["Location"]
    form = {"call": [f"{one}:1", f"{other}:1"], f"answer-{one}": "same", f"places-{one}": "3", f"answer-{other}": "stopped"}
    done = sue.post("/register/calls/results", form | {"idempotency_key": "another-key"})
    assert done.headers["Location"] == "/register/verify"
    kept = stored(database, one)
    assert (kept.review, kept.places_left) == (Review.VERIFIED, 3)
    assert stored(database, other).status is OfferStatus.CLOSED


def test_calls_are_for_who_verifies(arrive, add):
    entry = add()
    for name in ("alice", "adam", "paul"):
        assert arrive(name).get(f"/register/calls?entry={entry}").status_code == 403


# ── one entry ────────────────────────────────────────────────────────────────


def test_an_entry_tells_how_each_field_is_known_and_one_tap_confirms_all(arrive, database, add):
    entry = add(hours="오전")
    sue = arrive("sue")
    assert "전화로 확인" in sue.get(f"/register/{entry}").text
    sue.post(f"/register/{entry}/confirm", seen(entry) | {"method": "phone"})
    page = sue.get(f"/register/{entry}").text
    assert "전화로 확인 ·" in page and "sue 님" in page
    assert stored(database, entry).review is Review.VERIFIED


def test_a_neighbours_consent_and_verification_are_one_form(arrive, database, neighbour):
    sue = arrive("sue")
    page = sue.get(f"/register/{neighbour}").text
    assert "아직 본인의 동의가 없습니다" in page and "동의를 적고 확인" in page
    form = seen(neighbour) | {"listing": "yes", "scope": ["suggest"], "period": "91", "how": "site", "method": "phone"}
    sue.post(f"/register/{neighbour}/confirm", form | {"scope": []})
    assert "하나는 골라 주세요" in sue.get(f"/register/{neighbour}").text
    sue.post(f"/register/{neighbour}/confirm", form | {"idempotency_key": "another-key"})
    with database.read() as uow:
        kept = upkeep.listing(uow, neighbour)
    assert (kept.scopes, kept.until) == (("suggest",), TODAY + timedelta(days=91))
    assert stored(database, neighbour).review is Review.VERIFIED
    assert "동의 있음" in sue.get(f"/register/{neighbour}").text


def test_a_case_manager_lets_a_consent_rest_and_takes_it_back(arrive, database, neighbour):
    with database.write() as uow:
        uow.add(ListingConsentRecord(offer_id=neighbour, scopes=("suggest",), since=TODAY, until=TODAY + timedelta(9), how="phone"))
        uow.commit()
    alice = arrive("alice")
    alice.post(f"/register/{neighbour}/listing", KEY | {"act": "pause"})
    assert "잠시 쉼" in alice.get(f"/register/{neighbour}").text
    back = {"act": "take_back", "idempotency_key": "another-key"}
    page = alice.post(f"/register/{neighbour}/listing", back, follow_redirects=True).text
    assert "바로 빠집니다" in page and stored(database, neighbour).review is not Review.WITHDRAWN
    alice.post(f"/register/{neighbour}/listing", back | {"sure": "yes"})
    assert stored(database, neighbour).review is Review.WITHDRAWN
    assert "010-3333" not in alice.get(f"/register/{neighbour}").text


def test_an_agreement_that_ended_is_said_on_the_entry_and_above_the_queue(arrive, add):
    entry = add("온 복지관", kind="M31", recipient_class=RecipientClass.AGENCY)
    sue = arrive("sue")
    sue.post(f"/register/{entry}/agreement", KEY | {"since": "2025-01-01", "until": "2026-11-01", "contact": "박○○"})
    assert "협약이 끝나 당사자가 직접 가져가십니다" in sue.get(f"/register/{entry}").text
    assert "끝난 협약" in sue.get("/register/verify").text
    sue.post(f"/register/{entry}/agreement", {"since": "2026-12-01", "until": "2026-11-01", "idempotency_key": "another-key"})
    assert "바르게 적어 주세요" in sue.get(f"/register/{entry}").text


# ── the owner's page ─────────────────────────────────────────────────────────


def address_of(person, entry) -> str:
    page = person.post(f"/register/{entry}/link", KEY).text
    return re.search(r"http://localhost(/o/[\w-]+)", page)[1]


def test_a_stranger_with_the_link_sees_one_entry_and_confirms_it(arrive, database, add):
    entry = add(hours="오전", email="secret@example.org")
    address = address_of(arrive("alice"), entry)
    stranger = arrive()
    answer = stranger.get(address)
    assert answer.status_code == 200 and "자양 반찬" in answer.text and "secret@" not in answer.text
    assert 'name="robots" content="noindex, nofollow"' in answer.text and entry not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    form = seen(entry) | {"act": "correct", "hours": "오후", "note": "", "idempotency_key": "another-key"}
    assert stranger.post(address, form).headers["Location"].endswith("said=corrected")
    assert stored(database, entry).hours == "오전"
    with database.read() as uow:
        assert [one.fields["after"] for one in upkeep.proposals_of_owner(uow, entry)] == [{"hours": "오후"}]
    assert "주인이 알려 준 것" in arrive("sue").get(f"/register/{entry}").text


def test_a_link_answers_no_forged_request(arrive, add):
    address = address_of(arrive("alice"), add())
    assert arrive().client.post(address, data=KEY | {"act": "withdraw", "revision": "1"}).status_code == 400


def test_every_token_that_opens_nothing_looks_the_same(arrive, database, add, clock):
    alice = arrive("alice")
    ended, revoked = add("끝난 가게"), add("끊은 가게")
    addresses = [address_of(alice, ended)]
    clock.pass_(days=15)
    alice = arrive("alice")
    page = alice.post(f"/register/{revoked}/link", {"idempotency_key": "another-key"}).text
    addresses.append(re.search(r"http://localhost(/o/[\w-]+)", page)[1])
    alice.post(f"/register/{revoked}/link", {"act": "revoke", "idempotency_key": "third-key"})
    addresses += ["/o/never-was-one", "/o/" + "x" * 500]
    told = set()
    for address in addresses:
        answer = arrive().get(address)
        text = re.sub(r'(name="(csrf_token|idempotency_key|next)" value=")[^"]*|("X-CSRFToken": ")[^"]*', "", answer.text)
        told.add((answer.status_code, text))
    assert len(told) == 1 and told.pop()[0] == 404


def test_who_tries_many_tokens_has_to_wait_and_logins_do_not_suffer(arrive):
    stranger = arrive()
    for number in range(owner.TRIES):
        assert stranger.get(f"/o/wrong-{number}").status_code == 404
    assert stranger.get("/o/wrong").status_code == 429
    assert arrive("alice").get("/register").status_code == 200


def test_with_links_switched_off_none_opens_and_none_is_offered(database, settings, add):
    entry = add()
    settings.links = False
    app = create_app(database, settings)
    alice, stranger = Person(app.test_client()), Person(app.test_client())
    alice.login("alice")
    assert "확인 링크 만들기" not in alice.get(f"/register/{entry}").text
    assert alice.post(f"/register/{entry}/link", KEY).status_code == 404
    with database.write() as uow:
        from resmap.store import OwnerLinkRecord

        uow.add(OwnerLinkRecord(offer_id=entry, token_hash=upkeep.token_hash(TOKEN), revision_seen=1, expires=uow.now() + timedelta(1)))
        uow.commit()
    assert stranger.get(f"/o/{TOKEN}").status_code == 404


def test_there_is_no_link_for_a_secret_place(arrive, add):
    entry = add("온 쉼터", kind="M27", location_secret=True, access_line="1366", dong=None, public_phone=None)
    alice = arrive("alice")
    assert "확인 링크" not in alice.get(f"/register/{entry}").text
    assert alice.post(f"/register/{entry}/link", KEY).status_code == 303
    assert "링크를 보내지 않습니다" in alice.get(f"/register/{entry}").text


def test_a_neighbour_rests_and_begins_again_by_link_and_the_office_has_no_button_for_it(arrive, database, neighbour):
    with database.write() as uow:
        uow.add(ListingConsentRecord(offer_id=neighbour, scopes=("suggest",), since=TODAY, until=TODAY + timedelta(9), how="phone"))
        uow.commit()
    alice, stranger = arrive("alice"), arrive()
    address = address_of(alice, neighbour)
    stranger.get(address)
    stranger.post(address, seen(neighbour) | {"act": "pause", "idempotency_key": "another-key"})
    page = alice.get(f"/register/{neighbour}").text
    assert "본인이 링크로 직접 쉬기를 고르셨습니다" in page and 'value="resume"' not in page and 'value="take_back"' in page
    alice.post(f"/register/{neighbour}/listing", {"act": "resume", "idempotency_key": "third-key"})
    assert "다시 시작하기" in stranger.get(address).text
    answer = stranger.post(address, seen(neighbour) | {"act": "resume", "idempotency_key": "fourth-key"})
    assert "다시 이웃에게 소개합니다" in stranger.get(answer.headers["Location"]).text
    assert "동의 있음" in alice.get(f"/register/{neighbour}").text


def test_another_filter_of_the_queue_keeps_the_state(arrive, add):
    add("온 가게")
    page = arrive("sue").get("/register/verify?state=never&kind=H2").text
    assert '<input type="hidden" name="state" value="never">' in page


def test_a_call_sheet_says_when_and_where_and_never_where_a_secret_place_is(arrive, add):
    shown = add("온 가게", address="자양로 65, 2층", hours="평일 9-18")
    secret = add("쉼터", location_secret=True, access_line="1366", dong=None, public_phone=None, address=None)
    page = arrive("sue").get(f"/register/calls?entry={shown}&entry={secret}").text
    assert "자양로 65, 2층" in page and "평일 9-18" in page and "1366" in page
    assert page.count("<dt>주소</dt>") == 1
