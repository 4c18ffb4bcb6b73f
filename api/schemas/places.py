"""Zones as GeoJSON, streets, search hits."""

from typing import Literal

from pydantic import Field

from api.schemas.common import BBox, Body

Position = tuple[float, float]


class MultiPolygon(Body):
    """A GeoJSON multipolygon (RFC 7946) in CGCS2000 degrees, seven decimals."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Position]]]


class ZoneProperties(Body):
    """What a zone is; None where the survey says nothing."""

    code: str
    name: str
    street_uid: int | None
    street_code: str | None
    street_name: str | None
    service_mode: str
    committee_kind: str
    area_m2: float
    aliases: list[str]
    community: str | None
    address: str | None
    built_year: int | None
    households: int | None
    buildings: int | None
    floor_area_m2: float | None
    estate_kind: str
    old_estate: bool | None


class ZoneFeature(Body):
    """A zone as a GeoJSON feature."""

    type: Literal["Feature"]
    id: int
    bbox: BBox
    geometry: MultiPolygon
    properties: ZoneProperties


class ZoneCollection(Body):
    """One page of zones; `next` is the `after` of the following page."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ZoneFeature]
    number_matched: int = Field(serialization_alias="numberMatched")
    number_returned: int = Field(serialization_alias="numberReturned")
    next: int | None


class Street(Body):
    """A street (subdistrict, area or township)."""

    uid: int
    code: str
    name: str
    kind: str | None
    area_m2: float
    zones: int
    bbox: BBox


class StreetProperties(Body):
    """What a street is."""

    code: str
    name: str
    kind: str | None
    area_m2: float


class StreetFeature(Body):
    """A street as a GeoJSON feature."""

    type: Literal["Feature"]
    id: int
    bbox: BBox
    geometry: MultiPolygon
    properties: StreetProperties


class StreetCollection(Body):
    """All streets as GeoJSON."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[StreetFeature]


class Hit(Body):
    """A place that a search found, with a point inside it and its box."""

    kind: Literal["zone", "street"]
    uid: int
    code: str
    name: str
    street_name: str | None
    lon: float
    lat: float
    bbox: BBox
    matched: Literal["name", "code", "alias", "address"]


class Hits(Body):
    """Search hits, best first."""

    hits: list[Hit]
