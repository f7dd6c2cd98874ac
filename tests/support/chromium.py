"""A headless Chromium that can reach nothing but this machine, and remembers whom it asked.

`Visitor` is one person at one browser window set (cookies of their own). What it asked for and what the
page complained about are kept, so that every journey proves "nothing from outside" by the way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, Request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ARGUMENTS = (
    "--no-sandbox",  # tests run as root in a container
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-quic",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--metrics-recording-only",
    "--no-proxy-server",
    # A name that is not this machine is not even looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    "--font-render-hinting=none",
)
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 780}


@contextmanager
def running_chromium(playwright: Playwright, executable: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=executable, headless=True, args=list(ARGUMENTS), handle_sigint=False
    )
    try:
        yield browser
    finally:
        browser.close()


class Visitor:
    """One person in front of a browser.

    hosts: every host any page asked for (http, https, ws; data: and blob: have none)
    complaints: console errors and uncaught exceptions, in order; a broken Content-Security-Policy is one
    """

    def __init__(self, browser: Browser, locale: str = "ko-KR", viewport: dict | None = None, **options):
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.context = browser.new_context(
            locale=locale, timezone_id="Asia/Seoul", viewport=viewport or DESK, **options
        )
        self.context.set_default_timeout(10_000)
        self.context.on("request", self._remember)
        self.context.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def page(self) -> Page:
        """A new tab."""
        return self.context.new_page()

    def outside_hosts(self) -> set[str]:
        """The hosts asked for that are not this machine; must be empty, whatever a test did."""
        return self.hosts - LOOPBACK

    def _remember(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host:
            self.hosts.add(host)
