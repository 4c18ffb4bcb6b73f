"""The current state and its stream, the profile, and the immutable documents of a moment."""

import asyncio
import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from api.as_of import When, read_time
from api.auth.roles import EVERYBODY, Access
from api.context import Context
from api.deps import Served, Signed, allow
from api.exports import list_systems
from api.live import describe_state
from api.schemas.profile import Profile
from api.schemas.state import Columns, Series, State
from geo.catalog.state import Moment, read_moment, read_state
from geo.catalog.state import State as DistrictState
from geo.crs_names import name_epsg
from geo.profile import Profile as DistrictProfile
from tiles.as_of import AsOf, find_ground
from tiles.columns import make_columns, make_series
from tiles.conditional import has_match, takes_gzip

router = APIRouter(prefix="/api/v1", tags=["state"], dependencies=allow(*EVERYBODY))
_IMMUTABLE = "private, max-age=31536000, immutable"
Number = Annotated[int, Path(ge=0, le=2**53 - 1)]
MakeDocument = Callable[[Connection, Moment, DistrictProfile], bytes]


@router.get("/state")
async def read_current_state(
    context: Served, response: Response, valid_at: When = None, known_at: When = None
) -> State:
    """Returns what is current, or what was as of a time; release is null in an empty database."""
    response.headers["Cache-Control"] = "no-store"
    if valid_at is None and known_at is None:
        return State.model_validate(describe_state(await context.live.current()))
    async with context.gate:
        state = await asyncio.to_thread(_read_state_as_of, context, valid_at, known_at)
    return State.model_validate(describe_state(state))


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow_events(request: Request, context: Served, access: Signed) -> StreamingResponse:
    """Streams the state, now and at every change, with a heartbeat every ten seconds."""

    async def is_allowed() -> bool:
        current = await context.sessions.find(request.scope, touch=False)
        return isinstance(current, Access) and current.account == access.account

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        context.live.stream(is_allowed), media_type="text/event-stream", headers=headers
    )


@router.get("/profile")
async def read_own_profile(context: Served, response: Response) -> Profile:
    """Returns the district: names, enumerations, indicators, themes."""
    response.headers["Cache-Control"] = "private, max-age=60"
    profile = context.profile
    return Profile.model_validate(
        {
            **profile.model_dump(include={"code", "name", "short_name", "timezone", "extent"}),
            "map": {"min_zoom": profile.map.zone_min_zoom, "max_zoom": profile.map.max_zoom},
            "basemap": profile.basemap,
            "enums": profile.enums,
            "indicators": [
                {**one.model_dump(), "targets": {str(y): t for y, t in one.targets.items()}}
                for one in profile.indicators
            ],
            "themes": profile.themes,
            "street_kinds": profile.streets.kinds,
            "export_systems": [
                {"epsg": epsg, "name": name_epsg(epsg).as_dict()} for epsg in list_systems(profile)
            ],
        }
    )


@router.get("/columns/{release}/{revision}", response_model=Columns)
async def read_columns(
    release: Number, revision: Number, request: Request, context: Served, valid_at: When = None
) -> Response:
    """Returns all attributes of a moment's zones, one array each; never changes.

    With `valid_at` they are the zones that were so on the ground then, as the release knows it.
    """
    moment = Moment(release, revision)
    if valid_at is not None:
        async with context.gate:
            ground = await asyncio.to_thread(_find_ground, context, release, valid_at)
        moment = replace(moment, valid_at=ground)
    return await _serve(request, context, moment, "columns", make_columns)


@router.get("/series/{release}/{revision}/complaints", response_model=Series)
async def read_series(
    release: Number, revision: Number, request: Request, context: Served
) -> Response:
    """Returns a moment's complaints by month, of the district and of each street; never changes."""
    return await _serve(request, context, Moment(release, revision), "series", make_series)


async def _serve(
    request: Request, context: Context, moment: Moment, name: str, make: MakeDocument
) -> Response:
    key = f"{name}-{AsOf(moment.release_id, moment.valid_at).name}-{moment.revision_id}"
    document = await context.kept.get(key, lambda: _make(context, moment, make))
    headers = dict(request.scope["headers"])
    zipped = takes_gzip(headers.get(b"accept-encoding"))
    digest = f"{zlib.crc32(document):08x}"
    etag = f'"{key}-{digest}-{"gzip" if zipped else "identity"}"'
    about = {"ETag": etag, "Cache-Control": _IMMUTABLE, "Vary": "Accept-Encoding"}
    if has_match(headers.get(b"if-none-match"), etag.encode()):
        return Response(status_code=304, headers=about)
    if zipped:
        about["Content-Encoding"] = "gzip"
    content = document if zipped else zlib.decompress(document, wbits=31)
    return Response(content, media_type="application/json", headers=about)


def _read_state_as_of(
    context: Context, valid_at: str | None, known_at: str | None
) -> DistrictState:
    timezone = context.profile.timezone
    known = None if known_at is None else read_time("known_at", known_at, timezone)
    with context.database.read() as connection:
        if known is not None:
            read_moment(connection, known)
        state = read_state(connection, known)
        if valid_at is None or state.release is None:
            return state
        ground = find_ground(connection, state.release, valid_at, timezone)
        return read_state(connection, known, ground.valid_at)


def _find_ground(context: Context, release: int, valid_at: str) -> dt.datetime | None:
    """Returns the last change on the ground by a time: few documents are made for many days."""
    with context.database.read() as connection:
        return find_ground(connection, release, valid_at, context.profile.timezone).valid_at


def _make(context: Context, moment: Moment, make: MakeDocument) -> bytes:
    with context.database.read() as connection:
        return make(connection, moment, context.profile)
