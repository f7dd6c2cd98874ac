"""Files that live for an hour beside the database: sealed by a word that only their owner's browser knows.

An upload that waits for a decision may hold residents' numbers. On the disk lies only what
nobody can read without the word of its address: neither who copies the data folder nor
a backup of it.
"""

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from resmap.store.errors import Unreadable
from resmap.store.sealed import NONCE_BYTES

_PURPOSE = b"resmap-private-file/1\0"


def new_word() -> str:
    """A word that nobody guesses (192 bits), fit for an address."""
    return secrets.token_urlsafe(24)


def name_of(word: str) -> str:
    """The name under which the files of a word lie; the word cannot be found from it."""
    return hashlib.sha256(_PURPOSE + b"name\0" + word.encode()).hexdigest()[:40]


def keep(path: Path, plain: bytes, word: str) -> None:
    """Write the file whole or not at all, readable by its owner only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    write(path, nonce + AESGCM(_key(word)).encrypt(nonce, plain, path.name.encode()))


def read(path: Path, word: str) -> bytes:
    """What :func:`keep` wrote. Raises FileNotFoundError, Unreadable."""
    sealed = path.read_bytes()
    try:
        return AESGCM(_key(word)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], path.name.encode())
    except (InvalidTag, ValueError):
        raise Unreadable(path.name) from None


def write(path: Path, raw: bytes) -> None:
    """Write plain bytes whole or not at all, readable by their owner only."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    os.replace(beside, path)


def _key(word: str) -> bytes:
    return hashlib.sha256(_PURPOSE + b"key\0" + word.encode()).digest()
