"""The key ring: a file beside, never inside, the database (TRUST.md, P-15).

The ring holds numbered master keys (the active one seals, the older ones still
open), the key of the blind index and the key of the event chain. Nothing here
prints a key.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from resmap.store.errors import KeyMissing

FORMAT = "resmap-keys/1"
KEY_BYTES = 32
ID_BYTES = 4


@dataclass(frozen=True)
class KeyRing:
    """``masters`` maps key ids (8 hex digits) to 32-byte keys; ``active`` seals new values."""

    active: str
    masters: dict[str, bytes] = field(repr=False)
    blind: bytes = field(repr=False)
    chain: bytes = field(repr=False)

    def master(self, key_id: str) -> bytes:
        """The master key of that id; raises :class:`KeyMissing`."""
        try:
            return self.masters[key_id]
        except KeyError:
            raise KeyMissing(f"key {key_id} is not in the key file") from None

    def with_new_key(self) -> "KeyRing":
        """The ring after a rotation: a new active key, all older ones kept for opening."""
        key_id = _new_key_id(self.masters)
        masters = {**self.masters, key_id: secrets.token_bytes(KEY_BYTES)}
        return KeyRing(key_id, masters, self.blind, self.chain)


def new_ring() -> KeyRing:
    """A ring with fresh random keys."""
    key_id = _new_key_id({})
    return KeyRing(
        active=key_id,
        masters={key_id: secrets.token_bytes(KEY_BYTES)},
        blind=secrets.token_bytes(KEY_BYTES),
        chain=secrets.token_bytes(KEY_BYTES),
    )


def save_ring(ring: KeyRing, path: Path, *, replace: bool = False) -> None:
    """Write the ring to ``path``, readable by its owner only.

    Raises FileExistsError unless ``replace``: overwriting a key file would make
    everything it sealed unreadable.
    """
    document = {
        "format": FORMAT,
        "active": ring.active,
        "masters": {key_id: _text(key) for key_id, key in ring.masters.items()},
        "blind": _text(ring.blind),
        "chain": _text(ring.chain),
    }
    if path.exists() and not replace:
        raise FileExistsError(f"{path} exists; a key file is never overwritten")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        os.replace(beside, path)
    else:
        _place_new(beside, path)


def load_ring(path: Path) -> KeyRing:
    """The ring in the file; raises :class:`KeyMissing` with what is wrong, never with a key."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyMissing(f"{path} can be read by others; allow its owner only (chmod 600)")
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise KeyMissing(f"{path} is not a key file of this version")
        masters = {key_id: _key(text) for key_id, text in document["masters"].items()}
        ring = KeyRing(
            document["active"], masters, _key(document["blind"]), _key(document["chain"])
        )
    except KeyMissing:
        raise
    except OSError as problem:
        raise KeyMissing(f"{path}: {problem.strerror}; run 'resmap init'") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyMissing(f"{path} is damaged") from None
    ring.master(ring.active)
    return ring


def _place_new(beside: Path, path: Path) -> None:
    """Give the finished file its name unless somebody else made one meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.rename(beside, path)
        return
    finally:
        if path.exists():
            beside.unlink(missing_ok=True)


def _new_key_id(taken) -> str:
    while True:
        key_id = secrets.token_hex(ID_BYTES)
        if key_id not in taken:
            return key_id


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key
