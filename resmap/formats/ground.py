"""Which dong a point lies in, and outlines thin enough for a map without tearing neighbours apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: About seven metres: what a map of a gu can show (degrees of latitude).
THIN_DEGREES = 0.00007


@dataclass(frozen=True)
class Piece:
    """One outlined dong: its gu, its name, its GeoJSON geometry in WGS84."""

    gu: str
    dong: str
    geometry: Mapping[str, Any]


class Ground:
    """Outlines with an index in front, so that a point asks for few of them. Safe to share between threads."""

    def __init__(self, pieces: Iterable[Piece]):
        import shapely

        self.pieces = tuple(pieces)
        self._shapes = [shapely.geometry.shape(one.geometry) for one in self.pieces]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def dong_at(self, lat: float, lon: float) -> tuple[str, str] | None:
        """(gu, dong) of a point; on a shared edge the first by name; None outside of all."""
        at = self._at(lat, lon)
        return None if at is None else (self.pieces[at].gu, self.pieces[at].dong)

    def gu_at(self, lat: float, lon: float) -> str | None:
        at = self._at(lat, lon)
        return None if at is None else self.pieces[at].gu

    def centres(self) -> dict[tuple[str, str], tuple[float, float]]:
        """(gu, dong) -> a point inside it that stands for it, (lat, lon)."""
        return {(one.gu, one.dong): _inside(shape) for one, shape in zip(self.pieces, self._shapes, strict=True)}

    def gu_centres(self) -> dict[str, tuple[float, float]]:
        """gu -> a point in its middle, (lat, lon)."""
        import shapely

        groups: dict[str, list] = {}
        for one, shape in zip(self.pieces, self._shapes, strict=True):
            groups.setdefault(one.gu, []).append(shape)
        return {gu: _inside(shapely.union_all(shapes, grid_size=1e-9)) for gu, shapes in groups.items()}

    def _at(self, lat: float, lon: float) -> int | None:
        import shapely

        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return min(map(int, found), key=lambda at: (self.pieces[at].gu, self.pieces[at].dong)) if len(found) else None


def _inside(shape) -> tuple[float, float]:
    point = shape.centroid if shape.covers(shape.centroid) else shape.representative_point()
    return round(point.y, 7), round(point.x, 7)


def thinned(geometries: Sequence[Mapping[str, Any]], tolerance: float = THIN_DEGREES) -> list[dict[str, Any]]:
    """The geometries with fewer points, simplified together: an edge that two share stays shared.

    Those that do not fit together (overlaps) come back thinned each by itself only where that
    keeps their form; never torn, never empty.
    """
    import shapely

    shapes = [shapely.geometry.shape(one) for one in geometries]
    if not shapes:
        return []
    if shapely.coverage_is_valid(shapes):
        thin = shapely.coverage_simplify(shapes, tolerance)
    else:
        # Neighbours drawn apart by centimetres: the points are first pulled onto a common grid.
        snapped = shapely.set_precision(shapes, 1e-6)
        thin = shapely.coverage_simplify(snapped, tolerance) if shapely.coverage_is_valid(snapped) else shapes
    kept = [one if _is_area(one) else shape for one, shape in zip(thin, shapes, strict=True)]
    return [_mapping(one) for one in kept]


def centre_of(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """A point inside the geometry that stands for it, (lat, lon)."""
    import shapely

    return _inside(shapely.geometry.shape(geometry))


def _is_area(shape) -> bool:
    return not shape.is_empty and shape.geom_type in ("Polygon", "MultiPolygon") and shape.is_valid


def _mapping(shape) -> dict[str, Any]:
    import shapely

    def lists(value):
        return [lists(one) for one in value] if isinstance(value, tuple | list) else round(value, 6)

    made = shapely.geometry.mapping(shape)
    return {"type": made["type"], "coordinates": lists(made["coordinates"])}
