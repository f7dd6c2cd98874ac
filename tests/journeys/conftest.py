"""The demo behind a real server, and people in front of real browsers.

``office`` is a demo of the test's own (a copied file, so that tests do not see each other's acts);
``standing_office`` is one for each worker, for tests that only look.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from waitress import create_server, wasyncore

from resmap.domain.permissions import Role
from resmap.store import Database, UserRecord, accounts
from resmap.web.app import create_app
from tests.support.chromium import DESK, PHONE, Visitor
from tests.support.demo_world import NOW, PASSWORD, World, copy_of, demo_template, worked_template

__all__ = ["demo_template", "worked_template"]  # fixtures of all journeys

#: The narrowest phone that people have.
NARROW = PHONE | {"width": 360}
SETTINGS = SimpleNamespace(secret_key="a secret of the journeys, long enough", secure_cookies=False)


#: The one role that the demo has no login for.
ADMINISTRATOR = "administrator"


class Office:
    """The running demo: its address, its records (``world``) and the app (for its list of addresses)."""

    def __init__(self, world: World, address: str, app):
        self.world, self.address, self.app = world, address, app


def clock_from_now():
    """The demo's day; it goes on as fast as the real one, because logins end when nothing happens."""
    start = time.monotonic()
    return lambda: NOW + timedelta(seconds=time.monotonic() - start)


def add_administrator(uow) -> None:
    """Somebody who keeps the program running and reads no case; with everybody's password."""
    other = accounts.user_by_login(uow, "supervisor")
    uow.add(
        UserRecord(
            login=ADMINISTRATOR,
            name="한바다",
            name_en="Han Bada",
            role=Role.ADMINISTRATOR,
            office_id=other.office_id,
            dongs=(),
            password_hash=other.password_hash,
        )
    )


@contextmanager
def running_office(template, folder: Path, **settings) -> Iterator[Office]:
    """Serve a copy of the demo on a free port of this machine. ``settings``: what differs from the usual ones."""
    filled, ring = template
    copy_of(filled, ring, folder).database.dispose()
    database = Database(f"sqlite:///{folder / 'demo.sqlite3'}", ring, folder / "events.head", clock=clock_from_now())
    world = World(database)
    world.change(add_administrator)
    app = create_app(database, SimpleNamespace(**vars(SETTINGS) | settings), demo_password=PASSWORD)
    sockets: dict = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=8)
    answering = Thread(target=server.run, daemon=True)
    answering.start()
    try:
        yield Office(world, f"http://127.0.0.1:{server.effective_port}", app)
    finally:
        server.task_dispatcher.shutdown()  # whoever is still being answered is, first
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))  # in its own thread, which then ends
        answering.join(timeout=5)
        database.dispose()


@pytest.fixture
def office(demo_template, tmp_path):
    with running_office(demo_template, tmp_path) as running:
        yield running


@pytest.fixture
def worked_office(worked_template, tmp_path):
    """With what the work on its cases has left; links for people without an account are switched on."""
    with running_office(worked_template, tmp_path, links=True) as running:
        yield running


@pytest.fixture(scope="session")
def standing_office(demo_template, tmp_path_factory):
    with running_office(demo_template, tmp_path_factory.mktemp("standing-office")) as running:
        yield running


@pytest.fixture(scope="session")
def worked_standing_office(worked_template, tmp_path_factory):
    with running_office(worked_template, tmp_path_factory.mktemp("worked-standing-office"), links=True) as running:
        yield running


class Person:
    """Somebody with a browser of their own: where they are, and what their browser complained about."""

    def __init__(self, visitor: Visitor, office: Office, language: str):
        self.visitor, self.office, self.language = visitor, office, language
        cookie = {"name": "resmap_language", "value": language, "url": office.address}
        visitor.context.add_cookies([cookie])
        self.page: Page = visitor.page()

    def open(self, path: str) -> Page:
        self.page.goto(self.office.address + path)
        return self.page

    def log_in(self, login: str) -> Page:
        self.open("/login")
        self.page.fill("#name", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("#login button")
        self.page.wait_for_url(f"{self.office.address}/")
        return self.page

    @property
    def complaints(self) -> list[str]:
        """What the browser complained about; an answer of the server that refuses is none of it."""
        return [one for one in self.visitor.complaints if not re.search(r"[Ss]tatus (of|Error Code) 4\d\d", one)]


@pytest.fixture
def arrive(visitor):
    """``arrive(office, "manager1")`` has logged in; language "ko" or "en", viewport for a phone."""

    def arrive(office: Office, login: str = "", language: str = "ko", viewport: dict = DESK, **options) -> Person:
        locale = {"ko": "ko-KR", "en": "en-US"}[language]
        person = Person(visitor(locale=locale, viewport=viewport, **options), office, language)
        if login:
            person.log_in(login)
        return person

    return arrive
