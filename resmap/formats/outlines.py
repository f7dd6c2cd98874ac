"""Outlines of dong computed from their centroids, until official boundaries are imported.

No registry holds Korean dong polygons. The plane is cut so that every point
belongs to the nearest centroid (Voronoi), limited to a margin around the boxes;
the result is marked as approximate wherever it is drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians


@dataclass(frozen=True, slots=True)
class DongPoint:
    """A dong by its centroid in WGS84 degrees."""

    name: str
    lat: float
    lon: float


#: Around the outermost centroids the outlines end after this many degrees of latitude (~900 m).
MARGIN_DEGREES = 0.008


def outlines(points: Iterable[DongPoint]) -> dict[str, list[list[float]]]:
    """``{dong: ring}``; a ring is a closed list of [lon, lat], as GeoJSON has it.

    One dong alone becomes a circle around its centroid; none gives an empty dict.
    Two dong at the same centroid raise ValueError, since nothing could tell them apart.
    """
    from shapely import MultiPoint, Point, box, voronoi_polygons

    points = sorted(points, key=lambda one: one.name)
    if not points:
        return {}
    shrink = cos(radians(sum(one.lat for one in points) / len(points)))
    flat = {one.name: Point(one.lon * shrink, one.lat) for one in points}
    if len({(p.x, p.y) for p in flat.values()}) < len(flat):
        raise ValueError("two dong share one centroid")
    centroids = MultiPoint(list(flat.values()))
    reach = centroids.convex_hull.buffer(MARGIN_DEGREES)
    # Far enough out that the cells of the outer dong are cut by the margin, not by their own ends.
    frame = box(*reach.bounds).buffer(1.0)
    cells = list(voronoi_polygons(centroids, extend_to=frame).geoms)
    found = {}
    for name, point in flat.items():
        cell = next((c for c in cells if c.covers(point)), frame)
        ring = cell.intersection(reach).exterior.coords
        found[name] = [[round(x / shrink, 6), round(y, 6)] for x, y in ring]
    return found
