"""The server's application: tiles in front, then what surrounds a request, then the API."""

import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import FrameType

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.auth.cache import SessionCache, Unknown
from api.auth.roles import REVIEWERS, Access
from api.auth.sessions import read_session
from api.context import Context
from api.deps import VERSION
from api.errors import add_error_handlers
from api.exports import Exports
from api.feed import Feed, RecordFeed
from api.gate import Gate
from api.hearing import make_hearing
from api.jobs import Jobs
from api.kept import Kept
from api.live import Live
from api.matcher import Matcher
from api.metrics import Metrics
from api.pages import Pages
from api.queues import RematchQueue, SurveyQueue, WorkbookQueue
from api.reports import Reports
from api.routes import (
    accounts,
    decisions,
    exports,
    health,
    history,
    indicators,
    ledger,
    places,
    records,
    records_mappings,
    records_review,
    records_workbooks,
    session,
    state,
    surveys,
    uploads,
)
from api.schemas.common import ErrorBody
from api.shell import Scope, Shell
from geo.db import Database
from geo.profile import Profile
from geo.settings import Settings
from tiles.server import TileServer
from tiles.store import TileStore

_ROUTERS = (
    session,
    state,
    indicators,
    places,
    ledger,
    surveys,
    uploads,
    decisions,
    records,
    records_mappings,
    records_workbooks,
    records_review,
    history,
    exports,
    accounts,
    health,
)
_DESCRIPTION = "物业管理一张图 One Map: the property management of a city district on one map."


def create_app(
    settings: Settings, database: Database, profile: Profile, tile_store: TileStore
) -> TileServer:
    """Returns the ASGI application that answers everything: tiles, API, pages.

    It listens to the database from its lifespan's start to its end; it closes nothing that it
    was given.
    """
    context = make_context(settings, database, profile, tile_store)
    app = make_api(context)
    shell = Shell(app, settings, profile.basemap, context.metrics)

    def authorise(scope: Scope) -> Access | Awaitable[Access | None] | None:
        known = context.sessions.peek(scope)
        return context.sessions.find(scope) if isinstance(known, Unknown) else known

    async def authorise_preview(scope: Scope) -> Access | None:
        access = await context.sessions.find(scope)
        if access is not None:
            access.require_role(frozenset(REVIEWERS))
        return access

    server = TileServer(shell, tile_store, authorise, authorise_preview)
    app.state.tile_requests = server.requests
    app.state.context = context
    return server


def make_context(
    settings: Settings, database: Database, profile: Profile, tile_store: TileStore
) -> Context:
    """Returns what the server keeps for all requests."""
    # One connection stays free for reading the state when everything else is busy.
    gate = Gate(max(1, settings.pool_size - 1), settings.pool_wait_s)
    sessions = SessionCache(
        lambda token_hash, touch: read_session(database, token_hash, settings, touch=touch), gate
    )
    queues = (
        SurveyQueue(database, settings.surveys),
        RematchQueue(database),
        WorkbookQueue(database, settings.workbooks),
    )
    jobs, feed, record_feed = Jobs(settings, database, queues), Feed("survey"), RecordFeed()
    hearing = make_hearing(database, feed, record_feed, jobs)
    return Context(
        settings=settings,
        database=database,
        profile=profile,
        tiles=tile_store,
        sessions=sessions,
        live=Live(database, tile_store.warm, sessions.clear, hearing),
        feed=feed,
        record_feed=record_feed,
        jobs=jobs,
        exports=Exports(settings, database),
        reports=Reports(settings, database),
        matcher=Matcher(settings, database, gate),
        gate=gate,
        metrics=Metrics(),
        kept=Kept(gate),
    )


def make_api(context: Context) -> FastAPI:
    """Returns the FastAPI application alone, as its OpenAPI document describes it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        def stop() -> None:
            context.live.stop()
            context.feed.stop()
            context.record_feed.stop()
            context.jobs.stop()
            context.matcher.stop()

        context.feed.start()
        context.record_feed.start()
        await context.live.start()
        context.jobs.start()
        _stop_on_signal(stop)
        yield
        stop()

    app = FastAPI(
        title="One Map 物业管理一张图",
        description=_DESCRIPTION,
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        responses={"4XX": {"model": ErrorBody}, "5XX": {"model": ErrorBody}},
        generate_unique_id_function=lambda route: route.name,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    add_error_handlers(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    pages = Pages(context.settings.web_dist)
    app.state.pages = pages
    app.router.default = pages
    return app


def _stop_on_signal(stop: Callable[[], None]) -> None:
    """Ends the open streams as soon as the process is told to stop.

    A server waits for open answers before it ends the lifespan, and a stream never ends by
    itself. What the server does on a signal still happens afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _chain(stop, signal.getsignal(number)))


def _chain(first: Callable[[], None], then: object) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        first()
        if callable(then):
            then(number, frame)

    return handle
