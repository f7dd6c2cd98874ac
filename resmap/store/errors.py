"""What the store refuses; none of these messages holds a stored value."""


class StoreError(Exception):
    """Something the store will not do. ``code`` is stable; the sentence for it lives in words."""

    code = "STORE"


class LostUpdate(StoreError):
    """Somebody else changed the record since it was read (its revision moved on)."""

    code = "LOST_UPDATE"


class Refused(StoreError):
    """A constraint of the database refused the change. ``constraint`` is its name or ''."""

    code = "REFUSED"

    def __init__(self, constraint: str = ""):
        super().__init__(constraint)
        self.constraint = constraint


class Busy(StoreError):
    """Another writer held the database for longer than the busy timeout."""

    code = "BUSY"


class ScopeMissing(StoreError):
    """Personal records were asked for without, or beyond, the scope of an actor."""

    code = "SCOPE_MISSING"


class KeyMissing(StoreError):
    """The key file is missing, unreadable, open to others, or lacks a key that is needed."""

    code = "KEY_MISSING"


class Unreadable(StoreError):
    """A sealed value does not open here: altered, moved from another row, or of another key."""

    code = "UNREADABLE"


class Erased(StoreError):
    """The key of this person was destroyed: what it sealed can never be read again."""

    code = "ERASED"


class NeverDeleted(StoreError):
    """Records are voided with who, when and why, or erased by destroying a key; never deleted."""

    code = "NEVER_DELETED"


class KeyReused(StoreError):
    """An idempotency key came back for another act or from another actor."""

    code = "KEY_REUSED"


class NotMigrated(StoreError):
    """The database is not at the migration that this program needs."""

    code = "NOT_MIGRATED"
