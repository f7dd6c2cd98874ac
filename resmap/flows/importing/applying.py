"""The entries of a file into the register: one transaction, in chunks, whatever happens meanwhile.

First everything new is written: nobody else can be editing it. Only then the register's
counter is taken and the entries that change are read again under a lock and decided on
what stands there now, in the order in which whoever edits an entry takes them: so that no
edit is lost and nobody waits for each other. SQLite, where one writer is alone from the
start, is spared the second reading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.listing import is_resident
from resmap.domain.network import Network
from resmap.flows.entering import (
    UNIT,
    Decision,
    columns_after,
    decide_on,
    evidence_after,
    name_keys,
)
from resmap.flows.importing.calm import calm
from resmap.flows.importing.hidden import Namesakes
from resmap.flows.importing.ready import Ready, evidence_of, ready, values_of
from resmap.flows.importing.spool import Spool
from resmap.flows.importing.values import (
    COMPARING,
    MOST_CHANGES,
    WRITING,
    Change,
    Gone,
    Notes,
    Progress,
    RowNote,
    no_progress,
)
from resmap.formats.entries import Entry
from resmap.store import PartyRecord, TieRecord, UnitOfWork, bulk, register
from resmap.store.queries import imports

#: Entries in these states were taken out of the register by somebody: a file does not put them back.
_OUT = frozenset({Review.WITHDRAWN})


@dataclass
class Entered:
    """What became of the entries. ``ids`` maps keys to record ids where that was asked for;
    ``to_compare`` are new and changed entries that may be laid beside others."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    twins: int = 0
    added: bool = False
    notes: Notes = field(default_factory=Notes)
    changes: list[Change] = field(default_factory=list)
    changed_cells: int = 0
    kept_edits: int = 0
    came_back: int = 0
    vanished: int = 0
    gone: list[Gone] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    to_compare: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.added or self.vanished or self.came_back)


@dataclass(frozen=True)
class Errand:
    """What is to be done: ``file`` and ``on`` are noted as evidence, ``batch`` in the history.
    ``saves`` False: only see what it would do, in a unit of work that reads."""

    source: str
    file: str
    on: date
    batch: str | None = None
    saves: bool = True
    keeps_ids: bool = False


def enter(uow: UnitOfWork, entries: Iterable[Entry], source: str, on: date | None = None) -> Entered:
    """Bring the register up to ``entries`` of ``source`` at once (a demo, a test); nothing else of that
    source is touched. Keys must be unique. Rows arrive as imported: whatever date a file gives,
    nobody here has verified them yet."""
    uow.flush()
    errand = Errand(source, source, on or uow.now().date(), keeps_ids=True)
    return Entering(uow, errand).all([list(entries)], 0)


class Entering:
    """One errand in one unit of work."""

    def __init__(self, uow: UnitOfWork, errand: Errand, progress: Progress = no_progress):
        self.uow, self.errand, self.progress = uow, errand, progress
        self.done = Entered()
        self._units, self._namesakes = _Units(uow), Namesakes(uow)
        self._left_alone = imports.left_alone(uow, errand.on)
        self._spares = bool(self._left_alone.names or self._left_alone.phones)
        self._seen: Counter[int] = Counter()
        self._is_known = bulk.has_entries(uow, errand.source)
        # SQLite has one writer, who knows it from the start; and who only looks is in nobody's way.
        self._is_alone = uow.database.is_sqlite or not errand.saves

    def all(self, chunks: Iterable[Sequence[Entry | tuple]], total: int) -> Entered:
        """Everything of the chunks, entries or what waited of them; ``total`` is for the progress."""
        again = Spool(self.uow.database.head_file.parent)
        with calm():
            return self._all(chunks, total, again)

    def _all(self, chunks: Iterable[Sequence[Entry | tuple]], total: int, again: Spool) -> Entered:
        count = 0
        try:
            for chunk in chunks:
                self.progress(COMPARING, count, total)
                self._first_look([ready(one) for one in chunk], again)
                count += len(chunk)
            self.progress(COMPARING, count, total)
            if self.errand.saves and (self.done.created or self.done.updated or self.done.came_back or len(again)):
                bulk.touch(self.uow)
            count = 0
            for chunk in again.chunks():
                self.progress(WRITING, count, len(again))
                self._second_look([ready(one) for one in chunk])
                count += len(chunk)
        finally:
            again.close()
        return self.done

    # The first look: what is new is written, what changes is put aside

    def _first_look(self, chunk: Sequence[Ready], again: Spool) -> None:
        as_before = self._as_before(chunk)
        chunk = [entry for entry in chunk if entry.key not in as_before] if as_before else chunk
        known = imports.known(self.uow, self.errand.source, (entry.key for entry in chunk)) if self._is_known else {}
        new, changing = [], []
        for entry in chunk:
            row = known.get(entry.key)
            if row is None:
                new.append(entry)
                continue
            if self.errand.keeps_ids:
                self.done.ids[entry.key] = row["id"]
            decision = self._decide(row, entry)
            if decision is not None and (decision.changed or decision.is_news or row["missing_since"]):
                changing.append(entry) if self._is_alone else again.add(tuple(entry))
            else:
                self._told(row, entry, decision)
        self._create(new)
        if self._is_alone and changing:
            self._settle(changing, known)

    def _as_before(self, chunk: Sequence[Ready]) -> Mapping[str, str]:
        """key -> id of the entries that nobody touched and of which the file says what it said: most of an edition."""
        if not self._is_known:
            return {}
        said = {entry.key: entry.said for entry in chunk if not entry.is_secret}
        found = bulk.unchanged(self.uow, self.errand.source, said)
        self.done.unchanged += len(found)
        if self.errand.keeps_ids:
            self.done.ids |= found
        return found

    def _decide(self, row: Mapping[str, Any], entry: Ready) -> Decision | None:
        """What becomes of a known entry; None where somebody took it out."""
        return None if self._is_out(row) else decide_on(row, entry.says, is_secret=entry.is_secret)

    def _create(self, entries: Sequence[Ready]) -> None:
        wanted = entries
        if self._spares:
            wanted = [entry for entry in entries if not self._asked_to_be_left_alone(entry)]
        wanted = [self._without_place(entry) if self._namesakes.hides(entry) else entry for entry in wanted]
        self._twins(wanted)
        self.done.created += len(wanted)
        if not self.errand.saves or not wanted:
            return
        units = self._units.of(wanted)
        rows = []
        for entry, (organisation, department) in zip(wanted, units, strict=True):
            row = values_of(entry, self.errand.file, self.errand.on)
            row["organisation_id"], row["department_id"] = organisation, department
            rows.append(row)
        ids = bulk.insert_offers(self.uow, rows, review=Review.IMPORTED, source=self.errand.source)
        if self.errand.keeps_ids:
            self.done.ids |= {entry.key: id_ for entry, id_ in zip(wanted, ids, strict=True)}
        self.done.to_compare += [
            id_ for entry, id_ in zip(wanted, ids, strict=True) if entry.may_be_compared
        ]

    def _asked_to_be_left_alone(self, entry: Ready) -> bool:
        phone = None if entry.is_secret else entry.phone
        if not self._left_alone.holds(entry.folded, entry.says.get("dong"), phone):
            return False
        self.done.unchanged += 1
        facts = {"name": entry.name}
        self.done.notes.add(RowNote(entry.row, "", "DO_NOT_CONTACT", facts, secret=not entry.may_be_compared))
        return True

    def _without_place(self, entry: Ready) -> Ready:
        """A new entry with the name of a secret one: in doubt its place stays unknown (P-21)."""
        self.done.notes.add(RowNote(entry.row, "", "SECRET_NAMESAKE", {"name": entry.name}, secret=True))
        return self._namesakes.hidden(entry)

    def _twins(self, new: Sequence[Ready]) -> None:
        """New entries that have the name and gu of another one: told, never joined by themselves.

        A secret entry is never compared: a twin would tell its gu.
        """
        open_ = [entry for entry in new if entry.may_be_compared]
        where = [(entry.folded, entry.says.get("sigungu")) for entry in open_]
        known = imports.name_counts(self.uow, (name for name, _ in where))
        here: Counter[tuple[str, str | None]] = Counter()
        for entry, place in zip(open_, where, strict=True):
            # Earlier chunks stand in the register by now, unless nothing is saved.
            others = known.get(place, 0) + here[place] + (0 if self.errand.saves else self._seen[hash(place)])
            here[place] += 1
            if others:
                self.done.twins += 1
                self.done.notes.add(RowNote(entry.row, "", "SAME_NAME", {"name": entry.name, "count": others}))
        if not self.errand.saves:
            self._seen.update({hash(place): n for place, n in here.items()})

    # The second look: on what stands there now

    def _second_look(self, chunk: Sequence[Ready]) -> None:
        keys = [entry.key for entry in chunk]
        self._settle(chunk, imports.known(self.uow, self.errand.source, keys, lock=True))

    def _settle(self, chunk: Sequence[Ready], known: Mapping[str, Mapping[str, Any]]) -> None:
        """Write what changes in known entries, as they stand."""
        changes, said = [], []
        chunk, known = self._hide_first(chunk, known)
        for entry in chunk:
            row = known[entry.key]
            decision = self._decide(row, entry)
            self._told(row, entry, decision)
            if decision is None or decision.crosses:
                continue
            after = self._after(row, entry, decision)
            if after is not None:
                changes.append((row, after))
            elif decision.is_news:
                said.append((row["id"], decision.says))
            if after is not None and entry.may_be_compared and row["review"] is not Review.MERGED:
                self.done.to_compare.append(row["id"])
        if self.errand.saves:
            bulk.change_offers(self.uow, changes, self.errand.batch)
            bulk.keep_said(self.uow, said)

    def _hide_first(
        self, chunk: Sequence[Ready], known: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Sequence[Ready], Mapping[str, Mapping[str, Any]]]:
        """Make secret what the file hides; the other entries of the chunk, as they stand after it: who is
        merged with a hidden entry is hidden too."""
        hiding, others = [], []
        for entry in chunk:
            row = known[entry.key]
            decision = self._decide(row, entry)
            if decision is None or decision.crosses or not decision.becomes_secret:
                others.append(entry)
                continue
            hiding.append(row["id"])
            self._told(row, entry, decision)
            self._make_secret(row, self._after(row, entry, decision))
        if not hiding or not self.errand.saves:
            return others, known
        keys = [entry.key for entry in others]
        return others, imports.known(self.uow, self.errand.source, keys, lock=not self._is_alone)

    def _after(self, row: Mapping[str, Any], entry: Ready, decision: Decision) -> dict[str, Any] | None:
        """The attributes that change; None if the file changes nothing of the entry."""
        if not decision.changed and row["missing_since"] is None:
            return None
        after = columns_after(row, decision, self.errand.on)
        if row["missing_since"] is not None:
            after["missing_since"] = None
        if decision.changed:
            told = evidence_of(entry, self.errand.file, self.errand.on)
            if row["location_secret"] or entry.is_secret:
                after["evidence"] = {name: told[name] for name in ("file", "on")}
            else:
                after["evidence"] = evidence_after(row["evidence"], told, decision.changed)
        if self.errand.saves and not decision.changed.keys().isdisjoint(UNIT):
            ((after["organisation_id"], after["department_id"]),) = self._units.of([entry])
        return after

    def _make_secret(self, row: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """An entry that becomes secret goes through the session, which forgets its place (``store.secrecy``)."""
        if not self.errand.saves:
            return
        self.uow.because(ChangeReason.IMPORT, batch=self.errand.batch)
        record = imports.record(self.uow, row["id"])
        for name, value in after.items():
            setattr(record, name, value)
        self.uow.flush()

    # What is told

    def _is_out(self, row: Mapping[str, Any]) -> bool:
        return row["voided_at"] is not None or row["review"] in _OUT

    def _told(self, row: Mapping[str, Any], entry: Ready, decision: Decision | None) -> None:
        """Count the entry and note what its file should know."""
        done, name = self.done, row["name"]
        is_private = row["location_secret"] or is_resident(row["kind"]) or not entry.may_be_compared
        about = {"offer": row["id"], "secret": is_private}
        if decision is None:
            done.unchanged += 1
            done.notes.add(RowNote(entry.row, "", "TAKEN_OUT_KEPT", {"name": name}, **about))
            return
        if decision.crosses:
            done.unchanged += 1
            done.notes.add(RowNote(entry.row, "", "RESIDENT_KEPT", {"name": name}, **about))
            return
        came_back = row["missing_since"] is not None
        done.came_back += came_back
        if decision.changed:
            done.updated += 1
            done.changed_cells += len(decision.changed)
            self._show_changes(row, entry, decision)
        else:
            done.unchanged += 1
        done.kept_edits += len(decision.kept)
        for one in decision.kept:
            facts = {"name": name, "field": one.field, "here": one.here, "there": one.there, "news": one.news}
            done.notes.add(RowNote(entry.row, "", "LOCAL_EDIT_KEPT", facts, **about))
        if row["location_secret"] and not entry.is_secret:
            done.notes.add(RowNote(entry.row, "", "SECRET_KEPT", {"name": name}, **about))

    def _show_changes(self, row: Mapping[str, Any], entry: Ready, decision: Decision) -> None:
        if decision.becomes_secret:  # nothing else of it, not even once more: name, prose and area may tell the place
            name, changed = entry.name, {"location_secret": decision.changed["location_secret"]}
        else:
            name, changed = row["name"], decision.changed
        for field_, (before, after) in sorted(changed.items()):
            if len(self.done.changes) < MOST_CHANGES and field_ != "proposed_needs":
                self.done.changes.append(Change(entry.row, row["id"], name, field_, before, after))


# What the file no longer names


def candidates(uow: UnitOfWork, source: str, gu: str | None, keys) -> Iterator[tuple[str, str, bool]]:
    """(id, name, whether already marked) of the source's entries in the register that the file does not name,
    neither by their own key nor by that of an entry that was merged into them."""
    named = {id_ for key, id_ in imports.stood_for(uow, source) if key in keys}
    for id_, key, name, since in imports.keys_of(uow, source, gu):
        if key not in keys and id_ not in named:
            yield id_, name, since is not None


def mark_missing(uow: UnitOfWork, ids: Iterable[str], on: date, batch: str | None) -> None:
    """Mark entries as missing since that day; never deletes one."""
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        rows = imports.by_ids_to_mark(uow, wanted[start : start + 500], lock=True)
        bulk.change_offers(uow, [(row, {"missing_since": on}) for row in rows], batch)


# Networks: people, groups and ties beside the offers


def enter_network(uow: UnitOfWork, network: Network, source: str, ids: Mapping[str, str]) -> bool:
    """Parties, ties and closed organisations of a network file, where they are new.

    ``ids`` are those of its offers. Answers whether anything was added.
    """
    known, everybody, added = imports.parties_by_source(uow, source), dict(ids), False
    for party in network.parties:
        record = known.get(party.id)
        if record is None:
            record = uow.add(PartyRecord(**_party_fields(party), source=source, source_key=party.id))
            added = True
        everybody[party.id] = record.id
    ties = imports.known_ties(uow)
    for tie in network.ties:
        if tie.source not in everybody or tie.target not in everybody:
            continue  # an end that asked not to be contacted is not in the register
        ends = everybody[tie.source], everybody[tie.target]
        if (*ends, tie.kind.value) in ties:
            continue
        ties.add((*ends, tie.kind.value))
        uow.add(
            TieRecord(
                source_id=ends[0], target_id=ends[1], kind=tie.kind, both_ways=tie.both_ways, strength=tie.strength
            )
        )
        added = True
    for name in sorted(network.closed_organizations):
        organisation = register.organisation_named(uow, name)
        if organisation.closed_on is None:
            organisation.closed_on = network.today
            added = True
    uow.flush()
    return added


def _party_fields(party) -> dict[str, Any]:
    return {
        "short_ref": party.id[:80],
        "kind": party.kind,
        "name": party.name,
        "name_en": party.name_en,
        **name_keys(party.name),
        "about": party.about,
        "sido": party.place.sido,
        "sigungu": party.place.sigungu,
        "dong": party.place.dong,
        "lat": party.place.lat,
        "lon": party.place.lon,
        "extra": dict(party.extra) or None,
    }


class _Units:
    """Organisations and departments by name, looked up by the chunk and added where they are new."""

    def __init__(self, uow: UnitOfWork):
        self._uow = uow

    def of(self, entries: Sequence[Ready]) -> list[tuple[str, str | None]]:
        """(organisation's id, department's id or None) of each entry."""
        organisations = [entry.organization for entry in entries]
        numbers: dict[str, str | None] = dict.fromkeys(organisations)
        numbers |= {one.organization: one.number for one in entries if one.number}
        known = imports.organisations_named(self._uow, numbers)
        new = {name: number for name, number in numbers.items() if name not in known}
        ids = {name: id_ for name, (id_, _) in known.items()} | bulk.insert_organisations(self._uow, new)
        unnumbered = {id_: numbers[name] for name, (id_, number) in known.items() if not number and numbers[name]}
        bulk.number_organisations(self._uow, unnumbered)
        units = [(ids[name], one.department) for name, one in zip(organisations, entries, strict=True)]
        departments = self._departments({unit for unit in units if unit[1]})
        return [(unit[0], departments.get(unit) if unit[1] else None) for unit in units]

    def _departments(self, wanted: set[tuple[str, str | None]]) -> dict[tuple[str, str | None], str]:
        if not wanted:
            return {}
        known = imports.departments_of(self._uow, {organisation for organisation, _ in wanted})
        return known | bulk.insert_departments(self._uow, sorted(wanted - known.keys()))
