"""An invented town of N offers with their ties, for measuring: seeded, so always the same.

Shares, densities and ties follow the description of real registers by which the
engine was designed (docs/bench/match.md). Nothing here is a real place or person.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil, cos, hypot, radians, sqrt
from random import Random

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus, RecipientClass, Sex, TieKind
from resmap.domain.network import Area, Eligibility, Network, Offer, Outcomes, Place, Tie

TODAY = date(2026, 11, 2)
SIDO = "누리특별시"

#: Offers per square kilometre in a gu.
DENSITY = 830
#: A gu is a square of so many dong of one square kilometre on each side.
GU_SIDE = 4
#: South-west corner of the town, degrees.
CORNER = (37.50, 127.00)
#: Metres of one degree of latitude.
DEGREE_M = 111_195

#: How far neighbours and shops go or draw, kilometres.
REACH_KM = {"neighbour": (0.3, 1.5), "shop": (0.5, 3.0)}

SHARES = {"neighbour": 0.57, "shop": 0.20, "group": 0.06, "agency": 0.15, "benefit": 0.02}
KINDS = {
    "neighbour": ("H11", "H11", "H12", "H13", "H14", "H15"),
    "shop": ("H21", "H22", "H23", "H24", "H26", "H27", "H29"),
    "group": ("H31", "H35", "H36", "H38", "H41", "H42", "H43", "H44", "H49"),
    "agency": ("M21", "M22", "M23", "M25", "M26", "M27", "M31", "M32", "M37", "M42"),
    "benefit": ("M11", "M12", "M13", "M14"),
}
FACTS = ("disability", "migrant", "ltc_grade", "serious_illness", "crisis_event", "basic_living_met")
TIES = {
    "neighbour": ("neighbour", "neighbour", "neighbour", "friend", "family", "member_of", "trusts"),
    "shop": ("neighbour", "neighbour", "trusts", "refers_to", "works_with"),
    "group": ("neighbour", "works_with", "refers_to", "trusts", "member_of"),
    "agency": ("refers_to", "refers_to", "works_with", "trusts"),
    "benefit": ("refers_to",),
}
BOTH_WAYS = frozenset({"neighbour", "friend", "family", "works_with"})


@dataclass(frozen=True)
class Zipf:
    """Draws from ``things`` so that the k-th is drawn in proportion to k^-0.7."""

    things: Sequence[str]

    def draw(self, random: Random) -> str:
        heights = _heights(len(self.things))
        return self.things[bisect(heights, random.random() * heights[-1])]

    def draw_several(self, random: Random, count: int) -> tuple[str, ...]:
        """``count`` different ones, the first drawn first."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.draw(random)] = None
        return tuple(found)


_HEIGHTS: dict[int, list[float]] = {}


def _heights(count: int) -> list[float]:
    if count not in _HEIGHTS:
        _HEIGHTS[count] = list(accumulate(k**-0.7 for k in range(1, count + 1)))
    return _HEIGHTS[count]


def need_codes(seed: int) -> Zipf:
    """The need codes in the town's own order of frequency."""
    codes = [need.code for need in taxonomy.needs()]
    Random(f"{seed} codes").shuffle(codes)
    return Zipf(codes)


@dataclass(frozen=True)
class Ground:
    """The town's square: dong of about one square kilometre, so many to a gu."""

    side_km: float

    @property
    def dongs(self) -> int:
        """Dong on each side of the square."""
        return max(1, ceil(self.side_km))

    def place(self, x_km: float, y_km: float) -> Place:
        """The place ``x_km`` east and ``y_km`` north of the corner."""
        column, row = (min(self.dongs - 1, max(0, int(km))) for km in (x_km, y_km))
        lat = CORNER[0] + y_km * 1000 / DEGREE_M
        lon = CORNER[1] + x_km * 1000 / (DEGREE_M * cos(radians(CORNER[0])))
        return Place(SIDO, gu_name(column, row), dong_name(column, row), round(lat, 6), round(lon, 6))

    def dongs_around(self, x_km: float, y_km: float, reach_km: float) -> frozenset[str]:
        """The dong of the point, and those whose middle lies within ``reach_km`` of it."""
        steps = range(self.dongs)
        near = {
            dong_name(column, row)
            for column in steps
            for row in steps
            if hypot(column + 0.5 - x_km, row + 0.5 - y_km) <= reach_km
        }
        return frozenset({self.place(x_km, y_km).dong, *near})

    def somewhere(self, random: Random) -> tuple[float, float]:
        """A point of the town, kilometres east and north of the corner."""
        return random.random() * self.side_km, random.random() * self.side_km


def dong_name(column: int, row: int) -> str:
    return f"가람{column + 1}-{row + 1}동"


def gu_name(column: int, row: int) -> str:
    return f"누리{column // GU_SIDE + 1}-{row // GU_SIDE + 1}구"


def ground(size: int) -> Ground:
    return Ground(sqrt(size / DENSITY))


def town(size: int, seed: int = 1) -> Network:
    """A network of ``size`` offers (1 or more) with three to eight ties each."""
    random = Random(f"{seed} town")
    land, codes = ground(size), need_codes(seed)
    kinds = random.choices(list(SHARES), list(SHARES.values()), k=size)
    offers = tuple(_offer(number, kind, land, codes, random) for number, kind in enumerate(kinds))
    return Network(
        today=TODAY,
        setting=Place(SIDO, gu_name(0, 0)),
        offers=offers,
        ties=tuple(_ties(offers, kinds, random)),
        closed_organizations=frozenset({"기관 3"}),
    )


def _offer(number: int, what: str, land: Ground, codes: Zipf, random: Random) -> Offer:
    kind = random.choice(KINDS[what])
    secret = what == "agency" and random.random() < 0.01
    point = land.somewhere(random)
    home = land.place(*point)
    place = Place() if secret or what == "benefit" or random.random() < 0.10 else home
    organization, department = _unit(number, what, random)
    needs = codes.draw_several(random, 3 if what == "agency" else random.choice((1, 1, 1, 2, 2, 3)))
    limit = random.choice((None, 3, 5, 10))
    left = random.choice((None, None, 0, 1, 1, 1, 2, 2, 3, 3, 3, 5, 5, 5, 5, 8, 8, 8, 10, 10))
    return Offer(
        id=f"O{number:06d}",
        name=f"{what} {number}",
        kind=kind,
        organization=organization,
        department=department,
        needs=needs,
        recipient_class=_recipient(what, kind),
        place=place,
        area=_area(what, land, point, random),
        eligibility=_eligibility(what, random),
        duplicate_group=f"group {random.randrange(8)}" if what == "benefit" else None,
        tags=_tags(what, needs, random),
        places_left=left if limit is None or left is None else min(left, limit),
        status=random.choices(list(OfferStatus), (0.93, 0.04, 0.03))[0],
        verified_on=None if random.random() < 0.02 else TODAY - timedelta(random.randrange(400)),
        location_secret=secret,
        vetted_for_minors=random.choice((True, True, False, None)),
        access_line="1577" if what == "agency" and random.random() < 0.05 else None,
        welcomes=_welcomes(what, random),
        limit=limit,
        outcomes=_outcomes(random),
    )


def _unit(number: int, what: str, random: Random) -> tuple[str, str | None]:
    """Four offers to an agency, two to a department; residents and shops stand for themselves."""
    if what == "neighbour":
        return "주민", f"이웃 {number}"
    if what == "shop":
        return f"가게 {number}", None
    if what == "benefit":
        return "누리구청", f"급여 {number}"
    department = random.choice((None, "상담", "지원", "돌봄"))
    return f"기관 {number // 26}" if what == "agency" else f"모임 {number}", department


def _recipient(what: str, kind: str) -> RecipientClass:
    if what in ("agency", "benefit"):
        return RecipientClass.AGENCY
    if kind == "H13":
        return RecipientClass.VOLUNTEER
    if what == "group":
        return RecipientClass.SELFHELP if kind.startswith("H4") else RecipientClass.ASSOCIATION
    return RecipientClass(what)


def _area(what: str, land: Ground, point: tuple[float, float], random: Random) -> Area:
    """Neighbours and shops serve the dong within their reach; the others a gu, the city or the nation."""
    if what in REACH_KM:
        return Area(AreaLevel.DONG, land.dongs_around(*point, random.uniform(*REACH_KM[what])))
    draw = random.random()
    if what == "group" or draw < 0.7:
        return Area(AreaLevel.SIGUNGU, frozenset({land.place(*point).sigungu}))
    return Area(AreaLevel.SIDO, frozenset({SIDO})) if draw < 0.9 else Area(AreaLevel.NATION)


def _eligibility(what: str, random: Random) -> Eligibility:
    formal = what in ("agency", "benefit")
    low, high = random.choice(((0, 18), (19, 64), (65, None))) if random.random() < 0.15 else (None, None)
    return Eligibility(
        age_min=low,
        age_max=high,
        sex=random.choice(list(Sex)) if random.random() < 0.04 else None,
        income_max=random.choice((50, 75, 100, 120)) if formal and random.random() < 0.4 else None,
        requires=frozenset({random.choice(FACTS)}) if formal and random.random() < 0.2 else frozenset(),
        excludes=frozenset({random.choice(FACTS)}) if formal and random.random() < 0.05 else frozenset(),
    )


def _tags(what: str, needs: tuple[str, ...], random: Random) -> frozenset[str]:
    tags = set()
    if what == "shop" and random.random() < 0.1:
        tags.add("alcohol")
    if what == "agency" and random.random() < 0.05:
        tags.add("diagnosis")
    if what == "agency" and {"FAM11", "FAM15"} & set(needs):
        tags.add("joint_couple_counselling")
    return frozenset(tags)


def _welcomes(what: str, random: Random) -> frozenset[str]:
    if what not in ("neighbour", "group") or random.random() < 0.8:
        return frozenset()
    return frozenset({random.choice([ability.code for ability in taxonomy.abilities()])})


def _outcomes(random: Random) -> Outcomes:
    ended = random.choice((0, 0, 0, 1, 2, 4, 8, 12))
    return Outcomes(ended, random.randint(0, ended))


def _ties(offers: Sequence[Offer], kinds: Sequence[str], random: Random):
    """Three to eight from each: 85 % to somebody of the own dong, half of referrals to a hub."""
    near: dict[str | None, list[int]] = {}
    for number, offer in enumerate(offers):
        near.setdefault(offer.place.dong, []).append(number)
    agencies = [number for number, kind in enumerate(kinds) if kind == "agency"]
    hubs = agencies[: max(1, len(agencies) // 50)]
    for number, (offer, what) in enumerate(zip(offers, kinds, strict=True)):
        for _ in range(random.randint(3, 8)):
            kind = random.choice(TIES[what])
            if kind == "refers_to" and hubs and random.random() < 0.5:
                other = random.choice(hubs)
            elif random.random() < 0.85:
                other = random.choice(near[offer.place.dong])
            else:
                other = random.randrange(len(offers))
            if other != number:
                strength = round(random.uniform(0.2, 1.0), 2)
                yield Tie(offer.id, offers[other].id, TieKind(kind), kind in BOTH_WAYS, strength)
