"""What an act may refuse besides NotAllowed and NotFound; web and cli catch these.

They come from the store, which web and cli may not know: here is the door.
"""

from resmap.store.errors import (
    Busy,
    KeyReused,
    LostUpdate,
    NotMigrated,
    Refused,
    ScopeMissing,
    StoreError,
)

__all__ = ["Busy", "KeyReused", "LostUpdate", "NotMigrated", "Refused", "ScopeMissing", "StoreError"]
