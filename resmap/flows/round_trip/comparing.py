"""One sheet against the register: each row with its entry, each cell with what left and what stands now."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from resmap.domain.permissions import Actor, Permission
from resmap.flows.exporting import listed_of
from resmap.flows.round_trip.doubts import judged
from resmap.flows.round_trip.new_rows import new_row, with_twins
from resmap.flows.round_trip.rows import BadRows, by_key, by_name, stands
from resmap.flows.round_trip.texts import Moved, counted_places, locale_of, same, sign_of, told
from resmap.flows.round_trip.values import BadRow, CellChange, Changes, EntryChanges, Missing
from resmap.flows.sheets import BY_NAME, BadCell, cell_text, values_of
from resmap.formats.workbook_read import SheetBack, SheetRow
from resmap.store import OfferChangeRecord, OfferRecord, UnitOfWork, register
from resmap.store.changes import plain
from resmap.store.queries import changes, exports


def compare(uow: UnitOfWork, actor: Actor, sheet: SheetBack, today: date) -> Changes:
    """What the sheet would change, on the register as it stands. Nothing is saved."""
    actor.require(Permission.REGISTER_EDIT)
    return Comparison(uow, sheet, today).changes()


class Comparison:
    """One sheet against the register of this unit of work."""

    def __init__(self, uow: UnitOfWork, sheet: SheetBack, today: date):
        self.uow, self.sheet, self.today = uow, sheet, today
        ids = {row.id for row in sheet.rows if row.id} | {one[0] for one in sheet.exported or ()}
        self.records = exports.by_ids(uow, ids)
        self.counted = {(id_, revision): counted for id_, revision, counted in sheet.exported or ()}
        self.bad = BadRows(sheet)

    def changes(self) -> Changes:
        self.bad = BadRows(self.sheet, [BadRow(row, "", f"A{row}", "", "ROW_LENGTH") for row in self.sheet.unusable])
        keyed, keyless = by_key(self.sheet, self.records, self.bad)
        named = by_name(self.sheet, keyless, self.records)
        since = exports.changes_since(self.uow, {row.id: row.revision for row in keyed})
        entries, unchanged = [], 0
        for row in keyed:
            found = self._entry(row, self.records[row.id], since.get(row.id, []))
            entries += [found] if found else []
            unchanged += found is None
        new, here = [], register.setting(self.uow)
        for row in keyless:
            if known := named.get(row.number):
                found = self._entry(row, known, None)
                entries += [found] if found else []
                unchanged += found is None
            elif made := new_row(row, self.bad, here):
                new.append(made)
        return Changes(
            tuple(entries),
            with_twins(self.uow, new),
            tuple(self._missing({row.id for row in keyed} | {one.id for one in named.values()})),
            tuple(sorted(self.bad.found, key=lambda one: (one.row, one.field))),
            unchanged,
            self.sheet.strange,
        )

    def _entry(
        self, row: SheetRow, record: OfferRecord, since: list[OfferChangeRecord] | None
    ) -> EntryChanges | None:
        """The changes of the entry; ``since`` None: what left is not known."""
        self.bad.tell_unknown(row, record.name)
        now = values_of(listed_of(record, self.today))
        left = now if since is None else self._left(row, record, now, since)
        cells = []
        for name, text in row.cells.items():
            locale = locale_of(text, name, left.get(name))
            if not isinstance(left[name], Moved) and same(text, cell_text(name, left[name], locale)):
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
            left["places_left"] = Moved() if counted is None else counted_places(counted)
        return left

    def _cell(self, row: SheetRow, record: OfferRecord, name: str, text: str, now: Any, left: Any) -> CellChange | None:
        if BY_NAME[name].locked:
            if not same(text, cell_text(name, now)):
                self.bad.tell(row, name, "LOCKED", record.name)
            return None
        try:
            value, doubt = judged(name, text, record.sido, record.sigungu)
            if name == "kind" and value.startswith("H1") != record.kind.startswith("H1"):
                raise BadCell("RESIDENT")
        except BadCell as error:
            self.bad.tell(row, name, error.code, record.name)
            return None
        if value == now or value == left or same(cell_text(name, value), cell_text(name, now)):
            return None
        shown, said, before = cell_text(name, now), cell_text(name, value), told(name, left)
        return CellChange(
            id=f"{record.id}:{name}:{sign_of(shown, said)}",
            field=name,
            address=self.sheet.address(name, row.number),
            before=before,
            now=shown,
            sheet=said,
            value=value,
            conflict=isinstance(left, Moved) or plain(now) != plain(left),
            doubt=doubt,
            written=text if doubt and not same(text, said) else "",
        )

    def _together(self, row: SheetRow, record: OfferRecord, cells: list[CellChange]) -> list[CellChange]:
        """Pairs that contradict each other are told at the cell; the rest may be taken."""
        said = {cell.field: cell.value for cell in cells}
        for low, high, code in (("age_min", "age_max", "CROSSED"), ("places_left", "limit", "ABOVE_LIMIT")):
            pair = [said.get(name, getattr(record, name)) for name in (low, high)]
            if None not in pair and pair[0] > pair[1] and {low, high} & said.keys():
                for name in (low, high):
                    if name in said:
                        self.bad.tell(row, name, code, record.name)
                cells = [cell for cell in cells if cell.field not in (low, high)]
        return cells

    def _missing(self, came: set[str]) -> Iterator[Missing]:
        for id_, *_ in self.sheet.exported or ():
            record = self.records.get(id_)
            if id_ not in came and record is not None and stands(record):
                yield Missing(f"gone:{id_}:{record.revision}", id_, record.name)
