"""사정 in a real browser: few clicks to a confirmed need, saved at a choice, readable on a phone."""

import pytest
from playwright.sync_api import expect

from resmap import config
from resmap.flows import demo
from resmap.store import Database, migrate, new_ring
from resmap.web.app import create_app
from tests.support.axe import grave_violations

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def address(tmp_path, settings, serve, clock):
    """The demo neighbourhood, answering."""
    url = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    migrate(url)
    database = Database(url, new_ring(), tmp_path / "demo.head", clock=clock)
    files = demo.read(config.demo_folder(), clock().date())
    demo.fill(database, files)
    yield serve(create_app(database, settings, demo_password=files.password))
    database.dispose()


def at_a_case(page, address) -> str:
    page.goto(f"{address}/login")
    page.click("[data-fill-name=manager1]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/cases")
    return f"{address}{page.locator('a.case-line-link').first.get_attribute('href')}/assessment"


def test_a_first_need_is_confirmed_in_under_ten_clicks(visitor, address):
    person = visitor(viewport=PHONE)
    page = person.page()
    page.goto(at_a_case(page, address))
    clicks = 0

    def press(place):
        nonlocal clicks
        clicks += 1
        place.click()

    press(page.locator("#heard-words"))
    page.keyboard.type("월세가 석 달 밀렸어요")
    press(page.get_by_role("button", name="욕구 찾아보기"))
    press(page.locator("#code-ECO12"))
    press(page.locator("#proposed .chip", has_text="심각"))
    press(page.locator("#proposed label", has_text="당사자와 확인했습니다"))
    press(page.get_by_role("button", name="욕구로 적기"))
    expect(page.locator(".need-line", has_text="월세가 석 달 밀렸어요")).to_contain_text("확인함")
    assert clicks < 10
    assert person.complaints == []


def test_what_is_chosen_is_saved_without_a_button_and_stands_after_a_reload(visitor, address):
    person = visitor(viewport=PHONE)
    page = person.page()
    page.goto(at_a_case(page, address))
    items = page.locator("#domain-SAF .domain-items")
    expect(items).to_be_hidden()
    page.locator("#domain-SAF .chip", has_text="있음").click()
    expect(items).to_be_visible()
    items.locator(".chip").first.click()
    page.locator("#function .chip", has_text="스스로").first.click()
    expect(page.locator("#saved-domains")).to_contain_text("저장했습니다")
    expect(page.locator("#saved-function")).to_contain_text("저장했습니다")
    page.reload()
    expect(page.locator("#domain-SAF input[name=item]:checked")).to_have_count(1)
    expect(page.locator("#function input[value=alone]:checked")).to_have_count(1)
    assert person.complaints == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_part_is_readable_and_silent(visitor, address, locale, viewport):
    person = visitor(viewport=viewport)
    person.context.add_cookies([{"name": "resmap_language", "value": locale, "url": address}])
    page = person.page()
    at = at_a_case(page, address)
    for path in (at, f"{at}/needs", f"{at}/scales"):
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert not grave_violations(page), path
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
    assert person.complaints == []
