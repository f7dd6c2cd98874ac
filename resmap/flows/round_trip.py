"""엑셀에서 고친 것 되받기: what somebody changed in a sheet, cell by cell, taken over or not.

Three values decide about each cell: what left (today's value, with every change since
the revision of the row taken back), what stands now, and what the sheet says. A cell
nobody touched changes nothing, however much the register moved on; a cell that both
sides changed is a conflict and is taken only when somebody says so. Rows that are
missing take nothing out; rows without a key are new.

Nothing is kept between looking and taking over: the sheet's differing rows travel
with the page (:meth:`SheetBack.document`) and are compared again on fresh data.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from unicodedata import normalize

from resmap.domain.codes import ChangeReason, OfferStatus, ProposalKind, ProposedBy, Review
from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, NotAllowed, Permission
from resmap.domain.resident_number import contains_resident_number, refuse
from resmap.flows import editing, new_entries, proposals, upkeep
from resmap.flows.entry_values import BESIDE, BadValue
from resmap.flows.exporting import listed_of
from resmap.flows.pair_finding import refresh
from resmap.flows.sheets import BY_NAME, FORGOTTEN, BadCell, cell_text, cell_value, headings, values_of
from resmap.formats.workbook_read import SheetBack, SheetRow, is_id, read_workbook
from resmap.store import OfferChangeRecord, OfferRecord, ProposalRecord, UnitOfWork, history
from resmap.store.changes import plain
from resmap.store.queries import changes, exports

#: Unpacked, a sheet that travels is not larger (bytes).
LARGEST = 64 * 1024 * 1024

#: The alphabet of base 32 without digits, and without the letters that stand for hidden ones (X).
_TO_LETTERS = str.maketrans("234567X=", "abcdefgh")
_FROM_LETTERS = str.maketrans("abcdefgh", "234567X=")


class Overtaken(Exception):
    """Somebody changed the register since the page was shown: what was ticked is not what would be done."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that would change an entry. Texts as a cell shows them; ``address`` is the cell's (K12).

    ``conflict``: the register was changed here too since the sheet left.
    """

    id: str
    field: str
    address: str
    before: str
    now: str
    sheet: str
    value: Any = field(compare=False, repr=False)
    conflict: bool = False


@dataclass(frozen=True)
class EntryChanges:
    """The changes of one entry. ``by_name``: its key was lost, and it was known again by its name; what
    left is not known then, so nothing of it is taken unless somebody says so."""

    offer_id: str
    name: str
    row: int
    cells: tuple[CellChange, ...]
    by_name: bool = False


@dataclass(frozen=True)
class NewRow:
    """A row without a key. ``twins``: entries that bear this name already."""

    id: str
    row: int
    name: str
    values: Mapping[str, Any] = field(compare=False)
    texts: Mapping[str, str] = field(default_factory=dict)
    twins: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry that left and did not come back. Its row was deleted, or the sheet is a part."""

    id: str
    offer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A cell, or a row (``field`` empty), that cannot be taken: a code, and where it stands."""

    row: int
    field: str
    address: str
    name: str
    code: str


@dataclass(frozen=True)
class Changes:
    """What a sheet would change."""

    entries: tuple[EntryChanges, ...] = ()
    new: tuple[NewRow, ...] = ()
    missing: tuple[Missing, ...] = ()
    bad: tuple[BadRow, ...] = ()
    unchanged: int = 0
    strange: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        return sum(len(one.cells) for one in self.entries)

    def usual(self) -> frozenset[str]:
        """Ids of what is ticked unless somebody says otherwise: no conflict, no guess, nothing taken out."""
        cells = (cell.id for one in self.entries if not one.by_name for cell in one.cells if not cell.conflict)
        return frozenset([*cells, *(one.id for one in self.new if not one.twins)])

    def every(self) -> frozenset[str]:
        """Ids of everything that can be ticked."""
        cells = (cell.id for one in self.entries for cell in one.cells)
        return frozenset([*cells, *(one.id for one in self.new), *(one.id for one in self.missing)])


@dataclass(frozen=True, slots=True)
class Applied:
    """What was taken over: ``cells`` of ``entries``, ``created`` entries, ``withdrawn`` ones; and how many
    proposals were made instead (``proposed``): of new rows, and of what waits in verified entries (R046)."""

    entries: int = 0
    cells: int = 0
    created: int = 0
    proposed: int = 0
    withdrawn: int = 0


def read(actor: Actor, raw: bytes, what: str) -> SheetBack:
    """The sheet in a file that came back. Raises FormatError, NotAllowed, ResidentNumberError for such a
    number in the file's name. Cells with such a number are forgotten at once; that they were there is told."""
    actor.require(Permission.REGISTER_EDIT)
    refuse(what, "file")
    sheet = read_workbook(raw, what, headings())
    return replace(sheet, rows=tuple(replace(row, cells=_without_numbers(row.cells)) for row in sheet.rows))


def _without_numbers(cells: Mapping[str, str]) -> Mapping[str, str]:
    return {name: FORGOTTEN if contains_resident_number(text) else text for name, text in cells.items()}


def compare(uow: UnitOfWork, actor: Actor, sheet: SheetBack, today: date) -> Changes:
    """What the sheet would change, on the register as it stands. Nothing is saved."""
    actor.require(Permission.REGISTER_EDIT)
    return _Comparison(uow, sheet, today).changes()


def differing(sheet: SheetBack, found: Changes) -> SheetBack:
    """The sheet without the rows that change nothing: what has to travel with the page."""
    told = {one.row: {cell.field for cell in one.cells} for one in found.entries}
    for one in found.bad:
        told.setdefault(one.row, set()).add(one.field)
    whole = {one.row for one in found.new} | {one.row for one in found.bad if not one.field}
    rows = [
        row if row.number in whole or row.id is None else _narrowed(row, told[row.number])
        for row in sheet.rows
        if row.number in told or row.number in whole
    ]
    needed = {one.offer_id for one in (*found.missing, *found.entries)}
    kept = None if sheet.exported is None else tuple(one for one in sheet.exported if one[0] in needed)
    return replace(sheet, rows=tuple(rows), exported=kept)


def left_over(sheet: SheetBack, found: Changes, taken: Iterable[str]) -> SheetBack:
    """The sheet without what was taken over: a new row has an entry now, a cell is written or proposed."""
    wanted = frozenset(taken)
    made = {one.row for one in found.new if one.id in wanted}
    cells = {one.row: {cell.field for cell in one.cells if cell.id in wanted} for one in found.entries}
    rows = (row for row in sheet.rows if row.number not in made)
    return replace(sheet, rows=tuple(_without(row, cells.get(row.number, ())) for row in rows))


def _without(row: SheetRow, taken: Collection[str]) -> SheetRow:
    return replace(row, cells={name: text for name, text in row.cells.items() if name not in taken})


#: Cells by which a row is known, and pairs that are judged together.
_ALWAYS = frozenset({"name", "dong", "organization", "age_min", "age_max", "places_left", "limit"})


def _narrowed(row: SheetRow, told: set[str]) -> SheetRow:
    return replace(row, cells={name: text for name, text in row.cells.items() if name in told or name in _ALWAYS})


def packed(sheet: SheetBack) -> str:
    """The sheet as letters that travel in a form; neither digits nor dashes, which look like numbers of people."""
    raw = zlib.compress(json.dumps(sheet.document(), ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.b32encode(raw).decode().translate(_TO_LETTERS)


def unpacked(text: str) -> SheetBack:
    """The inverse of :func:`packed`. Raises ValueError for what is none, or unpacks to too much."""
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(base64.b32decode(text.translate(_FROM_LETTERS)), LARGEST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError("too much")
        sheet = SheetBack.of(json.loads(raw))
        return replace(sheet, rows=tuple(map(_as_read, sheet.rows)), columns=_known(sheet.columns))
    except (zlib.error, RecursionError) as error:
        raise ValueError("no sheet") from error


def _as_read(row: SheetRow) -> SheetRow:
    """A row as reading a sheet would have made it, whatever a form sent."""
    if row.id is not None and not is_id(row.id):
        raise ValueError("no id")
    return replace(row, cells=_without_numbers(_known(row.cells)), revision=row.revision or 0 if row.id else None)


def _known(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if name in BY_NAME}


def apply(
    uow: UnitOfWork, actor: Actor, sheet: SheetBack, chosen: Iterable[str], today: date, *, key: str
) -> Applied:
    """Take over what was chosen (ids of :func:`compare`), all of it or nothing.

    New rows become entries where the actor may verify, else proposals; so does what waits of a verified
    entry (``flows.editing.split``). Raises Overtaken when something
    chosen is no longer what was shown, BadValue for values that contradict each other, NotAllowed for
    who withdraws without the right to.
    """
    actor.require(Permission.REGISTER_EDIT)
    if history.begin_once(uow, key, "sheet.apply") is not None:
        return Applied()
    comparison = _Comparison(uow, sheet, today)
    found, wanted = comparison.changes(), frozenset(chosen)
    if wanted - found.every():
        raise Overtaken
    if any(one.id in wanted for one in found.missing) and not actor.may(Permission.REGISTER_VERIFY):
        raise NotAllowed(Permission.REGISTER_VERIFY)
    changed = [one for one in found.entries if any(cell.id in wanted for cell in one.cells)]
    uow.because(ChangeReason.SHEET)
    entries, cells, proposed, touched = 0, 0, 0, []
    for one in changed:
        taken = [cell for cell in one.cells if cell.id in wanted]
        waiting, looks_new = _change(uow, actor, comparison.records[one.offer_id], taken)
        touched += [one.offer_id] if looks_new else []
        proposed += waiting > 0
        entries += waiting < len(taken)
        cells += len(taken) - waiting
    new = [one for one in found.new if one.id in wanted]
    may_add = actor.may(Permission.REGISTER_VERIFY)
    touched += [made for one in new if (made := _add(uow, actor, one, may_add))]
    gone = [one for one in found.missing if one.id in wanted]
    uow.flush()
    refresh(uow, touched)
    for one in gone:
        upkeep.take_out(uow, comparison.records[one.offer_id], None)
    proposed += 0 if may_add else len(new)
    done = Applied(entries, cells, len(new) if may_add else 0, proposed, len(gone))
    history.finish_once(uow, key, str(done.cells))
    uow.commit()
    return done


def _change(uow: UnitOfWork, actor: Actor, record: OfferRecord, cells: Iterable[CellChange]) -> tuple[int, bool]:
    """Set what counts at once and propose the rest: (how many cells wait, whether pairs have to be found anew)."""
    values = {cell.field: cell.value for cell in cells}
    try:
        now, later = editing.split(actor, record, values)
    except BadValue as error:
        raise BadValue(f"{record.name}: {error.field}", error.code) from None
    looks_new = editing.write(uow, record, now, by="sheet")
    if later:
        proposals.keep_change(uow, record, later)
    return len(later), looks_new


def _add(uow: UnitOfWork, actor: Actor, row: NewRow, may_add: bool) -> str | None:
    """The id of the new entry; None where it is proposed only."""
    values = {name: value for name, value in row.values.items() if name in new_entries.NEW and value is not None}
    if "public_phone" in values:
        values["phone"] = values.pop("public_phone")
    if not may_add:
        proposal = uow.add(
            ProposalRecord(
                kind=ProposalKind.NEW,
                by=ProposedBy.STAFF,
                fields={name: plain(value) for name, value in values.items()},
                note=row.name,
                dong=values.get("dong"),
            )
        )
        uow.flush()
        uow.event(EventKind.PROPOSED, proposal.id, facts={"kind": "new", "by": "staff"})
        return None
    try:
        record = new_entries.add(uow, actor, values)
    except BadValue as error:
        raise BadValue(f"{row.name}: {error.field}", error.code) from None
    for name in sorted(BESIDE):
        setattr(record, name, row.values.get(name))
    return record.id


class _Comparison:
    """One sheet against the register of this unit of work."""

    def __init__(self, uow: UnitOfWork, sheet: SheetBack, today: date):
        self.uow, self.sheet, self.today = uow, sheet, today
        ids = {row.id for row in sheet.rows if row.id} | {one[0] for one in sheet.exported or ()}
        self.records = exports.by_ids(uow, ids)
        self.counted = {(id_, revision): counted for id_, revision, counted in sheet.exported or ()}
        self.bad: list[BadRow] = []

    def changes(self) -> Changes:
        self.bad = [BadRow(row, "", f"A{row}", "", "ROW_LENGTH") for row in self.sheet.unusable]
        keyed, keyless = self._sorted()
        by_name = self._known_by_name(keyless)
        since = exports.changes_since(self.uow, {row.id: row.revision for row in keyed})
        entries, unchanged = [], 0
        for row in keyed:
            found = self._entry(row, self.records[row.id], since.get(row.id, []))
            entries += [found] if found else []
            unchanged += found is None
        new = []
        for row in keyless:
            if known := by_name.get(row.number):
                found = self._entry(row, known, None)
                entries += [found] if found else []
                unchanged += found is None
            elif made := self._new(row):
                new.append(made)
        return Changes(
            tuple(entries),
            self._with_twins(new),
            tuple(self._missing({row.id for row in keyed} | {one.id for one in by_name.values()})),
            tuple(sorted(self.bad, key=lambda one: (one.row, one.field))),
            unchanged,
            self.sheet.strange,
        )

    def _sorted(self) -> tuple[list[SheetRow], list[SheetRow]]:
        """(rows of entries that stand, rows without an entry). A row that was copied to write a new one
        over it bears the key of the first: it is new unless it says the same."""
        keyed: dict[str, SheetRow] = {}
        keyless: list[SheetRow] = []
        for row in self.sheet.rows:
            record = self.records.get(row.id or "")
            if row.broken:
                self._refuse(row, "", "KEY_BROKEN")
            elif row.id is None:
                keyless.append(row)
            elif record is None or record.kind.startswith("H1"):
                self._refuse(row, "", "KEY_UNKNOWN")
            elif record.review in (Review.MERGED, Review.WITHDRAWN):
                self._refuse(row, "", "GONE_MEANWHILE")
            elif record.location_secret:
                self._refuse(row, "", "SECRET_MEANWHILE")
            elif row.id in keyed:
                first = keyed[row.id]
                if _same(row.cells.get("name", ""), record.name) and not _same(first.cells.get("name", ""), record.name):
                    keyed[row.id], row = row, first
                if _same(row.cells.get("name", ""), record.name):
                    self._refuse(row, "", "KEY_TWICE")
                else:
                    keyless.append(replace(row, id=None, revision=None))
            else:
                keyed[row.id] = row
        return sorted(keyed.values(), key=lambda row: row.number), keyless

    def _known_by_name(self, keyless: Iterable[SheetRow]) -> dict[int, OfferRecord]:
        """Rows whose key was lost, known again by name, dong and organisation: among what left with the
        sheet and did not come back by its key. Only where exactly one fits."""
        came = {row.id for row in self.sheet.rows if row.id}
        left = [one[0] for one in self.sheet.exported or () if one[0] not in came]
        known: dict[str, list[OfferRecord]] = {}
        for id_ in left:
            if (record := self.records.get(id_)) and self._stands(record):
                known.setdefault(fold(record.name), []).append(record)
        found: dict[int, OfferRecord] = {}
        used: set[str] = set()
        for row in keyless:
            fitting = [one for one in known.get(fold(row.cells.get("name", "")), ()) if self._fits(row, one)]
            if len(fitting) == 1 and fitting[0].id not in used:
                used.add(fitting[0].id)
                found[row.number] = fitting[0]
        return found

    def _fits(self, row: SheetRow, record: OfferRecord) -> bool:
        pairs = (("dong", record.dong), ("organization", record.organisation.name))
        return all(name not in row.cells or _same(row.cells[name], value or "") for name, value in pairs)

    def _stands(self, record: OfferRecord) -> bool:
        gone = record.review in (Review.MERGED, Review.WITHDRAWN)
        return not (gone or record.location_secret or record.kind.startswith("H1"))

    # One entry

    def _entry(
        self, row: SheetRow, record: OfferRecord, since: list[OfferChangeRecord] | None
    ) -> EntryChanges | None:
        """The changes of the entry; ``since`` None: what left is not known."""
        now = values_of(listed_of(record, self.today))
        left = now if since is None else self._left(row, record, now, since)
        cells = []
        for name, text in row.cells.items():
            locale = _locale_of(text, name, left.get(name))
            if not isinstance(left[name], _Moved) and _same(text, cell_text(name, left[name], locale)):
                continue  # nobody touched it
            cell = self._cell(row, record, name, text, now[name], left[name])
            if cell is not None:
                cells.append(cell)
        cells = self._together(row, record, cells)
        if not cells:
            return None
        return EntryChanges(record.id, record.name, row.number, tuple(cells), by_name=since is None)

    def _left(self, row: SheetRow, record: OfferRecord, now: Mapping[str, Any], since) -> dict[str, Any]:
        """The values as they were when the sheet left."""
        left = dict(now)
        for change in reversed(since):  # the youngest first: the oldest word of each field stands at the end
            for name, kept in change.before.items():
                if name in left:
                    left[name] = changes.column_value(name, kept)
        if row.revision is not None and record.revision - row.revision > len(since):
            # Places are counted without a change of the history: what left is what the sheet remembers.
            counted = self.counted.get((record.id, row.revision))
            left["places_left"] = _Moved() if counted is None else _count(counted)
        return left

    def _cell(self, row: SheetRow, record: OfferRecord, name: str, text: str, now: Any, left: Any) -> CellChange | None:
        if BY_NAME[name].locked:
            if not _same(text, cell_text(name, now)):
                self._refuse(row, name, "LOCKED", record.name)
            return None
        try:
            value = cell_value(name, text)
            if name == "kind" and value.startswith("H1") != record.kind.startswith("H1"):
                raise BadCell("RESIDENT")
        except BadCell as error:
            self._refuse(row, name, error.code, record.name)
            return None
        if value == now or value == left or _same(cell_text(name, value), cell_text(name, now)):
            return None
        shown, said, before = cell_text(name, now), cell_text(name, value), _told(name, left)
        return CellChange(
            id=f"{record.id}:{name}:{_print(shown, said)}",
            field=name,
            address=self.sheet.address(name, row.number),
            before=before,
            now=shown,
            sheet=said,
            value=value,
            conflict=isinstance(left, _Moved) or plain(now) != plain(left),
        )

    def _together(self, row: SheetRow, record: OfferRecord, cells: list[CellChange]) -> list[CellChange]:
        """Pairs that contradict each other are told at the cell; the rest may be taken."""
        said = {cell.field: cell.value for cell in cells}
        for low, high, code in (("age_min", "age_max", "CROSSED"), ("places_left", "limit", "ABOVE_LIMIT")):
            pair = [said.get(name, getattr(record, name)) for name in (low, high)]
            if None not in pair and pair[0] > pair[1] and {low, high} & said.keys():
                for name in (low, high):
                    if name in said:
                        self._refuse(row, name, code, record.name)
                cells = [cell for cell in cells if cell.field not in (low, high)]
        return cells

    # Rows that are no entries yet, and entries that have no row

    def _new(self, row: SheetRow) -> NewRow | None:
        values: dict[str, Any] = {}
        bad = len(self.bad)
        name = row.cells.get("name", "").strip()
        if not name:
            self._refuse(row, "name", "EMPTY")
            return None
        for field_name, text in row.cells.items():
            if field_name in ("review", "verified_on") or not text.strip() or field_name == "status":
                continue
            try:
                values[field_name] = cell_value(field_name, text)
            except BadCell as error:
                self._refuse(row, field_name, error.code, name)
        values["status"] = self._status(row, name)
        if "kind" not in values and len(self.bad) == bad:
            self._refuse(row, "kind", "EMPTY", name)
        for low, high, code in (("age_min", "age_max", "CROSSED"), ("places_left", "limit", "ABOVE_LIMIT")):
            if None not in (values.get(low), values.get(high)) and values[low] > values[high]:
                self._refuse(row, low, code, name)
        if len(self.bad) > bad:
            return None
        texts = {one: cell_text(one, value) for one, value in values.items() if value not in (None, ())}
        return NewRow(f"new:{row.number}:{_print(*texts.values())}", row.number, name, values, texts)

    def _status(self, row: SheetRow, name: str) -> OfferStatus | None:
        text = row.cells.get("status", "")
        try:
            return cell_value("status", text) if text.strip() else OfferStatus.ACTIVE
        except BadCell as error:
            self._refuse(row, "status", error.code, name)
            return None

    def _with_twins(self, new: list[NewRow]) -> tuple[NewRow, ...]:
        """New rows with the number of entries that bear their name already: the file may have come before."""
        known: dict[str, int] = {}
        for record in exports.named(self.uow, (fold(one.name) for one in new)):
            if self._stands(record):
                known[record.name_folded] = known.get(record.name_folded, 0) + 1
        return tuple(replace(one, twins=known.get(fold(one.name), 0)) for one in new)

    def _missing(self, came: set[str]) -> Iterator[Missing]:
        for id_, *_ in self.sheet.exported or ():
            record = self.records.get(id_)
            if id_ not in came and record is not None and self._stands(record):
                yield Missing(f"gone:{id_}:{record.revision}", id_, record.name)

    def _refuse(self, row: SheetRow, name: str, code: str, called: str = "") -> None:
        address = self.sheet.address(name, row.number) if name else f"A{row.number}"
        self.bad.append(BadRow(row.number, name, address, called or row.cells.get("name", ""), code))


class _Moved:
    """A value that was counted since; what left is not known."""


def _count(text: str) -> Any:
    try:
        return cell_value("places_left", text)
    except BadCell:
        return _Moved()


def _told(name: str, left: Any) -> str:
    return "" if isinstance(left, _Moved) else cell_text(name, left)


def _locale_of(text: str, name: str, left: Any) -> str:
    """The language in which the cell was written when it left: that of the two whose text stands there."""
    if not isinstance(left, _Moved) and _same(text, cell_text(name, left, "en")):
        return "en"
    return "ko"


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader: line ends, blanks at the ends and Unicode forms aside."""
    return _normal(one) == _normal(other)


def _normal(text: str) -> str:
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _print(*texts: str) -> str:
    """A short sign of what was shown: another value has another one."""
    return hashlib.blake2s("\0".join(texts).encode(), digest_size=8).hexdigest()

