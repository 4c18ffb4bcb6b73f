"""Delivers what a reading found as files: the report in four formats, and the proposed repairs."""

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import Connection, Row, select

from geo.boundaries.repair import propose_repairs
from geo.boundaries.reporting.page import draw_page
from geo.boundaries.reporting.report import Report, tell_csv, tell_json, write_layers
from geo.boundaries.reviewing.known import read_places
from geo.boundaries.reviewing.status import tell_survey
from geo.boundaries.reviewing.waive import find_waived, read_findings
from geo.catalog.surveys import REPORT_STAMP, stamp_waivers
from geo.crs import STORAGE
from geo.db import Database, load_sql
from geo.models import Survey
from geo.profile import Profile
from geo.surveys import PlaceKind, SurveyStatus

# Of a larger survey only the rows that findings name are drawn.
DRAWN_WHOLE = 20_000
MOST_REPAIRS = 500
_FACTS = (
    "file_name",
    "file_sha256",
    "kind",
    "layer",
    "encoding",
    "srid",
    "features",
    "surveyed_on",
    "partial",
    "summary",
)


def deliver_report(
    database: Database, profile: Profile, survey_id: int, folder: Path
) -> Path | None:
    """Writes report.json, .csv, .html, .gpkg and repairs.json of a staged survey.

    They lie in a folder of the reading's own inside `folder`, with a stamp of the waivers that
    they tell of; those of earlier readings go. All of them appear at once, and whoever listens is
    told. Returns where; None when the survey is not staged.
    """
    with database.read() as connection:
        survey = connection.execute(
            select(Survey.__table__).where(Survey.id == survey_id)
        ).one_or_none()
        if survey is None or survey.status != SurveyStatus.STAGED:
            return None
        report, rows = _read_report(connection, survey)
        stamp = stamp_waivers(connection, survey_id)
    place = folder / f"{survey_id}-{survey.run}"
    unfinished = place.with_suffix(".tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    (unfinished / REPORT_STAMP).write_text(stamp, "utf-8")
    (unfinished / "report.json").write_bytes(tell_json(report))
    (unfinished / "report.csv").write_bytes(tell_csv(report))
    (unfinished / "report.html").write_bytes(draw_page(report))
    write_layers(report, unfinished / "report.gpkg")
    repairs = propose_repairs(rows, profile)[:MOST_REPAIRS]
    said = json.dumps([repair.as_dict() for repair in repairs], ensure_ascii=False)
    (unfinished / "repairs.json").write_text(said, "utf-8")
    for left in folder.glob(f"{survey_id}-*"):
        if left != unfinished:
            shutil.rmtree(left, ignore_errors=True)
    unfinished.rename(place)
    with database.write() as connection:
        tell_survey(connection, survey_id, survey.status, survey.run)
    return place


def _read_report(connection: Connection, survey: Row[Any]) -> tuple[Report, gpd.GeoDataFrame]:
    findings = read_findings(connection, survey.id)
    whole = (survey.features or 0) <= DRAWN_WHOLE
    named = {row for f in findings for row in (f.row, f.other_row) if row is not None}
    kind = PlaceKind(survey.kind)
    rows = _read_rows(connection, survey.id, None if whole else sorted(named))
    report = Report(
        facts={name: getattr(survey, name) for name in _FACTS},
        findings=findings,
        waivers=find_waived(connection, survey, findings),
        rows=rows,
        known=read_places(connection, kind).unpack() if whole else None,
    )
    return report, rows


def _read_rows(
    connection: Connection, survey_id: int, numbers: list[int] | None
) -> gpd.GeoDataFrame:
    """Returns the staged rows (of those numbers): row_no, code, name, geometry (EPSG:4490)."""
    bound = {"survey": survey_id, "rows": numbers}
    rows = connection.execute(load_sql("survey_shapes"), bound).all()
    data = {name: [row[at] for row in rows] for at, name in enumerate(("row_no", "code", "name"))}
    shapes = shapely.from_wkb([bytes(row.wkb) for row in rows])
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE)
