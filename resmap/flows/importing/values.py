"""What an import speaks of: a file that was read, what it did or would do, what to know about a row."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from resmap.domain.network import Network
from resmap.flows.importing.spool import Spool
from resmap.formats.problems import FormatError, Problem

#: ``progress(stage, done, total or None)``; what it raises ends the import, and nothing was saved.
Progress = Callable[[str, int, int | None], None]

READING, COMPARING, WRITING, PAIRING = "reading", "comparing", "writing", "pairing"
STAGES = (READING, COMPARING, WRITING, PAIRING)

#: So many notes are kept word by word; all are counted. A million odd rows must fit into memory.
MOST_NOTES = 100_000
#: So many changed cells are kept for the eye.
MOST_CHANGES = 3_000


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Nobody watches."""


class MostWouldVanish(FormatError):
    """More than half of a source's entries are not in the file: is it a part of it, or a new edition?

    Asked again with ``partial`` True (the others stay as they are) or False (they are marked).
    """

    def __init__(self, what: str, vanished: int, known: int):
        super().__init__(what, [Problem("$", "MOST_WOULD_VANISH", str(vanished), str(known))])
        self.vanished, self.known = vanished, known


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something to know about a row: a code with facts, for words to say.

    ``refused``: the row is not taken. ``offer`` is the id of the entry it is about, where there is one.
    ``secret``: no cell of the row may be repeated, whatever the note is about (formats/entries.RowProblem).
    """

    row: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False
    offer: str | None = None
    secret: bool = False


class Notes:
    """Notes in the order they came: the first :data:`MOST_NOTES` of them, and all of them counted by code."""

    def __init__(self, notes: Iterable[RowNote] = ()):
        self._kept: list[RowNote] = []
        self.counts: Counter[str] = Counter()
        self.extend(notes)

    def add(self, note: RowNote) -> None:
        self.counts[note.code] += 1
        if len(self._kept) < MOST_NOTES:
            self._kept.append(note)

    def extend(self, notes: Iterable[RowNote]) -> None:
        for note in notes:
            self.add(note)

    def with_(self, others: "Notes") -> "Notes":
        """Both together, in the order of rows."""
        joined = Notes()
        joined._kept = sorted([*self._kept, *others._kept], key=lambda one: (one.row, one.column, one.code))
        joined.counts = self.counts + others.counts
        return joined

    @property
    def left_out(self) -> int:
        """How many are counted only."""
        return sum(self.counts.values()) - len(self._kept)

    def __iter__(self) -> Iterator[RowNote]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that changes in a known entry. Values are plain (codes, lists of codes, numbers, text)."""

    row: int
    offer: str
    name: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry of the source that the file no longer names."""

    offer: str
    name: str


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What was recognised of one column: ``field`` None where nobody knows. ``samples``: cells of it, of rows
    that may be shown. ``how``: known, unknown, personal (never read, never shown) or ignored."""

    column: str
    field: str | None
    samples: tuple[str, ...] = ()
    how: str = "unknown"


@dataclass(frozen=True)
class Looked:
    """How the file was read, so that somebody can say it better: its table, and what its columns are for.
    ``gu`` and ``dong``: where all of it is said to lie. ``to_remember`` is a mapping that somebody gave or
    chose: kept for the source when the file is brought in."""

    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    titles: tuple[str, ...] = ()
    columns: tuple[ColumnUse, ...] = ()
    fields: tuple[str, ...] = ()
    remembered: bool = False
    fingerprint: str = ""
    list_of: str | None = None
    gu: str | None = None
    dong: str | None = None
    is_list: bool = False
    to_remember: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Prepared:
    """A file that was read: what it would bring in. ``digest`` stands for bytes, mapping and choices,
    so that what was looked at is what is applied. ``entries`` are on disk when they are many:
    :meth:`close` lets go of them."""

    name: str
    source: str
    format: str
    encoding: str
    digest: str
    rows: int
    refused: int
    left_out: int
    entries: Spool
    notes: Notes
    keys: frozenset[str] | set[str]
    gu: str | None = None
    network: Network | None = None
    looked: Looked = Looked()

    def close(self) -> None:
        self.entries.close()

    def __enter__(self) -> "Prepared":
        return self

    def __exit__(self, *error) -> None:
        self.close()


@dataclass(frozen=True)
class Report:
    """What an import did, or would do (``dry_run``). ``gone`` and ``changes`` are the first of many;
    their counts are whole. ``known``: so many entries of the source stood in the register; ``asks_partial``:
    most of them are not in the file. ``pairs_left``: so many entries were not compared with the others yet."""

    prepared: Prepared
    created: int
    updated: int
    unchanged: int
    duplicates_proposed: int
    notes: Notes
    dry_run: bool
    changes: tuple[Change, ...] = ()
    changed_cells: int = 0
    gone: tuple[Gone, ...] = ()
    vanished: int = 0
    came_back: int = 0
    kept_edits: int = 0
    pairs_left: int = 0
    known: int = 0
    asks_partial: bool = False
    batch: str | None = None

    def with_pairs(self, proposed: int, left: int) -> "Report":
        return replace(self, duplicates_proposed=proposed, pairs_left=left)
