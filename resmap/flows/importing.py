"""A file into the register: all of its accepted rows in one transaction, or none.

The file is read and judged before the transaction. The same file twice changes
nothing; rows arrive as imported and are suggested to nobody until somebody
verified them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.network import Network
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.entering import Entered, enter, enter_network
from resmap.formats.documents import parse_document
from resmap.formats.entries import Entry, entries_of
from resmap.formats.facilities import Mapping as FacilityMapping
from resmap.formats.facilities import builtin, builtin_for, read_facilities, read_mapping
from resmap.formats.facilities.mapping import BUILTIN
from resmap.formats.network import network_from
from resmap.formats.problems import FormatError, Problem
from resmap.formats.sheet import kind_of, read_sheet
from resmap.store import Database, ImportBatchRecord, UnitOfWork, history, register
from resmap.store.queries import imports

NETWORK = "network"
FORMATS = (NETWORK, *BUILTIN)

__all__ = ["FORMATS", "FormatError", "Prepared", "RowNote", "apply", "bring_in", "document", "prepare", "read_file"]


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something to know about a row: a code with facts, for words to say."""

    row: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """A file that was read: what it would bring in. ``digest`` stands for bytes, mapping and choice of gu,
    so that what was looked at is what is applied."""

    name: str
    source: str
    format: str
    encoding: str
    digest: str
    rows: int
    refused: int
    left_out: int
    entries: tuple[Entry, ...]
    notes: tuple[RowNote, ...]
    network: Network | None = None


@dataclass(frozen=True)
class Report:
    """What an import did, or would do (``dry_run``)."""

    prepared: Prepared
    created: int
    updated: int
    unchanged: int
    duplicates_proposed: int
    notes: tuple[RowNote, ...]
    dry_run: bool


def read_file(path: Path) -> bytes:
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


def prepare(
    database: Database,
    actor: Actor,
    raw: bytes,
    name: str,
    *,
    format: str | None = None,
    mapping: bytes | None = None,
    source: str | None = None,
    gu: str | None = None,
) -> Prepared:
    """Read the file and judge its rows. ``format`` None: decided by content. Raises FormatError
    for a file that cannot be used, NotAllowed for an actor who may not import, ResidentNumberError
    for such a number in the name of the file or of the source."""
    actor.require(Permission.REGISTER_IMPORT)
    refuse(name, "file")
    refuse(source, "source")
    digest = hashlib.sha256(b"\0".join((raw, mapping or b"", (format or "").encode(), (gu or "").encode()))).hexdigest()
    if format == NETWORK or (format is None and mapping is None and kind_of(raw) == "IS_JSON"):
        return _prepare_network(raw, name, source, digest)
    return _prepare_facilities(database, raw, name, format, mapping, source, gu, digest)


def apply(database: Database, actor: Actor, prepared: Prepared, *, dry_run: bool = False, key: str = "") -> Report:
    """Bring the entries in, or only see what that would do. ``key`` makes a second click harmless."""
    actor.require(Permission.REGISTER_IMPORT)
    with database.write(actor) as uow:
        if key and not dry_run and history.begin_once(uow, key, "import") is not None:
            dry_run = True  # done before: tell how things stand, change nothing
        report = _enter(uow, prepared, dry_run)
        changed = report.created or report.updated
        if not dry_run:
            if key:
                history.finish_once(uow, key, prepared.digest[:64])
            if changed:
                _note(uow, prepared, report)
            uow.commit()
    return report


def bring_in(database: Database, actor: Actor, raw: bytes, name: str, *, dry_run: bool = False, **how: Any) -> Report:
    """Read and apply at once (the command)."""
    return apply(database, actor, prepare(database, actor, raw, name, **how), dry_run=dry_run)


def document(report: Report, text_of) -> dict[str, Any]:
    """The JSON of ``resmap import --json`` (contract §2); ``text_of(note)`` makes the sentence."""
    prepared = report.prepared
    return {
        "rows": prepared.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": prepared.refused,
        "problems": [
            {
                "row": note.row,
                "column": note.column,
                "code": note.code,
                "text": text_of(note),
            }
            for note in report.notes
        ],
        "duplicates_proposed": report.duplicates_proposed,
        "encoding": prepared.encoding,
        "format": prepared.format,
        "source": prepared.source,
        "left_out": prepared.left_out,
        "dry_run": report.dry_run,
    }


# Reading


def _prepare_network(raw: bytes, name: str, source: str | None, digest: str) -> Prepared:
    read = network_from(parse_document(raw, name), name)
    network: Network = read.value
    notes = tuple(RowNote(0, facts.get("path", ""), code, facts) for code, facts in read.warnings)
    return Prepared(
        name=name,
        source=source or Path(name).stem,
        format="resmap-network/1",
        encoding="utf-8",
        digest=digest,
        rows=len(network.offers),
        refused=0,
        left_out=0,
        entries=tuple(entries_of(network)),
        notes=notes,
        network=network,
    )


def _prepare_facilities(database, raw, name, format, mapping_file, source, gu, digest) -> Prepared:
    sheet = read_sheet(raw, name)
    mapping = _mapping(format, mapping_file, sheet.columns, name)
    source = source or mapping.source
    try:
        found = read_facilities(sheet, mapping, source=source, dongs=_dongs(database), gu=gu)
    except FormatError as error:
        raise FormatError(name, error.problems) from None
    return Prepared(
        name=name,
        source=source,
        format=mapping.name,
        encoding=sheet.encoding,
        digest=digest,
        rows=found.rows,
        refused=sum(one.refused for one in found.problems),
        left_out=found.left_out,
        entries=found.entries,
        notes=tuple(RowNote(one.row, one.column, one.code, one.facts) for one in found.problems),
    )


def _mapping(format: str | None, file: bytes | None, columns: tuple[str, ...], name: str) -> FacilityMapping:
    if file is not None:
        return read_mapping(file, "mapping")
    if format is not None:
        return builtin(format)
    if fitting := builtin_for(columns):
        return fitting
    raise FormatError(name, [Problem("$", "NO_MAPPING")])


def _dongs(database: Database) -> dict[str, list[str]]:
    """Administrative dong by gu, as the register knows them."""
    found: dict[str, list[str]] = {}
    with database.read() as uow:
        for dong in register.dongs(uow):
            found.setdefault(dong.sigungu, []).append(dong.name)
    return found


# Applying


def _enter(uow: UnitOfWork, prepared: Prepared, dry_run: bool) -> Report:
    done = enter(uow, prepared.entries, prepared.source)
    if prepared.network is not None:
        enter_network(uow, prepared.network, prepared.source, done.ids)
    twins = list(_twins(uow, done))
    uow.flush()  # what the database refuses is refused in a dry run too
    notes = [*prepared.notes, *twins]
    notes += [RowNote(one.row, "", "LOCAL_EDIT_KEPT", {"name": one.offer.name}) for one in done.kept]
    notes += [RowNote(one.row, "", "TAKEN_OUT_KEPT", {"name": one.offer.name}) for one in done.gone]
    return Report(
        prepared=prepared,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        duplicates_proposed=len(twins),
        notes=tuple(sorted(notes, key=lambda note: (note.row, note.column, note.code))),
        dry_run=dry_run,
    )


def _twins(uow: UnitOfWork, done: Entered) -> Iterable[RowNote]:
    """New entries that have the name and gu of another one: told, never joined by themselves.

    A secret entry is never compared: a twin would tell its gu.
    """
    new = [one for one in done.new if not one.offer.location_secret]
    known: dict[tuple[str, str | None], list[str]] = {}
    for record in imports.with_names(uow, (fold(one.offer.name) for one in new)):
        known.setdefault((record.name_folded, record.sigungu), []).append(record.id)
    for one in new:
        others = set(known.get((fold(one.offer.name), one.offer.place.sigungu), ())) - {done.ids[one.key]}
        if others:
            yield RowNote(one.row, "", "SAME_NAME", {"name": one.offer.name, "count": len(others)})


def _note(uow: UnitOfWork, prepared: Prepared, report: Report) -> None:
    counts = {name: getattr(report, name) for name in ("created", "updated", "unchanged")}
    batch = history.import_batch(uow, prepared.source, prepared.digest)
    if batch is None:
        batch = uow.add(ImportBatchRecord(source=prepared.source, digest=prepared.digest, counts=counts))
    facts = counts | {"source": prepared.source, "digest": prepared.digest, "refused": prepared.refused}
    uow.event(EventKind.IMPORTED, batch.id, facts=facts)
