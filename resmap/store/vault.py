"""The vault of a unit of work: seals and opens personal values under each person's own key.

Each client has a data key of its own, kept in ``person_keys`` wrapped by a
master key of the ring. Values of nobody in particular (a resident's phone, the
facts of an event about no client) are sealed by the house's data key, kept in
the same way. Destroying a person's wrapped key erases the person from every
table at once (TRUST.md); a new master key only wraps the data keys anew, so
that even the history, which nobody may rewrite, moves along.
"""

import secrets
from collections.abc import Callable, Mapping

from resmap.store.errors import Erased
from resmap.store.keys import KEY_BYTES, KeyRing
from resmap.store.sealed import header, seal, unseal

#: Owner of what belongs to nobody in particular; no UUIDv7 of ours is ever this one.
HOUSE = "00000000-0000-7000-8000-000000000000"

_WRAPPED = ("person_keys", "wrapped")


class Vault:
    """``fetch(owner)`` gives a wrapped key, None if there is none (any more).

    ``keep(owner, wrapped)`` stores the house's key unless somebody else just did.
    """

    def __init__(
        self,
        ring: KeyRing,
        fetch: Callable[[str], bytes | None],
        keep: Callable[[str, bytes], None],
    ):
        self.ring = ring
        self._fetch = fetch
        self._keep = keep
        self._keys: dict[str, bytes] = {}
        self._ready: dict[str, bytes] = {}

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
        self._ready.pop(owner, None)

    def make_ready(self, wrapped: Mapping[str, bytes | None]) -> None:
        """Take over wrapped keys that were fetched together: a list of people asks once and not for each."""
        self._ready.update({owner: key for owner, key in wrapped.items() if key is not None})

    def seal(self, owner: str | None, plain: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt for that place; raises :class:`Erased` if the owner's key was destroyed."""
        key = self._house_key() if owner is None else self._key(owner)
        return seal(key, self.ring.active, owner or HOUSE, plain, table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """Decrypt; raises Unreadable, Erased or KeyMissing."""
        return unseal(self._key(header(sealed)[1]), sealed, table, column, row)

    def _house_key(self) -> bytes:
        if HOUSE not in self._keys and self._fetch(HOUSE) is None:
            self._keep(HOUSE, self.new_key(HOUSE))
            self.forget(HOUSE)  # another writer may have been first: take what stands there
        return self._key(HOUSE)

    def _key(self, owner: str) -> bytes:
        if owner not in self._keys:
            wrapped = self._ready.pop(owner, None) or self._fetch(owner)
            if wrapped is None:
                raise Erased(owner)
            master = self.ring.master(header(wrapped)[0])
            self._keys[owner] = unseal(master, wrapped, *_WRAPPED, owner)
        return self._keys[owner]
