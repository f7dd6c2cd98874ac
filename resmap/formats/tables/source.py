"""The bytes of a file, from memory or from a disk, opened as often as needed."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables.limits import LARGEST_CONTAINER, LARGEST_TEXT


class Source:
    """Bytes or a path. ``what`` names the file in errors, never its folder.

    Raises FormatError with NOT_FOUND, NOT_A_FILE, NOT_READABLE or TOO_LARGE.
    """

    def __init__(self, given: "bytes | Path | Source", what: str = ""):
        self.what = what
        if isinstance(given, Source):
            self._bytes, self._path, self.size = given._bytes, given._path, given.size
            return
        self._bytes: bytes | None = None if isinstance(given, Path) else bytes(given)
        self._path = given if isinstance(given, Path) else None
        self.size = len(self._bytes) if self._bytes is not None else self._look()
        if self.size > LARGEST_TEXT:
            self.too_large(LARGEST_TEXT)

    def open(self) -> BinaryIO:
        """A new handle at the beginning; the caller closes it."""
        if self._bytes is not None:
            return io.BytesIO(self._bytes)
        try:
            return self._path.open("rb")
        except OSError as error:
            raise self._unreadable(error) from None

    def head(self, length: int) -> bytes:
        """The first ``length`` bytes, or fewer."""
        if self._bytes is not None:
            return self._bytes[:length]
        with self.open() as file:
            return file.read(length)

    def tail(self, length: int) -> bytes:
        """The last ``length`` bytes, or fewer."""
        if self._bytes is not None:
            return self._bytes[-length:]
        with self.open() as file:
            file.seek(max(0, self.size - length))
            return file.read(length)

    @contextmanager
    def on_disk(self) -> Iterator[BinaryIO]:
        """A handle that another process can inherit. Bytes from memory go into a file without a name."""
        if self._bytes is None:
            with self.open() as file:
                yield file
            return
        with tempfile.TemporaryFile() as file:
            file.write(self._bytes)
            file.flush()
            file.seek(0)
            yield file

    def must_fit(self, largest: int = LARGEST_CONTAINER) -> None:
        """Raise TOO_LARGE where the file is larger than ``largest`` bytes."""
        if self.size > largest:
            self.too_large(largest)

    def too_large(self, largest: int):
        raise self.refused("TOO_LARGE", found=str(self.size), expected=f"{largest >> 20} MB")

    def refused(self, rule: str, path: str = "$", found: str = "", expected: str = "") -> FormatError:
        """The error of one problem, to raise."""
        return FormatError(self.what, [Problem(path, rule, found, expected)])

    def _look(self) -> int:
        try:
            if self._path.is_dir():
                raise self.refused("NOT_A_FILE", found="folder")
            if self._path.is_file():
                return self._path.stat().st_size
            with self._path.open("rb") as pipe:  # a pipe or device has no size: as much as a container may hold
                self._bytes = pipe.read(LARGEST_CONTAINER + 1)
        except OSError as error:
            raise self._unreadable(error) from None
        if len(self._bytes) > LARGEST_CONTAINER:
            self.too_large(LARGEST_CONTAINER)
        return len(self._bytes)

    def _unreadable(self, error: OSError) -> FormatError:
        return self.refused("NOT_FOUND" if isinstance(error, FileNotFoundError) else "NOT_READABLE")
