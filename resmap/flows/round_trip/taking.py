"""Taking over what was chosen: all of it or nothing."""

from collections.abc import Iterable
from datetime import date

from resmap.domain.codes import ChangeReason, ProposalKind, ProposedBy
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, Permission
from resmap.flows import editing, new_entries, proposals, upkeep
from resmap.flows.entry_values import BESIDE, BadValue
from resmap.flows.pair_finding import refresh
from resmap.flows.round_trip.comparing import Comparison
from resmap.flows.round_trip.values import Applied, CellChange, NewRow
from resmap.formats.workbook_read import SheetBack
from resmap.store import OfferRecord, ProposalRecord, UnitOfWork, history
from resmap.store.changes import plain


class Overtaken(Exception):
    """Somebody changed the register since the page was shown: what was ticked is not what would be done."""


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
    comparison = Comparison(uow, sheet, today)
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
