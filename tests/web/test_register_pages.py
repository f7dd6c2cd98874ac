"""The register's pages at a test client: who may open them, what they hide, what a form may do."""


import pytest

from resmap.domain.codes import AreaLevel, RecipientClass, Review
from resmap.flows.entering import name_keys
from resmap.store import OfferRecord, OrganisationRecord, offers


@pytest.fixture
def add(database):
    def add(name, **fields):
        usual = {
            "kind": "M31", "needs": ("DLY11",), "recipient_class": RecipientClass.AGENCY,
            "area_level": AreaLevel.SIGUNGU, "area_names": ("광진구",), **name_keys(name),
        }  # fmt: skip
        with database.write() as uow:
            owner = uow.add(OrganisationRecord(name=f"{name} 법인"))
            made = uow.add(OfferRecord(name=name, organisation_id=owner.id, **usual | fields))
            uow.commit()
        return made.id

    return add


@pytest.fixture
def centre(add):
    return add("가온 복지관", address="능동로 1", places_left=3, limit=5, public_phone="02-0000-1111")


def stored(database, entry):
    with database.read() as uow:
        return offers.get(uow, entry)


def revision_of(page) -> str:
    return page.text.split('name="revision" value="', 1)[1].split('"', 1)[0]


KEY = {"idempotency_key": "one-key-of-a-test"}


# Who may open what


@pytest.mark.parametrize(
    ("path", "admitted"),
    [
        ("/register", {"alice", "sue", "adam"}),
        ("/find", {"alice", "sue", "adam"}),
        ("/register/verify", {"sue"}),
        ("/import", {"sue", "adam"}),
    ],
)
@pytest.mark.parametrize("name", ["alice", "sue", "paul", "adam", "oscar"])
def test_a_page_opens_for_those_whose_work_it_is(arrive, path, admitted, name):
    assert arrive(name).get(path).status_code == (200 if name in admitted else 403)


@pytest.mark.parametrize("path", ["/register", "/find", "/register/verify", "/import"])
def test_a_stranger_is_sent_to_the_login(arrive, path):
    answer = arrive().get(path)
    assert answer.status_code in (302, 303) and "/login" in answer.headers["Location"]


@pytest.mark.parametrize("name", ["paul", "adam", "oscar"])
def test_who_may_not_edit_cannot_even_with_an_address_by_hand(arrive, centre, database, name):
    person = arrive(name)
    for path, data in ((f"/register/{centre}/edit", {"name": "x", "revision": 1}), (f"/register/{centre}/places", {"step": "-1"})):
        assert person.post(path, data | KEY).status_code in (403, 404)
    assert stored(database, centre).revision == 1


def test_a_form_from_elsewhere_is_refused(arrive, centre, database):
    person = arrive("alice")
    answer = person.client.post(f"/register/{centre}/places", data={"step": "-1"} | KEY)
    assert answer.status_code == 400 and stored(database, centre).places_left == 3


# Looking


def test_the_list_is_searched_by_initial_consonants_and_need(arrive, centre, add):
    add("나래 식당", needs=("ECO11",))
    alice = arrive("alice")
    for query in ("q=ㄱㅇ", "q=가온복지", "need=DLY11"):
        page = alice.get(f"/register?{query}").text
        assert "가온 복지관" in page and "나래 식당" not in page


def test_an_unknown_filter_is_no_error(arrive, centre):
    page = arrive("alice").get("/register?review=nonsense&page=-5&kind=%25&dong='")
    assert page.status_code == 200


def test_a_name_with_markup_stays_text(arrive, add):
    entry = add("<b onclick=alert(1)>가온", description="<script>alert(1)</script>")
    alice = arrive("alice")
    for path in ("/register", f"/register/{entry}", f"/register/{entry}/edit", "/find?need=DLY11"):
        page = alice.get(path).text
        assert "<b onclick" not in page and "<script>alert" not in page


def test_a_refuges_page_shows_its_line_and_no_place(arrive, add):
    refuge = add(
        "쉼터 온", needs=("SAF11",), location_secret=True, access_line="1366", public_phone="02-0000-9999",
        area_level=AreaLevel.NATION, area_names=(),
    )  # fmt: skip
    alice = arrive("alice")
    for path in (f"/register/{refuge}", "/register?q=쉼터", "/find?need=SAF11"):
        page = alice.get(path).text
        assert "위치 비공개" in page
    assert "1366" in alice.get(f"/register/{refuge}").text


def test_a_resident_is_shown_by_dong_only(arrive, add):
    neighbour = add(
        "이웃 가○○", kind="H11", recipient_class=RecipientClass.NEIGHBOUR, dong="자양1동", lat=37.531234, lon=127.081234,
        private_phone="010-0000-2222",
    )  # fmt: skip
    page = arrive("alice").get(f"/register/{neighbour}").text
    assert "자양1동" in page and "37.53" not in page and "010-0000-2222" in page
    assert "010-0000-2222" not in arrive("adam").get(f"/register/{neighbour}").text


def test_an_unknown_entry_is_a_page_that_says_so(arrive):
    assert arrive("alice").get("/register/00000000-0000-7000-8000-000000000000").status_code == 404


# Editing


def form(**values):
    usual = {"name": "가온 복지관", "kind": "M31", "first_need": "DLY11", "needs": [], "status": "active", "places_left": "3"}
    return usual | KEY | values


def test_an_edit_is_saved_and_said(arrive, centre, database):
    alice = arrive("alice")
    seen = revision_of(alice.get(f"/register/{centre}/edit"))
    answer = alice.post(
        f"/register/{centre}/edit", form(revision=seen, hours="평일", needs=["SOC11", "DLY11"], age_min="60", income_max="47.5")
    )
    assert answer.status_code == 303
    record = stored(database, centre)
    assert (record.hours, record.needs, record.age_min, record.income_max) == ("평일", ("DLY11", "SOC11"), 60, 47.5)


def test_a_stale_edit_gets_a_clear_page_and_saves_nothing(arrive, centre, database):
    alice, sue = arrive("alice"), arrive("sue")
    seen = revision_of(alice.get(f"/register/{centre}/edit"))
    sue.post(f"/register/{centre}/edit", form(revision=seen, hours="주말", idempotency_key="sue-s-own-key"))
    answer = alice.post(f"/register/{centre}/edit", form(revision=seen, hours="평일"))
    assert answer.status_code == 409 and "먼저 고쳤습니다" in answer.text
    assert stored(database, centre).hours == "주말"


def test_what_was_typed_stands_in_the_form_again_beside_the_error(arrive, centre, database):
    alice = arrive("alice")
    answer = alice.post(f"/register/{centre}/edit", form(revision=1, hours="내가 쓴 것", age_min="예순"))
    assert answer.status_code == 422
    assert "내가 쓴 것" in answer.text and "예순" in answer.text and "숫자만" in answer.text
    assert stored(database, centre).revision == 1


def test_a_resident_number_in_a_form_is_refused_with_a_page(arrive, centre, database):
    answer = arrive("alice").post(f"/register/{centre}/edit", form(revision=1, description="800101-1234567"))
    assert answer.status_code == 422 and "800101" not in answer.text
    assert stored(database, centre).description is None


def test_places_are_counted_and_htmx_gets_the_counter(arrive, centre, database):
    alice = arrive("alice")
    answer = alice.post(f"/register/{centre}/places", {"step": "-1"} | KEY, headers={"HX-Request": "true"})
    assert "2개 남음" in answer.text and "<html" not in answer.text
    assert alice.post(f"/register/{centre}/places", {"step": "1", "idempotency_key": "another-key"}).status_code == 303
    assert stored(database, centre).places_left == 3


# Verifying


def test_chosen_entries_are_verified_together(arrive, add, database):
    ids = [add("가"), add("나"), add("다")]
    sue = arrive("sue")
    assert "다 법인" not in sue.get("/register/verify?q=가").text
    answer = sue.post("/register/verify", {"chosen": [f"{one}:1" for one in ids[:2]]} | KEY)
    assert answer.status_code == 303
    assert [stored(database, one).review for one in ids] == [Review.VERIFIED, Review.VERIFIED, Review.IMPORTED]


def test_all_that_is_shown_is_verified_with_one_button(arrive, add, database):
    ids = [add("가"), add("나")]
    arrive("sue").post("/register/verify", {"which": "shown", "shown": [f"{one}:1" for one in ids]} | KEY)
    assert {stored(database, one).review for one in ids} == {Review.VERIFIED}


def test_an_entry_that_was_edited_meanwhile_is_named_and_left(arrive, add, database):
    entry = add("가온")
    sue = arrive("sue")
    sue.post(f"/register/{entry}/edit", form(revision=1, name="가온"))
    sue.post("/register/verify", {"chosen": [f"{entry}:1"], "idempotency_key": "a-second-key"})
    assert "다시 보고 확인해 주세요" in sue.get("/register/verify").text
    assert stored(database, entry).review is Review.IMPORTED


@pytest.mark.parametrize("chosen", ["", "nonsense", ":1", "x:y", "x:99999999999"])
def test_nonsense_verifies_nothing(arrive, add, database, chosen):
    entry = add("가")
    assert arrive("sue").post("/register/verify", {"chosen": [chosen]} | KEY).status_code == 303
    assert stored(database, entry).revision == 1


def test_the_way_back_leads_to_our_own_list_only(arrive, add):
    entry = add("가")
    answer = arrive("sue").post(
        "/register/verify", {"chosen": [f"{entry}:1"], "back": "https://example.org/"} | KEY
    )
    assert answer.headers["Location"] == "/register/verify"


# Finding


def test_a_spoken_sentence_finds_without_a_client(arrive, centre, happened):
    alice = arrive("alice")
    before = happened()
    page = alice.get("/find?q=혼자라 라면만 먹어요").text
    assert "식사 준비·식사" in page and "가온 복지관" in page and "02-0000-1111" in page
    assert happened() == before  # what was typed is noted nowhere


@pytest.mark.parametrize("path", ["/find", "/register", "/register/verify"])
def test_a_resident_number_is_not_looked_up_and_leaves_the_address(arrive, path):
    sue = arrive("sue")
    answer = sue.get(f"{path}?q=800101-1234567&dong=자양1동")
    assert answer.status_code == 303 and answer.headers["Location"] == path
    page = sue.get(path).text
    assert "주민등록번호로 보이는" in page and "800101" not in page
