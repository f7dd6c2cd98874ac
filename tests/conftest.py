"""Fixtures for every room. What needs a tool of the machine asks for it by `need`: see support/machine.py."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from tests.support.machine import CHROMIUM, POSTGRESQL, in_ci
from tests.support.tools import need

# A loaded machine is slow, which is no finding; in CI the same examples every time.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if in_ci() else "desk"))


@pytest.fixture(scope="session")
def postgresql():
    """A running `Cluster` of this worker (tests/support/postgres.py), started when first asked for."""
    programs = need(POSTGRESQL)
    from tests.support.postgres import running_cluster

    with running_cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(postgresql):
    """The URL of a fresh, empty PostgreSQL database, dropped afterwards."""
    with postgresql.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path):
    """The URL of a fresh SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'register.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The URL of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """A SQLite file at the head of the migrations, to be copied: a migration for each test takes minutes."""
    from resmap.store import migrate

    file = tmp_path_factory.mktemp("migrated") / "register.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql):
    """The name of a PostgreSQL database at the head of the migrations, to be copied."""
    from resmap.store import migrate

    with postgresql.connect() as connection:
        connection.execute("CREATE DATABASE migrated")
    migrate(postgresql.url("migrated"))
    return "migrated"


@pytest.fixture
def migrated_sqlite_url(migrated_sqlite, sqlite_url):
    """The URL of a fresh SQLite database at the head of the migrations."""
    shutil.copy(migrated_sqlite, sqlite_url.partition(":///")[2])
    return sqlite_url


@pytest.fixture
def migrated_postgresql_url(postgresql, migrated_postgresql):
    """The URL of a fresh PostgreSQL database at the head of the migrations."""
    with postgresql.database(template=migrated_postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request):
    """The URL of a fresh database at the head of the migrations, once on each engine."""
    return request.getfixturevalue(f"migrated_{request.param}_url")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium of this worker (a Playwright `Browser`)."""
    executable = need(CHROMIUM)
    from playwright.sync_api import sync_playwright

    from tests.support.chromium import running_chromium

    with sync_playwright() as playwright, running_chromium(playwright, executable) as browser:
        yield browser


@pytest.fixture
def visitor(chromium):
    """`visitor(locale="ko-KR", viewport=DESK)` makes a `Visitor`; none may have asked an outside host."""
    from tests.support.chromium import Visitor

    visitors = []

    def arrive(**options) -> Visitor:
        visitors.append(Visitor(chromium, **options))
        return visitors[-1]

    yield arrive
    outside = set().union(*(each.outside_hosts() for each in visitors))
    for each in visitors:
        each.context.close()
    assert not outside, f"the browser asked outside hosts: {sorted(outside)}"


@pytest.fixture
def chromium_page(visitor):
    """One page of one visitor, in Korean, at a desk's width."""
    return visitor().page()
