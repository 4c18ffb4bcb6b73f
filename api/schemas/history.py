"""Surveys, releases and loads of workbooks."""

import datetime as dt
from typing import Any

from api.schemas.common import Body


class Survey(Body):
    """A boundary file: what was decided about it from which evidence, what was found in it."""

    id: int
    kind: str
    status: str
    file_name: str
    file_sha256: str
    layer: str
    encoding: str
    srid: int
    features: int
    partial: bool
    surveyed_on: dt.date | None
    loaded_at: dt.datetime
    loaded_by: str
    release: int | None
    changes: dict[str, int]
    decisions: dict[str, Any]
    findings: list[dict[str, Any]]


class Release(Body):
    """A release of the boundaries."""

    id: int
    previous_id: int | None
    survey_id: int | None
    content_of: int | None
    published_at: dt.datetime
    published_by: str
    reason: str | None
    streets: int
    zones: int
    archive_sha256: str | None


class Load(Body):
    """A load of a workbook; matched + review + rejected + out_of_area = rows."""

    id: int
    kind: str
    file_name: str
    rows: int
    matched: int
    review: int
    rejected: int
    out_of_area: int
    changed: int
    revision: int | None
    as_of: dt.date | None
    loaded_at: dt.datetime
    loaded_by: str
