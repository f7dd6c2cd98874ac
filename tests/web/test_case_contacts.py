"""The page of the contact log: two presses for a try, what is refused stays typed."""

from resmap.store import ContactRecord
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_case_intake import NUMBER, narae  # noqa: F401


def log(world):
    return f"/cases/{world.case_ids['D04']}/contacts"


def test_a_try_is_noted_and_stands_in_the_log(narae, world):
    form = {"method": "visit", "reached": "no", "note": "문 앞에 쪽지를 둠", "idempotency_key": "a-try-on-the-page"}
    assert narae.post(log(world), form).status_code == 303
    page = narae.get(log(world)).text
    assert "문 앞에 쪽지를 둠" in page and "닿지 않음" in page
    [kept] = [one for one in world.rows(ContactRecord) if one.note == form["note"]]
    assert kept.on == world.today


def test_what_is_refused_stays_typed_without_a_number_that_nobody_repeats(narae, world, caplog):
    form = {"method": "phone", "note": f"첫 줄\n{NUMBER}", "minutes": "20", "idempotency_key": "a-number-on-the-page"}
    answer = narae.post(log(world), form)
    assert answer.status_code == 422 and "첫 줄" in answer.text and 'value="20"' in answer.text
    assert NUMBER not in answer.text and NUMBER not in caplog.text
    answer = narae.post(log(world), form | {"note": "말", "on": "내일", "idempotency_key": "a-day-on-the-page"})
    assert answer.status_code == 422 and "날짜" in answer.text


def test_of_a_protected_client_the_page_says_to_use_the_agreed_way_only(narae, world):
    page = narae.get(f"/cases/{world.case_ids['D07']}/contacts").text
    assert "정해 둔 방법으로만" in page and "tel:" not in page


def test_which_direct_service_it_was_is_one_tap_and_a_crisis_offers_the_emergency_path(narae, world):
    page = narae.get(log(world)).text
    assert page.count('name="service"') == 4 and "긴급 절차를 살펴보시겠어요" not in page
    form = {"method": "visit", "reached": "yes", "service": "crisis", "idempotency_key": "a-crisis-on-the-page"}
    assert narae.post(log(world), form).status_code == 303
    page = narae.get(log(world)).text
    assert page.count("위기 상황에 개입") >= 2 and "긴급 절차를 살펴보시겠어요" in page
    assert f"/cases/{world.case_ids['D04']}/course" in page
