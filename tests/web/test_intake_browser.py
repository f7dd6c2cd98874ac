"""From a new call to a saved case in a real browser: counted presses, a phone, the keyboard, no grave violation."""

from types import SimpleNamespace

import pytest

from resmap.store import CaseRecord
from resmap.web.app import create_app
from tests.support.axe import grave_violations
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

#: Presses (a field that is chosen counts as one) from 내 사례 to the saved case, typing aside.
MOST_PRESSES = 12


class Hand:
    """A hand that counts what it presses."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, what):
        self.page.click(what)
        self.presses += 1

    def fill(self, what, text):
        self.press(what)
        self.page.keyboard.type(text)

    def choose(self, what, value):
        self.page.select_option(what, value)
        self.presses += 2  # open the list, choose


@pytest.fixture
def address(world, serve):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return serve(create_app(world.database, settings, demo_password=PASSWORD))


def log_in(page, address):
    page.goto(f"{address}/login")
    page.fill("[name=name]", "manager1")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_new_call_is_a_saved_case_within_a_dozen_presses(visitor, address, world, viewport):
    before = {one.id for one in world.rows(CaseRecord)}
    person = visitor(viewport=viewport)
    page = person.page()
    log_in(page, address)
    page.goto(f"{address}/cases")
    assert not sideways(page)
    hand = Hand(page)
    hand.press("text=초기상담 시작")
    page.wait_for_url("**/cases/new")
    assert not grave_violations(page) and not sideways(page)
    hand.fill("#words", "허리가 아파서 장을 못 봐요")
    hand.fill("#name", "한가온")
    hand.fill("#birth_year", "1949")
    hand.fill("#phone", "010-0000-4141")
    hand.press("label:has(input[name=safe][value=yes])")
    hand.choose("#dong", "자양1동")
    hand.press("#agreed")
    hand.press("text=저장하고 상담 이어가기")
    page.wait_for_url("**/intake")
    assert len([one for one in world.rows(CaseRecord) if one.id not in before]) == 1
    assert hand.presses <= MOST_PRESSES
    assert not grave_violations(page) and not sideways(page)
    page.goto(page.url.replace("/intake", "/contacts"))
    assert not grave_violations(page) and not sideways(page)
    page.goto(f"{address}/cases/import")
    assert not grave_violations(page) and not sideways(page)
    assert person.complaints == []


def test_the_first_call_works_by_the_keyboard_alone(visitor, address, world):
    before = len(world.rows(CaseRecord))
    page = visitor().page()
    log_in(page, address)
    page.goto(f"{address}/cases/new")
    page.focus("#words")
    page.keyboard.type("전화가 왔어요")
    page.keyboard.press("Tab")
    page.keyboard.type("한가온")
    page.focus("#dong")
    page.keyboard.press("ArrowDown")
    page.focus("#name")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake")
    assert len(world.rows(CaseRecord)) == before + 1


def test_the_enter_key_never_says_that_it_is_somebody_else(visitor, address, world):
    page = visitor().page()
    log_in(page, address)
    for _ in range(2):
        page.goto(f"{address}/cases/new")
        page.fill("#name", "한가온")
        page.select_option("#dong", "자양1동")
        page.press("#name", "Enter")
        page.wait_for_load_state()
    count = len(world.rows(CaseRecord))
    page.wait_for_selector("#known")
    assert not grave_violations(page)
    page.press("#name", "Enter")
    page.wait_for_selector("#known")
    assert len(world.rows(CaseRecord)) == count
    page.click("text=다른 분입니다")
    page.wait_for_url("**/intake")
    assert len(world.rows(CaseRecord)) == count + 1
