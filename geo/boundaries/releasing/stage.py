"""Stages a survey: its rows under its id, which nobody reads until it is published."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import WriteOptions, write_csv
from sqlalchemy import Connection, delete, insert

from geo.db import copy_csv
from geo.findings import Finding
from geo.models import SurveyDescent, SurveyFeature, SurveyFinding, SurveyRemoval
from geo.places import Shapes
from geo.surveys import Identified, SurveyReport, SurveyRequest

# How the EWKB of a multipolygon in EPSG:4490 begins.
_MULTIPOLYGON = b"\x01\x06\x00\x00\x20"
# Columns of survey_feature -> columns of the identified rows; those of texts, and the others.
_WORDS = {
    "change": "change",
    "identified_by": "by",
    "code": "code",
    "name": "name",
    "old_code": "old_code",
    "old_name": "old_name",
}
_NUMBERS = {
    "row_no": "row_no",
    "place_uid": "place_uid",
    "street_uid": "street_uid",
    "iou": "iou",
    "area_m2": "area_m2",
    "old_area_m2": "old_area_m2",
    "distance_m": "distance_m",
    "shift_east_m": "shift_east_m",
    "shift_north_m": "shift_north_m",
    "complaints": "complaints",
}
_COLUMNS = ("survey_id", *_WORDS, *_NUMBERS, "attributes", "geom")


def stage_rows(connection: Connection, survey_id: int, report: SurveyReport) -> None:
    """Writes what a survey says, whom its rows are, what it retires and what was found."""
    clear_rows(connection, survey_id)
    _insert_findings(connection, survey_id, report.findings)
    parts = _list_parts(survey_id, report.survey.rows.shapes, report.identified)
    copy_csv(connection, SurveyFeature.__tablename__, _COLUMNS, parts)
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


def _list_parts(survey_id: int, shapes: Shapes, identified: Identified) -> Iterator[bytes]:
    """Yields the rows of survey_feature as CSV, some thousand at a time."""
    rows = identified.rows
    for at in shapes.chunks:
        part = {
            "survey_id": pa.repeat(survey_id, at.stop - at.start),
            **{name: _take_texts(rows[column][at]) for name, column in _WORDS.items()},
            **{name: _take_numbers(rows[column][at]) for name, column in _NUMBERS.items()},
            "attributes": identified.take_attributes(at),
            "geom": _write_hexadecimal(shapes.pick(at).wkb.combine_chunks()),
        }
        written = pa.BufferOutputStream()
        write_csv(pa.table(part), written, WriteOptions(include_header=False))
        yield written.getvalue().to_pybytes()


def _take_texts(column: "pd.Series[Any]") -> pa.Array:
    return pa.array(column, pa.large_string(), from_pandas=True)


def _take_numbers(column: "pd.Series[Any]") -> pa.Array:
    return pa.array(column, from_pandas=True)


def _write_hexadecimal(wkb: pa.LargeBinaryArray) -> pa.Array:
    """Returns EWKB as texts; null for what is no polygon, which has a finding and is not drawn."""
    drawn = pc.equal(pc.binary_slice(wkb, 0, len(_MULTIPOLYGON)), _MULTIPOLYGON)
    wkb = pc.if_else(drawn, wkb, None)
    _, offsets, data = wkb.buffers()
    return pa.LargeStringArray.from_buffers(
        len(wkb),
        pa.py_buffer(np.frombuffer(offsets, np.int64)[: len(wkb) + 1] * 2),
        pa.py_buffer(data.hex() if data else b""),
        wkb.buffers()[0],
    )
