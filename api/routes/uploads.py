"""Handing in surveys: files of a surveyor, or places drawn in the browser."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.auth.roles import SURVEYORS, Access
from api.context import Context
from api.deps import ReadConnection, Served, Signed, allow
from api.routes.decisions import require_release
from api.schemas.survey_requests import EditedFeature, Edits, UploadFields
from api.schemas.surveys import Accepted
from api.uploads import FOLDER, Upload, receive_upload
from geo.boundaries.reviewing.edits import (
    DrawnPlace,
    carry_attributes,
    name_edits,
    read_origins,
)
from geo.boundaries.reviewing.queue import receive_survey
from geo.crs import STORAGE
from geo.errors import InputError, Text
from geo.export.columns import Column, make_columns
from geo.rows import Actor
from geo.surveys import SurveyRequest, SurveyStatus

router = APIRouter(prefix="/api/v1/surveys", tags=["surveys"], dependencies=allow(*SURVEYORS))
# What is drawn by hand has no file of its own name.
_EDITED = "手工编辑.geojson"
# What no field of a place is called.
_RESERVED = frozenset({"other"})
_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["kind", "files"],
                "properties": {
                    "kind": {"type": "string", "enum": ["street", "zone"]},
                    "surveyed_on": {"type": "string", "format": "date"},
                    "partial": {"type": "boolean", "default": False},
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "format": "binary"},
                    },
                },
            }
        }
    },
}


@router.post("", status_code=202, openapi_extra={"requestBody": _FORM})
async def hand_in_survey(request: Request, context: Served, access: Signed) -> Accepted:
    """Takes the file, or the several parts, of a survey; streamed to the disk, then read."""
    limit = context.settings.upload_limit_mb * 1_000_000
    store, name = context.settings.surveys, "ONEMAP_UPLOAD_LIMIT_MB"
    async with receive_upload(request, store, limit, name) as upload:
        return await run_in_threadpool(_take, context, access, upload)


@router.post("/edits", status_code=202)
def hand_in_edits(
    body: Edits, connection: ReadConnection, context: Served, access: Signed
) -> Accepted:
    """Takes places drawn in the browser as a survey of a part of the district.

    It goes the way of every survey: it is read, checked, compared, and published by a person.
    What is known of the places goes with them; the parts of a split are not counted twice.
    """
    require_release(connection, body.base_release)
    drawn = [_understand(feature) for feature in body.features.features]
    known = read_origins(connection, body.kind, body.base_release, drawn)
    columns = make_columns(
        [place.code for place in drawn],
        [place.name for place in drawn],
        _add_told(carry_attributes(drawn, known), body),
        body.kind,
        context.profile,
    )
    collection = _make_collection(body, columns)
    store = context.settings.surveys
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=FOLDER, dir=store) as folder:
        path = Path(folder) / _EDITED
        path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
        wanted = SurveyRequest(body.kind, srid=STORAGE, partial=True, title=name_edits(drawn))
        actor = Actor(access.account, body.reason)
        return _receive(context, [path], wanted, actor, None)


def _take(context: Context, access: Access, upload: Upload) -> Accepted:
    if not upload.files:
        raise InputError(
            "upload_empty",
            Text("没有上传文件。", "No file was sent."),
            Text("请选择测绘成果文件。", "Choose the survey's file."),
        )
    try:
        said = UploadFields.model_validate(upload.fields)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error
    wanted = SurveyRequest(said.kind, surveyed_on=said.surveyed_on, partial=said.partial)
    return _receive(context, upload.files, wanted, Actor(access.account), upload.folder)


def _receive(
    context: Context, files: list[Path], wanted: SurveyRequest, actor: Actor, name: str | None
) -> Accepted:
    store = context.settings.surveys
    survey_id = receive_survey(context.database, files, wanted, actor, store, name)
    context.jobs.wake()
    return Accepted(id=survey_id, status=SurveyStatus.QUEUED)


def _understand(feature: EditedFeature) -> DrawnPlace:
    said = feature.properties
    return DrawnPlace(said.code, said.name, said.uid, tuple(feature.parents))


def _add_told(carried: list[dict[str, Any]], body: Edits) -> list[dict[str, Any]]:
    """Returns the carried attributes with what was told of the places beyond code and name."""
    told = (feature.properties.model_extra or {} for feature in body.features.features)
    return [
        {**known, **{name: value for name, value in more.items() if name not in _RESERVED}}
        for known, more in zip(carried, told, strict=True)
    ]


def _make_collection(body: Edits, columns: Sequence[Column]) -> dict[str, object]:
    """Returns the drawn places as GeoJSON that says its reference system."""
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{STORAGE}"}}
    features = [
        {
            "type": "Feature",
            "properties": {column.name: column.values[row] for column in columns},
            "geometry": feature.geometry.model_dump(),
        }
        for row, feature in enumerate(body.features.features)
    ]
    return {"type": "FeatureCollection", "name": "edits", "crs": crs, "features": features}
