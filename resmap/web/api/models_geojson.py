"""GeoJSON (RFC 7946): features of entries and of dong."""

from datetime import date
from typing import Literal

from pydantic import Field

from resmap.flows.mapping import Spot
from resmap.web.api.models import Told

Position = tuple[float, float]


class Point(Told):
    type: Literal["Point"] = "Point"
    coordinates: Position


class MultiPolygon(Told):
    type: Literal["MultiPolygon"] = "MultiPolygon"
    coordinates: list[list[list[Position]]]


class SpotFeature(Told):
    """An entry on the map; with ``radius_m`` it stands for an area around its point (P-25)."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: Spot


class SpotCollection(Told):
    """GeoJSON (RFC 7946) of entries. ``home`` is the client's, on their own manager's map only."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    bbox: list[float] | None
    features: list[SpotFeature]
    today: date
    dongs: list[str] = Field(description="The dong that the map shows first.")
    home: Point | None = None


class DongProperties(Told):
    name: str
    name_en: str | None
    approximate: bool = Field(description="Computed from the centres, not a surveyed outline.")
    own: bool


class DongFeature(Told):
    type: Literal["Feature"] = "Feature"
    geometry: MultiPolygon
    properties: DongProperties


class DongCollection(Told):
    """GeoJSON (RFC 7946) of the outlines of the dong."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[DongFeature]
