"""Records: their kinds, what was loaded, what moved, and the stream of what happens to them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.auth.roles import HISTORY_READERS, RECORD_KEEPERS, WAITING_READERS, Access
from api.deps import ReadConnection, Served, Signed, allow
from api.jobs import Job
from api.schemas.records import RecordKind, RecordLoad, RejectedFormat
from api.schemas.records_review import PlacementChanges, RematchAccepted
from geo.catalog.records_review import list_loads, list_placement_changes
from geo.records.exporting.rejected import write_rejected
from geo.records.kinds import KINDS

router = APIRouter(prefix="/api/v1/records", tags=["records"])
LoadId = Annotated[int, Path(ge=1, le=2**53 - 1, description="Number of the load.")]
Number = Annotated[int | None, Query(ge=1, le=2**53 - 1)]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/kinds", dependencies=allow(*WAITING_READERS))
def read_kinds(context: Served, response: Response) -> list[RecordKind]:
    """Returns the kinds of record that can be loaded, with their columns."""
    response.headers["Cache-Control"] = "private, max-age=60"
    return [RecordKind.model_validate(kind.fit(context.profile)) for kind in KINDS.values()]


@router.get("/loads", dependencies=allow(*HISTORY_READERS))
def read_record_loads(connection: ReadConnection, response: Response) -> list[RecordLoad]:
    """Returns the newest loads of workbooks, with how many of their rows still wait."""
    response.headers["Cache-Control"] = "no-store"
    return [RecordLoad.model_validate(row) for row in list_loads(connection)]


@router.get(
    "/loads/{load}/rejected.{ending}",
    dependencies=allow(*HISTORY_READERS),
    response_class=Response,
    responses={
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}
    },
)
def read_rejected(load: LoadId, ending: RejectedFormat, connection: ReadConnection) -> Response:
    """Returns a load's rejected rows under the office's own headers, each with its reason."""
    content = write_rejected(connection, load, ending)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="rejected-{load}.{ending}"',
    }
    return Response(content, media_type=MEDIA_TYPES[ending], headers=headers)


@router.get("/changes", dependencies=allow(*HISTORY_READERS))
def read_placement_changes(
    connection: ReadConnection,
    revision: Number = None,
    release: Number = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    after: Annotated[int, Query(ge=0, le=2**53 - 1)] = 0,
) -> PlacementChanges:
    """Returns which records a revision moved, or matching again after a release."""
    found = list_placement_changes(
        connection, revision=revision, release=release, limit=limit, after=after
    )
    return PlacementChanges.model_validate(found)


@router.post("/rematch", status_code=202, dependencies=allow(*RECORD_KEEPERS))
def rematch_all(context: Served, access: Signed) -> RematchAccepted:
    """Has all records matched again from what they say; events tell how it went."""
    context.jobs.add(Job("rematch", 0, {"actor": access.account}))
    return RematchAccepted(release=None)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    dependencies=allow(*WAITING_READERS),
)
async def follow_records(request: Request, context: Served, access: Signed) -> StreamingResponse:
    """Streams what happens to workbooks, to what waits, and to matching again."""

    async def is_allowed() -> bool:
        current = await context.sessions.find(request.scope, touch=False)
        return (
            isinstance(current, Access)
            and current.account == access.account
            and current.role in WAITING_READERS
        )

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        context.record_feed.stream(is_allowed), media_type="text/event-stream", headers=headers
    )
