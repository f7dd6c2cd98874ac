"""Rows that are no entries yet."""

from dataclasses import replace
from typing import Any

from resmap.domain.codes import OfferStatus
from resmap.domain.korean import fold
from resmap.domain.network import Place
from resmap.flows.round_trip.doubts import judged
from resmap.flows.round_trip.rows import BadRows, stands
from resmap.flows.round_trip.texts import sign_of
from resmap.flows.round_trip.values import NewRow
from resmap.flows.sheets import BadCell, cell_text, cell_value
from resmap.formats.workbook_read import SheetRow
from resmap.store import UnitOfWork
from resmap.store.queries import exports


def new_row(row: SheetRow, bad: BadRows, here: Place) -> NewRow | None:
    """The entry that the row would become, ``here`` (of the office); None where something cannot be taken."""
    values: dict[str, Any] = {}
    doubts: dict[str, str] = {}
    before = len(bad.found)
    name = row.cells.get("name", "").strip()
    bad.tell_unknown(row, name)
    if not name:
        if "name" not in row.unknown:
            bad.tell(row, "name", "EMPTY")
        return None
    for field_name, text in row.cells.items():
        if field_name in ("review", "verified_on") or not text.strip() or field_name == "status":
            continue
        try:
            values[field_name], doubt = judged(field_name, text, here.sido, here.sigungu)
            if doubt:
                doubts[field_name] = doubt
        except BadCell as error:
            bad.tell(row, field_name, error.code, name)
    values["status"] = _status(row, name, bad)
    if "kind" not in values and len(bad.found) == before:
        bad.tell(row, "kind", "EMPTY", name)
    for low, high, code in (("age_min", "age_max", "CROSSED"), ("places_left", "limit", "ABOVE_LIMIT")):
        if None not in (values.get(low), values.get(high)) and values[low] > values[high]:
            bad.tell(row, low, code, name)
    if len(bad.found) > before:
        return None
    texts = {one: cell_text(one, value) for one, value in values.items() if value not in (None, ())}
    return NewRow(f"new:{row.number}:{sign_of(*texts.values())}", row.number, name, values, texts, doubts=doubts)


def _status(row: SheetRow, name: str, bad: BadRows) -> OfferStatus | None:
    text = row.cells.get("status", "")
    try:
        return cell_value("status", text) if text.strip() else OfferStatus.ACTIVE
    except BadCell as error:
        bad.tell(row, "status", error.code, name)
        return None


def with_twins(uow: UnitOfWork, new: list[NewRow]) -> tuple[NewRow, ...]:
    """New rows with the number of entries that bear their name already: the file may have come before."""
    known: dict[str, int] = {}
    for record in exports.named(uow, (fold(one.name) for one in new)):
        if stands(record):
            known[record.name_folded] = known.get(record.name_folded, 0) + 1
    return tuple(replace(one, twins=known.get(fold(one.name), 0)) for one in new)
