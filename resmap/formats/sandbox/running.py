"""Runs the child that reads, and keeps what it wrote in a file without a name.

All items are known before the first one is used: a library that dies in row 900,000 refuses the
file, it does not end an import half way.
"""

import errno
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from resmap.formats.problems import FormatError, Problem
from resmap.formats.sandbox.limits import (
    CHILD_OUTPUT,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WAIT,
    MOST_AT_ONCE,
    MOST_PROBLEMS,
    clock_for,
)

#: What the child needs of the environment to start (on Windows); keys and addresses stay here.
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "PATH", "TEMP", "TMP", "LD_LIBRARY_PATH")
_NO_ROOM = {errno.ENOSPC: "NO_ROOM", errno.EFBIG: "TOO_LARGE_INSIDE"}
#: Its processor time was over (the number of SIGXCPU; none on Windows).
_OUT_OF_TIME = -24
_ROOT = Path(__file__).parents[3]

#: How often the parent looks whether the child is done (seconds), first and at most.
_LOOK, _LOOK_AT_MOST = 0.002, 0.05

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class Given(Protocol):
    """The file to read: ``formats.tables.source.Source``."""

    what: str
    size: int

    def on_disk(self): ...

    def refused(self, rule: str, path: str = "$", found: str = "", expected: str = "") -> FormatError: ...


class Spool:
    """What the child wrote: ``head`` and ``tail`` facts, and the items as often as one asks."""

    def __init__(self, file, head: Mapping[str, Any], tail: Mapping[str, Any], start: int, what: str = ""):
        self._file = file
        self.head, self.tail = head, tail
        self._start, self._what = start, what
        self._lock = threading.Lock()  # two readers, one place in the file

    def items(self) -> Iterator[Any]:
        """The items in their order, as JSON holds them. Raises FormatError (PARSER_DIED) for what is no answer."""
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[list]:
        """The items as they were written, line by line."""
        import orjson

        at = self._start
        while True:
            with self._lock:
                self._file.seek(at)
                line = self._file.readline(LONGEST_LINE + 1)
                at = self._file.tell()
            try:
                batch = orjson.loads(line)
            except orjson.JSONDecodeError:
                raise self.died() from None
            if isinstance(batch, dict):
                return
            if not isinstance(batch, list):
                raise self.died()
            yield batch

    def died(self) -> FormatError:
        """The error of an answer that is none, to raise."""
        return FormatError(self._what, [Problem("$", "PARSER_DIED")])

    def close(self) -> None:
        """Give the file back to the system; it has no name and is gone."""
        self._file.close()

    def __del__(self) -> None:
        self.close()


def read_aside(
    source: Given,
    reader: str,
    asked: Mapping[str, Any] = MappingProxyType({}),
    *,
    clock: float | None = None,
) -> Spool:
    """Read a file in a child. ``reader`` is one of ``child.reader``, ``asked`` what it needs to know beside the
    bytes, ``clock`` the seconds that it may take (default: by the file's size).

    Raises FormatError with the problems that the child gave; PARSER_DIED where it died, TOO_SLOW,
    TOO_MUCH_MEMORY, TOO_LARGE_INSIDE, NO_ROOM (on the disk), READERS_BUSY where too many files are being read.
    """
    clock = clock_for(source.size) if clock is None else clock
    if not _places.acquire(timeout=LONGEST_WAIT):
        raise source.refused("READERS_BUSY")
    try:
        return _read(source, reader, asked, clock)
    finally:
        _places.release()


def _read(source: Given, reader: str, asked: Mapping[str, Any], clock: float) -> Spool:
    try:
        spool = tempfile.TemporaryFile()
    except OSError:
        raise source.refused("NO_ROOM") from None
    try:
        with source.on_disk() as file:
            code = _run([reader], asked, file, spool, clock)
        if code is None:
            raise source.refused("TOO_SLOW", expected=str(round(clock)))
        return _collected(source, spool, code, clock)
    except OSError as error:
        spool.close()
        raise source.refused("NO_ROOM" if error.errno == errno.ENOSPC else "NOT_READABLE") from None
    except BaseException:
        spool.close()
        raise


def _run(arguments: list[str], asked: Mapping[str, Any], file, spool, clock: float) -> int | None:
    """The exit code of the child; None where its time was over."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    environment |= {"ASKED": json.dumps(dict(asked))}
    end = time.monotonic() + clock
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-P", "-m", "resmap.formats.sandbox.child", *arguments],
        stdin=file,
        stdout=spool,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=_ROOT if os.name == "nt" else "/",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        try:
            return _watched(process, spool, end)
        finally:
            process.kill()  # nothing where it ended by itself


def _watched(process: subprocess.Popen, spool, end: float) -> int | None:
    """Wait for its end; a child that writes too much is told as one whose file became too large."""
    look = _LOOK
    while (code := process.poll()) is None:
        if time.monotonic() > end:
            return None
        if os.fstat(spool.fileno()).st_size > CHILD_OUTPUT:
            return errno.EFBIG
        time.sleep(look)
        look = min(2 * look, _LOOK_AT_MOST)
    return code


def _collected(source: Given, spool, code: int, clock: float) -> Spool:
    if code in _NO_ROOM:
        raise source.refused(_NO_ROOM[code])
    if code == _OUT_OF_TIME:
        raise source.refused("TOO_SLOW", expected=str(round(clock)))
    head = _line(spool, 0)
    _refuse(source, head)
    start = spool.tell()
    tail = _last(spool)
    if tail is not None:
        _refuse(source, tail)
    if code != 0 or tail is None or "end" not in tail:
        raise source.refused("PARSER_DIED", found=str(code))
    return Spool(spool, head, tail, start, source.what)


def _refuse(source: Given, said: Mapping[str, Any]) -> None:
    """Raise what the child refuses; four texts for each problem, whatever it wrote."""
    if "refused" not in said:
        return
    listed = said["refused"]
    problems = [
        Problem(*(str(text)[:LONGEST_TEXT] for text in one))
        for one in (listed if isinstance(listed, list) else [])[:MOST_PROBLEMS]
        if isinstance(one, list) and len(one) == 4
    ]
    raise FormatError(source.what, problems or [Problem("$", "PARSER_DIED")])


def _line(spool, at: int) -> dict:
    import orjson

    spool.seek(at)
    try:
        found = orjson.loads(spool.readline(LONGEST_LINE + 1))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _last(spool) -> dict | None:
    """The last line, if it was written whole."""
    import orjson

    end = spool.seek(0, os.SEEK_END)
    block = 1 << 16
    while True:
        at = max(0, end - block)
        spool.seek(at)
        tail = spool.read(end - at)
        if not tail.endswith(b"\n"):
            return None
        cut = tail.rfind(b"\n", 0, len(tail) - 1)
        if cut >= 0 or at == 0:
            try:
                found = orjson.loads(tail[cut + 1 :])
            except orjson.JSONDecodeError:
                return None
            return found if isinstance(found, dict) else None
        if block > LONGEST_LINE:
            return None
        block *= 8
