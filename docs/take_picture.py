#!/usr/bin/env python3
"""Take the README's picture anew: `.venv/bin/python docs/take_picture.py` (needs a Chromium).

The case of the old carpenter, in Korean, where a need's suggestions and the map stand side by side.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.journeys.conftest import Person, running_office  # noqa: E402
from tests.support.chromium import Visitor, running_chromium  # noqa: E402
from tests.support.demo_world import fill_template  # noqa: E402
from tests.support.machine import CHROMIUM  # noqa: E402

PICTURE = ROOT / "docs" / "picture.png"
WINDOW = {"width": 1280, "height": 800}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        filled, running = Path(folder, "filled"), Path(folder, "running")
        filled.mkdir()
        running.mkdir()
        with (
            running_office((filled, fill_template(filled)), running) as office,
            running_chromium(playwright, CHROMIUM.find()) as browser,
        ):
            manager = Person(Visitor(browser, viewport=WINDOW), office, "ko")
            manager.log_in("manager1")
            page = manager.open(f"/cases/{office.world.case_ids['D04']}")
            page.wait_for_selector("#map.is-ready")
            page.locator(".stepper").evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 16)")
            page.locator(".offer").first.hover()
            page.wait_for_timeout(500)  # the sign on the map lights up
            page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
