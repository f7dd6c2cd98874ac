"""What a map of the neighbourhood, or of one case, may show (P-20 to P-26).

Three kinds of places are told apart. Agencies, shops and groups stand where they
are. Residents stand nowhere: they are an area, the cell of a fixed grid (P-25).
Secret places are on no map at all (P-21). The client's home is on the map of this
case's own manager only, and of a protected client on none (P-22, P-26).

The functions over plain values come first; the acts that read the register and
note that somebody looked are at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from resmap.domain import taxonomy
from resmap.domain.codes import OfferStatus
from resmap.domain.events import EventKind
from resmap.domain.network import Network, Offer, may_be_listed
from resmap.domain.permissions import Actor, Permission
from resmap.domain.place import BLUR_CELL_M, blurred
from resmap.domain.serving import same_name
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.printing import require_printing
from resmap.formats import geojson
from resmap.formats.geojson import Bounds, Polygon
from resmap.formats.outlines import DongPoint, outlines
from resmap.store import DongRecord, UnitOfWork, register

#: So many suggestions of each need stand on a case's map: as many as its page lists at once.
MOST_PER_NEED = 10
#: A map shows this much beyond what it is about, as a share of its height and width.
MARGIN = 0.06
#: The name of a dong stands so far below its upper edge, as a share of its height there.
LABEL_BELOW = 0.14


class Group(StrEnum):
    """Who it is, as a map's signs tell it (이웃·가게·단체·모임·기관)."""

    NEIGHBOUR = "neighbour"
    SHOP = "shop"
    ASSOCIATION = "association"
    GATHERING = "gathering"
    AGENCY = "agency"


_BY_KIND = (("H1", Group.NEIGHBOUR), ("H2", Group.SHOP), ("H3", Group.ASSOCIATION), ("H4", Group.GATHERING))


class State(StrEnum):
    """How an entry stands to a case."""

    SUGGESTED = "suggested"
    EXISTING = "existing"


@dataclass(frozen=True, slots=True)
class Rank:
    """Place of a suggestion for one need of the case, 1 first."""

    need: str
    holder: str
    rank: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One entry on a map. With ``radius_m`` it stands for an area around ``lat``, ``lon``, else there.

    ``domains`` are codes of the needs' domains; ``state`` and ``ranks`` belong to a case's map.
    """

    id: str
    name: str
    name_en: str | None
    group: Group
    kind: str
    dong: str | None
    lat: float
    lon: float
    radius_m: int | None
    unit: str
    phone: str | None
    hours: str | None
    domains: tuple[str, ...]
    paused: bool
    verified_on: date | None
    state: State | None = None
    ranks: tuple[Rank, ...] = ()


@dataclass(frozen=True, slots=True)
class DongShape:
    """The outline of a dong; ``approximate`` if it was computed; ``own`` if it is to stand out.

    ``label`` is the (lat, lon) for its name.
    """

    name: str
    name_en: str | None
    polygons: tuple[Polygon, ...]
    label: tuple[float, float]
    approximate: bool
    own: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list and the map; what is empty lets everything through."""

    dong: str = ""
    groups: frozenset[str] = frozenset()
    domain: str = ""

    def admits(self, spot: Spot) -> bool:
        return (
            (not self.dong or spot.dong == self.dong)
            and (not self.groups or spot.group.value in self.groups)
            and (not self.domain or self.domain in spot.domains)
        )


@dataclass(frozen=True, slots=True)
class MapView:
    """A map: ``extent`` is what it shows first, ``home`` the client's (lat, lon) where it may stand."""

    today: date
    spots: tuple[Spot, ...]
    dongs: tuple[DongShape, ...]
    extent: Bounds | None
    home: tuple[float, float] | None = None

    @property
    def own_dongs(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.dongs if one.own)


# ── rules over plain values ──────────────────────────────────────────────────


def group_of(offer: Offer) -> Group:
    """By kind, not by who would be told: an association's shop is a shop."""
    return next((group for kind, group in _BY_KIND if offer.kind.startswith(kind)), Group.AGENCY)


def may_stand(offer: Offer, network: Network) -> bool:
    """Whether an entry may be on a map: verified, alive, at a place, and not secret.

    A resident stands on it as long as they agreed to be listed (P-25).
    """
    if offer.location_secret or offer.place.point is None or offer.verified_on is None:
        return False
    if offer.status is OfferStatus.CLOSED or _is_closed(offer.organization, network):
        return False
    if not offer.is_individual:
        return True
    return offer.may_be_on_map and may_be_listed(offer.extra, network.today)


def _is_closed(organization: str, network: Network) -> bool:
    return same_name(organization) in set(map(same_name, network.closed_organizations))


def spot_of(offer: Offer) -> Spot:
    """The entry as a map tells it; a resident's place is coarse, phone and unit stay away."""
    lat, lon = offer.place.point or (0.0, 0.0)
    is_resident = offer.is_individual
    if is_resident:
        lat, lon = blurred((lat, lon))
    unit = "" if is_resident else " ".join(filter(None, (offer.organization, offer.department)))
    domains = (taxonomy.need(code).domain for code in offer.needs if taxonomy.is_need(code))
    return Spot(
        id=offer.id,
        name=offer.name,
        name_en=offer.name_en,
        group=group_of(offer),
        kind=offer.kind,
        dong=offer.place.dong,
        lat=round(lat, 6),
        lon=round(lon, 6),
        radius_m=BLUR_CELL_M // 2 if is_resident else None,
        unit=unit,
        phone=None if is_resident else offer.phone,
        hours=offer.hours,
        domains=tuple(dict.fromkeys(filter(None, domains))),
        paused=offer.status is OfferStatus.PAUSED,
        verified_on=offer.verified_on,
    )


def spots_of(network: Network) -> tuple[Spot, ...]:
    """Every entry that may stand on a map, by dong and name."""
    listed = [spot_of(offer) for offer in network.offers if may_stand(offer, network)]
    return tuple(sorted(listed, key=lambda one: (one.dong or "", one.name, one.id)))


def spots_of_case(loaded: LoadedCase) -> tuple[Spot, ...]:
    """Suggestions of all needs and what the household uses already, best ranks first."""
    found: dict[str, Spot] = {}
    network = loaded.network

    def note(offer: Offer, state: State, rank: Rank | None) -> None:
        if not may_stand(offer, network):
            return
        known = found.get(offer.id) or replace(spot_of(offer), state=state)
        ranks = (*known.ranks, rank) if rank else known.ranks
        is_existing = State.EXISTING in (known.state, state)
        found[offer.id] = replace(known, ranks=ranks, state=State.EXISTING if is_existing else state)

    for for_need in loaded.judgement.match.needs:
        need = for_need.need
        for number, offer in enumerate(for_need.suggested[:MOST_PER_NEED], 1):
            note(offer, State.SUGGESTED, Rank(need.code, need.holder, number))
        for offer in for_need.existing:
            note(offer, State.EXISTING, None)
    order = {State.SUGGESTED: 0, State.EXISTING: 1}
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (order[one.state], min((r.rank for r in one.ranks), default=0), one.name, one.id),
        )
    )


def dong_shapes(dongs: Iterable[DongRecord], own: frozenset[str] = frozenset()) -> tuple[DongShape, ...]:
    """Outlines by name: imported ones as they are, the rest computed from the centroids."""
    listed = sorted(dongs, key=lambda one: one.name)
    computed = _computed(listed)
    shapes = []
    for dong in listed:
        imported = _imported(dong)
        polygons = imported or computed.get(dong.name, ())
        if polygons:
            label = _label_place(polygons, dong.lon)
            shapes.append(DongShape(dong.name, dong.name_en, polygons, label, not imported, dong.name in own))
    return tuple(shapes)


def _label_place(polygons: Sequence[Polygon], lon: float | None) -> tuple[float, float]:
    """In the upper part of the outline, on the meridian of the centroid: signs gather around the middle."""
    south, west, north, east = geojson.bounds(polygons)
    lon = (west + east) / 2 if lon is None else lon
    crossed = [
        one[0] + (other[0] - one[0]) * (lon - one[1]) / (other[1] - one[1])
        for polygon in polygons
        for one, other in pairwise(polygon[0])
        if one[1] != other[1] and (one[1] - lon) * (other[1] - lon) <= 0
    ]
    top, bottom = (max(crossed), min(crossed)) if crossed else (north, south)
    return round(top - LABEL_BELOW * (top - bottom), 6), round(lon, 6)


def _imported(dong: DongRecord) -> tuple[Polygon, ...]:
    try:
        return geojson.polygons(dong.outline) if dong.outline else ()
    except geojson.BadGeometry:
        return ()  # a map with a computed outline is better than none; it is marked as such


def _computed(dongs: Sequence[DongRecord]) -> dict[str, tuple[Polygon, ...]]:
    points = {
        (dong.lat, dong.lon): DongPoint(dong.name, dong.lat, dong.lon)
        for dong in dongs
        if dong.lat is not None and dong.lon is not None
    }
    return {name: geojson.from_ring(ring) for name, ring in outlines(points.values()).items()}


def extent_of(shapes: Iterable[DongShape], names: Iterable[str] = ()) -> Bounds | None:
    """The box around the named dong, with a margin; around all of them where none is named."""
    listed, wanted = list(shapes), set(names)
    chosen = [one for one in listed if one.name in wanted] or listed
    return _widened(geojson.bounds(polygon for one in chosen for polygon in one.polygons))


def _widened(box: Bounds | None) -> Bounds | None:
    if box is None:
        return None
    south, west, north, east = box
    up, aside = (north - south) * MARGIN, (east - west) * MARGIN
    return tuple(round(one, 6) for one in (south - up, west - aside, north + up, east + aside))


# ── acts ─────────────────────────────────────────────────────────────────────


def neighbourhood(uow: UnitOfWork, actor: Actor, today: date) -> MapView:
    """The map of the register; the actor's own dong come first, in the picture and in the list (R001)."""
    actor.require(Permission.MAP_READ)
    shapes = _shapes(uow, actor.dongs)
    spots = sorted(spots_of(register.network(uow, today)), key=lambda one: one.dong not in actor.dongs)
    return MapView(today, tuple(spots), shapes, extent_of(shapes, actor.dongs))


def of_case(uow: UnitOfWork, actor: Actor, case_id: str, today: date) -> MapView:
    """The map of a case; raises NotAllowed or NotFound like the case itself. Commits the note of it."""
    actor.require(Permission.MAP_READ)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_MATCH)
    dongs, home = _whereabouts(loaded, actor)
    shapes = _shapes(uow, dongs)
    view = MapView(today, spots_of_case(loaded), shapes, extent_of(shapes, dongs), home)
    facts = {"home": home is not None, "spots": len(view.spots)}
    uow.event(EventKind.MAP_VIEWED, case_id, client=loaded.client_id, facts=facts)
    uow.commit()
    return view


def printed_neighbourhood(uow: UnitOfWork, actor: Actor, today: date, wanted: Wanted) -> MapView:
    """What goes on paper: what the filters let through, in the actor's dong unless they name one."""
    actor.require(Permission.MAP_PRINT)
    shapes = _shapes(uow, frozenset({wanted.dong}) if wanted.dong else actor.dongs)
    dongs = {one.name for one in shapes if one.own}
    spots = [
        spot
        for spot in spots_of(register.network(uow, today))
        if wanted.admits(spot) and (not dongs or spot.dong in dongs)
    ]
    facts = {"spots": len(spots), "dong": wanted.dong, "groups": sorted(wanted.groups), "domain": wanted.domain}
    uow.event(EventKind.MAP_PRINTED, facts=facts)
    uow.commit()
    return MapView(today, _nameless(spots), shapes, extent_of(shapes, dongs))


def printed_case(uow: UnitOfWork, actor: Actor, case_id: str, today: date) -> MapView:
    """The suggestions of a case on paper, with nothing of the client: no home, no dong, no need.

    For a protected client it shows the whole gu, so that not even its frame tells anything.
    """
    actor.require(Permission.MAP_PRINT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_MATCH)
    require_printing(uow, loaded)
    shapes = _shapes(uow, frozenset())
    spots = [one for one in spots_of_case(loaded) if one.state is State.SUGGESTED]
    around = None
    if not loaded.case.client.protected:
        around = _widened(geojson.bounds_of_points((one.lat, one.lon) for one in spots))
    uow.event(EventKind.MAP_PRINTED, case_id, client=loaded.client_id, facts={"spots": len(spots)})
    uow.commit()
    bare = [replace(one, ranks=(), state=None) for one in spots]
    return MapView(today, _nameless(bare), shapes, around or extent_of(shapes))


def _nameless(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Residents leave the house without a name: an area is left of them (P-25)."""
    return tuple(
        replace(one, id="", name="", name_en=None, hours=None) if one.radius_m is not None else one
        for one in spots
    )


def _shapes(uow: UnitOfWork, own: frozenset[str]) -> tuple[DongShape, ...]:
    setting = register.setting(uow)
    here = [one for one in register.dongs(uow) if (one.sido, one.sigungu) == (setting.sido, setting.sigungu)]
    # Where everything is one's own, nothing needs to stand out.
    return dong_shapes(here, own if {one.name for one in here} - own else frozenset())


def _whereabouts(loaded: LoadedCase, actor: Actor) -> tuple[frozenset[str], tuple[float, float] | None]:
    """The dong and the home that this actor's map of the case may show.

    Never the place somebody moves to: for a protected client it is sealed, and for
    the others it is not where help is sought today (P-22).
    """
    client = loaded.case.client
    if client.protected:
        return frozenset(), None
    dongs = frozenset({client.place.dong} - {None})
    is_manager = loaded.parts.case.manager_id == actor.id
    return dongs, client.place.point if is_manager else None
