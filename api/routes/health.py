"""Whether the server lives and can serve, and what it counts."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool

from api.auth.roles import Role, not_signed_in
from api.context import Context
from api.deps import Served
from api.metrics import CONTENT_TYPE
from api.schemas.health import Check, Live, Ready
from geo.errors import OneMapError

router = APIRouter(tags=["health"])
_VERSIONS = Path(__file__).parents[2] / "geo" / "migrations" / "versions"
_LOOPBACK = ("127.0.0.1", "::1")
_PROXIED = (b"x-forwarded-for", b"forwarded", b"x-real-ip")


@router.get("/health/live")
async def read_live() -> Live:
    """Says that the process answers."""
    return Live(status="ok")


@router.get("/health/ready", responses={503: {"model": Ready}})
async def read_ready(context: Served, response: Response) -> Ready:
    """Says whether requests can be served: database, PostGIS, migrations, warm tiles."""
    checks = await run_in_threadpool(_check_database, context)
    checks.append(_check_tiles(context))
    ready = all(check.ok for check in checks)
    response.headers["Cache-Control"] = "no-store"
    response.status_code = 200 if ready else 503
    return Ready(status="ok" if ready else "unavailable", checks=checks)


@router.get("/metrics", response_class=Response)
async def read_metrics(request: Request, context: Served) -> Response:
    """Returns the server's counters for Prometheus: to administrators, and to this machine."""
    if not _is_local(request):
        access = await context.sessions.find(request.scope)
        if access is None:
            raise not_signed_in()
        access.require_role(frozenset({Role.ADMINISTRATOR}))
    content = context.metrics.render(_read_gauges(context), request.app.state.tile_requests)
    return Response(content, media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    # Behind a proxy on the same machine everybody would come from loopback.
    names = {name for name, _ in request.scope["headers"]}
    host = request.client.host if request.client else ""
    return host in _LOOPBACK and names.isdisjoint(_PROXIED)


def _check_database(context: Context) -> list[Check]:
    try:
        with context.database.read() as connection:
            postgis = connection.execute(text("SELECT postgis_lib_version()")).scalar_one()
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OneMapError as error:
        return [Check(name="database", ok=False, detail=error.code)]
    wanted = max(path.name.split("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))
    return [
        Check(name="database", ok=True, detail="answers"),
        Check(name="postgis", ok=True, detail=postgis),
        Check(name="migrations", ok=found == wanted, detail=f"{found} of {wanted}"),
        Check(
            name="notifications",
            ok=context.live.listening,
            detail="listening" if context.live.listening else "not listening",
        ),
    ]


def _check_tiles(context: Context) -> Check:
    newest = context.live.release
    warm = newest is None or context.tiles.find(newest) is not None
    return Check(name="tiles", ok=warm, detail=f"release {newest}" if newest else "no release")


def _read_gauges(context: Context) -> dict[str, tuple[str, float]]:
    return {
        "onemap_release": ("Number of the current release.", context.live.release or 0),
        "onemap_listening": ("1 while changes are heard at once.", context.live.listening),
        "onemap_open_pages": ("Pages that follow the state.", context.live.subscribers),
        "onemap_tiles_warm": ("Tiles in memory.", len(context.tiles.tiles)),
    }
