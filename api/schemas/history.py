"""Releases and loads of workbooks."""

import datetime as dt

from api.schemas.common import Body


class ReleaseMoves(Body):
    """How many records found, lost or changed their zone by being matched to a release."""

    revision: int
    gained: int
    lost: int
    moved: int


class Release(Body):
    """A release of the boundaries; `rematch` once the records were matched to it."""

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
    rematch: ReleaseMoves | None


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
