"""The app over an office with one login for each role, and people who sit in front of it."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from werkzeug.serving import make_server

from resmap.domain.permissions import Role
from resmap.flows.passwords import hash_password
from resmap.store import Database, OfficeRecord, UserRecord, migrate, new_ring
from resmap.web.app import create_app

PASSWORD = "한 번 쓰는 비밀말 7"
#: Hashing takes its time on purpose: once is enough for all tests of a worker.
HASH = hash_password(PASSWORD)

#: login name -> role and dongs; the names are those of the roles' people in tests.
PEOPLE = {
    "alice": (Role.CASE_MANAGER, ("자양4동",)),
    "sue": (Role.SUPERVISOR, ("자양4동", "구의1동")),
    "paul": (Role.PARTNER, ()),
    "adam": (Role.ADMINISTRATOR, ()),
    "oscar": (Role.NONE, ()),
}


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self):
        self.moment = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **time) -> None:
        self.moment += timedelta(**time)


@dataclass
class Person:
    """Somebody at a Flask test client, with the token of the page they look at."""

    client: object
    name: str = ""
    csrf: str = field(default="", repr=False)

    def get(self, address: str, **options):
        return self.client.get(address, **options)

    def post(self, address: str, data: dict | None = None, **options):
        """A form of our own pages, with its token."""
        return self.client.post(address, data={"csrf_token": self.token()} | (data or {}), **options)

    def token(self) -> str:
        """The token that stands on a public page of this browser, login or not."""
        page = self.client.get("/no-such-page").text
        return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    def login(self, name: str, password: str = PASSWORD, **more):
        self.name = name
        return self.post("/login", {"name": name, "password": password} | more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(sqlite_url, tmp_path, clock):
    migrate(sqlite_url)
    made = Database(sqlite_url, new_ring(), tmp_path / "events.head", clock=clock)
    with made.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        uow.flush()
        for login, (role, dongs) in PEOPLE.items():
            uow.add(
                UserRecord(
                    login=login,
                    name=f"{login} 님",
                    role=role,
                    office_id=office.id,
                    dongs=dongs,
                    password_hash=HASH,
                    organisation="자양종합사회복지관" if role is Role.PARTNER else None,
                )
            )
        uow.commit()
    yield made
    made.dispose()


@pytest.fixture
def settings():
    return SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)


@pytest.fixture
def app(database, settings):
    return create_app(database, settings)


@pytest.fixture
def arrive(app):
    """``arrive()`` is a stranger at a browser; ``arrive("alice")`` has logged in."""

    def arrive(name: str = "") -> Person:
        person = Person(app.test_client())
        if name:
            assert person.login(name).status_code == 303
        return person

    return arrive


@pytest.fixture
def serve():
    """``serve(app)`` answers on a port of this machine until the test ends; gives its address."""
    servers = []

    def start(app) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def happened(database):
    """The kinds of all events so far, in order."""
    from sqlalchemy import select

    from resmap.store import EventRecord

    def kinds() -> list[str]:
        with database.read() as uow:
            uow.as_system()
            return [one.kind.value for one in uow.session.scalars(select(EventRecord).order_by(EventRecord.number))]

    return kinds
