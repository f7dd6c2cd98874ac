"""A file into the register: all of its accepted rows in one transaction, or none.

``prepare`` reads and judges the file (``reading.py``), outside of any transaction and in a
stream; ``apply`` brings it in (``applying.py``), or only tells what that would do. The same
file twice changes nothing; rows arrive as imported and are suggested to nobody until
somebody verified them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.importing import reading
from resmap.flows.importing.applying import (
    Entered,
    Entering,
    Errand,
    candidates,
    enter_network,
    mark_missing,
)
from resmap.flows.importing.hidden import became_secret
from resmap.flows.importing.moved import Following, moves
from resmap.flows.importing.pairing import compare_later
from resmap.flows.importing.reading import FORMATS, NeedsMapping, Wish
from resmap.flows.importing.reading import read_bytes as read_file
from resmap.flows.importing.reporting import document
from resmap.flows.importing.sheet import write_workbook
from resmap.flows.importing.values import (
    STAGES,
    Change,
    ColumnUse,
    Gone,
    Looked,
    MostWouldVanish,
    Notes,
    Prepared,
    Progress,
    Report,
    RowNote,
    no_progress,
)
from resmap.formats.problems import FormatError
from resmap.store import (
    Busy,
    Database,
    ImportBatchRecord,
    LostUpdate,
    Refused,
    SourceMappingRecord,
    UnitOfWork,
    bulk,
    history,
)
from resmap.store.queries import imports

__all__ = [
    "FORMATS",
    "STAGES",
    "Change",
    "ColumnUse",
    "FormatError",
    "Gone",
    "Looked",
    "MostWouldVanish",
    "NeedsMapping",
    "Notes",
    "Prepared",
    "Progress",
    "Report",
    "RowNote",
    "apply",
    "bring_in",
    "document",
    "prepare",
    "read_file",
    "write_workbook",
]

#: Files arrive on Korean days.
KOREA = timezone(timedelta(hours=9))

#: So often an import begins anew when somebody else was in its way.
TRIES = 3

#: So many of the vanished are named; all are counted.
MOST_GONE = 500


def prepare(
    database: Database,
    actor: Actor,
    raw: bytes | Path,
    name: str,
    *,
    format: str | None = None,
    mapping: bytes | None = None,
    source: str | None = None,
    gu: str | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    list_of: str | None = None,
    pasted: bool = False,
    dong: str | None = None,
    progress: Progress = no_progress,
) -> Prepared:
    """Read the file and judge its rows. ``format`` None: decided by content.

    ``columns`` (column -> field, "" for none) and ``list_of`` say what somebody chose in the page; ``dong``
    that all of it is of this one, or "*" of the gu, where a row says nothing else ("": of no single one).
    Raises FormatError for a file that cannot be used (NeedsMapping where a person has to say what
    its columns mean), NotAllowed for an actor who may not import, ResidentNumberError for such a
    number in the name of the file or of the source."""
    actor.require(Permission.REGISTER_IMPORT)
    refuse(name, "file")
    refuse(source, "source")
    refuse(dong, "dong")
    wish = Wish(format, mapping, source, gu, sheet, columns, list_of, pasted, dong)
    digest = reading.digest_of(raw, wish)
    return reading.read_into(database, raw, name, wish, progress, digest, today(database))


def apply(
    database: Database,
    actor: Actor,
    prepared: Prepared,
    *,
    dry_run: bool = False,
    key: str = "",
    partial: bool | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Bring the entries in, or only see what that would do. ``key`` makes a second click harmless.

    ``partial``: the file is a part of its source (True), or all of it (False); None asks, by
    :class:`MostWouldVanish`, where more than half of the source's entries would be missing.
    Whoever is in the way (an edit, another import) is waited for, then all begins anew.
    """
    actor.require(Permission.REGISTER_IMPORT)
    if dry_run:
        with database.read(actor) as uow:
            report, _ = _bring(uow, prepared, partial, progress, saves=False)
        return report
    for left in reversed(range(TRIES)):
        try:
            report, to_compare = _save(database, actor, prepared, key, partial, progress)
            break
        except (LostUpdate, Refused, Busy) as error:
            has_waited = isinstance(error, Busy) and database.is_sqlite
            if has_waited or not left:
                raise
    return compare_later(database, actor, report, to_compare, progress)


def bring_in(
    database: Database,
    actor: Actor,
    raw: bytes | Path,
    name: str,
    *,
    dry_run: bool = False,
    partial: bool | None = None,
    progress: Progress = no_progress,
    **how: Any,
) -> Report:
    """Read and apply at once (the command). The report's entries are let go of."""
    with prepare(database, actor, raw, name, progress=progress, **how) as prepared:
        return apply(database, actor, prepared, dry_run=dry_run, partial=partial, progress=progress)


def _save(database, actor, prepared, key, partial, progress) -> tuple[Report, list[str]]:
    with database.write(actor) as uow:
        if key and history.begin_once(uow, key, "import") is not None:
            return _bring(uow, prepared, partial, progress, saves=False)  # done before: tell how things stand
        imports.queue(uow)
        bulk.make_room(uow, len(prepared.entries))
        report, to_compare = _bring(uow, prepared, partial, progress, saves=True)
        if key:
            history.finish_once(uow, key, prepared.digest[:64])
        uow.commit()
    return report, to_compare


def _bring(
    uow: UnitOfWork, prepared: Prepared, partial: bool | None, progress: Progress, *, saves: bool
) -> tuple[Report, list[str]]:
    """(the report, ids of new and changed entries that may be compared with others)."""
    on = uow.now().astimezone(KOREA).date()
    batch = history.import_batch(uow, prepared.source, prepared.digest)
    is_new_batch = batch is None
    if is_new_batch:
        batch = ImportBatchRecord(source=prepared.source, digest=prepared.digest, counts={})
    missing, moved, asks = _missing(uow, prepared, partial)
    if asks and saves:
        raise MostWouldVanish(prepared.name, len(missing), imports.count_of(uow, prepared.source, prepared.gu))
    keeps_ids = prepared.network is not None
    errand = Errand(prepared.source, prepared.name, on, batch.id, saves=saves, keeps_ids=keeps_ids)
    entering = Following(uow, errand, progress, moved) if moved else Entering(uow, errand, progress)
    done = entering.all(prepared.entries.chunks(), len(prepared.entries))
    if saves and prepared.network is not None:
        done.added = enter_network(uow, prepared.network, prepared.source, done.ids)
    done.vanished = len(missing)
    done.gone = [Gone(id_, name) for id_, name in missing[:MOST_GONE]]
    if saves:
        mark_missing(uow, (id_ for id_, _ in missing), on, batch.id)
    notes = prepared.notes.with_(done.notes)
    if saves:
        _remember(uow, prepared)
    if saves and done.changed:
        _note(uow, prepared, batch, is_new_batch, done, notes)
    report = _report(prepared, done, notes, batch.id, asks, saves)
    return replace(report, known=imports.count_of(uow, prepared.source, prepared.gu)), done.to_compare


def _missing(
    uow: UnitOfWork, prepared: Prepared, partial: bool | None
) -> tuple[list[tuple[str, str]], Mapping[str, str], bool]:
    """((id, name) of the entries that a later edition no longer names, new key -> old key of those that moved
    or became secret, whether to ask if it is a later edition)."""
    hidden = became_secret(uow, prepared)
    if partial or not imports.was_imported(uow, prepared.source, prepared.gu):
        return [], hidden, False
    known = imports.count_of(uow, prepared.source, prepared.gu)
    missing = _not_named(uow, prepared, frozenset(hidden.values()))
    moved = moves(uow, prepared, (id_ for id_, _ in missing)) if missing else {}
    if moved:
        missing = _not_named(uow, prepared, frozenset([*moved.values(), *hidden.values()]))
    return missing, {**moved, **hidden}, partial is None and 2 * len(missing) > known


def _not_named(uow: UnitOfWork, prepared: Prepared, moved: frozenset[str]) -> list[tuple[str, str]]:
    named = prepared.keys | moved if moved else prepared.keys
    found = candidates(uow, prepared.source, prepared.gu, named)
    return [(id_, name) for id_, name, is_marked in found if not is_marked]


def _remember(uow: UnitOfWork, prepared: Prepared) -> None:
    """Keep what somebody said of the columns, for the next edition of the source."""
    looked = prepared.looked
    if looked.to_remember is None:
        return
    record = imports.mapping_named(uow, prepared.source)
    if record is None:
        record = uow.add(
            SourceMappingRecord(
                source=prepared.source, fingerprint=looked.fingerprint, mapping=looked.to_remember
            )
        )
    elif (record.mapping, record.fingerprint) == (looked.to_remember, looked.fingerprint):
        return
    else:
        record.mapping, record.fingerprint = looked.to_remember, looked.fingerprint
    uow.event(EventKind.MAPPING_KEPT, record.id)


def _note(uow: UnitOfWork, prepared: Prepared, batch, is_new_batch: bool, done: Entered, notes: Notes) -> None:
    counts = {name: getattr(done, name) for name in ("created", "updated", "unchanged", "vanished", "came_back")}
    if is_new_batch:
        batch.counts, batch.file, batch.format = counts, prepared.name[:300], prepared.format[:60]
        batch.report = {
            "gu": prepared.gu,
            "rows": prepared.rows,
            "refused": prepared.refused,
            "problems": dict(sorted(notes.counts.items())),
        }
        uow.add(batch)
    facts = counts | {"source": prepared.source, "digest": prepared.digest, "refused": prepared.refused}
    uow.event(EventKind.IMPORTED, batch.id, facts=facts)


def _report(prepared, done: Entered, notes: Notes, batch: str, asks: bool, saves: bool) -> Report:
    return Report(
        prepared=prepared,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        duplicates_proposed=done.twins,
        notes=notes,
        dry_run=not saves,
        changes=tuple(done.changes),
        changed_cells=done.changed_cells,
        gone=tuple(done.gone),
        vanished=done.vanished,
        came_back=done.came_back,
        kept_edits=done.kept_edits,
        asks_partial=asks,
        batch=batch if saves and done.changed else None,
    )


def today(database: Database) -> date:
    """The day in Korea by the database's clock."""
    return database.clock().astimezone(KOREA).date()
