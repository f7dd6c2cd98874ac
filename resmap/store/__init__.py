"""The one door of the store."""

from resmap.store.database import Database
from resmap.store.errors import (
    Busy,
    Erased,
    KeyMissing,
    KeyReused,
    LostUpdate,
    NeverDeleted,
    NotMigrated,
    Refused,
    ScopeMissing,
    StoreError,
    Unreadable,
)
from resmap.store.keys import KeyRing, load_ring, new_ring, save_ring
from resmap.store.migrate import at_head, downgrade, migrate
from resmap.store.records import *  # noqa: F403
from resmap.store.setup import init, open_database
from resmap.store.unit_of_work import UnitOfWork
