"""What a boundary survey holds, page by page: findings, changes, features, repairs.

Areas in square metres, lengths in metres, geometries GeoJSON in CGCS2000 degrees.
"""

import datetime as dt
from typing import Any, Literal

from api.schemas.common import BBox, Bilingual, Body
from geo.findings import Severity
from geo.surveys import Change


class Geometry(Body):
    """A GeoJSON geometry; of collections the members are in `geometries`."""

    type: Literal[
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    ]  # fmt: skip
    coordinates: list[Any] | None = None
    geometries: list[Any] | None = None


class Waiver(Body):
    """A person's word that a finding may stand."""

    reason: str
    by: str
    at: dt.datetime | None
    until: dt.date | None
    survey_id: int | None


class Finding(Body):
    """One finding; `point` is longitude and latitude, `place_uid` the known place it speaks of."""

    number: int
    check: str
    severity: Severity
    title: Bilingual
    message: Bilingual
    hint: Bilingual | None
    row: int | None
    code: str | None
    place_uid: int | None
    other_row: int | None
    other_code: str | None
    measured: float | None
    threshold: float | None
    unit: str | None
    point: tuple[float, float] | None
    fingerprint: str
    waiver: Waiver | None


class FindingPage(Body):
    """A page of findings in the order of the checks; `next` is the following page's `after`."""

    findings: list[Finding]
    next: int | None
    total: int


class FindingShapes(Body):
    """A finding with the shapes it speaks of: as known, as surveyed, the other, what is wrong."""

    finding: Finding
    old: Geometry | None
    new: Geometry | None
    other: Geometry | None
    error: Geometry | None


class Relative(Body):
    """A place that another came from or went into; `share` of the parent's area."""

    uid: int | None
    row: int | None
    code: str
    name: str
    share: float


class ChangeRow(Body):
    """What the survey does to one place: a row of the file, or a known place that it retires."""

    number: int
    row: int | None
    uid: int | None
    change: Change
    identified_by: str | None
    iou: float | None
    code: str | None
    name: str | None
    old_code: str | None
    old_name: str | None
    area_m2: float | None
    old_area_m2: float | None
    distance_m: float | None
    shift_m: tuple[float, float] | None
    complaints: int
    parents: list[Relative]
    children: list[Relative]
    bbox: BBox | None


class ChangePage(Body):
    """A page of changes, the file's rows first; `next` is the following page's `after`."""

    changes: list[ChangeRow]
    next: int | None
    total: int


class SurveyFeature(Body):
    """A row of the attribute table."""

    row: int
    uid: int | None
    change: Change
    code: str
    name: str
    attributes: dict[str, Any]
    area_m2: float
    bbox: BBox


class FeaturePage(Body):
    """A page of the attribute table; `next` is the following page's `after`."""

    features: list[SurveyFeature]
    next: int | None
    total: int


class FeatureShapes(Body):
    """A row's place as it is known and as it was surveyed."""

    row: int
    uid: int | None
    code: str
    name: str
    change: Change
    old: Geometry | None
    new: Geometry


class Repair(Body):
    """A proposed repair of a row's shape; it is applied when a person takes it by an answer."""

    row: int
    id: str
    title: Bilingual | None = None
    area_before_m2: float | None
    area_after_m2: float | None
    changes_much: bool | None = None
    geometry: Geometry | None = None
    taken: bool


class Repairs(Body):
    """All repairs that are proposed for a survey."""

    repairs: list[Repair]
