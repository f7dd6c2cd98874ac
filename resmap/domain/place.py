"""Distances on the ground, and the coarse ones that may be told."""

from math import asin, cos, radians, sin, sqrt

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
