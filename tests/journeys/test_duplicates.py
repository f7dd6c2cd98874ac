"""Two lists that hold one place twice: brought in, seen as a pair, judged, found by the old address, parted again."""

import re

from playwright.sync_api import expect

from resmap.store import OfferRecord
from tests.journeys.conftest import NARROW
from tests.journeys.test_accessibility import wider_than_the_window
from tests.journeys.test_whole_journey import heading

#: The same house on the district's list and on that of a foundation, written by two hands.
DISTRICT = """시설명\t시설종류\t도로명주소\t전화번호
물빛종합사회복지관\t사회복지관\t서울특별시 광진구 물빛마루길 12\t02-0000-7101
갈대경로당\t경로당\t서울특별시 광진구 갈대길 3\t02-0000-7102
"""
FOUNDATION = """기관명\t유형\t주소\t연락처
물빛 종합사회복지관\t사회복지관\t광진구 물빛마루길 12 (자양동)\t02) 0000-7101
"""


def bring_in(person, table: str, source: str) -> None:
    """Paste a table, look at what it would do, bring it in."""
    page = person.open("/import")
    page.locator("[name=pasted]").fill(table)
    page.locator("[name=source]").fill(source)
    page.locator("#import-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/import/[^/]+$"))
    bring = page.locator("form[action$='/apply'] button")
    expect(bring).to_be_visible(timeout=30_000)
    bring.click()
    expect(page.locator(".notice-good")).to_be_visible(timeout=30_000)


def entry_of(office, name: str) -> str:
    (found,) = office.world.rows(OfferRecord, OfferRecord.name == name)
    return found.id


def test_a_place_on_two_lists_becomes_one_and_its_old_address_goes_on(office, arrive):
    sue = arrive(office, "supervisor")
    bring_in(sue, DISTRICT, "구청 시설현황")
    bring_in(sue, FOUNDATION, "재단 기관목록")

    page = sue.open("/register/pairs")
    expect(page.locator(".menu-link", has_text="겹치는 자원")).to_contain_text("1")
    page.get_by_role("link", name="물빛종합사회복지관").click()
    expect(heading(page)).to_have_text("같은 곳인가요?")
    expect(page.locator("#why")).to_contain_text("전화번호가 같습니다.")

    page.keyboard.press("Alt+s")
    expect(page.locator(".toasts")).to_contain_text("같은 곳으로 합쳤습니다.")
    expect(heading(page)).to_have_text("겹치는 자원")

    old, stays = entry_of(office, "물빛 종합사회복지관"), entry_of(office, "물빛종합사회복지관")
    page = sue.open(f"/register/{old}")
    expect(page).to_have_url(re.compile(stays))
    expect(page.locator(".notice")).to_contain_text("같은 곳으로 합쳐졌습니다")

    page = sue.open("/register/pairs")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator(".toasts")).to_contain_text("판단을 되돌렸습니다.")
    page = sue.open(f"/register/{old}")
    expect(heading(page)).to_have_text("물빛 종합사회복지관")
    expect(page).to_have_url(re.compile(old))


def test_a_pair_is_judged_with_a_thumb(office, arrive):
    sue = arrive(office, "supervisor", viewport=NARROW, has_touch=True)
    bring_in(sue, DISTRICT, "구청 시설현황")
    bring_in(sue, FOUNDATION, "재단 기관목록")
    page = sue.open("/register/pairs")
    assert not wider_than_the_window(page)
    page.get_by_role("link", name="물빛종합사회복지관").tap()
    expect(heading(page)).to_have_text("같은 곳인가요?")
    assert not wider_than_the_window(page)
    page.get_by_role("button", name="다른 곳").tap()
    expect(page.locator(".toasts")).to_contain_text("다른 곳으로 적어 두었습니다.")
    expect(page.get_by_text("겹쳐 보이는 자원이 없습니다")).to_be_visible()
