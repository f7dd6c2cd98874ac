"""The history: append-only, chained by keyed hashes, its head kept outside the database (P-13)."""

import hashlib
import hmac
import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from resmap.store.records import EventRecord

#: What the first event follows.
BEGINNING = "0" * 64

_head_lock = threading.Lock()


class Chain(StrEnum):
    """What a check of the history found."""

    WHOLE = "WHOLE"
    CHANGED = "CHANGED"
    GAP = "GAP"
    CUT_SHORT = "CUT_SHORT"
    HEAD_DIFFERS = "HEAD_DIFFERS"
    HEAD_MISSING = "HEAD_MISSING"


@dataclass(frozen=True, slots=True)
class Head:
    """The last event that is known outside the database."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``count`` events were read; ``at`` is the number of the first one that is wrong."""

    code: Chain
    count: int
    at: int | None = None

    @property
    def ok(self) -> bool:
        return self.code is Chain.WHOLE


def link(key: bytes, event: EventRecord) -> str:
    """The keyed hash over every column of the event and the hash before it.

    It covers the sealed facts as they are stored, so that a chain can be
    checked after a person's key was destroyed.
    """
    content = [
        event.number,
        event.id,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.kind.value,
        event.subject,
        event.client_id,
        event.address_hash,
        event.facts_sealed.hex() if event.facts_sealed else None,
        event.previous,
    ]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key, canonical, hashlib.sha256).hexdigest()


def check(session, key: bytes, head: Head | None) -> Verdict:
    """Walk the whole chain and compare it with the head that was kept outside.

    The head may lag behind (the program stopped between commit and note), but it
    must stand in the chain.
    """
    previous, count, agrees = BEGINNING, 0, head is None
    rows = session.scalars(
        select(EventRecord)
        .order_by(EventRecord.number)
        .execution_options(yield_per=500, populate_existing=True)
    )
    for event in rows:
        count += 1
        if event.number != count:
            return Verdict(Chain.GAP, count, count)
        if event.previous != previous or not hmac.compare_digest(event.hash, link(key, event)):
            return Verdict(Chain.CHANGED, count, event.number)
        previous = event.hash
        if head is not None and head.number == count:
            if head.hash != event.hash:
                return Verdict(Chain.HEAD_DIFFERS, count, count)
            agrees = True
    if not agrees:
        return Verdict(Chain.CUT_SHORT, count, count + 1)
    if head is None and count:
        return Verdict(Chain.HEAD_MISSING, count)
    return Verdict(Chain.WHOLE, count)


def last(session) -> Head:
    """The last event in the database; number 0 for none."""
    row = session.execute(
        select(EventRecord.number, EventRecord.hash).order_by(EventRecord.number.desc()).limit(1)
    ).first()
    return Head(0, BEGINNING) if row is None else Head(row.number, row.hash)


def read_head(path: Path) -> Head | None:
    """The head in the file; None if there is no such file or it is damaged."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Head(int(document["number"]), str(document["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_head(path: Path, head: Head) -> None:
    """Note the head outside the database, after a commit; never moves it back.

    Two processes may cross here and leave the older note: it then lags by one
    until the next event, which :func:`check` allows.
    """
    with _head_lock:
        known = read_head(path)
        if known is not None and known.number >= head.number:
            return
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        with open(beside, "w", encoding="utf-8") as file:
            json.dump({"number": head.number, "hash": head.hash}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
