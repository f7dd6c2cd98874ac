"""Bringing a database to the schema of this program: all of it or nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from resmap.store.engines import SQLITE, migration_engine, parse_url, read_engine
from resmap.store.errors import StoreError

#: PostgreSQL advisory lock: two programs that start at once do not both migrate.
_MIGRATION_LOCK = 0x7265736D6170_01

_FOLDER = Path(__file__).parent / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Upgrade the database at ``url`` (made if it is a SQLite file) in one transaction."""
    _run(url, command.upgrade, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to ``revision`` (``base``: to nothing), data of younger tables included."""
    _run(url, command.downgrade, revision)


def at_head(url: str) -> bool:
    """Whether the database is there and has the schema of this program."""
    return _revision_of(url) == head_revision()


def exists(url: str) -> bool:
    """Whether a register of any version is there."""
    return _revision_of(url) is not None


def head_revision() -> str | None:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _run(url: str, act, revision: str) -> None:
    engine = migration_engine(parse_url(url))
    try:
        with engine.begin() as connection:
            if connection.dialect.name != SQLITE:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
                )
            config = _config()
            config.attributes["connection"] = connection
            act(config, revision)
            if connection.dialect.name == SQLITE:
                _check_foreign_keys(connection)
    finally:
        engine.dispose()


def _revision_of(url: str) -> str | None:
    """The revision of the database; None if it cannot be reached or was never migrated."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == SQLITE and not Path(parsed.database).is_file():
        return None
    engine = read_engine(parsed)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError:
        return None
    finally:
        engine.dispose()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreError("the migration would leave rows that point nowhere")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
