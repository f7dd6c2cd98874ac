"""Making, opening and checking the installation; what the commands of the server do."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from resmap import config, store
from resmap.domain.permissions import Actor, Role
from resmap.store import Database, Verdict, accounts, history

__all__ = ["demo_settings", "init", "init_demo", "opened", "remove_demo", "server_actor", "verify_events"]

#: Who acts when a command is run on the server itself; its acts are recorded under this id.
SERVER = "server"

DEMO = "demo"


def init(settings: config.Settings) -> list[Path]:
    """Make what is missing (folder, cookie secret, key file, database) and migrate.

    Returns the files that were made. Raises KeyMissing for a register without its keys.
    """
    made = config.prepare(settings)
    return [*made, *store.init(settings.database_url, settings.key_file)]


@contextmanager
def opened(settings: config.Settings) -> Iterator[Database]:
    """The database of these settings, closed at the end. Raises KeyMissing or NotMigrated."""
    database = store.open_database(settings.database_url, settings.key_file, settings.head_file)
    try:
        yield database
    finally:
        database.dispose()


def server_actor(database: Database) -> Actor:
    """The administrator that a command on the server acts as (contract §2)."""
    with database.read() as uow:
        office = accounts.office(uow)
    return Actor(SERVER, Role.ADMINISTRATOR, office=office.id if office else "", name=SERVER)


def verify_events(database: Database) -> Verdict:
    """Whether the history is whole: every event as it was written, none missing (P-13)."""
    with database.read() as uow:
        return history.verify(uow)


def demo_settings(environ: Mapping[str, str]) -> config.Settings:
    """Settings of the demo: a data folder of its own, so that it never meets a real register.

    It lies in the data folder, or in a passing one where that cannot be written.
    Cookies go over plain HTTP, because the demo answers on this machine only.
    """
    home = config.read(environ).home / DEMO
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        home = Path(tempfile.mkdtemp(prefix="resmap-demo-"))
    return _demo_at(home, environ)


def init_demo(settings: config.Settings, environ: Mapping[str, str]) -> config.Settings:
    """Make what the demo needs; answers the settings with the cookie secret that was made."""
    init(settings)
    return _demo_at(settings.home, environ)


def _demo_at(home: Path, environ: Mapping[str, str]) -> config.Settings:
    own = {"RESMAP_HOME": str(home), "RESMAP_SECURE_COOKIES": "0"}
    if "RESMAP_LOCALE" in environ:
        own["RESMAP_LOCALE"] = environ["RESMAP_LOCALE"]
    return config.read(own)


def remove_demo(settings: config.Settings) -> None:
    """Forget the demo's database, so that it is filled anew. Its files only, by name."""
    database = settings.sqlite_file
    if database is None or settings.home.name != DEMO and not settings.home.name.startswith("resmap-demo-"):
        raise ValueError("not the demo's folder")
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm")), settings.head_file):
        path.unlink(missing_ok=True)
