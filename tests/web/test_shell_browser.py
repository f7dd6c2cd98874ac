"""The shell in a real browser: nothing inline, nothing from outside, by keyboard and on a phone."""

import pytest

from resmap.web.app import create_app
from tests.support.axe import grave_violations

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
DEMO_WORDS = "한 번 쓰는 비밀말 7"


@pytest.fixture
def address(database, settings, serve):
    return serve(create_app(database, settings, demo_password=DEMO_WORDS))


def speak(person, address, locale):
    person.context.add_cookies([{"name": "resmap_language", "value": locale, "url": address}])


def log_in(page, address, name="sue"):
    page.goto(address)
    page.click(f"[data-fill-name={name}]")
    page.keyboard.press("Enter")  # the focus stands on the button now
    page.wait_for_url(f"{address}/")


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_page_of_the_shell_is_readable_and_silent(visitor, address, locale, viewport):
    person = visitor(viewport=viewport)
    speak(person, address, locale)
    page = person.page()
    page.goto(address)
    assert not grave_violations(page) and not sideways(page)
    log_in(page, address)
    for path in ("/", "/help"):
        page.goto(address + path)
        assert not grave_violations(page), path
        assert not sideways(page), path
    assert person.complaints == []
    page.goto(f"{address}/no-such-page")
    assert not grave_violations(page) and not sideways(page)


def test_the_first_tab_leads_to_the_content(visitor, address):
    page = visitor().page()
    log_in(page, address)
    page.goto(f"{address}/help")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-body"


def test_on_a_phone_the_menu_opens_and_escape_closes_it(visitor, address):
    page = visitor(viewport=PHONE).page()
    log_in(page, address)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.click("[data-menu]")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert page.evaluate("document.activeElement.hasAttribute('data-menu')")


def test_without_scripts_the_login_and_the_menu_still_work(chromium, address):
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    page.fill("#name", "sue")
    page.fill("#password", DEMO_WORDS)
    page.click("#login button")
    assert page.locator("#menu").is_visible()
    context.close()


def test_two_minutes_before_the_idle_logout_the_page_asks(visitor, database, settings, serve, clock):
    """The limit is one minute here, so the warning comes after forty seconds: the browser's clock is moved."""
    settings.idle_minutes = 1
    address = serve(create_app(database, settings, demo_password=DEMO_WORDS))
    page = visitor().page()
    page.clock.install()
    log_in(page, address)
    dialog = page.locator("#idle")
    page.clock.fast_forward(30_000)
    assert not dialog.is_visible()
    page.clock.fast_forward(15_000)
    page.clock.run_for(1500)
    assert dialog.is_visible()
    page.click("[data-idle-stay]")
    page.clock.run_for(1500)
    dialog.wait_for(state="hidden")
    clock.pass_(minutes=2)
    page.clock.fast_forward(70_000)
    page.wait_for_url("**/login?ended=idle*")
    assert "1분 동안 쓰지 않아" in page.content()


def test_a_form_pressed_twice_is_sent_once(visitor, address):
    page = visitor().page()
    page.goto(address)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.fill("#name", "sue")
    page.fill("#password", DEMO_WORDS)
    page.evaluate("const b = document.querySelector('#login button'); b.click(); b.click();")
    page.wait_for_url(f"{address}/")
    assert len(sent) == 1
