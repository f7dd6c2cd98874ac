"""Sealed attributes: personal fields that the database only ever sees encrypted.

A record class writes ``name = SealedText()``; its table gets ``name_sealed``.
The value is encrypted with AES-GCM under the person's own data key, bound to
table, column, row, owner and key id, and padded so that its length tells
little. What was set is sealed when the record is flushed; reading opens it each
time, so that no plain text is kept in the record after that.

Layout of a sealed value: 1 byte version, 4 bytes master key id, 16 bytes id of
the owner of the data key, 12 bytes nonce, then the cipher text with its tag.
"""

import json
import secrets
import uuid
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, inspect
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm.attributes import flag_modified

from resmap.store.blind import phone_index
from resmap.store.errors import Unreadable

VERSION = b"\x01"
NONCE_BYTES = 12
_HEAD = 1 + 4 + 16 + NONCE_BYTES
_BLOCK = 32

#: Where a record keeps what was set and is not sealed yet, and the vault that opens it.
PENDING = "_unsealed"
VAULT = "_vault"


class SealedText:
    """A personal text. ``blind`` names a column that gets the blind index of the value, made by ``fold``."""

    def __init__(self, *, blind: str | None = None, fold: Callable = phone_index):
        self.blind, self.fold = blind, fold

    def __set_name__(self, owner, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"
        setattr(owner, self.column, mapped_column(self.column, LargeBinary, nullable=True))

    def __get__(self, record, owner=None):
        if record is None:
            return self
        pending = record.__dict__.get(PENDING, {})
        if self.name in pending:
            return self.load(pending[self.name])
        sealed = getattr(record, self.column)
        if sealed is None:
            return None
        vault = record.__dict__.get(VAULT)
        if vault is None:
            raise Unreadable("the record belongs to no unit of work")
        return self.load(vault.open(sealed, record.__tablename__, self.column, record.id))

    def __set__(self, record, value) -> None:
        plain = None if value is None else self.dump(value)
        if self._is_unchanged(record, plain):
            return
        record.__dict__.setdefault(PENDING, {})[self.name] = plain
        if inspect(record).persistent:
            getattr(record, self.column)
            flag_modified(record, self.column)

    def _is_unchanged(self, record, plain: bytes | None) -> bool:
        if self.name in record.__dict__.get(PENDING, {}) or not inspect(record).persistent:
            return False
        now = self.__get__(record)
        return (None if now is None else self.dump(now)) == plain

    def dump(self, value) -> bytes:
        return str(value).encode()

    def load(self, plain: bytes | None):
        return None if plain is None else plain.decode()


class SealedJson(SealedText):
    """A personal value that JSON can write (number, list, dict). Assign anew; never change inside."""

    def dump(self, value) -> bytes:
        if isinstance(value, frozenset | set):
            value = sorted(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()

    def load(self, plain: bytes | None):
        return None if plain is None else json.loads(plain)


def sealed_attributes(cls) -> dict[str, SealedText]:
    """The sealed attributes of a record class by name, inherited ones included."""
    found: dict[str, SealedText] = {}
    for parent in reversed(cls.__mro__):
        found |= {k: v for k, v in vars(parent).items() if isinstance(v, SealedText)}
    return found


def seal(key: bytes, key_id: str, owner: str, plain: bytes, *where: str) -> bytes:
    """Encrypt ``plain`` for the place ``where`` = (table, column, row id)."""
    head = VERSION + bytes.fromhex(key_id) + uuid.UUID(owner).bytes
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, _pad(plain), _bound_to(head, where))


def unseal(key: bytes, sealed: bytes, *where: str) -> bytes:
    """The plain text; raises :class:`Unreadable` if altered or sealed for another place."""
    head, nonce, body = sealed[:21], sealed[21:_HEAD], sealed[_HEAD:]
    try:
        return _unpad(AESGCM(key).decrypt(nonce, body, _bound_to(head, where)))
    except (InvalidTag, ValueError):
        raise Unreadable(".".join(where)) from None


def header(sealed: bytes) -> tuple[str, str]:
    """(master key id, owner's id) that a sealed value names; raises Unreadable."""
    if len(sealed) <= _HEAD or sealed[:1] != VERSION:
        raise Unreadable("not a sealed value")
    return sealed[1:5].hex(), str(uuid.UUID(bytes=sealed[5:21]))


def _bound_to(head: bytes, where: tuple[str, ...]) -> bytes:
    return head + "\x00".join(where).encode()


def _pad(plain: bytes) -> bytes:
    return plain + b"\x80" + bytes(-(len(plain) + 1) % _BLOCK)


def _unpad(padded: bytes) -> bytes:
    return padded.rstrip(b"\x00")[:-1]
