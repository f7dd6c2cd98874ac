"""Runs the child that parses, and keeps what it wrote in a file without a name.

All rows are known before the first one is used: a library that dies in row 900,000 refuses the
file, it does not end an import half way.
"""

import errno
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from resmap.formats.tables.kinds import FileKind
from resmap.formats.tables.limits import CHILD_CLOCK
from resmap.formats.tables.source import Source

#: What the child needs of the environment to start (on Windows); keys and addresses stay here.
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "PATH", "TEMP", "TMP", "LD_LIBRARY_PATH")
_NO_ROOM = {errno.ENOSPC: "NO_ROOM", errno.EFBIG: "TOO_LARGE_INSIDE"}
_ROOT = Path(__file__).parents[3]


class Spool:
    """What the child wrote: ``head`` and ``tail`` facts, and the rows as often as one asks."""

    def __init__(self, file, head: Mapping[str, Any], tail: Mapping[str, Any], start: int):
        self._file = file
        self.head, self.tail = head, tail
        self._start = start
        self._lock = threading.Lock()  # two readers, one place in the file

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """(number, cells, fault): cells without the empty ones at the end; fault a rule or "" ."""
        import orjson

        at = self._start
        while True:
            with self._lock:
                self._file.seek(at)
                batch = orjson.loads(self._file.readline())
                at = self._file.tell()
            if isinstance(batch, dict):
                return
            yield from batch

    def close(self) -> None:
        """Give the file back to the system; it has no name and is gone."""
        self._file.close()

    def __del__(self) -> None:
        self.close()


def parse(source: Source, kind: FileKind, sheet: str | None, *, clock: float = CHILD_CLOCK) -> Spool:
    """Parse in a child. Raises FormatError with the rule the child gave, PARSER_DIED or TOO_SLOW."""
    try:
        spool = tempfile.TemporaryFile()
    except OSError:
        raise source.refused("NO_ROOM") from None
    try:
        with source.on_disk() as file:
            code = _run([str(kind), *([sheet] if sheet is not None else [])], file, spool, clock)
        if code is None:
            raise source.refused("TOO_SLOW", expected=str(round(clock)))
        return _collected(source, spool, code)
    except OSError as error:
        spool.close()
        raise source.refused("NO_ROOM" if error.errno == errno.ENOSPC else "NOT_READABLE") from None
    except BaseException:
        spool.close()
        raise


def _run(arguments: list[str], file, spool, clock: float) -> int | None:
    """The exit code of the child; None where its time was over."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    try:
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-P", "-m", "resmap.formats.tables.child", *arguments],
            stdin=file,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_ROOT if os.name == "nt" else "/",
            timeout=clock,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def _collected(source: Source, spool, code: int) -> Spool:
    if code in _NO_ROOM:
        raise source.refused(_NO_ROOM[code])
    head = _line(spool, 0)
    if "refused" in head:
        raise source.refused(*head["refused"])
    start = spool.tell()
    tail = _last(spool)
    if tail is not None and "refused" in tail:
        raise source.refused(*tail["refused"])
    if code != 0 or tail is None or "end" not in tail:
        raise source.refused("PARSER_DIED", found=str(code))
    return Spool(spool, head, tail, start)


def _line(spool, at: int) -> dict:
    import orjson

    spool.seek(at)
    try:
        found = orjson.loads(spool.readline())
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
        block *= 8
