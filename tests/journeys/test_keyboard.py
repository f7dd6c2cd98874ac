"""From the login to a sent referral without a mouse: Tab, Enter, Space and Escape, and one sees where one is."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person
from tests.journeys.test_whole_journey import heading, need, offer

#: Something has the focus, and it can be seen: an outline, on itself or on what stands for it (a chip for its box).
FOCUS_IS_SEEN = """() => {
  const seen = (one) => {
    const style = one && getComputedStyle(one);
    return Boolean(style) && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const one = document.activeElement;
  const inside = one.type === "date" && !one.matches(":focus"); // on its calendar button, which the browser draws
  return one === document.body || inside || seen(one) || seen(one.closest("label")) || seen(one.labels && one.labels[0]);
}"""
#: More than any page of ours needs from one thing to the next that is looked for.
MOST_STEPS = 400


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; at every stop the focus must be seen."""
    wanted = target.element_handle()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("one => one === document.activeElement", wanted):
            return
    raise AssertionError(f"no way to {target} by keyboard")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_from_the_login_to_a_sent_referral_by_keyboard_only(office, arrive):
    manager: Person = arrive(office)
    page = manager.open("/login")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("manager1")
    page.keyboard.press("Tab")
    page.keyboard.type("resmap-demo-2026")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("오늘 할 일")

    press(page, page.get_by_role("link", name="내 사례", exact=True))
    expect(heading(page)).to_have_text("내 사례")
    press(page, page.get_by_role("link", name="레티마이 님"))
    expect(heading(page)).to_have_text("레티마이 님")

    row = offer(need(page, "정상발달"), office, "o-0142")
    press(page, row.locator("summary", has_text="연계하기"))
    expect(row.locator("details[open] select")).to_be_focused()  # the opened form has the focus
    press(page, row.get_by_role("button", name="의뢰서 쓰기"))
    expect(heading(page)).to_have_text("레티마이 님 의뢰")

    press(page, page.get_by_role("checkbox", name="이름", exact=True), "Space")
    expect(page.get_by_role("checkbox", name="이름", exact=True)).to_be_checked()
    press(page, page.get_by_role("button", name="동의 남기기"), "Space")
    expect(page.locator("#letter")).to_contain_text("레티마이")
    press(page, page.get_by_role("button", name="의뢰서 보내기"))
    expect(page.get_by_text("의뢰서를 보냈습니다. 회신을 기다립니다.")).to_be_visible()
    assert not manager.complaints


def test_the_first_tab_skips_the_menu(standing_office, arrive):
    page = arrive(standing_office, "manager1").open("/cases")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문으로 바로가기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#page-body")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#page-body a, #page-body button").first).to_be_focused()


def test_slash_goes_to_the_search_and_enter_asks(standing_office, arrive):
    page = arrive(standing_office, "manager1").open("/find")
    page.keyboard.press("/")
    expect(page.get_by_label("어떤 어려움인가요?")).to_be_focused()
    page.keyboard.type("쌀이 떨어졌어요")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("식비")


def test_a_place_on_the_map_is_opened_and_left_by_keyboard(standing_office, arrive):
    """Enter on a row of the list opens its place; Escape closes it, and the focus is where it was."""
    page = arrive(standing_office, "manager1").open("/map")
    expect(page.locator("#map.is-ready")).to_be_visible()
    row = page.locator("[data-map-select]:visible").nth(2)
    row.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text(row.inner_text())
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(row).to_be_focused()


def test_escape_leaves_the_warning_before_the_logout_and_the_focus_returns(standing_office, arrive):
    """A dialog keeps the focus inside while it is open and gives it back when it closes."""
    page = arrive(standing_office, "manager1").open("/find")
    before = page.get_by_label("어떤 어려움인가요?")
    before.focus()
    page.evaluate("document.getElementById('idle').showModal()")
    dialog = page.locator("#idle")
    expect(dialog).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.getElementById('idle').contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(before).to_be_focused()
