"""Zones, streets and the search for them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.as_of import CONDITIONAL_AS_OF, ReadingAsOf
from api.auth.roles import EVERYBODY, RECORD_READERS, Role
from api.deps import Served, Uid, allow
from api.errors import bad_parameter
from api.schemas.places import Hits, Street, StreetCollection, ZoneCollection, ZoneFeature
from geo.catalog.search import search_places
from geo.catalog.streets import find_street, list_outlines, list_streets
from geo.catalog.zones import BBox, ZoneFilter, find_zone, list_zones
from geo.errors import Text

router = APIRouter(prefix="/api/v1", tags=["places"])
MAP_READERS = (*RECORD_READERS, Role.ADMINISTRATOR)
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Id = Annotated[str | None, Query(max_length=50, pattern=_PLAIN)]


def read_bbox(bbox: Annotated[str | None, Query(max_length=100)] = None) -> BBox | None:
    """Returns the box of the parameter bbox=west,south,east,north in degrees.

    Raises:
        InputError: it is no box.
    """
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        west, south, east, north = 1.0, 0.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise bad_parameter(
            "bbox",
            Text("应为“西,南,东,北”（度）。", "takes west,south,east,north in degrees."),
        )
    return west, south, east, north


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted."""

    limit: int
    after: int


def read_page(
    limit: Annotated[int, Query(ge=1, le=2000)] = 100,
    after: Annotated[int, Query(ge=0, le=2**53 - 1)] = 0,
) -> PageRequest:
    """Returns the wanted page; `after` is the `next` of the page before."""
    return PageRequest(limit, after)


def read_filter(
    context: Served,
    bbox: Annotated[BBox | None, Depends(read_bbox)],
    street: Id = None,
    service_mode: Id = None,
    committee_kind: Id = None,
) -> ZoneFilter:
    """Returns which zones are wanted.

    Raises:
        InputError: the box is no box, or an id is not one of the profile's.
    """
    for name, value in (("service_mode", service_mode), ("committee_kind", committee_kind)):
        ids = context.profile.enum(name).ids
        if value is not None and value not in ids:
            known = "、".join(ids)
            raise bad_parameter(name, Text(f"应为 {known} 之一。", f"takes one of {known}."))
    return ZoneFilter(bbox, street, service_mode, committee_kind)


@router.get("/zones", dependencies=[*allow(*MAP_READERS), CONDITIONAL_AS_OF])
def read_zones(
    reading: ReadingAsOf,
    wanted: Annotated[ZoneFilter, Depends(read_filter)],
    page: Annotated[PageRequest, Depends(read_page)],
) -> ZoneCollection:
    """Returns a page of zones as GeoJSON, by box, street and status."""
    found = list_zones(reading.connection, reading.moment, wanted, page.limit, page.after)
    return ZoneCollection.model_validate(
        {
            "features": found.features,
            "number_matched": found.matched,
            "number_returned": len(found.features),
            "next": found.next,
        }
    )


@router.get("/zones/{uid}", dependencies=[*allow(*MAP_READERS), CONDITIONAL_AS_OF])
def read_zone(uid: Uid, reading: ReadingAsOf) -> ZoneFeature:
    """Returns one zone as GeoJSON with all its attributes."""
    return ZoneFeature.model_validate(find_zone(reading.connection, reading.moment, uid))


@router.get("/streets", dependencies=[*allow(*EVERYBODY), CONDITIONAL_AS_OF])
def read_streets(reading: ReadingAsOf) -> list[Street]:
    """Returns all streets with the number of zones in each."""
    rows = list_streets(reading.connection, reading.moment)
    return [Street.model_validate(row) for row in rows]


@router.get("/streets/outlines", dependencies=[*allow(*MAP_READERS), CONDITIONAL_AS_OF])
def read_street_outlines(reading: ReadingAsOf) -> StreetCollection:
    """Returns all streets as GeoJSON."""
    features = list_outlines(reading.connection, reading.moment)
    return StreetCollection.model_validate({"features": features})


@router.get("/streets/{uid}", dependencies=[*allow(*EVERYBODY), CONDITIONAL_AS_OF])
def read_street(uid: Uid, reading: ReadingAsOf) -> Street:
    """Returns one street."""
    return Street.model_validate(find_street(reading.connection, reading.moment, uid))


@router.get("/search", dependencies=[*allow(*MAP_READERS), CONDITIONAL_AS_OF])
def search(
    reading: ReadingAsOf,
    q: Annotated[str, Query(min_length=1, max_length=100, pattern=_PLAIN)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Hits:
    """Returns zones and streets by name, code, alias or address, best first."""
    hits = search_places(reading.connection, reading.moment, q, limit)
    return Hits.model_validate({"hits": hits})
