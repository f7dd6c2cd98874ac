"""Coordinates of a list: degrees, swapped degrees or metres of a system that nobody named."""

from collections.abc import Mapping

from resmap.domain.place import KOREA
from resmap.formats.entries import RowProblem
from resmap.formats.lists.mapping import Mapping as ListMapping
from resmap.formats.lists.where import Where

Point = tuple[float, float]

#: The fields that hold a place's coordinates.
FIELDS = ("lat", "lon", "x", "y")


class Points:
    """Reads the coordinates of one list."""

    def __init__(self, mapping: ListMapping):
        self.mapping = mapping
        self.is_needed = any(name in mapping.columns for name in FIELDS)
        self._column = mapping.column("lat" if "lat" in mapping.columns else "y")

    def read(self, row: int, cell: Mapping[str, str], where: Where) -> tuple[Point | None, list[RowProblem]]:
        """(the point in WGS84 degrees or None, what is odd about it)."""
        texts = cell.get("lat") or "", cell.get("lon") or ""
        if not any(texts):
            return None, []
        try:
            lat, lon = (float(text) for text in texts)
        except ValueError:
            lat = lon = float("nan")
        south, north, west, east = KOREA
        if south <= lat <= north and west <= lon <= east:
            return (lat, lon), []
        return None, [RowProblem(row, self._column, "COORDINATE_OUT_OF_AREA")]
