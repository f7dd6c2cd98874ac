"""Bytes or a file become entries in a spool, and everything odd about its rows; before any transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from resmap.domain.network import Network
from resmap.flows.entering import values_of
from resmap.flows.importing.spool import Spool
from resmap.flows.importing.values import READING, Looked, Notes, Prepared, Progress, RowNote
from resmap.formats.documents import parse_document
from resmap.formats.entries import Entry, RowProblem, Taken, entries_of
from resmap.formats.facilities import Mapping as FacilityMapping
from resmap.formats.facilities import builtin, builtin_for, read_facilities, read_mapping
from resmap.formats.facilities.mapping import BUILTIN
from resmap.formats.network import network_from
from resmap.formats.problems import FormatError, Problem
from resmap.formats.sheet import kind_of, read_sheet
from resmap.store import Database, bulk, register

NETWORK = "network"
FORMATS = (NETWORK, *BUILTIN)

#: How often the progress is told, in rows.
_STEP = 500


@dataclass(frozen=True)
class Wish:
    """How the file is to be read: everything that its bytes do not say."""

    format: str | None = None
    mapping: bytes | None = None
    source: str | None = None
    gu: str | None = None
    sheet: str | None = None


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


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; raises FormatError with NOT_FOUND, NOT_A_FILE or NOT_READABLE."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        rule = "NOT_FOUND"
    except IsADirectoryError:
        rule = "NOT_A_FILE"
    except OSError:
        rule = "NOT_READABLE"
    raise FormatError(path.name, [Problem("$", rule)])


def digest_of(raw: bytes | Path, wish: Wish) -> str:
    """SHA-256 over the bytes and everything that decides how they are read."""
    digest = hashlib.sha256()
    if isinstance(raw, Path):
        with open(raw, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    else:
        digest.update(raw)
    parts = [wish.mapping or b"", (wish.format or "").encode(), (wish.gu or "").encode()]
    if wish.sheet:
        parts.append(wish.sheet.encode())
    for part in parts:
        digest.update(b"\0" + part)
    return digest.hexdigest()


def read_into(
    database: Database, raw: bytes | Path, name: str, wish: Wish, progress: Progress, digest: str
) -> Prepared:
    """Read the whole file. Raises FormatError for one that cannot be used."""
    reading = open_reading(database, raw, name, wish)
    gathered = _Gathered(Spool(database.head_file.parent), Notes(reading.notes))
    try:
        for number, taken in enumerate(reading.taken):
            if number % _STEP == 0:
                progress(READING, number, reading.total)
            gathered.take(taken)
    except FormatError as error:
        gathered.entries.close()
        raise FormatError(name, error.problems) from None
    except BaseException:
        gathered.entries.close()
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
        self.notes.extend(note_of(one) for one in taken.problems)
        if taken.left_out:
            self.left_out += 1
            return
        self.rows += 1
        problem = None if taken.entry is None else self._unusable(taken.entry)
        if problem is not None:
            self.notes.add(note_of(problem))
        if taken.entry is None or problem is not None:
            self.refused += 1
            return
        self.keys.add(taken.entry.key)
        self.entries.add(taken.entry)

    def _unusable(self, entry: Entry) -> RowProblem | None:
        """Why the register cannot hold it, whatever reader let it pass."""
        if entry.key in self.keys:
            return RowProblem(entry.row, "", "KEY_TWICE", True)
        names = {"organisation": entry.offer.organization[200:], "department": (entry.offer.department or "")[200:]}
        if any(names.values()):
            return RowProblem(entry.row, "", bulk.TOO_LONG, True)
        if unfit := bulk.unfit(values_of(entry) | {"evidence": dict(entry.cells)}):
            return RowProblem(entry.row, "", unfit[1], True, {"field": unfit[0]})
        return None


def note_of(problem: RowProblem) -> RowNote:
    return RowNote(problem.row, problem.column, problem.code, problem.facts, problem.refused)


# What reads it


def open_reading(database: Database, raw: bytes | Path, name: str, wish: Wish) -> Reading:
    """The reader for these bytes, ready to run."""
    content = read_bytes(raw) if isinstance(raw, Path) else raw
    if wish.format == NETWORK or (wish.format is None and wish.mapping is None and kind_of(content) == "IS_JSON"):
        return _network(content, name, wish)
    return _facilities(database, content, name, wish)


def _network(raw: bytes, name: str, wish: Wish) -> Reading:
    read = network_from(parse_document(raw, name), name)
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


def _facilities(database: Database, raw: bytes, name: str, wish: Wish) -> Reading:
    sheet = read_sheet(raw, name)
    mapping = _mapping(wish.format, wish.mapping, sheet.columns, name)
    source = wish.source or mapping.source
    try:
        found = read_facilities(sheet, mapping, source=source, dongs=dongs(database), gu=wish.gu)
    except FormatError as error:
        raise FormatError(name, error.problems) from None
    return Reading(mapping.name, sheet.encoding, source, _taken(found), len(sheet.rows))


def _taken(found) -> Iterator[Taken]:
    by_row: dict[int, list[RowProblem]] = {}
    for problem in found.problems:
        by_row.setdefault(problem.row, []).append(problem)
    entries = {entry.row: entry for entry in found.entries}
    refused = {row for row, problems in by_row.items() if any(one.refused for one in problems)}
    for row in sorted(entries.keys() | refused):
        yield Taken(row, entries.get(row), tuple(by_row.pop(row, ())))
    for row, problems in sorted(by_row.items()):
        yield Taken(row, None, tuple(problems), left_out=True)
    for _ in range(found.left_out - len(by_row)):
        yield Taken(0, None, left_out=True)


def _mapping(format: str | None, file: bytes | None, columns: tuple[str, ...], name: str) -> FacilityMapping:
    if file is not None:
        return read_mapping(file, "mapping")
    if format is not None:
        return builtin(format)
    if fitting := builtin_for(columns):
        return fitting
    raise FormatError(name, [Problem("$", "NO_MAPPING")])


def dongs(database: Database) -> Mapping[str, list[str]]:
    """Administrative dong by gu, as the register knows them."""
    found: dict[str, list[str]] = {}
    with database.read() as uow:
        for dong in register.dongs(uow):
            found.setdefault(dong.sigungu, []).append(dong.name)
    return found


