"""On the demo, in a browser: map and list answer each other, by mouse and by keyboard, at a desk and on a phone."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from resmap import config
from resmap.flows import demo
from resmap.store import CaseRecord, Database, OfferRecord, migrate, new_ring
from resmap.web.app import create_app
from tests.support.axe import grave_violations

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}
READY = ".map-box.is-ready[data-shown]"
DRAWN = ".network-box[data-drawn]"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The demo, served: its address, and ids by the names of the demo's files."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    migrate(url)
    database = Database(url, new_ring(), folder / "events.head")
    files = demo.read(config.demo_folder(), datetime.now(UTC).date())
    demo.fill(database, files)
    with database.read() as uow:
        uow.as_system()
        ids = {one.number: one.id for one in uow.session.scalars(select(CaseRecord))}
        ids |= {one.short_ref: one.id for one in uow.session.scalars(select(OfferRecord)) if one.short_ref}
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    server = make_server("127.0.0.1", 0, create_app(database, settings, demo_password=files.password), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(address=f"http://127.0.0.1:{server.server_port}", ids=ids, password=files.password)
    server.shutdown()
    server.server_close()
    database.dispose()


@pytest.fixture
def sit_down(town, visitor):
    """``sit_down(path, name=…, locale=…, viewport=…)`` -> (visitor, page that shows ``path``)."""

    def arrive(path, ready, *, name="manager1", locale="ko", viewport=None):
        person = visitor(viewport=viewport or DESK)
        person.context.add_cookies([{"name": "resmap_language", "value": locale, "url": town.address}])
        page = person.page()
        page.goto(f"{town.address}/login?next={path}")
        page.fill("#name", name)
        page.fill("#password", town.password)
        page.keyboard.press("Enter")
        page.wait_for_selector(ready)
        return person, page

    return arrive


def shown_pins(page) -> int:
    return int(page.get_attribute(READY, "data-shown"))


def pin(page):
    """A sign that stands free on the map, where a pointer reaches it, and the row that belongs to it."""
    free = page.evaluate("""() => {
      const signs = [...document.querySelectorAll(".map-canvas .pin:has(.sign)")];
      return signs.findIndex((sign) => {
        const box = sign.getBoundingClientRect();
        const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return there && sign.contains(there);
      });
    }""")
    assert free >= 0
    sign = page.locator(".map-canvas .pin:has(.sign)").nth(free)
    name = sign.locator(".unseen").inner_text().split(",")[0]
    return sign, page.locator(".map-row", has=page.get_by_role("button", name=name, exact=True)).first


def test_a_row_under_the_pointer_lights_its_place_and_the_other_way_round(sit_down):
    person, page = sit_down("/map", READY)
    sign, row = pin(page)
    sign.hover()
    page.wait_for_selector(".map-row.is-lit")
    assert "is-lit" in row.get_attribute("class")
    page.mouse.move(5, 5)
    row.scroll_into_view_if_needed()
    row.hover()
    page.wait_for_selector(".map-canvas .pin.is-lit")
    assert person.complaints == []


def test_choosing_in_the_list_opens_the_place_and_choosing_on_the_map_scrolls_the_list(sit_down):
    _, page = sit_down("/map", READY)
    page.locator("[data-map-select]").nth(4).click()
    page.wait_for_selector(".leaflet-popup .popup")
    assert page.locator(".map-row[aria-current]").count() == 1
    page.get_by_role("button", name="우리 동").click()
    page.wait_for_timeout(600)
    sign, row = pin(page)
    sign.click()
    page.wait_for_selector(".map-row.is-active")
    page.wait_for_timeout(400)
    assert "is-active" in row.get_attribute("class")
    scroller, box = page.locator("[data-map-list]").bounding_box(), row.bounding_box()
    assert scroller["y"] - 1 <= box["y"] and box["y"] + box["height"] <= scroller["y"] + scroller["height"] + 1


def test_by_keyboard_a_row_opens_its_place_and_escape_comes_back(sit_down):
    _, page = sit_down("/map", READY)
    button = page.locator("[data-map-select]").nth(2)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup .popup")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    assert button.evaluate("one => one === document.activeElement")


def test_by_keyboard_a_sign_on_the_map_opens_and_escape_comes_back(sit_down):
    _, page = sit_down("/map", READY)
    sign, row = pin(page)
    assert sign.get_attribute("tabindex") == "0" and sign.get_attribute("role") == "button"
    sign.focus()
    page.wait_for_selector(".map-row.is-lit")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup .popup")
    assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    assert page.evaluate("document.activeElement.classList.contains('pin')")


def test_filters_change_list_map_count_and_the_link_to_print(sit_down):
    _, page = sit_down("/map", READY)
    before = shown_pins(page)
    page.locator("input[name=group][value=shop]").check()
    rows = page.locator(".map-row:visible").count()
    assert 0 < rows < before and shown_pins(page) == rows
    assert page.locator("[data-map-count]").inner_text() == f"{rows}곳"
    assert "group=shop" in page.url and page.get_attribute("[data-map-print]", "href").endswith("?group=shop")
    page.select_option("select[name=dong]", "광장동")
    page.select_option("select[name=domain]", "LAW")
    assert page.locator("[data-map-nothing]").is_visible() and shown_pins(page) == 0
    page.locator("[data-map-reset]").click()
    assert shown_pins(page) == before


def test_on_a_phone_the_map_stands_above_the_list_and_can_be_folded(sit_down):
    _, page = sit_down("/map", READY, viewport=PHONE)
    top = page.locator(".map-canvas").bounding_box()
    assert top["x"] >= 0 and top["x"] + top["width"] <= 360 and top["y"] < page.locator(".map-row").first.bounding_box()["y"]
    page.locator("[data-map-toggle]").click()
    assert not page.locator(".map-canvas").is_visible()
    page.locator("[data-map-toggle]").click()
    assert page.locator(".map-canvas").is_visible()


def test_rows_of_a_case_light_their_place_and_its_filter_is_the_maps(sit_down, town):
    person, page = sit_down(f"/cases/{town.ids['D04']}", READY)
    assert page.locator(".pin-home").count() == 1
    before = shown_pins(page)
    page.locator("li.offer[data-offer]").first.focus()
    page.wait_for_selector(".map-canvas .is-lit")
    page.locator(".needs-tools a.chip").nth(2).click()
    page.wait_for_selector(f".map-box:not([data-shown='{before}'])")
    assert 0 < shown_pins(page) < before
    assert person.complaints == []


@pytest.mark.parametrize("name, case", [("supervisor", "D04"), ("manager1", "D07"), ("supervisor", "D07")])
def test_nobody_but_the_manager_sees_a_home_and_of_a_protected_client_nobody(sit_down, town, name, case):
    _, page = sit_down(f"/cases/{town.ids[case]}", READY, name=name)
    assert page.locator(".pin-home").count() == 0
    assert page.locator("path.dong-own").count() == (0 if case == "D07" else 1)


def test_list_and_picture_of_a_network_answer_each_other(sit_down, town):
    person, page = sit_down(f"/cases/{town.ids['D06']}/network", DRAWN, name="manager2")
    lit = "document.querySelector('.network-box').network.nodes('.lit').length"
    assert page.evaluate(lit) == 0
    page.locator(".tie a").first.focus()
    assert page.evaluate(lit) == 2
    page.keyboard.press("Escape")
    assert page.evaluate(lit) == 0
    box = page.locator(".network-canvas").bounding_box()
    at = page.evaluate("document.querySelector('.network-box').network.nodes('[hops = 1]').first().renderedPosition()")
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_selector(".tie.is-active")
    assert person.complaints == []


def test_pressing_a_node_of_an_entry_goes_to_its_own_network(sit_down, town):
    _, page = sit_down(f"/network/offer/{town.ids['o-0225']}", DRAWN)
    pressable = "document.querySelector('.network-box').network.nodes('[hops = 1]').filter(n => n.data('address'))[0]"
    target = page.evaluate(f"{pressable}.data('address')")
    box = page.locator(".network-canvas").bounding_box()
    at = page.evaluate(f"{pressable}.renderedPosition()")
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_url(f"{town.address}{target}")
    page.wait_for_selector(DRAWN)


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_accessible_quiet_and_inside_its_width(sit_down, town, locale, viewport):
    person, page = sit_down("/map", READY, locale=locale, viewport=viewport)
    for path, ready in (
        ("/map", READY),
        (f"/cases/{town.ids['D04']}/network?q=이웃", DRAWN),
        (f"/cases/{town.ids['D04']}/network?other={town.ids['o-0225']}", DRAWN),
        (f"/network/offer/{town.ids['o-0151']}", DRAWN),
    ):
        if path != "/map":
            page.goto(town.address + path)
            page.wait_for_selector(ready)
        assert grave_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    assert person.complaints == []
