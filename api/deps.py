"""What routes ask for: who it is, the current moment, a connection to read from."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response
from sqlalchemy import Connection

from api.auth.roles import Access, Role, not_signed_in
from api.context import Context
from api.errors import NotModified
from geo.catalog.state import Moment
from geo.errors import NotFoundError, Text
from tiles.conditional import has_match

VERSION = "0.1.0"
_MAX_UID = 2**53 - 1


def get_context(request: Request) -> Context:
    """Returns what the server keeps for all requests."""
    context: Context = request.app.state.context
    return context


Served = Annotated[Context, Depends(get_context)]
Uid = Annotated[int, Path(ge=1, le=_MAX_UID, description="Feature id of the place.")]


class Allow:
    """Lets only these roles through; every route but the public ones depends on one of these.

    With `own_street`, a street official reaches the route only for zones of the own street.
    """

    def __init__(self, roles: Iterable[Role], *, own_street: bool = False) -> None:
        self.roles = frozenset(roles)
        self.own_street = own_street

    async def __call__(self, request: Request, context: Served) -> Access:
        """Returns who it is.

        Raises:
            AccessError: not signed in, or the role may not do this.
        """
        access = await context.sessions.find(request.scope)
        if access is None:
            raise not_signed_in()
        access.require_role(self.roles)
        request.state.access = access
        return access


def allow(*roles: Role, own_street: bool = False) -> list[Any]:
    """Returns the dependencies of a route that these roles may use."""
    return [Depends(Allow(roles, own_street=own_street))]


def get_access(request: Request) -> Access:
    """Returns who it is, as the route's `allow` found."""
    access: Access = request.state.access
    return access


Signed = Annotated[Access, Depends(get_access)]


async def get_moment(context: Served) -> Moment:
    """Returns the current release and revision.

    Raises:
        NotFoundError: no survey was published yet.
    """
    moment = (await context.live.current()).moment
    if moment is None:
        raise NotFoundError(
            "no_release",
            Text("还没有发布任何边界。", "No boundaries were published yet."),
            Text(
                "请用 onemap survey load 导入街道与物业管理区域的测绘成果。",
                "Load the surveys of streets and zones with onemap survey load.",
            ),
        )
    return moment


CurrentMoment = Annotated[Moment, Depends(get_moment)]


async def take_slot(context: Served) -> AsyncIterator[None]:
    """Holds one of the places for requests that use the database, while the route works."""
    async with context.gate:
        yield


@dataclass(frozen=True, slots=True)
class Reading:
    """A read-only connection on which every query sees the same moment."""

    connection: Connection
    moment: Moment


def _open_connection(
    context: Served, _: Annotated[None, Depends(take_slot, scope="function")]
) -> Iterator[Connection]:
    with context.database.read() as connection:
        yield connection


ReadConnection = Annotated[Connection, Depends(_open_connection, scope="function")]


def _open_write(
    context: Served, _: Annotated[None, Depends(take_slot, scope="function")]
) -> Iterator[Connection]:
    with context.database.write() as connection:
        yield connection


WriteConnection = Annotated[Connection, Depends(_open_write, scope="function")]


def make_etag(request: Request, access: Access, moment: Moment) -> str:
    """Returns the weak ETag of what this address says at a moment to those who see the same."""
    parts = (
        VERSION,
        str(moment.release_id),
        str(moment.revision_id),
        access.scope,
        request.url.path,
        request.url.query,
    )
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]}"'


def check_etag(request: Request, response: Response, access: Signed, moment: Moment) -> None:
    """Marks the answer with its ETag.

    Raises:
        NotModified: the client has it already.
    """
    headers = {"ETag": make_etag(request, access, moment), "Cache-Control": "private, no-cache"}
    known = dict(request.scope["headers"]).get(b"if-none-match")
    if has_match(known, headers["ETag"].removeprefix("W/").encode()):
        raise NotModified(headers)
    response.headers.update(headers)
