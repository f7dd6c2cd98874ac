"""The shell's own pages: today, help, errors, languages, health."""

import re

import pytest

from resmap.flows import refusals
from resmap.web.errors import PAGES, STATUSES
from resmap.words import LOCALES, entries, has
from tests.web.conftest import PEOPLE, Person
from tests.web.test_shell_security import FOLDER, TEMPLATES


def _in(person: Person, locale: str) -> Person:
    person.client.set_cookie("resmap_language", locale)
    return person


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", PEOPLE)
def test_every_role_has_a_first_page_in_both_languages(name, locale, arrive):
    person = _in(arrive(name), locale)
    for address in ("/", "/help"):
        page = person.get(address)
        assert page.status_code == 200
        assert f'<html lang="{locale}">' in page.text


def test_korean_is_what_one_reads_who_did_not_choose(arrive):
    page = arrive().get("/login", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="ko">' in page


def test_the_language_is_kept_and_leads_back_to_the_page(arrive):
    person = arrive()
    answer = person.post("/language", {"locale": "en", "next": "/login?ended=logout"})
    assert answer.location == "/login?ended=logout"
    assert "You are logged out." in person.get("/login?ended=logout").text


def test_a_language_that_we_do_not_speak_is_refused(arrive):
    assert arrive().post("/language", {"locale": "<b>", "next": "/"}).status_code == 400


def test_a_language_switch_never_leads_elsewhere(arrive):
    assert arrive().post("/language", {"locale": "en", "next": "//elsewhere.example"}).location == "/"


def test_the_demo_says_on_every_page_that_all_is_invented(database, settings, arrive):
    from resmap.web.app import create_app

    demo = Person(create_app(database, settings, demo_password="demo-words").test_client())
    banner = "모두 지어낸 것입니다"
    assert banner in demo.get("/login").text and banner in demo.get("/no-such-page").text
    demo.login("alice")
    assert banner in demo.get("/").text and banner in demo.get("/help").text
    assert banner not in arrive("alice").get("/").text


def test_who_has_no_rights_sees_no_numbers_and_no_menu_but_today(arrive):
    page = arrive("oscar").get("/").text
    assert "이 계정에는 아직 할 일이 없습니다" in page
    assert len(re.findall(r'class="menu-link" href="', page)) == 2  # today and help


@pytest.mark.parametrize("page", sorted({page for _, page in PAGES.values()} | set(STATUSES.values()) | {"server"}))
def test_every_error_has_a_title_a_reason_and_a_way_out_in_words(page):
    for part in ("title", "text", "help"):
        assert has(f"shell.error.{page}.{part}")


@pytest.fixture
def failing(app, arrive):
    """``failing(exception, method)``: what a person sees when a page raises it."""

    def fail(error: Exception, locale: str = "ko", headers: dict | None = None):
        def broken():
            raise error

        broken.access = app.view_functions["home.help_page"].access
        app.view_functions["home.help_page"] = broken
        return _in(arrive("alice"), locale).get("/help", headers=headers)

    return fail


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("error", "status", "page"),
    [
        (refusals.LostUpdate("x"), 409, "stale"),
        (refusals.KeyReused("x"), 409, "double"),
        (refusals.Refused("x"), 409, "rule"),
        (refusals.Busy("x"), 503, "busy"),
        (RuntimeError("김영자 010-0000-0000"), 500, "server"),
    ],
    ids=lambda value: getattr(value, "__class__", type(value)).__name__ if isinstance(value, Exception) else None,
)
def test_every_refusal_is_a_clear_page_in_both_languages(error, status, page, locale, failing):
    answer = failing(error, locale)
    assert answer.status_code == status
    told = entries()[f"shell.error.{page}.title"][locale]
    assert told in answer.text
    assert 'href="/"' in answer.text, "a way out"


def test_what_broke_is_told_by_number_only(failing, caplog):
    """Neither page nor log repeats the exception's text: it may hold a client's words."""
    answer = failing(RuntimeError("김영자 010-0000-0000"))
    number = re.search(r"알림 번호 ([0-9A-F]{8})", answer.text)[1]
    assert number in caplog.text and "RuntimeError" in caplog.text
    assert "김영자" not in answer.text + caplog.text
    assert "010-0000" not in answer.text + caplog.text


def test_when_even_the_frame_is_broken_the_words_still_arrive(failing, app):
    def broken():
        raise RuntimeError("the menu")

    app.jinja_env.globals["menu"] = broken
    answer = failing(RuntimeError("x"))
    assert answer.status_code == 500 and answer.mimetype == "text/plain"
    assert "프로그램에 문제가 생겼습니다" in answer.text


def test_htmx_gets_an_error_as_a_notice_at_the_top_of_the_page(failing):
    answer = failing(refusals.LostUpdate("x"), headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "<html" not in answer.text and "그사이 다른 분이" in answer.text


def test_scripts_get_an_error_as_json(failing):
    answer = failing(refusals.Busy("x"), headers={"Accept": "application/json"})
    assert answer.status_code == 503 and answer.json["error"] == "busy"


def test_a_resident_number_is_refused_by_page_and_never_repeated(failing):
    from resmap.domain.resident_number import ResidentNumberError

    answer = failing(ResidentNumberError("note"))
    assert answer.status_code == 422
    assert "주민등록번호로 보이는" in answer.text


def test_too_large_a_request_is_refused_with_the_limit(database, settings):
    from resmap.web.app import create_app

    settings.megabytes = 1
    person = Person(create_app(database, settings).test_client())
    person.client.set_cookie("resmap_language", "en")
    answer = person.client.post("/login", data=b"x" * 1_100_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "Up to 1 MB" in answer.text


def test_an_address_for_saving_that_is_opened_directly_says_so(arrive):
    answer = arrive("alice").get("/logout")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    assert "그렇게 열 수 없습니다" in answer.text


def test_the_monitor_hears_whether_the_program_can_work(arrive, database, monkeypatch):
    assert arrive().get("/healthz").json == {"status": "ok"}
    monkeypatch.setattr("resmap.flows.health.at_head", lambda url: False)
    answer = arrive().get("/readyz")
    assert answer.status_code == 503 and "DATABASE_NOT_MIGRATED" in answer.json["missing"]


def test_every_key_that_a_template_or_page_says_is_in_the_catalogue():
    sources = [*TEMPLATES, *(FOLDER / "pages").glob("*.py"), *FOLDER.glob("*.py")]
    said = {
        (path.name, key)
        for path in sources
        for key in re.findall(r"""\bt\(\s*["']([a-z_]+(?:\.[A-Za-z_]+)+)["']\s*[,)]""", path.read_text("utf-8"))
    }
    assert len(said) > 40
    assert not {(name, key) for name, key in said if not has(key)}


def test_every_role_has_its_name_and_every_menu_entry_its_words():
    from resmap.domain.permissions import Role
    from resmap.web.menu import EVERY, GROUPS

    assert all(has(f"shell.role.{role.value}") and has(f"shell.login.demo_as.{role.value}") for role in Role)
    assert all(has(entry.key) for entry in EVERY) and all(has(f"shell.menu.{group.name}") for group in GROUPS)
