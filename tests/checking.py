"""Surveys as the reader hands them on, for the tests of checks, repairs and reports."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import shapely
from shapely import Polygon

from geo.boundaries.check import check_survey
from geo.boundaries.checks.subject import NO_STREETS
from geo.crs import STORAGE
from geo.findings import Finding
from geo.profile import Profile
from geo.surveys import PlaceKind
from tests.packing import pack
from tests.world import CHAOYANG

STONE, RIVER, WORKS = ("CY-110105901-001", "CY-110105901-003", "CY-110105902-005")
STREETS = ("110105901", "110105902")


def make_rows(
    shapes: Sequence[Any], codes: Sequence[Any] = (), names: Sequence[Any] = (), **columns: Any
) -> gpd.GeoDataFrame:
    """Returns rows of shapes in metres of the town, with made-up codes and names."""
    count = len(shapes)
    given = {
        "row_no": range(1, count + 1),
        "code": list(codes) or [f"CY-110105901-{at:03d}" for at in range(1, count + 1)],
        "name": list(names) or [f"柳岸{at}号院" for at in range(1, count + 1)],
        "street_code": None,
        "attributes": [{} for _ in range(count)],
    }
    frame = gpd.GeoDataFrame({**given, **columns}, geometry=list(shapes), crs=CHAOYANG.srid)
    return frame.to_crs(STORAGE)


def known_streets() -> gpd.GeoDataFrame:
    """Returns the town's two streets, as they are known."""
    shapes = CHAOYANG.streets().to_crs(STORAGE).geometry
    return gpd.GeoDataFrame(
        {"uid": [1, 2], "code": list(STREETS)}, geometry=shapes.to_numpy(), crs=STORAGE
    )


def check_rows(
    rows: gpd.GeoDataFrame,
    profile: Profile,
    *,
    kind: PlaceKind = PlaceKind.ZONE,
    streets: gpd.GeoDataFrame | None = None,
    base: gpd.GeoDataFrame | None = None,
) -> tuple[Finding, ...]:
    """Returns the findings about rows; no street is known unless they are given."""
    known = NO_STREETS if streets is None else streets
    return check_survey(kind, pack(rows), known, profile, base=base).findings


def only(findings: Sequence[Finding], check: str) -> list[Finding]:
    """Returns the findings of one check."""
    return [finding for finding in findings if finding.check == check]


def block(west: float, south: float, east: float, north: float) -> Polygon:
    """Returns a rectangle in metres from the middle of the town."""
    return CHAOYANG.block(west, south, east, north)


def place(x: float, y: float) -> tuple[float, float]:
    """Returns longitude and latitude of a point in metres from the middle of the town."""
    at = shapely.Point(CHAOYANG.middle[0] + x, CHAOYANG.middle[1] + y)
    point = gpd.GeoSeries([at], crs=CHAOYANG.srid).to_crs(STORAGE)[0]
    return point.x, point.y


def shape(*corners: tuple[float, float], holes: Sequence[Any] = ()) -> Polygon:
    """Returns a polygon of corners in metres from the middle of the town."""
    east, north = CHAOYANG.middle
    return Polygon(
        [(east + x, north + y) for x, y in corners],
        [[(east + x, north + y) for x, y in hole] for hole in holes],
    )
