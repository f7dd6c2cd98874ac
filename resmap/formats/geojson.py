"""GeoJSON geometries of dong outlines: read with care, since they are imported.

A ring is a closed list of (lat, lon) here, as maps draw it; GeoJSON itself
writes [lon, lat].
"""

from collections.abc import Iterable

Ring = tuple[tuple[float, float], ...]
#: The outer ring, then the holes.
Polygon = tuple[Ring, ...]
#: South, west, north, east in degrees.
Bounds = tuple[float, float, float, float]

#: A metre is less than this many degrees; more decimals would only make the file larger.
DECIMALS = 6


class BadGeometry(ValueError):
    """The geometry is neither a Polygon nor a MultiPolygon of closed rings on this earth."""


def polygons(geometry: object) -> tuple[Polygon, ...]:
    """The polygons of a GeoJSON geometry (a Feature is looked into). Raises BadGeometry."""
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    if not isinstance(geometry, dict):
        raise BadGeometry("no geometry")
    parts = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        parts = [parts]
    elif geometry.get("type") != "MultiPolygon":
        raise BadGeometry(f"type {str(geometry.get('type'))[:20]!r}")
    return tuple(_polygon(part) for part in _listed(parts))


def from_ring(ring: Iterable[Iterable[float]]) -> tuple[Polygon, ...]:
    """One ring of [lon, lat], as :mod:`resmap.formats.outlines` computes it."""
    return ((_ring(list(ring)),),)


def bounds(shapes: Iterable[Polygon]) -> Bounds | None:
    """The box around all polygons; None if there are none."""
    points = [point for polygon in shapes for point in polygon[0]]
    return bounds_of_points(points)


def bounds_of_points(points: Iterable[tuple[float, float]]) -> Bounds | None:
    """The box around (lat, lon) points; None if there are none."""
    listed = list(points)
    if not listed:
        return None
    lats, lons = zip(*listed, strict=True)
    return min(lats), min(lons), max(lats), max(lons)


def _polygon(part: object) -> Polygon:
    return tuple(_ring(ring) for ring in _listed(part))


def _ring(ring: object) -> Ring:
    points = tuple(_point(point) for point in _listed(ring))
    if len(points) < 4 or points[0] != points[-1]:
        raise BadGeometry("a ring is closed and has four points or more")
    return points


def _point(point: object) -> tuple[float, float]:
    if not isinstance(point, list | tuple) or len(point) < 2:
        raise BadGeometry("a point has two numbers")
    lon, lat = point[0], point[1]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
        raise BadGeometry("a point has two numbers")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadGeometry("a point is outside the earth; coordinates are WGS84 degrees")
    return round(lat, DECIMALS), round(lon, DECIMALS)


def _listed(value: object) -> list:
    if not isinstance(value, list | tuple) or not value:
        raise BadGeometry("coordinates are missing")
    return list(value)
