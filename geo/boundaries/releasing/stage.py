"""Stages a survey: its rows under its id, which nobody reads until it is published."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, delete, insert

from geo.crs import STORAGE
from geo.db import copy_rows
from geo.models import SurveyDescent, SurveyFeature, SurveyFinding, SurveyRemoval
from geo.surveys import Finding, Identified, SurveyReport, SurveyRequest

_MULTIPOLYGON = 6
# Rows are written so many at a time, so that their texts do not pile up.
_CHUNK = 10_000
# Column of survey_feature -> column of the identified rows.
_WORDS = {
    "change": "change",
    "identified_by": "by",
    "code": "code",
    "name": "name",
    "old_code": "old_code",
    "old_name": "old_name",
}
_UIDS = {"place_uid": "place_uid", "street_uid": "street_uid"}
_NUMBERS = {
    "iou": "iou",
    "old_area_m2": "old_area_m2",
    "distance_m": "distance_m",
    "shift_east_m": "shift_east_m",
    "shift_north_m": "shift_north_m",
}
_COLUMNS = (
    "survey_id",
    "row_no",
    *_UIDS,
    *_WORDS,
    *_NUMBERS,
    "area_m2",
    "complaints",
    "attributes",
    "geom",
)


def stage_rows(connection: Connection, survey_id: int, report: SurveyReport) -> None:
    """Writes what a survey says, whom its rows are, what it retires and what was found."""
    clear_rows(connection, survey_id)
    _insert_findings(connection, survey_id, report.findings)
    copy_rows(
        connection,
        SurveyFeature.__tablename__,
        _COLUMNS,
        _rows(survey_id, report.identified.rows),
    )
    _insert_leaving(connection, survey_id, report.identified)


def clear_rows(connection: Connection, survey_id: int) -> None:
    """Removes what an earlier reading of a survey staged."""
    for table in (SurveyFeature, SurveyRemoval, SurveyDescent, SurveyFinding):
        connection.execute(delete(table).where(table.survey_id == survey_id))


def describe_staged(report: SurveyReport, request: SurveyRequest) -> dict[str, Any]:
    """Returns the columns of a survey's row that its reading fills."""
    survey = report.survey
    return {
        "layer": survey.layer,
        "encoding": survey.encoding,
        "srid": survey.srid,
        "features": len(survey.rows),
        "base_release_id": report.base_release_id,
        "summary": {"changes": report.identified.count_changes(), **report.summary},
        "decisions": {
            **survey.decisions,
            "demo": request.demo,
            "note": request.note.as_dict() if request.note else None,
            "accepted": dict(request.accepted),
        },
        "error": None,
        "questions": [],
    }


def _insert_leaving(connection: Connection, survey_id: int, identified: Identified) -> None:
    removed = [
        {
            "survey_id": survey_id,
            "place_uid": removal.uid,
            "change": removal.change.value,
            "code": removal.code,
            "name": removal.name,
            "area_m2": removal.area_m2,
            "complaints": removal.complaints,
        }
        for removal in identified.removed
    ]
    descents = [
        {
            "survey_id": survey_id,
            "parent_uid": descent.parent,
            "row_no": descent.row,
            "share": descent.share,
        }
        for descent in identified.lineage
    ]
    if removed:
        connection.execute(insert(SurveyRemoval), removed)
    if descents:
        connection.execute(insert(SurveyDescent), descents)


def _insert_findings(connection: Connection, survey_id: int, findings: tuple[Finding, ...]) -> None:
    rows = [
        {
            "survey_id": survey_id,
            "number": number,
            "check_id": finding.check,
            "severity": finding.severity,
            "fingerprint": finding.fingerprint,
            "row_no": finding.row,
            "code": finding.code,
            "place_uid": finding.place,
            "other_row_no": finding.other_row,
            "other_code": finding.other_code,
            "measured": finding.measured,
            "threshold": finding.threshold,
            "unit": finding.unit,
            "lon": finding.point[0] if finding.point else None,
            "lat": finding.point[1] if finding.point else None,
            "message": finding.message.as_dict(),
            "hint": finding.hint.as_dict() if finding.hint else None,
        }
        for number, finding in enumerate(findings, start=1)
    ]
    if rows:
        connection.execute(insert(SurveyFinding), rows)


def _rows(survey_id: int, rows: gpd.GeoDataFrame) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(rows), _CHUNK):
        yield from _write_part(survey_id, rows.iloc[start : start + _CHUNK])


def _write_part(survey_id: int, rows: gpd.GeoDataFrame) -> Iterator[tuple[object, ...]]:
    shapes = rows.geometry.to_numpy().copy()
    # What is no polygon has a finding and cannot be drawn.
    shapes[shapely.get_type_id(shapes) != _MULTIPOLYGON] = None
    shapes = shapely.set_srid(shapes, STORAGE)
    columns = (
        rows["row_no"].tolist(),
        *(_cast(rows, name, int) for name in _UIDS.values()),
        *(_cast(rows, name, str) for name in _WORDS.values()),
        *(_cast(rows, name, float) for name in _NUMBERS.values()),
        [value or 0.0 for value in _cast(rows, "area_m2", float)],
        [value or 0 for value in _cast(rows, "complaints", int)],
        map(Jsonb, rows["attributes"].tolist()),
        [wkb and wkb.hex() for wkb in shapely.to_wkb(shapes, include_srid=True).tolist()],
    )
    return ((survey_id, *row) for row in zip(*columns, strict=True))


def _cast(rows: gpd.GeoDataFrame, name: str, kind: Any) -> list[Any]:
    """Returns a column's values as plain ones, None where there is none."""
    if name not in rows:
        return [None] * len(rows)
    return [None if pd.isna(value) else kind(value) for value in rows[name].tolist()]
