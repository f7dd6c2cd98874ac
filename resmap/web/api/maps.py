"""Maps as GeoJSON: the register's, a case's, and the outlines of the dong.

What may stand on a map, and how coarsely, is the flow's to say (P-20 to P-26); here points
only change their order, because GeoJSON writes the longitude first.
"""

from collections.abc import Iterable

from resmap.domain.permissions import Permission
from resmap.flows import mapping
from resmap.flows.mapping import DongShape, MapView
from resmap.web.api.models_geojson import (
    DongCollection,
    DongFeature,
    DongProperties,
    MultiPolygon,
    Point,
    SpotCollection,
    SpotFeature,
)
from resmap.web.api.operations import operation
from resmap.web.context import current_actor, reading, today

GEOJSON = "application/geo+json"


@operation("GET", "/map", permission=Permission.MAP_READ, answer=SpotCollection, answer_media=GEOJSON)
def map_register() -> SpotCollection:
    """The register on the map. Residents are areas, secret places are nowhere."""
    with reading() as uow:
        return spots(mapping.neighbourhood(uow, current_actor(), today()))


@operation("GET", "/cases/<uuid:case>/map", permission=Permission.MAP_READ, answer=SpotCollection, answer_media=GEOJSON)
def map_case(case: str) -> SpotCollection:
    """Suggestions and running services of a case on the map.

    The client's home is told to their own manager only, of a protected client to nobody. That
    the map was seen is kept in the history.
    """
    with reading() as uow:
        return spots(mapping.of_case(uow, current_actor(), case, today()))


@operation("GET", "/dongs", permission=Permission.MAP_READ, answer=DongCollection, answer_media=GEOJSON)
def map_dongs() -> DongCollection:
    """The outlines of the dong; ``approximate`` where they were computed from the centres."""
    with reading() as uow:
        return outlines(mapping.neighbourhood(uow, current_actor(), today()).dongs)


def spots(view: MapView) -> SpotCollection:
    """The entries of a map as features."""
    south, west, north, east = view.extent or (None,) * 4
    return SpotCollection(
        bbox=None if view.extent is None else [west, south, east, north],
        features=[
            SpotFeature(id=one.id, geometry=Point(coordinates=(one.lon, one.lat)), properties=one) for one in view.spots
        ],
        today=view.today,
        dongs=list(view.own_dongs),
        home=view.home and Point(coordinates=(view.home[1], view.home[0])),
    )


def outlines(dongs: Iterable[DongShape]) -> DongCollection:
    """Outlines as features; rings are (lat, lon) inside, [lon, lat] outside."""
    return DongCollection(
        features=[
            DongFeature(
                geometry=MultiPolygon(
                    coordinates=[[[(lon, lat) for lat, lon in ring] for ring in polygon] for polygon in one.polygons]
                ),
                properties=DongProperties(name=one.name, name_en=one.name_en, approximate=one.approximate, own=one.own),
            )
            for one in dongs
        ]
    )
