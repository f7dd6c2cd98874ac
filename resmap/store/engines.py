"""Engines: one that writes and one that only reads, with the settings measured in TRUST.md."""

import os
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from resmap.store.errors import StoreError

BUSY_SECONDS = 30
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def parse_url(url: str) -> URL:
    """The URL of a supported database; raises StoreError for another one.

    ``sqlite:///path`` or ``postgresql://…`` (driver psycopg).
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("the database URL cannot be read") from None
    if parsed.get_backend_name() == POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == SQLITE and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    raise StoreError("only sqlite:///FILE and postgresql://… are supported")


def write_engine(url: URL) -> Engine:
    """For writers: SQLite takes its write lock at the start of a transaction (IMMEDIATE)."""
    if url.get_backend_name() == SQLITE:
        return _sqlite(url, begin="BEGIN IMMEDIATE")
    return _postgresql(url)


def read_engine(url: URL) -> Engine:
    """For readers: one snapshot for the whole unit of work, and no writing at all."""
    if url.get_backend_name() == SQLITE:
        return _sqlite(url, begin="BEGIN", query_only=True)
    return _postgresql(url).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def migration_engine(url: URL) -> Engine:
    """For Alembic: SQLite rebuilds tables with foreign keys off and checks them afterwards."""
    if url.get_backend_name() == SQLITE:
        make_private_file(Path(url.database))
        return _sqlite(url, begin="BEGIN IMMEDIATE", foreign_keys=False)
    return _postgresql(url)


def make_private_file(path: Path) -> None:
    """Make the database file readable by its owner only, before SQLite makes it for everybody."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sqlite(url: URL, *, begin: str, query_only: bool = False, foreign_keys: bool = True) -> Engine:
    # mode=rw: a forgotten 'resmap init' must not leave an empty database behind.
    path = Path(url.database).absolute().as_uri()
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=path, query={"mode": "rw", "uri": "true"}),
        hide_parameters=True,
        connect_args={
            "isolation_level": None,
            "check_same_thread": False,
            "timeout": BUSY_SECONDS,
        },
    )
    settings = [
        f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
        "PRAGMA synchronous = FULL",
        f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA query_only = ON" if query_only else "PRAGMA journal_mode = WAL",
    ]

    @event.listens_for(engine, "connect")
    def configure(connection, record):
        for setting in settings:
            connection.execute(setting).close()

    @event.listens_for(engine, "begin")
    def start(connection):
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={
            "application_name": "resmap",
            "options": f"-c lock_timeout={BUSY_SECONDS * 1000} -c timezone=UTC",
        },
    )
