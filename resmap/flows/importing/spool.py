"""Entries between reading and writing: in memory while they are few, else in a private file.

The file has no name: it is unlinked as soon as it is open (on Windows it goes with its
last handle), so that a process that is killed leaves nothing behind and nobody else can
open it. It lies in the data folder, never in a temporary folder that others share.
"""

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Entries of one chunk: what is looked up and written by one statement.
CHUNK = 1_000
#: So many stay in memory.
FEW = 3 * CHUNK


class Spool:
    """A list that is written once, to its end, and read in chunks as often as needed."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._chunks: list[list[Any]] = []
        self._open: list[Any] = []
        self._file = None
        self._places: list[int] = []
        self._count = 0

    def add(self, item: Any) -> None:
        self._open.append(item)
        self._count += 1
        if len(self._open) == CHUNK:
            self._put_away()

    def chunks(self) -> Iterator[list[Any]]:
        """Lists of up to :data:`CHUNK` items, in the order they were added."""
        yield from self._chunks
        for place in self._places:
            self._file.seek(place)
            yield pickle.load(self._file)  # noqa: S301: we wrote it, and nobody else can open it
        if self._open:
            yield self._open

    def __iter__(self) -> Iterator[Any]:
        for chunk in self.chunks():
            yield from chunk

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Let go of everything."""
        if self._file is not None:
            self._file.close()
        self._file, self._chunks, self._open, self._places = None, [], [], []

    def _put_away(self) -> None:
        if self._file is None and self._count <= FEW:
            self._chunks.append(self._open)
        else:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder)
            self._file.seek(0, 2)
            self._places.append(self._file.tell())
            pickle.dump(self._open, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._open = []
