"""Boundary surveys as a whole: their state, what was decided, what may be done."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import BBox, Bilingual, Body
from geo.findings import Severity
from geo.surveys import Change, SurveyStatus

SurveyKind = Literal["street", "zone", "road", "water", "green", "building", "community"]
ReportFormat = Literal["json", "gpkg", "csv", "html"]


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
    title: Bilingual | None = Field(description="Where the file's name does not say what it is.")
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
    title: Bilingual | None
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
