"""Coordinates of a list, judged as a whole: degrees with their faults, or metres of a system nobody named.

One point tells little, a column much (``domain/cleaning/coordinates``): so the rows are gone through
once before, and once more where most of them turn out to be metres (``formats/projections``).
Numbers only are kept, some forty bytes a row.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from resmap.domain.cleaning.coordinates import PointColumn, Verdict, Verdicts
from resmap.formats.entries import RowProblem
from resmap.formats.lists.mapping import Mapping as ListMapping
from resmap.formats.lists.where import FIELDS as WHERE_FIELDS
from resmap.formats.lists.where import MOST_ADDRESSES, Grounds, Where, place_cells

Point = tuple[float, float]

#: The fields that hold a place's coordinates.
FIELDS = ("lat", "lon", "x", "y")
#: So many rows are kept to find out the system of a list.
ENOUGH_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class _System:
    """The system that a list was found to be in. ``row`` is the first with a point, where it is told."""

    row: int
    epsg: int
    share: float
    decided: bool


class Points:
    """The points of one list; gone through once (or twice) when it is made."""

    def __init__(self, table, mapping: ListMapping, grounds: Grounds):
        self.mapping, self.grounds = mapping, grounds
        names = mapping.columns
        self._north = names.get("lat") or names.get("y")
        self._east = names.get("lon") or names.get("x")
        self.is_needed = bool(self._north and self._east)
        self._column = mapping.column("lat" if "lat" in names else "y")
        self._system: _System | None = None
        self._places: dict[int, Where] = {}
        self._verdicts: Verdicts | None = self._judged(table) if self.is_needed else None

    def where(self, row: int) -> Where | None:
        """Where a row lies, if that was found out when the list was gone through; told once."""
        return self._places.pop(row, None)

    def read(self, row: int) -> tuple[Point | None, list[RowProblem]]:
        """(the point in WGS84 degrees or None, what is odd about it). What is doubtful is proposed only."""
        if self._verdicts is None:
            return None, []
        verdict = self._verdicts.of(row)
        if not verdict.notes and self._system is None:
            return verdict.point, []
        return verdict.point, [*self._about_the_system(row), *self._problems(row, verdict)]

    def _problems(self, row: int, verdict: Verdict) -> Iterator[RowProblem]:
        for place, note in enumerate(verdict.notes):
            facts = dict(note.facts)
            if verdict.proposed and place == 0:
                facts["proposed"] = [round(degrees, 7) for degrees in verdict.proposed]
            yield RowProblem(row, self._column, note.code, False, facts)

    def _about_the_system(self, row: int) -> Iterator[RowProblem]:
        if self._system is not None and row == self._system.row:
            unknown = "COORDINATE_SYSTEM_UNKNOWN" if self._system.share else "COORDINATE_SYSTEM_NO_GROUND"
            code = "COORDINATES_CONVERTED" if self._system.decided else unknown
            facts = {"epsg": self._system.epsg, "share": round(100 * self._system.share)}
            yield RowProblem(row, self._column, code, False, facts)

    # Judging

    def _judged(self, table) -> Verdicts:
        column = PointColumn()
        for row, cell, where in self._placed(table):
            column.add(row, cell[0], cell[1], where.parts, where.sido, where.district)
            if len(self._places) < MOST_ADDRESSES:
                self._places[row] = where
        verdicts = column.judge(self.grounds.places)
        return self._converted(table) or verdicts if verdicts.projected else verdicts

    def _converted(self, table) -> Verdicts | None:
        """The column again with its metres made degrees; None where nobody can tell the system."""
        from resmap.formats.projections import Stated, detect, to_wgs84  # late: pyproj and numpy are heavy

        rows, east, north = array("q"), array("d"), array("d")
        stated: list[Stated] = []
        step = max(1, (getattr(table, "count", None) or 0) // ENOUGH_ROWS)
        for row, cell, where in self._placed(table):
            x, y = _number(cell[1]), _number(cell[0])
            rows.append(row)
            east.append(x)
            north.append(y)
            if x == x and y == y and len(rows) % step == 0 and len(stated) < 2 * ENOUGH_ROWS:
                stated.append(Stated(x, y, where.district, where.dong))
        found = detect(stated, self.grounds.places)
        if found is None:
            return None
        first = next((row for row, x in zip(rows, east, strict=True) if x == x), 0)
        self._system = _System(first, found.epsg, found.share, found.decided)
        if not found.decided:
            return None
        lats, lons = to_wgs84(found.epsg, *((north, east) if found.swapped else (east, north)))
        column = PointColumn()
        degrees = zip(lats.tolist(), lons.tolist(), strict=True)
        for (row, _, where), (lat, lon) in zip(self._placed(table), degrees, strict=True):
            texts = (f"{lat:.7f}", f"{lon:.7f}") if abs(lat) <= 90 and abs(lon) <= 360 else ("", "")
            column.add(row, *texts, where.parts, where.sido, where.district)
        return column.judge(self.grounds.places)

    def _placed(self, table) -> Iterator[tuple[int, tuple[str, str], Where]]:
        """(row number, (north, east) as written, where the row says it lies)."""
        wanted = [(name, columns[0]) for name, columns in self.mapping.columns.items() if name in WHERE_FIELDS]
        north, east = self._north[0], self._east[0]
        for row in table.rows():
            if row.cells is not None:
                where = self.grounds.read(place_cells(row.cells, wanted))
                yield row.number, (row.cells[north], row.cells[east]), where


def _number(text: str) -> float:
    """The number of a cell; not a number (NaN) where there is none, or nothing in it."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return float("nan")
    return value if value else float("nan")
