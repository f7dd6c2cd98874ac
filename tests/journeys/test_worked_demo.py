"""The whole demo with what the work on its cases has left: papers, plans, checks, closings, on a phone.

The other walks run on people as they came, whose pages are mostly empty.
"""

import re

import pytest

from tests.journeys.conftest import NARROW
from tests.journeys.pages import pages_of
from tests.journeys.test_accessibility import faults_here, look_at, wider_than_the_window
from tests.journeys.test_phone import SMALL

#: Cases at work, on their way out, and closed, for the logins that have them.
CASES = {"manager1": ("D08",), "supervisor": ("D12",)}

#: Pages that show nothing of a case: the other walks open them.
ELSEWHERE = ("/register", "/find", "/map", "/import", "/export", "/model", "/help", "/office", "/verify", "/proposals")


@pytest.mark.parametrize("login", CASES)
def test_every_page_of_cases_at_work_fits_a_phone_and_is_readable(worked_standing_office, arrive, login):
    """No page is wider than 360 px, nothing to press is smaller than a thumb, nothing is graver than moderate."""
    person = arrive(worked_standing_office, login, viewport=NARROW, has_touch=True)
    paths = pages_of(worked_standing_office, login, every=False)
    if login == "manager1":
        paths = [path for path in paths if not path.startswith(ELSEWHERE)]
    else:  # the same pages of a closed case, and what only a supervisor opens
        paths = [path for path in paths if path.startswith(("/cases/", "/conferences/", "/closings"))]
    faults = []
    for path in of_each(paths, worked_standing_office, CASES[login]):
        page = look_at(person, path)
        found = faults_here(person)
        if wider_than_the_window(page):
            found.append("is wider than the window")
        found += [f"has too small: {one}" for one in page.evaluate(SMALL)]
        faults += [f"{path} {one}" for one in found]
    assert not faults, "\n".join(faults)


def of_each(paths, office, numbers) -> list[str]:
    """The paths, those of a case for each of these cases; what belongs to one case only is left as it is."""
    found = []
    for path in paths:
        about = re.fullmatch(r"/cases/[0-9a-f-]{36}((?:/[a-z-]+)*)", path)
        found += [f"/cases/{office.world.case_ids[one]}{about[1]}" for one in numbers] if about else [path]
    return found
