"""Stages a survey: its rows under a new id, which nobody reads until it is published."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, delete, insert, select, update

from geo.crs import STORAGE
from geo.db import copy_rows
from geo.models import Survey, SurveyFeature, SurveyFinding
from geo.rows import Actor
from geo.surveys import Finding, Identified, SurveyRequest, SurveyRows

_COLUMNS = (
    "survey_id",
    "row_no",
    "place_uid",
    "street_uid",
    "change",
    "code",
    "name",
    "attributes",
    "area_m2",
    "geom",
)


def stage_survey(
    connection: Connection,
    survey: SurveyRows,
    identified: Identified,
    findings: tuple[Finding, ...],
    request: SurveyRequest,
    actor: Actor,
) -> int:
    """Writes the survey and its rows; returns the survey's id.

    An earlier try with the same file that was never published is replaced, so that loading again
    after a crash leaves nothing behind.
    """
    _drop_leftovers(connection, survey)
    note = request.note.as_dict() if request.note else None
    survey_id: int = connection.execute(
        insert(Survey)
        .values(
            kind=survey.kind.value,
            status="staged",
            file_name=survey.file_name,
            file_sha256=survey.sha256,
            layer=survey.layer,
            encoding=survey.encoding,
            srid=survey.srid,
            features=len(survey.rows),
            partial=request.partial,
            surveyed_on=request.surveyed_on,
            loaded_by=actor.name,
            decisions={
                **survey.decisions,
                "demo": request.demo,
                "note": note,
                "accepted": dict(request.accepted),
            },
        )
        .returning(Survey.id)
    ).scalar_one()
    _insert_findings(connection, survey_id, findings)
    copy_rows(connection, SurveyFeature.__tablename__, _COLUMNS, _rows(survey_id, identified.rows))
    return survey_id


def _drop_leftovers(connection: Connection, survey: SurveyRows) -> None:
    mine = (
        Survey.status == "staged",
        Survey.file_sha256 == survey.sha256,
        Survey.kind == survey.kind.value,
    )
    # One that is being published just now is waited for, and is then no leftover.
    left = connection.execute(select(Survey.id).where(*mine).with_for_update()).scalars().all()
    for table in (SurveyFeature, SurveyFinding):
        connection.execute(delete(table).where(table.survey_id.in_(left)))
    connection.execute(delete(Survey).where(Survey.id.in_(left)))


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
    shapes = shapely.set_srid(rows.geometry.to_numpy(), STORAGE)
    columns = (
        rows["row_no"].tolist(),
        _integers(rows["place_uid"]),
        _integers(rows["street_uid"]),
        rows["change"].tolist(),
        rows["code"].tolist(),
        rows["name"].tolist(),
        map(Jsonb, rows["attributes"].tolist()),
        rows["area_m2"].tolist(),
        list(shapely.to_wkb(shapes, hex=True, include_srid=True)),
    )
    return ((survey_id, *row) for row in zip(*columns, strict=True))


def _integers(column: "pd.Series[Any]") -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in column.tolist()]


def close_unchanged(connection: Connection, survey_id: int) -> None:
    """Marks a survey that says nothing new; no release is made of it."""
    connection.execute(update(Survey).where(Survey.id == survey_id).values(status="unchanged"))
