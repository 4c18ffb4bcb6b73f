"""Other ways to serve the same tiles, for bench_tiles.py; all ask the same session cache."""

import asyncio

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from api.auth.cache import Unknown
from api.auth.roles import Access, not_signed_in
from api.context import Context
from api.main import make_context
from geo.catalog.state import read_state
from geo.cluster import find_cluster
from geo.db import Database
from geo.profile import read_profile
from geo.settings import read_settings
from tiles.store import TileStore


def warm_context() -> Context:
    """Returns what the real server keeps, with the newest release in memory."""
    settings = read_settings()
    profile = read_profile(settings.profile)
    database = Database(settings.database_url or find_cluster(settings).url)
    store = TileStore(database, profile, settings.archives)
    with database.read() as connection:
        release = read_state(connection).release
    assert release is not None
    store.warm(release)
    return make_context(settings, database, profile, store)


def fastapi_route() -> FastAPI:
    """A usual FastAPI route: typed path parameters, a dependency, a Response; tiles from memory."""
    context = warm_context()
    app = FastAPI()

    async def sign_in(request: Request) -> Access:
        access = context.sessions.peek(request.scope)
        if isinstance(access, Unknown):
            access = await context.sessions.find(request.scope)
        if access is None:
            raise not_signed_in()
        return access

    @app.get("/tiles/map/{release}/{z}/{x}/{y}", dependencies=[Depends(sign_in)])
    async def read_tile(release: int, z: int, x: int, y: int) -> Response:
        tile = context.tiles.tiles[f"/tiles/map/{release}/{z}/{x}/{y}"]
        headers = {name.decode(): value.decode() for name, value in tile.headers}
        return Response(tile.content, headers=headers)

    return app


class Rsgi:
    """Granian's own interface, without ASGI's messages."""

    def __init__(self) -> None:
        self._context = warm_context()
        self._tiles = {
            path: ([(k.decode(), v.decode()) for k, v in tile.headers], tile.content)
            for path, tile in self._context.tiles.tiles.items()
        }

    async def __rsgi__(self, scope, protocol) -> None:
        asked = {"headers": [(b"cookie", scope.headers.get("cookie", "").encode())]}
        access = self._context.sessions.peek(asked)
        if isinstance(access, Unknown):
            access = await self._context.sessions.find(asked)
        if access is None:
            protocol.response_empty(401, [])
            return
        headers, content = self._tiles[scope.path]
        protocol.response_bytes(200, headers, content)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Nothing to prepare."""


def rsgi() -> Rsgi:
    """Returns the RSGI application."""
    return Rsgi()
