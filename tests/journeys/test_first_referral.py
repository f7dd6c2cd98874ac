"""The first referral through a real browser: from the list of cases to "in use", with everything on the way."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from resmap.web.app import create_app
from tests.support.axe import grave_violations
from tests.support.chromium import PHONE
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import serve  # noqa: F401


@pytest.fixture
def address(world, serve):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return serve(create_app(world.database, settings, demo_password=PASSWORD))


def log_in(page, address, login):
    page.goto(f"{address}/login")
    page.fill("#name", login)
    page.fill("#password", PASSWORD)
    page.click("form[data-once] button")
    page.wait_for_url(f"{address}/")


def open_case(page, address, name):
    page.goto(f"{address}/cases")
    page.get_by_role("link", name=name).click()


def offer(page, name):
    return page.locator(".offer", has=page.get_by_role("heading", name=name, exact=True)).first


def test_from_my_cases_to_in_use(world, address, visitor):
    narae = visitor()
    page = narae.page()
    log_in(page, address, "manager1")

    # My cases -> a case -> one kind -> all again.
    page.get_by_role("link", name="내 사례", exact=True).click()
    page.get_by_role("link", name="레티마이 님").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("레티마이 님")
    page.wait_for_load_state()  # all of the offers, not those that arrived so far
    whole = page.locator(".offer").count()
    page.get_by_role("link", name=re.compile("^단체·모임")).click()
    page.wait_for_url(re.compile("kind=group"))
    assert 0 < page.locator(".offer").count() < whole
    assert set(page.locator(".offer").evaluate_all("all => all.map(one => one.dataset.kind)")) == {"group"}
    page.get_by_role("link", name="모두", exact=True).click()
    expect(page.locator(".offer")).to_have_count(whole)

    # Why, line by line: the bar adds up.
    row = offer(page, "중랑둑길복지관 놀이치료실")
    row.locator(".offer-lines > summary").click()
    points = row.locator(".score-line .number").all_inner_texts()
    said = [float(text.removesuffix("점")) for text in points]
    total = float(row.locator(".score-total .number").inner_text().removesuffix("점"))
    assert len(said) > 10 and abs(sum(said) - total) < 0.05 * len(said)

    # Side by side, and why one was chosen.
    need = page.locator("section.need", has=page.get_by_role("heading", name="정상발달", exact=True))
    compare = need.get_by_role("button", name="고른 곳 나란히 보기")
    expect(compare).to_have_attribute("aria-disabled", "true")
    for pick in need.locator(".compare-pick input").all()[:2]:
        pick.check()
    compare.click()
    page.get_by_label(re.compile("중랑둑길복지관 놀이치료실")).check()
    page.get_by_label(re.compile("고른 까닭")).fill("아이가 그곳 선생님을 좋아해서")
    page.get_by_role("button", name="고른 까닭 남기기").click()
    expect(page.locator("#toasts")).to_contain_text("고른 까닭을 남겼습니다")

    # A no leaves the list; taking it back brings it back.
    other = offer(page, "드림스타트 맞춤돌봄")
    other.get_by_text("원하지 않으심", exact=True).click()
    other.locator(".answer-decline input[name=why]").fill("이미 다른 반에 다녀요")
    other.get_by_role("button", name="원하지 않으심으로 적기").click()
    expect(offer(page, "드림스타트 맞춤돌봄")).to_have_count(0)
    need.locator("summary", has_text="원하지 않으신 곳").click()
    expect(need).to_contain_text("이미 다른 반에 다녀요")
    need.get_by_role("button", name="다시 열기").click()
    expect(offer(page, "드림스타트 맞춤돌봄")).to_be_visible()

    # Together with the client: no points, no codes.
    page.get_by_role("link", name="함께 보기").click()
    shown = page.locator("main").inner_text()
    assert "놀이치료실" in shown and not re.search(r"\d점|HLT16", shown)
    page.get_by_role("link", name="사례로 돌아가기").click()

    # The yes begins a letter; without a consent nothing may go, with one exactly what was agreed.
    row = offer(page, "중랑둑길복지관 놀이치료실")
    row.get_by_text("연계하기", exact=True).click()
    row.locator(".answer-accept input[name=why]").fill("거기면 좋아요")
    row.get_by_role("button", name=re.compile("의뢰서 쓰기")).click()
    page.wait_for_url(re.compile("/referrals/"))
    letter = page.url
    expect(page.locator("#letter")).to_contain_text("당사자에 관해 전할 수 있는 항목이 없습니다")
    for field in ("이름", "부탁할 일"):
        page.locator("form.consent label", has_text=re.compile(f"^{field}$")).click()
    page.get_by_role("button", name="동의 남기기").click()
    page.get_by_role("textbox", name="부탁할 일").fill("아이 발달을 살펴봐 주세요")
    second = narae.page()
    second.goto(letter)
    page.get_by_role("button", name="의뢰서 보내기").click()
    expect(page.locator("#sent")).to_contain_text("아이 발달을 살펴봐 주세요")

    # The second send, from another tab, is refused and leads to the first.
    second.get_by_role("button", name="의뢰서 보내기").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("이미 처리한 의뢰입니다")
    second.get_by_role("link", name="그 의뢰 보기").click()
    assert second.url == letter

    # The agency sees what was told, and accepts.
    dodam = visitor()
    theirs = dodam.page()
    log_in(theirs, address, "partner")
    theirs.goto(f"{address}/referrals")
    theirs.get_by_role("link", name=re.compile("레티마이")).click()
    told = theirs.locator("#sent").inner_text()
    assert "아이 발달을 살펴봐 주세요" in told and "010-0000" not in told
    theirs.get_by_text("받겠습니다", exact=True).click()
    theirs.get_by_role("textbox", name="전할 말").fill("월요일 세 시에 뵐게요")
    theirs.locator(".answer[open] button").click()
    expect(theirs.locator(".page-header")).to_contain_text("수락")

    # Now it is in use, and suggested no more.
    open_case(page, address, "레티마이 님")
    expect(need.locator(".need-existing")).to_contain_text("중랑둑길복지관 놀이치료실")
    expect(need.locator(".offer", has_text="중랑둑길복지관 놀이치료실")).to_have_count(0)

    refused = [text for text in narae.complaints + dodam.complaints if "409" not in text]
    assert not refused


PAGES = ("/cases", "/cases/{case}", "/cases/{case}/together", "/cases/{case}/closing", "/referrals", "/referrals/{draft}",
         "/referrals/{sent}", "/model", "/cases/{case}/compare?need={need}&offer={one}&offer={two}")  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_page_of_casework_is_hard_to_use_or_wider_than_a_phone(world, address, visitor, language):
    somebody = visitor(viewport=PHONE)
    somebody.context.add_cookies([{"name": "resmap_language", "value": language, "url": address}])
    page = somebody.page()
    log_in(page, address, "manager1")
    one, two = world.suggested("manager1", "D03", "HLT16")[:2]
    own = {record.state.value: record.id for record in _referrals_of(world, "D03", "D04")}
    known = {
        "case": world.case_ids["D03"],
        "need": world.needs("D03")["HLT16"],
        "one": one,
        "two": two,
        "draft": own["draft"],
        "sent": own["requested"],
    }
    for path in PAGES:
        page.goto(address + path.format(**known))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert not grave_violations(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert not somebody.complaints


def _referrals_of(world, *numbers):
    from resmap.store import ReferralRecord

    cases = {world.case_ids[number] for number in numbers}
    return [one for one in world.rows(ReferralRecord) if one.case_id in cases]


def test_the_page_works_without_scripts(world, address, visitor):
    page = visitor(java_script_enabled=False).page()
    log_in(page, address, "manager1")
    open_case(page, address, "조만복 님")
    row = page.locator(".offer").first
    name = row.locator("h3").inner_text()
    row.locator(".answer-decline > summary").click()
    row.get_by_role("button", name="원하지 않으심으로 적기").click()
    assert name not in [one.inner_text() for one in page.locator("section.need").first.locator(".offer h3").all()]


def test_the_keyboard_reaches_rows_and_opens_an_answer(world, address, visitor):
    page = visitor().page()
    log_in(page, address, "manager1")
    open_case(page, address, "조만복 님")
    row = page.locator(".offer").first
    row.focus()
    opener = row.locator(".answer-later > summary")
    opener.focus()
    page.keyboard.press("Enter")
    expect(row.locator(".answer-later select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator(".answer-later form")).to_be_hidden()
    expect(opener).to_be_focused()
