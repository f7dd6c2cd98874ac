"""Distances on the ground, and the coarse ones that may be told."""

from math import asin, cos, floor, radians, sin, sqrt

#: Mean earth radius in metres (IUGG).
EARTH_RADIUS_M = 6_371_008.8

#: Upper edges in metres of the bands in which distances to residents are told (P-26).
NEIGHBOUR_BANDS_M = (300, 700, 1500)

#: WGS84 box that holds every place of the Republic of Korea.
KOREA = (32.5, 39.5, 123.5, 132.5)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in metres between two (lat, lon) points in degrees."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h)))


def neighbour_band_m(metres: float) -> int | None:
    """Upper edge of the band that ``metres`` falls in; None beyond the last (P-26)."""
    return next((edge for edge in NEIGHBOUR_BANDS_M if metres <= edge), None)

#: Side of the cells in which residents are shown instead of their homes, in metres (P-25).
BLUR_CELL_M = 300

_METRES_PER_DEGREE = 111_320.0


def blurred(point: tuple[float, float]) -> tuple[float, float]:
    """The middle of the cell that holds ``point``: what a map may show of a resident.

    A fixed grid tells no more at the hundredth call than at the first, and
    nothing inside a cell can be told apart; jitter from a known seed could be
    undone.
    """
    lat, lon = point
    step = BLUR_CELL_M / _METRES_PER_DEGREE
    row = floor(lat / step)
    middle = (row + 0.5) * step
    wide = step / cos(radians(middle))
    return round(middle, 6), round((floor(lon / wide) + 0.5) * wide, 6)
