"""The register in a real browser: readable in both languages and widths, import to verification by hand."""

import pytest

from resmap import config
from resmap.flows import demo
from resmap.store import Database, migrate, new_ring
from resmap.web.app import create_app
from tests.support.axe import grave_violations

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
LIST = (
    "시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소\n"
    "가온종합사회복지관,Z1,(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 1 (화양동)\n"
    "온마음,A9,(아동) 학대피해아동쉼터,홍길동,광진구,서울특별시 광진구 뚝섬로9길 99 (자양동)\n"
).encode("cp949")


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


def log_in(page, address, name):
    page.goto(f"{address}/login")
    page.click(f"[data-fill-name={name}]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def entry_named(page, address, name) -> str:
    page.goto(f"{address}/register?q={name}")
    return page.locator(".register-table th a").first.get_attribute("href")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_page_is_readable_and_silent(visitor, address, locale, viewport):
    person = visitor(viewport=viewport)
    person.context.add_cookies([{"name": "resmap_language", "value": locale, "url": address}])
    page = person.page()
    log_in(page, address, "supervisor")
    centre, refuge = entry_named(page, address, "경로식당"), entry_named(page, address, "쉼터")
    paths = ("/register", "/register?q=zzz", "/register/verify", "/find", "/find?q=월세가 밀렸어요", "/import")
    for path in (*paths, centre, f"{centre}/edit", refuge):
        page.goto(address + path)
        assert page.locator("h1").count() == 1, path
        assert not grave_violations(page), path
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
    assert person.complaints == []


def test_a_list_is_looked_at_brought_in_and_verified(visitor, address):
    person = visitor()
    page = person.page()
    log_in(page, address, "supervisor")
    page.goto(f"{address}/import")
    page.set_input_files("#file", {"name": "목록.csv", "mimeType": "text/csv", "buffer": LIST})
    page.get_by_role("button", name="먼저 살펴보기").click()
    page.get_by_role("button", name="넣기").click()
    page.get_by_role("link", name="확인할 자원으로").click()
    assert page.locator(".verify-table tbody tr").count() == 2
    assert "뚝섬로" not in page.content() and "위치 비공개" in page.content()
    page.locator("[data-all]").check()
    assert page.locator("[data-choice]:checked").count() == 2
    page.get_by_role("button", name="고른 자원 확인").click()
    page.locator(".toast", has_text="2곳을 확인했습니다").wait_for()
    assert page.locator(".verify-table").count() == 0
    assert person.complaints == []


def test_the_list_follows_the_filters_and_the_back_button(visitor, address):
    page = visitor().page()
    log_in(page, address, "manager1")
    page.goto(f"{address}/register")
    every = page.locator(".register-count").inner_text()
    page.keyboard.press("/")
    page.keyboard.type("ㅂㅈㄱ")
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('.register-count').textContent !== before", arg=every)
    assert "q=" in page.url
    assert all("복지관" in name for name in page.locator(".register-table th a").all_inner_texts()[:3])
    page.go_back()
    page.wait_for_function("before => document.querySelector('.register-count').textContent === before", arg=every)


def test_a_place_is_taken_and_given_back_by_keyboard(visitor, address):
    page = visitor().page()
    log_in(page, address, "manager1")
    page.goto(address + entry_named(page, address, "뚝섬나루복지관 경로식당"))
    before = page.locator(".places-words").inner_text()
    page.get_by_role("button", name="자리 하나 줄이기").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('.places-words').textContent !== before", arg=before)
    page.get_by_role("button", name="자리 하나 늘리기").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('.places-words').textContent === before", arg=before)
