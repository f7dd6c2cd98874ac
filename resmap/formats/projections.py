"""Which coordinate system a list is in, when it does not say; and its points as WGS84.

Korean offices publish metres of several systems: the old Bessel ones (EPSG:5174 with its correction
of 10.405", 2097 without), those of 2002 (5181, false northing 500,000; 5186, 600,000), the unified
belt of map services (5179), and belts for east, west and Jeju. Read as a neighbour, points land
255 m (5174 as 2097), about 300 m (5174 as 5181) or 100 km (5186 as 5181) off.

The system is the one that puts most rows into the gu they are stated to lie in. Two systems that
land near each other differ in few rows only: those count alone, as a sign test. Works offline:
pyproj needs neither grids nor a network for these.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import Any

from resmap.domain.cleaning.places import Places
from resmap.domain.place import KOREA, distance_m

WGS84 = 4326
#: In order of how often Korean open data uses them; the earlier one stands first at equal evidence.
CANDIDATES = (WGS84, 5174, 5186, 5179, 5181, 2097, 5187, 5185, 5188, 5175, 5182, 5178)
#: So many rows decide between systems that lie far apart; the last two are compared over all rows.
SAMPLE = 400
MOST_ROWS = 20_000
#: The best system must put this share of the rows into their gu.
ENOUGH_SHARE = 0.5
#: Chance at which rows that tell two systems apart would fall so unevenly if neither was right.
SURE = 0.01
#: A known address is met within :data:`KNOWN_M` by one system only: three of them, and none against, are enough.
SURE_BY_ADDRESS = 0.13
#: Readings nearer to each other than this are one (m).
SAME_M = 5.0
#: Outlines computed from centroids, and nearest centres, can only tell systems farther apart (m).
COARSE_M = 3_000.0
#: Known places must be met this closely (m).
KNOWN_M = 100.0


@dataclass(frozen=True, slots=True)
class Stated:
    """One row: two numbers as they stand, the gu it says it lies in, its dong if it says one, and where
    its address is known to be (lat, lon), as a register knows addresses."""

    x: float
    y: float
    gu: str | None = None
    dong: str | None = None
    known: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """The system that fits best, and why it is believed or not.

    ``share`` of ``rows`` lie in their gu by it. ``swapped``: x and y stand in each other's column.
    ``apart_m``: how far the runner-up would land from it; ``for_it`` and ``against_it`` are the rows that
    tell the two apart. ``evidence``: ``known`` addresses, ``outline``, ``centre`` or ``none``.
    ``decided`` is False where a person has to say which.
    """

    epsg: int
    share: float
    swapped: bool
    decided: bool
    evidence: str
    rows: int
    runner_up: int | None = None
    runner_up_share: float = 0.0
    apart_m: float | None = None
    for_it: int = 0
    against_it: int = 0


def to_wgs84(epsg: int, x: Any, y: Any) -> tuple[Any, Any]:
    """(lat, lon) arrays of x (east) and y (north); what cannot be transformed is not finite."""
    import numpy

    x, y = numpy.asarray(x, dtype=float), numpy.asarray(y, dtype=float)
    if epsg == WGS84:
        return y, x
    lon, lat = _transformer(epsg).transform(x, y, errcheck=False)
    return numpy.asarray(lat), numpy.asarray(lon)


def from_wgs84(epsg: int, lat: Any, lon: Any) -> tuple[Any, Any]:
    """(x, y) of points; the inverse of :func:`to_wgs84`."""
    import numpy

    lat, lon = numpy.asarray(lat, dtype=float), numpy.asarray(lon, dtype=float)
    return (lon, lat) if epsg == WGS84 else _transformer(epsg).transform(lon, lat, direction="INVERSE")


def detect(rows: Iterable[Stated], places: Places) -> Detection | None:
    """The system of these rows; None where no system puts them into Korea."""
    listed = _thinned([one for one in rows if one.x == one.x and one.y == one.y], MOST_ROWS)
    sample = _thinned(listed, SAMPLE)
    if not sample:
        return None
    readings = [
        reading
        for epsg in CANDIDATES
        for swapped in (False, True)
        if (reading := _Reading.of(epsg, swapped, sample, places)).in_korea >= ENOUGH_SHARE
    ]
    if not readings:
        return None
    readings.sort(key=lambda one: one.merit, reverse=True)
    found = sorted((one.over(listed, places) for one in readings[:4]), key=lambda one: one.merit, reverse=True)
    best = found[0]
    runner = next((one for one in found[1:] if _apart(best, one) > SAME_M), None)
    return _detection(best, runner, len(listed))


class _Reading:
    """The rows as one system, and which of them agree with what is known of the ground."""

    def __init__(self, epsg: int, swapped: bool, rows: Sequence[Stated], points: list, agrees: list, evidence: str):
        self.epsg, self.swapped, self.rows, self.points = epsg, swapped, rows, points
        self.agrees, self.evidence = agrees, evidence
        self.in_korea = sum(one is not None for one in points) / len(points)
        asked = [one for one in agrees if one is not None]
        self.share = sum(asked) / len(asked) if asked else 0.0
        # Agreement first; where nothing can agree, being in Korea at all; the usual system at a tie.
        self.merit = (self.share, self.in_korea, not swapped, -CANDIDATES.index(epsg))

    @classmethod
    def of(cls, epsg: int, swapped: bool, rows: Sequence[Stated], places: Places) -> "_Reading":
        east = [one.y if swapped else one.x for one in rows]
        north = [one.x if swapped else one.y for one in rows]
        lats, lons = to_wgs84(epsg, east, north)
        south, top, west, right = KOREA
        points = [
            (lat, lon) if south <= lat <= top and west <= lon <= right else None
            for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)
        ]
        judge, evidence = _judge(rows, places)
        return cls(epsg, swapped, rows, points, [judge(*one) for one in zip(rows, points, strict=True)], evidence)

    def over(self, rows: Sequence[Stated], places: Places) -> "_Reading":
        return self if rows is self.rows else _Reading.of(self.epsg, self.swapped, rows, places)


_Judge = Callable[[Stated, tuple[float, float] | None], bool | None]


def _judge(rows: Sequence[Stated], places: Places) -> tuple[_Judge, str]:
    """How a row agrees, by the best evidence there is: known addresses, outlines, centres."""
    if any(one.known for one in rows):
        return _by_address, "known"
    stated = {one.gu for one in rows if one.gu}
    if stated & places.gus_with_outline:
        meant = _dongs_meant(rows, places)
        return (lambda row, point: _by_outline(row, point, places, meant[(row.gu, row.dong)])), "outline"
    if len(stated & places.centres.keys()) > 1:
        return (lambda row, point: _by_centre(row, point, places.centres)), "centre"
    return (lambda row, point: None), "none"


def _by_address(row: Stated, point: tuple[float, float] | None) -> bool | None:
    if row.known is None:
        return None
    return point is not None and distance_m(row.known, point) <= KNOWN_M


def _by_outline(row: Stated, point: tuple[float, float] | None, places: Places, wanted: frozenset[str]) -> bool | None:
    if row.gu not in places.gus_with_outline:
        return None
    if point is None:
        return False
    found = places.dong_at(*point)
    if found is None or found[0] != row.gu:
        return False
    return not wanted or found[1] in wanted


def _dongs_meant(rows: Sequence[Stated], places: Places) -> dict[tuple[str | None, str | None], frozenset[str]]:
    """(gu, dong as a row says it) -> administrative dong of those that are outlined: edges of dong tell
    two near systems apart far sooner than edges of gu."""
    return {
        (gu, dong): frozenset(places.administrative(gu, dong)) & {name for of, name in places.dong_centres if of == gu}
        for gu, dong in {(one.gu, one.dong) for one in rows}
    }


def _by_centre(row: Stated, point: tuple[float, float] | None, centres: Mapping[str, tuple[float, float]]) -> bool | None:
    if row.gu not in centres:
        return None
    if point is None:
        return False
    return min(centres, key=lambda gu: distance_m(centres[gu], point)) == row.gu


def _apart(one: _Reading, other: _Reading) -> float:
    """How far two readings land from each other, by their middle row that both have in Korea (m)."""
    steps = sorted(
        distance_m(a, b) for a, b in zip(one.points, other.points, strict=True) if a is not None and b is not None
    )
    return steps[len(steps) // 2] if steps else float("inf")


def _detection(best: _Reading, runner: _Reading | None, rows: int) -> Detection:
    if runner is None:
        return Detection(best.epsg, best.share, best.swapped, best.share >= ENOUGH_SHARE, best.evidence, rows)
    pairs = list(zip(best.agrees, runner.agrees, strict=True))
    ours = sum(a is True and b is False for a, b in pairs)
    theirs = sum(a is False and b is True for a, b in pairs)
    apart = _apart(best, runner)
    sure = SURE_BY_ADDRESS if best.evidence == "known" else SURE
    is_fine = best.evidence in ("known", "outline") or apart > COARSE_M
    decided = best.share >= ENOUGH_SHARE and is_fine and _chance(ours, theirs) < sure
    return Detection(
        epsg=best.epsg,
        share=best.share,
        swapped=best.swapped,
        decided=decided,
        evidence=best.evidence,
        rows=rows,
        runner_up=runner.epsg,
        runner_up_share=runner.share,
        apart_m=None if apart == float("inf") else round(apart, 1),
        for_it=ours,
        against_it=theirs,
    )


def _chance(ours: int, theirs: int) -> float:
    """Sign test, one side: how likely ``ours`` or more of all that differ would be by chance."""
    total = ours + theirs
    if total == 0:
        return 1.0
    if total > 1000:  # the normal approximation is far beyond need there
        return 0.0 if ours > 0.6 * total else 1.0
    return sum(comb(total, k) for k in range(ours, total + 1)) / 2**total


def _thinned(rows: Sequence[Stated], most: int) -> Sequence[Stated]:
    if len(rows) <= most:
        return rows
    step = len(rows) / most
    return [rows[int(at * step)] for at in range(most)]


@cache
def _transformer(epsg: int):
    from pyproj import Transformer, network

    network.set_network_enabled(False)
    return Transformer.from_crs(epsg, WGS84, always_xy=True)
