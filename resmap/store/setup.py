"""From settings to a database: making what is missing once, opening what is there."""

import os
import secrets
from pathlib import Path

from resmap.config import SECRET_LENGTH, Settings
from resmap.store.database import Database
from resmap.store.errors import KeyMissing, NotMigrated
from resmap.store.keys import load_ring, new_ring, save_ring
from resmap.store.migrate import at_head, migrate


def init(settings: Settings) -> list[Path]:
    """Make the data folder, the key file and the cookie secret if they are missing; migrate.

    Returns the files that were made, so that ``resmap init`` can say so. A key
    file is never made for a database that already exists: what an older one
    sealed would be lost behind the new one's back (raises KeyMissing).
    """
    made: list[Path] = []
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.key_file.exists():
        if at_head(settings.database_url):
            raise KeyMissing(f"{settings.key_file} is missing, but the database exists already")
        save_ring(new_ring(), settings.key_file)
        made.append(settings.key_file)
    load_ring(settings.key_file)
    if settings.secret_key is None:
        _write_secret(settings.cookie_file)
        made.append(settings.cookie_file)
    existed = settings.sqlite_file is not None and settings.sqlite_file.exists()
    migrate(settings.database_url)
    if settings.sqlite_file is not None and not existed:
        made.append(settings.sqlite_file)
    return made


def open_database(settings: Settings) -> Database:
    """The database of these settings; raises KeyMissing or NotMigrated."""
    ring = load_ring(settings.key_file)
    if not at_head(settings.database_url):
        raise NotMigrated("the database is missing or older than the program; run 'resmap init'")
    return Database(settings.database_url, ring, settings.head_file)


def _write_secret(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_LENGTH) + "\n")
