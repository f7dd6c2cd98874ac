"""Database errors as errors of the store, without the values that drivers print."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from resmap.store.base import Base
from resmap.store.errors import Busy, LostUpdate, Refused

#: PostgreSQL: serialization failure, deadlock, lock not available.
_BUSY_STATES = {"40001", "40P01", "55P03"}


@contextmanager
def translated() -> Iterator[None]:
    """Raise LostUpdate, Refused or Busy for what the database says, ``from None`` on purpose:
    a driver's message can hold a whole row."""
    try:
        yield
    except StaleDataError:
        raise LostUpdate("the record was changed meanwhile") from None
    except IntegrityError as error:
        raise Refused(_constraint(error)) from None
    except DataError:
        raise Refused("value") from None  # the driver repeats the value that does not fit
    except DBAPIError as error:
        if _is_busy(error):
            raise Busy("another writer held the database") from None
        raise


def _is_busy(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY_STATES or "database is locked" in str(error.orig)


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint, on both databases; '' where the driver does not say."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or diagnosis.message_primary or ""
    message = str(error.orig)
    if found := re.fullmatch(r"CHECK constraint failed: (\w+)", message):
        return found[1]
    if found := re.fullmatch(r"UNIQUE constraint failed: (.+)", message):
        return _unique_name([part.strip() for part in found[1].split(",")])
    return "foreign key" if message.startswith("FOREIGN KEY") else message.split(":")[0]


def _unique_name(columns: list[str]) -> str:
    table = Base.metadata.tables.get(columns[0].split(".")[0])
    names = [column.split(".")[1] for column in columns]
    if table is None:
        return ""
    indexes = [index for index in table.indexes if index.unique]
    uniques = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    for one in [*uniques, *indexes]:
        if [column.name for column in one.columns] == names:
            return str(one.name)
    return str(table.primary_key.name)
