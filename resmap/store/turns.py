"""One at a time, where a count decides and no constraint can: tries to log in."""

import hashlib

from sqlalchemy import text


def take_turn(uow, name: str) -> None:
    """Wait until nobody else who takes a turn of this name is between here and their commit.

    SQLite has one writer at a time anyway; PostgreSQL takes an advisory lock
    that ends with the transaction.
    """
    if uow.database.is_sqlite:
        return
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    uow.session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
