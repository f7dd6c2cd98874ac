"""At 360 pixels: on the way between two visits, with one thumb."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW
from tests.journeys.pages import pages_of
from tests.journeys.test_accessibility import look_at, wider_than_the_window
from tests.journeys.test_whole_journey import heading, need, offer

#: Names of controls that a thumb would miss: smaller than 40 px in one direction. Links inside sentences are
#: read rather than hit, so only what is made to be pressed counts; a name in the map's list is hit by its row.
SMALL = """() => [...document.querySelectorAll(
    "button, summary, select, textarea, .button, .chip, .menu-link, .phone, input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[hidden], .leaflet-control") && !one.matches(".map-row-name"))
  .filter((one) => { const box = one.getBoundingClientRect(); return box.width && (box.height < 39.5 || box.width < 39.5); })
  .map((one) => one.className + ": " + (one.textContent || one.name || "").trim().slice(0, 30))"""


@pytest.fixture
def phone(office, arrive):
    return arrive(office, "manager1", viewport=NARROW, has_touch=True)


def test_the_menu_opens_leads_on_and_closes(phone):
    page = phone.page
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="메뉴 열기").tap()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="메뉴 열기").tap()
    menu.get_by_role("link", name="자원 찾기").tap()
    expect(heading(page)).to_have_text("자원 찾기")


def test_the_map_folds_away_and_the_list_leads_to_it(phone):
    page = phone.open("/map")
    plan = page.locator("#map")
    expect(plan).to_have_class(re.compile("is-ready"))
    page.get_by_role("button", name="지도 접기").tap()
    expect(plan).to_be_hidden()
    page.get_by_role("button", name="지도 보기").tap()
    expect(plan).to_be_visible()
    page.locator("[data-map-select]:visible").first.tap()
    expect(page.locator(".leaflet-popup")).to_be_visible()


def test_an_answer_and_a_letter_are_written_with_a_thumb(phone, office):
    page = phone.open(f"/cases/{office.world.case_ids['D03']}")
    row = offer(need(page, "정상발달"), office, "o-0142")
    row.locator("summary", has_text="연계하기").tap()
    row.locator("details[open]").get_by_label("하신 말씀").fill("가 볼래요")
    assert not wider_than_the_window(page)
    row.get_by_role("button", name="의뢰서 쓰기").tap()
    expect(heading(page)).to_have_text("레티마이 님 의뢰")
    page.locator(".chip", has_text=re.compile("^이름$")).tap()
    page.get_by_role("button", name="동의 남기기").tap()
    page.get_by_role("button", name="의뢰서 보내기").tap()
    expect(page.get_by_text("의뢰서를 보냈습니다. 회신을 기다립니다.")).to_be_visible()
    assert not wider_than_the_window(page)


def test_two_offers_are_compared_side_by_side(phone, office):
    page = phone.open(f"/cases/{office.world.case_ids['D03']}")
    part = need(page, "정상발달")
    for row in part.locator(".offer").all()[:2]:
        row.get_by_role("checkbox").check()
    part.get_by_role("button", name="고른 곳 나란히 보기").tap()
    for column in page.locator("thead th").all():
        expect(column).to_be_in_viewport(ratio=0.9)


def test_the_client_s_page_goes_from_the_list_to_the_map_below_it(phone, office):
    page = phone.open(f"/cases/{office.world.case_ids['D04']}")
    page.get_by_role("link", name="지도로 가기").tap()
    expect(page.locator("#map")).to_be_in_viewport()


@pytest.mark.parametrize("login", ["supervisor", "partner"])
def test_what_is_made_to_be_pressed_is_large_enough_for_a_thumb(standing_office, arrive, login):
    person = arrive(standing_office, login, viewport=NARROW, has_touch=True)
    small = {path: look_at(person, path).evaluate(SMALL) for path in pages_of(standing_office, login, every=False)}
    assert [f"{path} {name}" for path, names in small.items() for name in names] == []
