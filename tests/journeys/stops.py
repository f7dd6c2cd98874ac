"""Where somebody stops and reads on a journey: what stands there fits the window and can be read by everybody.

With ``RESMAP_PICTURES=<folder>`` each stop leaves a picture of the whole page there, for human eyes.
"""

import os
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Person
from tests.journeys.test_accessibility import faults_here, wider_than_the_window

PICTURES = os.environ.get("RESMAP_PICTURES", "")


def stop(person: Person, name: str) -> Page:
    """Look at the page as it stands; ``name`` is the picture's."""
    page = person.page
    page.wait_for_load_state()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    faults = faults_here(person)
    if wider_than_the_window(page):
        faults.append("is wider than the window")
    assert not faults, f"{name}: {faults}"
    return page


def keep_sheet(person: Person, link: Locator, name: str) -> bytes:
    """The file behind a link that prints: what the browser gets when it is pressed."""
    answer = person.page.request.get(person.office.address + link.get_attribute("href"))
    assert answer.ok, f"{name}: {answer.status}"
    if PICTURES:
        (Path(PICTURES) / f"{name}.pdf").write_bytes(answer.body())
    return answer.body()


def tab(page: Page, name: str) -> None:
    """One of the parts of a case."""
    page.locator(".tabs, .tabs-beside").get_by_role("link", name=name, exact=True).click()


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
