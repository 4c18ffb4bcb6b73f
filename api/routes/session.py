"""Signing in and out, one-time links, and the wall's own link."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.auth.cache import read_cookie
from api.auth.displays import find_display
from api.auth.links import use_link
from api.auth.roles import EVERYBODY, Access, not_signed_in
from api.auth.sessions import (
    COOKIE,
    close_session,
    open_account_session,
    open_display_session,
    read_session,
)
from api.auth.sign_in import check_password
from api.auth.tokens import hash_token
from api.context import Context
from api.deps import Served, Signed, allow
from api.pages import Pages
from api.schemas.common import Bilingual
from api.schemas.session import Session, SignIn, Welcome
from geo.audit import append_audit

router = APIRouter(tags=["session"])
Token = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("/api/v1/welcome")
async def read_welcome(context: Served, response: Response) -> Welcome:
    """Returns whose map this is and whether it shows demo data; the page before the door."""
    response.headers["Cache-Control"] = "no-store"
    name = context.profile.short_name
    state = await context.live.current()
    return Welcome(district=Bilingual(zh=name.zh, en=name.en), demo=state.demo)


@router.get("/api/v1/session", dependencies=allow(*EVERYBODY))
async def read_own_session(access: Signed, response: Response) -> Session:
    """Returns who is signed in."""
    response.headers["Cache-Control"] = "no-store"
    return Session.model_validate(access)


@router.post("/api/v1/session")
def sign_in(body: SignIn, request: Request, response: Response, context: Served) -> Session:
    """Signs in with a password; five failures lock the account for a quarter of an hour."""
    password = body.password.get_secret_value()
    account_id, name = check_password(
        context.database, context.unknown_names, body.account, password
    )
    token = _open(context, request, account_id, name, "password")
    access = read_session(context.database, hash_token(token), context.settings, touch=False)
    if access is None:
        raise not_signed_in()
    _set_cookie(response, context, token, access)
    return Session.model_validate(access)


@router.delete("/api/v1/session", status_code=204, dependencies=allow(*EVERYBODY))
def sign_out(access: Signed, request: Request, response: Response, context: Served) -> None:
    """Ends this session."""
    token = read_cookie(request.scope["headers"]) or ""
    with context.database.write() as connection:
        close_session(connection, token)
        append_audit(connection, access.account, "session.close", access.account)
    context.sessions.clear()
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


@router.get("/sign-in/{token}", include_in_schema=False)
def sign_in_by_link(token: Token, request: Request, context: Served) -> Response:
    """Uses up a one-time link and opens the map, or says that the link is no good."""
    with context.database.write() as connection:
        account = use_link(connection, token)
    if account is None:
        return _redirect("/sign-in?error=link")
    session = _open(context, request, *account, "link")
    response = _redirect("/")
    access = read_session(context.database, hash_token(session), context.settings, touch=False)
    if access is not None:
        _set_cookie(response, context, session, access)
    return response


@router.get("/wall", include_in_schema=False)
async def open_wall(
    request: Request,
    context: Served,
    display: Annotated[str | None, Query(max_length=100, pattern=r"^[A-Za-z0-9_-]+$")] = None,
) -> Response:
    """Serves the wall's page; a display token signs its screen in."""
    pages: Pages = request.app.state.pages
    response = pages.index()
    if display is not None:
        async with context.gate:
            session = await run_in_threadpool(_open_display, context, request, display)
        if session is not None:
            _set_cookie(response, context, *session)
    return response


def _open(context: Context, request: Request, account_id: int, name: str, way: str) -> str:
    old = read_cookie(request.scope["headers"])
    with context.database.write() as connection:
        token = open_account_session(connection, account_id, context.settings, old)
        append_audit(connection, name, "session.open", name, {"by": way})
    if old:
        context.sessions.clear()
    return token


def _open_display(context: Context, request: Request, token: str) -> tuple[str, Access] | None:
    """Returns token and access of the wall's session, kept when it has one; None if revoked."""
    old = read_cookie(request.scope["headers"])
    with context.database.read() as connection:
        display_id = find_display(connection, token)
    if display_id is None:
        return None
    if old is not None:
        kept = read_session(context.database, hash_token(old), context.settings, touch=True)
        if kept is not None and kept.display_id == display_id:
            return old, kept
    with context.database.write() as connection:
        session = open_display_session(connection, display_id, old)
    access = read_session(context.database, hash_token(session), context.settings, touch=False)
    return (session, access) if access else None


def _set_cookie(response: Response, context: Context, token: str, access: Access) -> None:
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        token,
        path="/",
        expires=access.expires_at,
        httponly=True,
        samesite="lax",
        secure=context.settings.secure_cookies,
    )


def _redirect(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
