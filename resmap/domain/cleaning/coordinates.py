"""Points of a list: missing, zero, swapped, without their decimal point, drag-filled, in another gu.

A point alone tells little; a whole column does. Rows are therefore collected first and judged
together: :class:`PointColumn` keeps numbers only, in arrays (33 bytes a row: a million rows are
33 MB, and judging sorts one more list of row numbers), never the text of a cell.

What is judged where:

* by itself: missing, zero, swapped, decimal point lost, outside Korea, coarse;
* by its neighbours: a constant step from row to row is what dragging a cell down in a
  spreadsheet leaves behind, for no street has three houses at exactly equal steps;
* by its address: two points for one address, one point for many addresses;
* by its gu: outside the outline where one is known, else far from the middle of the gu's
  other rows (median and median distance, which a few wrong points cannot move).
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from math import cos, hypot, radians
from statistics import median
from unicodedata import normalize

from resmap.domain.cleaning.addresses import AddressParts
from resmap.domain.cleaning.districts import joined, short_sido
from resmap.domain.cleaning.notes import Note
from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.domain.place import KOREA

#: Fewer points of a gu than this tell nothing of its middle.
FEWEST_FOR_A_MIDDLE = 5
#: A point is far from its gu beyond this (km) or beyond so many median distances. A gu of a city is
#: small, a city or county reaches to its last myeon, and some have islands out at sea.
FAR_GU_KM, FAR_COUNTY_KM, FAR_ISLANDS_KM, FAR_TIMES = 15.0, 45.0, 180.0, 6.0
_ISLANDS = frozenset({"신안군", "옹진군", "완도군", "진도군", "여수시", "통영시", "제주시", "영광군", "고흥군", "부안군", "군산시", "서산시"})
#: One point for so many different addresses is an office's, not theirs.
MANY_ADDRESSES = 5
#: Two points of one address may differ by this (m): doors, roofs, geocoders.
ONE_ADDRESS_M = 500.0
#: Points nearer than this to their gu (m) are not said to lie outside of it: outlines are drawn coarsely.
EDGE_M = 200.0
#: Decimals at or below which a point is coarser than a kilometre.
COARSE_DECIMALS = 2
#: So large a share of the rows beyond degrees makes the column a projected one.
PROJECTED_SHARE = 0.5
_KM_PER_DEGREE = 111.32


class _Kind(IntEnum):
    MISSING = 0
    HALF = 1
    ZERO = 2
    PLAIN = 3
    SWAPPED = 4
    POINT_LOST = 5
    PROJECTED = 6
    OUTSIDE = 7
    NOT_READ = 8


_KINDS = tuple(_Kind)
_NO_NUMBERS = frozenset({int(_Kind.MISSING), int(_Kind.HALF), int(_Kind.ZERO), int(_Kind.NOT_READ)})

_CODES = {
    _Kind.MISSING: "COORDINATE_MISSING",
    _Kind.HALF: "COORDINATE_HALF",
    _Kind.ZERO: "COORDINATE_ZERO",
    _Kind.SWAPPED: "COORDINATE_SWAPPED",
    _Kind.POINT_LOST: "COORDINATE_POINT_LOST",
    _Kind.PROJECTED: "COORDINATE_PROJECTED",
    _Kind.OUTSIDE: "COORDINATE_OUT_OF_AREA",
    _Kind.NOT_READ: "COORDINATE_NOT_READ",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is thought of one row's point. Points are (lat, lon) in WGS84 degrees.

    ``point`` is believed; ``proposed`` is what was probably meant, or stands there in doubt, where
    ``point`` is None.
    """

    point: tuple[float, float] | None
    proposed: tuple[float, float] | None = None
    notes: tuple[Note, ...] = ()


NO_POINT = Verdict(None, None, (Note("COORDINATE_MISSING"),))


class Verdicts:
    """The verdicts of a column by row number. ``projected``: most rows are no degrees at all, but metres
    of a projected system; ``formats.projections`` finds out which."""

    def __init__(self, rows: Mapping[int, int], lats: array, lons: array, odd: Mapping[int, Verdict], projected: bool):
        self._rows, self._lats, self._lons, self._odd = rows, lats, lons, odd
        self.projected = projected

    def of(self, row: int) -> Verdict:
        """The verdict on a row; one that was never added has no point."""
        try:
            at = self._rows[row]
        except KeyError:
            return NO_POINT
        return self._odd.get(at) or Verdict((self._lats[at], self._lons[at]))

    def odd(self) -> Iterator[tuple[int, Verdict]]:
        """(row, verdict) of every row with something to tell."""
        return ((row, self._odd[at]) for row, at in self._rows.items() if at in self._odd)


class _Rows(Mapping[int, int]):
    """Row number -> position, without a dictionary where rows come in order."""

    def __init__(self, rows: array):
        self.rows = rows
        self.sorted = all(one < other for one, other in zip(rows, rows[1:], strict=False))
        self.table = None if self.sorted else {row: at for at, row in enumerate(rows)}
        # Where no row is left out, the number itself says the position.
        has_all = self.sorted and len(rows) > 0 and rows[-1] - rows[0] == len(rows) - 1
        self.first = rows[0] if has_all else None

    def __getitem__(self, row: int) -> int:
        if self.first is not None:
            if not self.first <= row < self.first + len(self.rows):
                raise KeyError(row)
            return row - self.first
        if self.table is not None:
            return self.table[row]
        at = bisect_left(self.rows, row)
        if at == len(self.rows) or self.rows[at] != row:
            raise KeyError(row)
        return at

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class PointColumn:
    """The points of a list, collected row by row, judged together."""

    def __init__(self) -> None:
        self._row, self._kind = array("q"), array("b")
        self._lat, self._lon = array("d"), array("d")
        self._gu, self._address = array("i"), array("q")
        self._gus: dict[tuple[str, str], int] = {}
        self._numbers: dict[tuple[str | None, str], int] = {}
        self._names: list[tuple[str, str, str]] = []
        self._coarse: set[int] = set()

    def __len__(self) -> int:
        return len(self._row)

    def add(
        self,
        row: int,
        lat: str,
        lon: str,
        address: AddressParts | None = None,
        sido: str | None = None,
        sigungu: str | None = None,
    ) -> None:
        """Note one row. ``sido`` and ``sigungu`` are where it says it lies; left out, the address tells."""
        kind, one, other = _read_plain(lat, lon) or _read(lat, lon)
        home = sido or (address.sido if address else None)
        gu = sigungu or (address.sigungu if address else None)
        key = address and (address.road_key or address.lot_key)
        at = len(self._row)
        self._row.append(row)
        self._kind.append(kind)
        self._lat.append(one)
        self._lon.append(other)
        self._gu.append(self._number(home, gu))
        # Kept as a number of 63 bits: enough to know an address again, too little to tell it.
        self._address.append(hash(key) & 0x7FFF_FFFF_FFFF_FFFF if key else -1)
        if kind is _Kind.PLAIN and _decimals(lat) <= COARSE_DECIMALS and _decimals(lon) <= COARSE_DECIMALS:
            self._coarse.add(at)

    def judge(self, places: Places = NOWHERE) -> Verdicts:
        """The verdicts on all rows that were added."""
        notes: dict[int, list[Note]] = {}
        bad: set[int] = set()
        projected = self._is_projected()
        kinds = [_KINDS[one] for one in self._kind]
        for at, kind in enumerate(kinds):
            if kind is not _Kind.PLAIN:
                if projected and kind is _Kind.POINT_LOST:
                    kinds[at] = kind = _Kind.PROJECTED
                notes[at] = [Note(_CODES[kind])]
        for at in self._coarse:
            notes.setdefault(at, []).append(Note("COORDINATE_COARSE"))
        middles = self._middles(kinds)
        self._look_at_gus(kinds, middles, places, notes, bad)
        self._look_at_drags(kinds, notes, bad)
        better = self._look_at_addresses(kinds, middles, notes, bad)
        odd = {at: self._verdict(at, kinds[at], found, bad, better.get(at)) for at, found in notes.items()}
        return Verdicts(_Rows(self._row), self._lat, self._lon, odd, projected)

    # Collecting

    def _number(self, sido: str | None, sigungu: str | None) -> int:
        if not sigungu:
            return -1
        written = (sido, sigungu)
        if written not in self._numbers:
            key = (short_sido(sido), joined(sigungu))
            if key not in self._gus:
                self._gus[key] = len(self._names)
                self._names.append((sido or "", sigungu, key[0]))
            self._numbers[written] = self._gus[key]
        return self._numbers[written]

    def _is_projected(self) -> bool:
        told = [one for one in self._kind if one not in _NO_NUMBERS]
        beyond = sum(one in (_Kind.PROJECTED, _Kind.POINT_LOST) for one in told)
        metres = sum(one == _Kind.PROJECTED for one in told)
        return bool(told) and metres > 0 and beyond / len(told) > PROJECTED_SHARE

    # Judging

    def _middles(self, kinds: list[_Kind]) -> dict[int, tuple[float, float, float]]:
        """Gu -> (lat, lon, how far is far in km) from the rows of this column."""
        groups: dict[int, array] = {}
        for at, kind in enumerate(kinds):
            if kind is _Kind.PLAIN and self._gu[at] >= 0:
                groups.setdefault(self._gu[at], array("q")).append(at)
        found = {}
        for gu, rows in groups.items():
            if len(rows) < FEWEST_FOR_A_MIDDLE:
                continue
            lat, lon = median(self._lat[at] for at in rows), median(self._lon[at] for at in rows)
            usual = median(_km((lat, lon), (self._lat[at], self._lon[at])) for at in rows)
            found[gu] = (lat, lon, max(_reach_km(self._names[gu][1]), FAR_TIMES * usual))
        return found

    def _look_at_gus(self, kinds, middles, places: Places, notes, bad: set[int]) -> None:
        for at, kind in enumerate(kinds):
            gu = self._gu[at]
            if kind is not _Kind.PLAIN or gu < 0:
                continue
            sido, name, _ = self._names[gu]
            point = self._lat[at], self._lon[at]
            if name in places.gus_with_outline and places.is_inside(sido or places.sido):
                if (lies_in := places.gu_at(*point)) != name and not _near_edge(point, name, places):
                    facts = {"said": name, "lies_in": lies_in or "…"}
                    notes.setdefault(at, []).append(Note("COORDINATE_OTHER_GU", facts))
                    bad.add(at)
            elif gu in middles:
                lat, lon, far = middles[gu]
                if (km := _km((lat, lon), point)) > far:
                    facts = {"said": name, "km": round(km)}
                    notes.setdefault(at, []).append(Note("COORDINATE_FAR_FROM_GU", facts))
                    bad.add(at)

    def _look_at_drags(self, kinds, notes, bad: set[int]) -> None:
        """Three rows or more at one constant step; whoever lies in its own gu is believed all the same."""
        def step(at: int) -> tuple[float, float] | None:
            if kinds[at] not in _SEEN or kinds[at - 1] not in _SEEN:
                return None
            found = (round(self._lat[at] - self._lat[at - 1], 8), round(self._lon[at] - self._lon[at - 1], 8))
            return found if found != (0.0, 0.0) else None

        steps = ((at, step(at)) for at in range(1, len(kinds)))
        for found, group in groupby(steps, key=lambda one: one[1]):
            run = [at for at, _ in group]
            if found is None or len(run) < 2:
                continue
            for at in (run[0] - 1, *run):
                if at in bad or kinds[at] is not _Kind.PLAIN or self._gu[at] < 0:
                    notes.setdefault(at, []).append(Note("COORDINATE_DRAGGED"))
                    bad.add(at)

    def _look_at_addresses(self, kinds, middles, notes, bad: set[int]) -> dict[int, tuple[float, float]]:
        """Points that contradict each other for one address, or serve many; position -> a better point."""
        plain = [at for at, kind in enumerate(kinds) if kind in _SEEN and self._address[at] >= 0]
        better: dict[int, tuple[float, float]] = {}
        plain.sort(key=lambda at: (self._address[at], at))
        for _, group in groupby(plain, key=lambda at: self._address[at]):
            rows = list(group)
            good = [at for at in rows if at not in bad and kinds[at] is _Kind.PLAIN]
            if len(rows) < 2 or not good:
                continue
            agreed = median(self._lat[at] for at in good), median(self._lon[at] for at in good)
            for at in rows:
                if at not in good:
                    better[at] = agreed
                elif 1000 * _km(agreed, (self._lat[at], self._lon[at])) > ONE_ADDRESS_M:
                    notes.setdefault(at, []).append(Note("COORDINATE_CONTRADICTS"))
        plain = [at for at in plain if kinds[at] is _Kind.PLAIN]
        plain.sort(key=lambda at: (self._lat[at], self._lon[at]))
        for _, group in groupby(plain, key=lambda at: (self._lat[at], self._lon[at])):
            rows = list(group)
            count = len({self._address[at] for at in rows})
            if count >= MANY_ADDRESSES:
                for at in rows:
                    notes.setdefault(at, []).append(Note("COORDINATE_SHARED", {"count": count}))
        return better

    def _verdict(self, at: int, kind: _Kind, notes: list[Note], bad: set[int], better) -> Verdict:
        point = (self._lat[at], self._lon[at]) if kind in _SEEN else None
        if kind is _Kind.PLAIN and at not in bad:
            return Verdict(point, None, tuple(notes))
        if kind is _Kind.OUTSIDE:
            return Verdict(None, better, tuple(notes))
        is_dragged = any(note.code == "COORDINATE_DRAGGED" for note in notes)
        return Verdict(None, better or (None if is_dragged else point), tuple(notes))


#: Kinds whose two numbers are degrees (as they stand, or put right).
_SEEN = frozenset({_Kind.PLAIN, _Kind.SWAPPED, _Kind.POINT_LOST, _Kind.OUTSIDE})

_DMS = re.compile(r"^[NE]?\s*(\d{1,3})\s*[°도:\s]\s*(\d{1,2})\s*['′분:\s]\s*(\d{1,2}(?:\.\d+)?)\s*(?:[\"″초]|'')?\s*[NE]?$", re.I)
_NUMBER = re.compile(r"^[NE]?\s*([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d{1,2})?)\s*°?\s*[NE]?$", re.I)


_PLAIN = re.compile(r"[0-9]{2,3}\.[0-9]{1,20}")


def _read(lat: str, lon: str) -> tuple[_Kind, float, float]:
    """(kind, latitude, longitude) of two cells; what is swapped or lost its point is put right here."""
    texts = normalize("NFKC", lat[:40]).strip(), normalize("NFKC", lon[:40]).strip()
    values = tuple(_degrees(text) for text in texts)
    if not any(texts):
        return _Kind.MISSING, 0.0, 0.0
    if not all(texts):
        return _Kind.HALF, 0.0, 0.0
    if values[0] is None or values[1] is None:
        return _Kind.NOT_READ, 0.0, 0.0
    one, other = values
    if one == 0 or other == 0:
        return _Kind.ZERO, 0.0, 0.0
    if _in_korea(one, other):
        return _Kind.PLAIN, one, other
    if _in_korea(other, one):
        return _Kind.SWAPPED, other, one
    if abs(one) <= 90 and abs(other) <= 180:
        return _Kind.OUTSIDE, one, other
    for first, second in ((one, other), (other, one)):
        scaled = _scaled(first, KOREA[0], KOREA[1]), _scaled(second, KOREA[2], KOREA[3])
        if None not in scaled and not (_looks_metric(first) and _looks_metric(second)):
            return _Kind.POINT_LOST, *scaled
    if 1_000 < abs(one) < 10_000_000 and 1_000 < abs(other) < 10_000_000:
        return _Kind.PROJECTED, one, other
    return _Kind.OUTSIDE, one, other


def _read_plain(lat: str, lon: str) -> tuple[_Kind, float, float] | None:
    """What :func:`_read` answers for two plain numbers inside Korea, as most are; None for all others."""
    if _PLAIN.fullmatch(lat) and _PLAIN.fullmatch(lon):
        one, other = float(lat), float(lon)
        if _in_korea(one, other):
            return _Kind.PLAIN, one, other
    return None


def _degrees(text: str) -> float | None:
    if found := _DMS.match(text):
        degrees, minutes, seconds = (float(one) for one in found.groups())
        return degrees + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None
    found = _NUMBER.match(text)
    if not found:
        return None
    value = float(found[1].replace(",", "."))
    return value if abs(value) < 1e15 else None


def _in_korea(lat: float, lon: float) -> bool:
    south, north, west, east = KOREA
    return south <= lat <= north and west <= lon <= east


def _scaled(value: float, low: float, high: float) -> float | None:
    """The value with its decimal point put back, where one place of it lies in the range."""
    for power in range(1, 13):
        if low <= value / 10**power <= high:
            return value / 10**power
    return None


def _looks_metric(value: float) -> bool:
    """Six digits or seven before the point, as metres of a projected system have them."""
    return 10_000 <= abs(value) < 10_000_000 and value != int(value)


def _decimals(text: str) -> int:
    if _PLAIN.fullmatch(text):
        return len(text.partition(".")[2].rstrip("0"))
    plain = normalize("NFKC", text).strip().replace(",", ".")
    return COARSE_DECIMALS + 1 if _DMS.match(plain) else len(plain.partition(".")[2].rstrip("0"))


def _reach_km(sigungu: str) -> float:
    if sigungu in _ISLANDS:
        return FAR_ISLANDS_KM
    return FAR_GU_KM if sigungu.endswith("구") else FAR_COUNTY_KM


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Flat distance in km, exact enough inside a gu."""
    shrink = cos(radians((one[0] + other[0]) / 2))
    return _KM_PER_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * shrink)


def _near_edge(point: tuple[float, float], gu: str, places: Places) -> bool:
    """Whether the gu begins within :data:`EDGE_M` of the point."""
    up = EDGE_M / 1000 / _KM_PER_DEGREE
    aside = up / cos(radians(point[0]))
    around = ((up, 0), (-up, 0), (0, aside), (0, -aside))
    return any(places.gu_at(point[0] + north, point[1] + east) == gu for north, east in around)
