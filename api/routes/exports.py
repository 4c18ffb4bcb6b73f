"""Releases of the boundaries as files, for a GIS or a browser."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from api.auth.roles import REVIEWERS, Access
from api.context import Context
from api.deps import Served, Signed, allow
from api.exports import MEDIA_TYPES, Wanted, list_systems
from api.routes.decisions import ReleaseNumber
from geo.audit import append_audit
from geo.catalog.history import find_release
from geo.crs import STORAGE
from geo.crs_names import list_names
from geo.errors import InputError, Text
from geo.export.forms import Form
from geo.surveys import PlaceKind

router = APIRouter(prefix="/api/v1", tags=["history"], dependencies=allow(*REVIEWERS))


@router.get(
    "/releases/{release}/export",
    response_class=FileResponse,
    responses={
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}
    },
)
async def export_release(
    release: ReleaseNumber,
    form: Annotated[Form, Query(alias="as", description="html is a page, the others for a GIS.")],
    context: Served,
    access: Signed,
    kind: PlaceKind = PlaceKind.ZONE,
    crs: Annotated[int, Query(ge=1, le=999_999, description="EPSG code.")] = STORAGE,
) -> FileResponse:
    """Returns the zones or streets of a release as a file; a page shows the newest records, too.

    What was not asked for before takes a while to be made. Who took what is in the audit.
    """
    _require_offered(context, form, crs)
    async with context.gate:
        found = await asyncio.to_thread(_find_release, context, release)
    state = await context.live.current()
    published = found["published_at"].timestamp()
    wanted = Wanted(release, published, state.revision or 0, kind, form, crs)
    path = await context.exports.find(wanted)
    async with context.gate:
        await asyncio.to_thread(_note, context, access, wanted)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(
        path, media_type=MEDIA_TYPES[form], filename=wanted.file_name, headers=headers
    )


def _find_release(context: Context, release: int) -> dict[str, Any]:
    with context.database.read() as connection:
        return find_release(connection, release)


def _note(context: Context, access: Access, wanted: Wanted) -> None:
    said = {"kind": wanted.kind, "as": wanted.form, "crs": wanted.srid}
    with context.database.write() as connection:
        append_audit(
            connection, access.account, "release.export", f"release {wanted.release}", said
        )


def _require_offered(context: Context, form: Form, srid: int) -> None:
    """Passes when an export may be had in a reference system.

    Raises:
        InputError: export_crs.
    """
    # A page is always in degrees.
    offered = [STORAGE] if form is Form.HTML else list_systems(context.profile)
    if srid not in offered:
        names = list_names(offered)
        raise InputError(
            "export_crs",
            Text(
                f"不能以 EPSG:{srid} 导出，可选：{names.zh}。",
                f"EPSG:{srid} is not offered; there are: {names.en}.",
            ),
        )
