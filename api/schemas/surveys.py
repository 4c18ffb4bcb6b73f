"""Boundary surveys as they are read: their state, findings, changes and features.

Areas in square metres, lengths in metres, geometries GeoJSON in CGCS2000 degrees.
"""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import BBox, Bilingual, Body
from geo.surveys import Change, Severity, SurveyStatus

SurveyKind = Literal["street", "zone", "road", "water", "green", "building", "community"]
ReportFormat = Literal["json", "gpkg", "csv", "html"]


class Geometry(Body):
    """A GeoJSON geometry; of collections the members are in `geometries`."""

    type: Literal[
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    ]  # fmt: skip
    coordinates: list[Any] | None = None
    geometries: list[Any] | None = None


class FindingCounts(Body):
    """Findings by severity; `waived` of the errors may stand, `open` ones block publishing."""

    E: int
    W: int
    waived: int
    open: int


class Refusal(Body):
    """Why a survey was refused, or failed: the error as it would have been answered."""

    code: str
    message: Bilingual
    hint: Bilingual | None = None
    details: list[Any] = Field(default_factory=list)


class SurveyItem(Body):
    """A survey in the list."""

    id: int
    kind: SurveyKind
    status: SurveyStatus
    run: int
    file_name: str
    file_sha256: str
    loaded_by: str
    loaded_at: dt.datetime
    finished_at: dt.datetime | None
    features: int | None
    surveyed_on: dt.date | None
    partial: bool
    error: Refusal | None
    questions: int = Field(description="How many wait for an answer.")
    findings: FindingCounts
    changes: dict[Change, int]
    reviews: int = Field(description="How many reasons call for a second person's approval.")
    approved_by: str | None
    base_release_id: int | None
    release: int | None = Field(description="The release that it made.")


class Option(Body):
    """A possible answer with what speaks for it."""

    value: Any
    label: Bilingual
    evidence: Bilingual | None = None


class Question(Body):
    """What a person must decide; `id` is the field of the answers that it goes to."""

    id: str
    message: Bilingual
    options: list[Option]
    proposed: Any = None


class CheckCount(Body):
    """The findings of one check."""

    check: str
    severity: Severity
    title: Bilingual
    count: int
    waived: int
    waivable: bool


class Possible(Body):
    """What this account may do with the survey now; `why` tells of what it may not, by name."""

    answer: bool
    cancel: bool
    waive: bool
    approve: bool
    publish: bool
    withdraw: bool
    why: dict[str, Bilingual]


class Preview(Body):
    """The vector tiles of the map as it would be, for reviewers."""

    tiles: str = Field(examples=["/tiles/survey/12-3/{z}/{x}/{y}"])
    min_zoom: int
    max_zoom: int


class Survey(Body):
    """A survey with everything that was decided about it, without its findings and features.

    `request` holds what persons decided, `decisions` what was decided from which evidence,
    `summary` the changes by class and their effect on records and rates.
    """

    id: int
    kind: SurveyKind
    status: SurveyStatus
    run: int
    file_name: str
    file_sha256: str
    loaded_by: str
    loaded_at: dt.datetime
    finished_at: dt.datetime | None
    features: int | None
    surveyed_on: dt.date | None
    partial: bool
    layer: str | None
    encoding: str | None
    srid: int | None
    request: dict[str, Any]
    decisions: dict[str, Any]
    questions: list[Question]
    error: Refusal | None
    findings: FindingCounts
    by_check: list[CheckCount]
    changes: dict[Change, int]
    summary: dict[str, Any]
    bbox: BBox | None
    base_release_id: int | None
    current_release: int | None
    reviews: list[Any]
    approved_by: str | None
    approved_at: dt.datetime | None
    approval_reason: str | None
    withdrawn_by: str | None
    withdrawal_reason: str | None
    release: int | None
    preview: Preview | None
    reports: list[ReportFormat]
    can: Possible


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


class Accepted(Body):
    """A survey, or an order about one, that is worked on; its events tell how it goes."""

    id: int
    status: SurveyStatus


class Waived(Body):
    """How many findings of the survey a waiver was given for."""

    waived: int


class RollbackAccepted(Body):
    """A going back that is worked on: to the content of this release."""

    release: int
