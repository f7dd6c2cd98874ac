"""Which row is which entry: by its key, by its name where the key was lost; and what is told of the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from resmap.domain.codes import Review
from resmap.domain.korean import fold
from resmap.flows.round_trip.texts import same
from resmap.flows.round_trip.values import BadRow
from resmap.formats.workbook_read import SheetBack, SheetRow
from resmap.store import OfferRecord


@dataclass
class BadRows:
    """What of a sheet cannot be taken, as it is found."""

    sheet: SheetBack
    found: list[BadRow] = field(default_factory=list)

    def tell(self, row: SheetRow, name: str, code: str, called: str = "") -> None:
        """The cell of the field ``name``, or the row (""), is not taken; ``called`` is the entry."""
        address = self.sheet.address(name, row.number) if name else f"A{row.number}"
        self.found.append(BadRow(row.number, name, address, called or row.cells.get("name", ""), code))

    def tell_unknown(self, row: SheetRow, called: str) -> None:
        """Cells of which the file does not say what they show (a formula without its value, an error)."""
        for name, code in row.unknown.items():
            self.tell(row, name, code, called)


def by_key(
    sheet: SheetBack, records: Mapping[str, OfferRecord], bad: BadRows
) -> tuple[list[SheetRow], list[SheetRow]]:
    """(rows of entries that stand, rows without an entry). A row that was copied to write a new one
    over it bears the key of the first: it is new unless it says the same."""
    keyed: dict[str, SheetRow] = {}
    keyless: list[SheetRow] = []
    for row in sheet.rows:
        record = records.get(row.id or "")
        if row.broken:
            bad.tell(row, "", "KEY_BROKEN")
        elif row.id is None:
            keyless.append(row)
        elif record is None or record.kind.startswith("H1"):
            bad.tell(row, "", "KEY_UNKNOWN")
        elif record.review in (Review.MERGED, Review.WITHDRAWN):
            bad.tell(row, "", "GONE_MEANWHILE")
        elif record.location_secret:
            bad.tell(row, "", "SECRET_MEANWHILE")
        elif row.id in keyed:
            first = keyed[row.id]
            if same(row.cells.get("name", ""), record.name) and not same(first.cells.get("name", ""), record.name):
                keyed[row.id], row = row, first
            if same(row.cells.get("name", ""), record.name):
                bad.tell(row, "", "KEY_TWICE")
            else:
                keyless.append(replace(row, id=None, revision=None))
        else:
            keyed[row.id] = row
    return sorted(keyed.values(), key=lambda row: row.number), keyless


def by_name(
    sheet: SheetBack, keyless: Iterable[SheetRow], records: Mapping[str, OfferRecord]
) -> dict[int, OfferRecord]:
    """Rows whose key was lost, known again by name, dong and organisation: among what left with the
    sheet and did not come back by its key. Only where exactly one fits."""
    came = {row.id for row in sheet.rows if row.id}
    left = [one[0] for one in sheet.exported or () if one[0] not in came]
    known: dict[str, list[OfferRecord]] = {}
    for id_ in left:
        if (record := records.get(id_)) and stands(record):
            known.setdefault(fold(record.name), []).append(record)
    found: dict[int, OfferRecord] = {}
    used: set[str] = set()
    for row in keyless:
        fitting = [one for one in known.get(fold(row.cells.get("name", "")), ()) if _fits(row, one)]
        if len(fitting) == 1 and fitting[0].id not in used:
            used.add(fitting[0].id)
            found[row.number] = fitting[0]
    return found


def _fits(row: SheetRow, record: OfferRecord) -> bool:
    pairs = (("dong", record.dong), ("organization", record.organisation.name))
    return all(name not in row.cells or same(row.cells[name], value or "") for name, value in pairs)


def stands(record: OfferRecord) -> bool:
    """Whether a sheet may speak of the entry: it is in the register, no resident and no secret place."""
    gone = record.review in (Review.MERGED, Review.WITHDRAWN)
    return not (gone or record.location_secret or record.kind.startswith("H1"))
