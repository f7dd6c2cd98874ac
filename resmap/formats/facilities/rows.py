"""Rows of a facility list as entries of the register, and everything odd about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from resmap.domain.codes import AreaLevel
from resmap.domain.network import Area, Offer, Place
from resmap.domain.place import KOREA
from resmap.domain.resident_number import contains_resident_number
from resmap.formats.entries import Entry, RowProblem, entry
from resmap.formats.facilities import secrecy
from resmap.formats.facilities.address import (
    Ground,
    administrative_dongs,
    glued_floor,
    glued_number,
    read_address,
)
from resmap.formats.facilities.mapping import FacilityType
from resmap.formats.facilities.mapping import Mapping as FacilityMapping
from resmap.formats.problems import FormatError, Problem
from resmap.formats.sheet import Row, Sheet


@dataclass(frozen=True)
class Facilities:
    """What a list holds. ``rows`` were looked at, ``left_out`` belong to another gu than asked for."""

    entries: tuple[Entry, ...]
    problems: tuple[RowProblem, ...]
    rows: int
    left_out: int = 0


def read_facilities(
    sheet: Sheet,
    mapping: FacilityMapping,
    *,
    source: str,
    dongs: Mapping[str, Iterable[str]] | None = None,
    gu: str | None = None,
) -> Facilities:
    """Entries of the rows that can be used. ``dongs``: gu -> administrative dong, beside the
    mapping's own; ``gu`` takes that district only. Raises FormatError for missing columns."""
    missing = [column for column in mapping.columns.values() if column not in sheet.columns]
    if missing:
        raise FormatError("", [Problem(column, "COLUMN_MISSING") for column in missing])
    known = dict(mapping.dongs) | {name: tuple(names) for name, names in (dongs or {}).items() if names}
    reader = _Reader(mapping, source, known)
    entries: list[Entry] = []
    problems: list[RowProblem] = []
    left_out = 0
    for row in sheet.rows:
        made, found, district = reader.read(row)
        if gu is not None and district != gu:
            left_out += 1
            # Said to lie in the gu that was asked for, but the address says otherwise: tell it.
            problems += [one for one in found if one.code == "GU_CONTRADICTS_ADDRESS" and one.facts["said"] == gu]
            continue
        problems += found
        if made is not None:
            entries.append(made)
    return Facilities(tuple(entries), tuple(problems), len(sheet.rows) - left_out, left_out)


class _Reader:
    """Reads one row after the other; remembers the keys that it has seen."""

    def __init__(self, mapping: FacilityMapping, source: str, dongs: Mapping[str, tuple[str, ...]]):
        self.mapping, self.source, self.dongs = mapping, source, dongs
        self.seen: set[str] = set()

    def read(self, row: Row) -> tuple[Entry | None, list[RowProblem], str | None]:
        """(entry or None, problems, gu)."""
        if row.cells is None:
            return None, [RowProblem(row.number, "", "ROW_LENGTH", True)], None
        cell = {name: row.cells[column] for name, column in self.mapping.columns.items()}
        ground = read_address(cell["address"], self.mapping.sido)
        district = self._district(ground, cell)
        refusal = self._refusal(row, cell)
        if refusal is not None:
            return None, [refusal], district
        self.seen.add(cell["key"])
        kind = self.mapping.types[cell["type"]].of(cell["name"])
        if secrecy.is_secret(cell["type"], cell["name"], declared=kind.secret):
            return *self._secret(row, cell, kind), district
        return *self._open(row, cell, kind, ground, district), district

    def _district(self, ground: Ground, cell: Mapping[str, str]) -> str | None:
        """The gu that the facility belongs to: its address says it, else the list's own column
        (a house outside the sido is run by the gu that lists it)."""
        if self._is_inside(ground) and ground.sigungu in (self.mapping.districts or (ground.sigungu,)):
            return ground.sigungu
        return self._said(cell) or None

    def _is_inside(self, ground: Ground) -> bool:
        return self.mapping.sido in (None, ground.sido)

    def _said(self, cell: Mapping[str, str]) -> str:
        """The gu that the list's own column names; the city's own facilities name the city."""
        said = cell.get("sigungu") or ""
        return "" if said == self.mapping.sido else said

    def _area(self, cell: Mapping[str, str], district: str | None) -> Area:
        sido = self.mapping.sido
        if district and cell.get("sigungu") != sido:
            return Area(AreaLevel.SIGUNGU, frozenset({district}))
        return Area(AreaLevel.SIDO, frozenset({sido})) if sido else Area(AreaLevel.NATION)

    def _refusal(self, row: Row, cell: Mapping[str, str]) -> RowProblem | None:
        """Why the row cannot be taken at all; None if it can."""
        columns = self.mapping.columns

        def refuse(name: str, code: str, **facts: Any) -> RowProblem:
            return RowProblem(row.number, columns.get(name, name), code, True, facts)

        for column, text in row.cells.items():
            if contains_resident_number(text):
                return RowProblem(row.number, column, "RESIDENT_NUMBER", True)
        for name in ("key", "name"):
            if not cell[name]:
                return refuse(name, "CELL_EMPTY")
        if cell["key"] in self.seen:
            return refuse("key", "KEY_TWICE")
        if cell["type"] not in self.mapping.types:
            return refuse("type", "TYPE_UNKNOWN", type=cell["type"])
        kind = self.mapping.types[cell["type"]].of(cell["name"])
        has_point = cell.get("lat") or cell.get("lon")
        if has_point and secrecy.is_secret(cell["type"], cell["name"], declared=kind.secret):
            return refuse("lat", "SECRET_WITH_COORDINATES")
        return None

    def _secret(self, row: Row, cell: Mapping[str, str], kind: FacilityType):
        """An entry that tells nothing of the place: no address, no gu, no key of the published list."""
        name = secrecy.safe_name(
            cell["name"], cell["type"], cell["address"], self._district_names(), cell["key"]
        )
        offer = self._offer(
            cell,
            kind,
            name=name,
            id_=secrecy.safe_key(self.source, cell["key"]),
            area=self._area(cell, None),
            secret=True,
        )
        problem = RowProblem(row.number, self.mapping.columns["address"], "SECRET_PLACE_REMOVED", False, {"name": name})
        return entry(offer.id, offer, row=row.number), [problem, *self._needs_problem(row, kind)]

    def _open(self, row: Row, cell: Mapping[str, str], kind: FacilityType, ground: Ground, district: str | None):
        problems = [*self._place_problems(row, cell, ground), *self._needs_problem(row, kind)]
        dong, more = self._dong(row, ground, district)
        point, bad_point = self._point(row, cell)
        offer = self._offer(
            cell,
            kind,
            name=cell["name"],
            id_=cell["key"],
            area=self._area(cell, district),
            place=Place(ground.sido, district if self._is_inside(ground) else ground.sigungu, dong, *point),
            phone=cell.get("phone") or None,
        )
        return entry(offer.id, offer, cell["address"] or None, row.number), [*problems, *more, *bad_point]

    def _offer(self, cell, kind: FacilityType, *, name, id_, area, place=None, phone=None, secret=False) -> Offer:
        return Offer(
            id=id_,
            name=name,
            kind=kind.kind,
            # The list names no departments: the whole facility is the unit that SERVED counts.
            organization=name,
            department=None,
            needs=kind.needs,
            recipient_class=kind.recipient_class,
            place=place or Place(),
            area=area,
            eligibility=kind.eligibility,
            tags=kind.tags,
            location_secret=secret,
            access_line=kind.access_line or (self.mapping.default_line if secret else None),
            phone=phone,
            hours=(cell.get("hours") or None) if not secret else None,
            extra={"official_type": cell["type"]},
        )

    def _place_problems(self, row: Row, cell: Mapping[str, str], ground: Ground) -> list[RowProblem]:
        column, address = self.mapping.columns["address"], cell["address"]
        found: list[RowProblem] = []
        if not address:
            return [RowProblem(row.number, column, "ADDRESS_MISSING")]
        said, says = self._said(cell), ground.sigungu
        if says is None:
            found.append(RowProblem(row.number, column, "GU_UNKNOWN"))
        elif not self._is_inside(ground):
            facts = {"said": said or self.mapping.sido, "address_says": f"{ground.sido} {says}"}
            found.append(RowProblem(row.number, column, "OUTSIDE_SIDO", False, facts))
        elif said and said != says:
            facts = {"said": said, "address_says": says}
            found.append(
                RowProblem(row.number, self.mapping.columns["sigungu"], "GU_CONTRADICTS_ADDRESS", False, facts)
            )
        if proposed := glued_floor(address):
            facts = {"address": address, "proposed": proposed}
            found.append(RowProblem(row.number, column, "FLOOR_GLUED", False, facts))
        elif glued_number(address):
            found.append(RowProblem(row.number, column, "NUMBER_GLUED", False, {"address": address}))
        return found

    def _dong(self, row: Row, ground: Ground, district: str | None) -> tuple[str | None, list[RowProblem]]:
        """The administrative dong where the address decides it; never a guess."""
        dongs, column = self.dongs.get(district or "", ()), self.mapping.columns["address"]
        if not self._is_inside(ground):
            return None, []
        if not dongs:
            return None, []
        if ground.legal_dong is None:
            return None, [RowProblem(row.number, column, "DONG_NOT_TOLD")]
        found = administrative_dongs(ground.legal_dong, dongs)
        if len(found) == 1:
            return found[0], []
        code = "DONG_AMBIGUOUS" if found else "DONG_NOT_FOUND"
        return None, [RowProblem(row.number, column, code, False, {"dong": ground.legal_dong, "dongs": list(found)})]

    def _point(self, row: Row, cell: Mapping[str, str]):
        """((lat, lon), problems); coordinates that are not in Korea are left out."""
        texts = cell.get("lat") or "", cell.get("lon") or ""
        if not any(texts):
            return (None, None), []
        try:
            lat, lon = (float(text) for text in texts)
        except ValueError:
            lat = lon = float("nan")
        south, north, west, east = KOREA
        if south <= lat <= north and west <= lon <= east:
            return (lat, lon), []
        return (None, None), [RowProblem(row.number, self.mapping.columns["lat"], "COORDINATE_OUT_OF_AREA")]

    def _needs_problem(self, row: Row, kind: FacilityType) -> list[RowProblem]:
        return [] if kind.needs else [RowProblem(row.number, self.mapping.columns["type"], "NEEDS_UNKNOWN")]

    def _district_names(self) -> tuple[str, ...]:
        return (*self.mapping.districts, *(dong for names in self.dongs.values() for dong in names))
