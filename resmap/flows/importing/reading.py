"""Bytes or a file become entries in a spool, and everything odd about its rows; before any transaction.

What the file is, its bytes tell (``formats/tables``); what its columns mean, in this order: a
mapping that was given, what somebody chose in the page, what was remembered for the source, a
mapping that comes with the program, the headings themselves.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from resmap.domain.cleaning.notes import HIDDEN
from resmap.domain.cleaning.places import Places
from resmap.domain.network import Network
from resmap.flows.boundaries import places_of
from resmap.flows.importing.calm import calm
from resmap.flows.importing.columns import NeedsMapping, Understood, understand
from resmap.flows.importing.ready import Ready, ready, unfit
from resmap.flows.importing.spool import Spool
from resmap.flows.importing.values import READING, Looked, Notes, Prepared, Progress, RowNote
from resmap.formats import lists, standards, tables
from resmap.formats.entries import Entry, RowProblem, Taken, entries_of
from resmap.formats.foreign import told_once
from resmap.formats.network_aside import read_network_aside
from resmap.formats.problems import FormatError, Problem
from resmap.formats.proposed import with_proposals
from resmap.formats.tables import FileKind
from resmap.store import Database, bulk

NETWORK, LIST = "network", "list"
FORMATS = (NETWORK, *standards.STANDARDS, LIST, *lists.BUILTIN)

__all__ = ["FORMATS", "NeedsMapping", "Wish", "digest_of", "read_bytes", "read_into", "source_of"]

#: Facts of a note that are codes of ours, whatever the row says.
_CODES = frozenset({"needs", "kind", "field"})

#: How often the progress is told, in rows.
_STEP = 500

_BY_KIND = {
    FileKind.NETWORK: NETWORK,
    FileKind.HSDS_JSON: "hsds-json",
    FileKind.HSDS_CSV: "hsds-csv",
    FileKind.AIRS_XML: "airs-xml",
    FileKind.GEOJSON: "geojson",
}


@dataclass(frozen=True)
class Wish:
    """How the file is to be read: everything that its bytes do not say. ``columns``: column -> field
    ("" for none), as somebody chose; ``list_of``: what all its rows are; ``dong``: which all of them
    are of (``home.at_home``)."""

    format: str | None = None
    mapping: bytes | None = None
    source: str | None = None
    gu: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    list_of: str | None = None
    pasted: bool = False
    dong: str | None = None


@dataclass
class Reading:
    """What is going to be :class:`Prepared`; ``taken`` runs once."""

    format: str
    encoding: str
    source: str
    taken: Iterable[Taken]
    total: int | None = None
    notes: Iterable[RowNote] = ()
    network: Network | None = None
    looked: Looked = field(default_factory=Looked)
    close: Callable[[], None] = lambda: None


def read_bytes(path: Path) -> bytes:
    """The bytes of a small file (a mapping); raises FormatError with NOT_FOUND, NOT_A_FILE or NOT_READABLE."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FormatError(path.name, [Problem("$", _unreadable(error))]) from None


def digest_of(raw: bytes | Path, wish: Wish) -> str:
    """SHA-256 over the bytes and everything that decides how they are read; raises like :func:`read_bytes`."""
    digest = hashlib.sha256()
    if isinstance(raw, Path):
        try:
            with open(raw, "rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise FormatError(raw.name, [Problem("$", _unreadable(error))]) from None
    else:
        digest.update(raw)
    parts = [wish.mapping or b"", (wish.format or "").encode(), (wish.gu or "").encode()]
    parts += [wish.sheet.encode()] if wish.sheet else []
    parts += [f"{name}\0{chosen}".encode() for name, chosen in sorted(wish.columns.items())]
    parts += [wish.list_of.encode()] if wish.list_of else []
    parts += [b"dong\0" + wish.dong.encode()] if wish.dong is not None else []
    for part in parts:
        digest.update(b"\0" + part)
    return digest.hexdigest()


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "NOT_FOUND"
    return "NOT_A_FILE" if isinstance(error, IsADirectoryError) else "NOT_READABLE"


def read_into(
    database: Database, raw: bytes | Path, name: str, wish: Wish, progress: Progress, digest: str, on: date
) -> Prepared:
    """Read the whole file. Raises FormatError for one that cannot be used."""
    with calm():
        return _read_into(database, raw, name, wish, progress, digest, on)


def _read_into(
    database: Database, raw: bytes | Path, name: str, wish: Wish, progress: Progress, digest: str, on: date
) -> Prepared:
    gathered = None
    try:
        progress(READING, 0, None)
        reading = open_reading(database, raw, name, wish, on)
        try:
            gathered = _Gathered(Spool(database.head_file.parent), Notes(reading.notes))
            for number, taken in enumerate(told_once(reading.taken)):
                if number % _STEP == 0:
                    progress(READING, number, reading.total)
                gathered.take(taken)
        finally:
            reading.close()
    except FormatError as error:
        _drop(gathered)
        if error.what == name:
            raise
        raise FormatError(name, error.problems) from None
    except BaseException:
        _drop(gathered)
        raise
    return Prepared(
        name=name,
        source=reading.source,
        format=reading.format,
        encoding=reading.encoding,
        digest=digest,
        rows=gathered.rows,
        refused=gathered.refused,
        left_out=gathered.left_out,
        entries=gathered.entries,
        notes=gathered.notes,
        keys=gathered.keys,
        gu=wish.gu,
        network=reading.network,
        looked=reading.looked,
    )


def _drop(gathered: "_Gathered | None") -> None:
    if gathered is not None:
        gathered.entries.close()


@dataclass
class _Gathered:
    """Entries and problems as they come."""

    entries: Spool
    notes: Notes
    keys: set[str] = field(default_factory=set)
    rows: int = 0
    refused: int = 0
    left_out: int = 0

    def take(self, taken: Taken) -> None:
        if taken.problems:
            is_resident = taken.entry is not None and taken.entry.offer.is_individual
            self.notes.extend(note_of(one, is_resident) for one in taken.problems)
        if taken.left_out:
            self.left_out += 1
            return
        self.rows += 1
        if taken.entry is None:
            self.refused += 1
            return
        made = ready(with_proposals(taken.entry, taken.problems))
        problem = self._unusable(taken.entry, made)
        if problem is not None:
            self.notes.add(note_of(problem))
            self.refused += 1
            return
        self.keys.add(made.key)
        self.entries.add(tuple(made))

    def _unusable(self, entry: Entry, made: Ready) -> RowProblem | None:
        """Why the register cannot hold it, whatever reader let it pass."""
        is_private = not made.may_be_compared
        if entry.key in self.keys:
            return RowProblem(entry.row, "", "KEY_TWICE", True, secret=is_private)
        if entry.offer.organization[200:] or (entry.offer.department or "")[200:]:
            return RowProblem(entry.row, "", bulk.TOO_LONG, True, secret=is_private)
        if found := unfit(made):
            return RowProblem(entry.row, "", found[1], True, {"field": found[0]}, is_private)
        return None


def note_of(problem: RowProblem, is_resident: bool = False) -> RowNote:
    """The note of a problem; no cell of a resident's row is repeated, nor what was made of one (P-25)."""
    facts, secret = problem.facts, problem.secret or is_resident
    if is_resident:
        facts = {name: value if name in _CODES else HIDDEN for name, value in facts.items()}
    return RowNote(problem.row, problem.column, problem.code, facts, problem.refused, secret=secret)


# What reads it


def open_reading(database: Database, raw: bytes | Path, name: str, wish: Wish, on: date) -> Reading:
    """The reader for these bytes, ready to run."""
    chosen = wish.format
    if chosen is None and wish.mapping is None and not wish.columns:
        chosen = _BY_KIND.get(tables.kind_of(raw))
    if chosen == NETWORK:
        return _network(raw, name, wish)
    if chosen in standards.STANDARDS:
        source = source_of(wish, name)
        taken = standards.read_standard(chosen, raw, name, source_name=source)
        return Reading(chosen, "utf-8", source, taken, total=taken.count, close=taken.close)
    return _list(database, raw, name, wish, on)


def source_of(wish: Wish, name: str) -> str:
    """The name of the source: as it was told, else that of the file without what changes with every edition
    (the day, the number of the copy), so that a later file of the same list follows the earlier one."""
    if wish.source:
        return wish.source
    stem = unicodedata.normalize("NFC", Path(name).stem)[:300]
    plain = _EDITION.sub(" ", stem)
    return " ".join(plain.replace("_", " ").split()).strip(" -_.()[]")[:120] or stem[:120]


_EDITION = re.compile(
    r"[_\-\s.(\[]*(?:(?:19|20)\d{2}(?:[.\-_년\s]*(?:1[0-2]|0?[1-9])(?:[.\-_월\s]*(?:3[01]|[12]\d|0?[1-9])일?)?)?"
    r"(?:월|년)?(?!\d)|\(\d+\)|\[\d+\])[)\]]*"
)


def _network(raw: bytes | Path, name: str, wish: Wish) -> Reading:
    read = read_network_aside(raw, name)
    network: Network = read.value
    return Reading(
        format="resmap-network/1",
        encoding="utf-8",
        source=wish.source or Path(name).stem,
        taken=(Taken(entry.row, entry) for entry in entries_of(network)),
        total=len(network.offers),
        notes=tuple(RowNote(0, facts.get("path", ""), code, facts) for code, facts in read.warnings),
        network=network,
    )


def _list(database: Database, raw: bytes | Path, name: str, wish: Wish, on: date) -> Reading:
    if wish.pasted:
        table = tables.open_pasted(raw.decode("utf-8", "replace"), name)
    else:
        table = tables.open_table(raw, name, sheet=wish.sheet)
    try:
        places = ground(database, on)
        understood: Understood = understand(database, table, name, wish, partial(source_of, wish, name), places)
        taken = lists.read_list(
            table, understood.mapping, source=understood.source, places=places, gu=wish.gu, today=on
        )
    except BaseException:
        with suppress(OSError):
            table.close()
        raise
    return Reading(
        format=table.format if understood.mapping.by_headings else understood.mapping.name,
        encoding=table.encoding,
        source=understood.source,
        taken=taken,
        total=table.count,
        notes=tuple(RowNote(one.row, one.column, one.code, one.facts) for one in table.notes),
        looked=understood.looked,
        close=table.close,
    )


def ground(database: Database, on: date) -> Places:
    """What the register knows of the ground: its sido and gu, the dong of each gu, outlines where there are any."""
    with database.read() as uow:
        return places_of(uow, on)
