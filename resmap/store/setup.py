"""Making a database that is missing, opening one that is there."""

from pathlib import Path

from resmap.store.database import Database
from resmap.store.engines import SQLITE, parse_url
from resmap.store.errors import KeyMissing, NotMigrated
from resmap.store.keys import load_ring, new_ring, save_ring
from resmap.store.migrate import at_head, exists, migrate


def init(database_url: str, key_file: Path) -> list[Path]:
    """Make the key file and the database where they are missing, and migrate.

    Returns the files that were made, so that ``resmap init`` can say so. No key
    file is made for a database that already holds a register: what the lost one
    sealed would stay sealed (raises KeyMissing).
    """
    made: list[Path] = []
    if not key_file.exists():
        if exists(database_url):
            raise KeyMissing(f"{key_file} is missing, but the database holds a register")
        save_ring(new_ring(), key_file)
        made.append(key_file)
    load_ring(key_file)
    url = parse_url(database_url)
    file = Path(url.database) if url.get_backend_name() == SQLITE else None
    is_new = file is not None and not file.exists()
    migrate(database_url)
    return [*made, file] if file is not None and is_new else made


def open_database(database_url: str, key_file: Path, head_file: Path) -> Database:
    """The database; raises KeyMissing or NotMigrated before anything is touched."""
    ring = load_ring(key_file)
    if not at_head(database_url):
        raise NotMigrated("the database is missing or older than the program; run 'resmap init'")
    return Database(database_url, ring, head_file)
