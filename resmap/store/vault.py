"""The vault of a unit of work: seals and opens personal values under each person's own key.

Each client has a data key of its own, kept in ``person_keys`` wrapped by a
master key of the ring. Values of nobody in particular (a resident's phone)
are sealed by the master key itself. Destroying the wrapped key erases the
person from every table at once (TRUST.md).
"""

import secrets
from collections.abc import Callable

from resmap.store.errors import Erased
from resmap.store.keys import KEY_BYTES, KeyRing
from resmap.store.sealed import header, seal, unseal

_WRAPPED = ("person_keys", "wrapped")


class Vault:
    """``fetch(owner)`` gives the wrapped key of an owner; None if there is none (any more)."""

    def __init__(self, ring: KeyRing, fetch: Callable[[str], bytes | None]):
        self.ring = ring
        self._fetch = fetch
        self._keys: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return "<Vault>"

    def new_key(self, owner: str) -> bytes:
        """Make a data key for ``owner``; returns it wrapped, for the table."""
        self._keys[owner] = secrets.token_bytes(KEY_BYTES)
        return self.wrap(owner)

    def wrap(self, owner: str) -> bytes:
        """The owner's data key, wrapped by the active master key."""
        active = self.ring.active
        return seal(self.ring.master(active), active, owner, self._key(owner), *_WRAPPED, owner)

    def forget(self, owner: str) -> None:
        """Drop the key from memory (after it was destroyed)."""
        self._keys.pop(owner, None)

    def seal(self, owner: str | None, plain: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt for that place; raises :class:`Erased` if the owner's key was destroyed."""
        active = self.ring.active
        key = self.ring.master(active) if owner is None else self._key(owner)
        return seal(key, active, owner, plain, table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """Decrypt; raises Unreadable, Erased or KeyMissing."""
        key_id, owner = header(sealed)
        key = self.ring.master(key_id) if owner is None else self._key(owner)
        return unseal(key, sealed, table, column, row)

    def _key(self, owner: str) -> bytes:
        if owner not in self._keys:
            wrapped = self._fetch(owner)
            if wrapped is None:
                raise Erased(owner)
            master = self.ring.master(header(wrapped)[0])
            self._keys[owner] = unseal(master, wrapped, *_WRAPPED, owner)
        return self._keys[owner]
