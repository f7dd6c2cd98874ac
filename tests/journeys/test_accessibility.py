"""Every page of every role, in both languages: readable by everybody, silent, and asking nobody outside.

That buttons, links and pictures have names, and that colours can be told apart, is among what axe-core
looks for. The `visitor` fixture holds the hosts that were asked against this machine.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from resmap import config, words
from tests.journeys.conftest import ADMINISTRATOR, NARROW, Person
from tests.journeys.pages import LOGINS, page_rules, pages_of
from tests.support.axe import grave_violations

CATALOGUES = sorted(one.stem for one in (Path(words.__file__).parent / "catalogue").glob("*.toml"))
#: A key that has no words, or a place in a sentence that nothing was put into.
UNTRANSLATED = re.compile(rf"\b(?:{'|'.join(CATALOGUES)})\.[a-z_]+(?:\.[\w]+)*|\{{[a-z_]+(?::[^}}]*)?\}}")


#: Ids that two elements have: a label, an error or the way past the menu leads to the wrong one.
TWICE = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""


def look_at(person: Person, path: str) -> Page:
    """The page, with what its scripts draw."""
    page = person.open(path)
    if page.locator("[data-map-url]").count():
        expect(page.locator("[data-map-url].is-ready")).to_be_visible()
    return page


def faults_of(person: Person, path: str) -> list[str]:
    """What is wrong with a page, in words; empty for a good one."""
    look_at(person, path)
    return [f"{path} {one}" for one in faults_here(person)]


def faults_here(person: Person) -> list[str]:
    """What is wrong with the page that somebody sees now, in words."""
    page = person.page
    faults = grave_violations(page)
    lang = page.locator("html").get_attribute("lang")
    if lang != person.language:
        faults.append(f"says to be in {lang!r}")
    headings = page.locator("h1").count()
    if headings != 1:
        faults.append(f"has {headings} first headings")
    faults += [f"gives the name {one!r} to two things" for one in page.evaluate(TWICE)]
    faults += [f"shows {key!r}" for key in UNTRANSLATED.findall(page.locator("body").inner_text())]
    if page.locator(".rail-body [aria-current=page]").count() > 1:
        faults.append("is in two places of the menu at once")
    faults += [f"made the browser complain: {one}" for one in person.complaints]
    person.visitor.complaints.clear()
    return faults


def wider_than_the_window(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_no_page_is_left_out(standing_office):
    """Each address that answers with a page has an example for at least one of the logins."""
    adapter = standing_office.app.url_map.bind("localhost")
    walked = {
        adapter.match(path.partition("?")[0])[0] for login in ("", *LOGINS) for path in pages_of(standing_office, login)
    }
    assert {rule.endpoint for rule in page_rules(standing_office)} <= walked


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("login", ["", *LOGINS], ids=["nobody", *LOGINS])
def test_every_page_is_accessible_translated_and_silent(standing_office, arrive, login, language):
    person = arrive(standing_office, login, language)
    # The supervisor sees what the others of the office see: they walk one example of each page.
    paths = [*pages_of(standing_office, login, every=login not in ("manager1", ADMINISTRATOR)), "/no-such-page"]
    faults = [fault for path in paths for fault in faults_of(person, path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("login", ["supervisor", "partner"])
def test_no_page_is_wider_than_a_phone(standing_office, arrive, login, language):
    person = arrive(standing_office, login, language, viewport=NARROW)
    paths = pages_of(standing_office, login, every=False)
    assert [path for path in paths if wider_than_the_window(look_at(person, path))] == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_main_pages_are_accessible_on_a_phone(standing_office, arrive, language):
    """What has another shape there: the menu, tables as cards, the map above its list."""
    person = arrive(standing_office, "manager1", language, viewport=NARROW)
    case = standing_office.world.case_ids["D04"]
    paths = (
        "/",
        "/find?need=DLY16",
        "/register",
        "/map",
        "/cases",
        f"/cases/{case}",
        f"/cases/{case}/together",
        "/referrals",
    )
    faults = [fault for path in paths for fault in faults_of(person, path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_opens_on_a_case_page_is_accessible(standing_office, arrive, language):
    """Folds, sums, forms and the popup of the map are on the page only after a press."""
    person = arrive(standing_office, "supervisor", language)
    page = look_at(person, f"/cases/{standing_office.world.case_ids['D11']}")
    page.evaluate("document.querySelectorAll('main details:not([name])').forEach(one => { one.open = true })")
    page.locator("details.answer > summary").first.click()
    page.locator(".offer").nth(1).press("Enter")
    # While the popup fades in its words are pale: what is judged is what stays.
    for popup in page.locator(".leaflet-popup").all():
        expect(popup).to_have_css("opacity", "1")
    assert not grave_violations(page)
    assert not person.complaints


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_a_press_brings_is_accessible(office, arrive, language):
    """Errors in a form, the report of an import, a file that cannot be read, an act that is refused."""
    person = arrive(office, "supervisor", language)
    page = person.open(f"/register/{office.world.offer_ids['o-0143']}/edit")
    page.fill("#age_min", "many")
    page.locator("#age_min").press("Enter")
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    assert not grave_violations(page)

    listed = (config.demo_folder() / "gwangjin" / "network.json").read_bytes()
    for content, answer in ((b"not a list at all", ".notice-stop, .notice-ask"), (listed, ".import-tiles")):
        person.open("/import")
        file = {"name": "list.json", "mimeType": "application/json", "buffer": content}
        page.locator("#file").set_input_files(file)
        page.locator("main form .button-primary").first.click()
        expect(page.locator("main").locator(answer).first).to_be_visible(timeout=30_000)
        assert not grave_violations(page)
    assert not person.complaints
