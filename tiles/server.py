"""The tile server: an ASGI application in front of the API that answers tiles from memory.

On the warm path there is no framework, no database and no compression: a request is one look into
the sessions, one look into the tiles, and two messages.
"""

import asyncio
import json
import re
import secrets
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from inspect import isawaitable
from typing import Any

from geo.errors import AccessError, InputError, NotFoundError, OneMapError
from tiles.addresses import (
    no_such_tile,
    not_signed_in,
    read_numbers,
    read_times,
    read_valid_at,
    require_inside,
    wrong_method,
)
from tiles.as_of import AsOf, read_name
from tiles.conditional import has_match, takes_gzip
from tiles.store import (
    MEDIA_TYPE,
    PREVIEW_HEADERS,
    TILE_HEADERS,
    Headers,
    ReadyTile,
    TileStore,
    WarmRelease,
)
from tiles.tilejson import make_tilejson

__all__ = ["TileServer", "TileStore"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
# Tells from the scope of a request whether it may see tiles: at once, or after asking somebody.
Authorise = Callable[[Scope], object]
# Status, headers, body.
Answer = tuple[int, Headers, bytes]

PREFIX = "/tiles/map/"
PREVIEW_PREFIX = "/tiles/survey/"
_SHORT_LIVED: Headers = (
    (b"cache-control", b"private, max-age=60"),
    (b"x-content-type-options", b"nosniff"),
)
_PREFIXES = (PREFIX, PREVIEW_PREFIX)
_PREVIEW = re.compile(r"([^/-]*)-([^/-]*)/([^/]*)/([^/]*)/([^/]*)")
_TILEJSON = re.compile(r"([^/]*)\.json")
_HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?", re.ASCII)
_STATUS: tuple[tuple[type[OneMapError], int], ...] = (
    (AccessError, 403),
    (InputError, 400),
    (NotFoundError, 404),
)
_FURTHER_HEADERS: dict[int, Headers] = {
    405: ((b"allow", b"GET, HEAD"),),
    503: ((b"retry-after", b"5"),),
}
_STATUS_OF_CODE = {"not_signed_in": 401, "method_not_allowed": 405}


class TileServer:
    """Answers /tiles/… from a store and hands everything else to the application within.

    `authorise` gets the scope and returns, or returns an awaitable of, something true for a
    request that may see tiles; `authorise_preview` the same for /tiles/survey/…, the previews of
    surveys. `requests` counts the tile answers by status.
    """

    def __init__(
        self,
        inner: App,
        store: TileStore,
        authorise: Authorise,
        authorise_preview: Authorise = lambda _: None,
    ) -> None:
        self._inner = inner
        self._store = store
        self._authorise = authorise
        self._authorise_preview = authorise_preview
        # Archives of earlier days are built one at a time.
        self._past = asyncio.Lock()
        self.requests: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIXES):
            await self._inner(scope, receive, send)
            return
        try:
            status, headers, body = await self._answer(scope)
        except OneMapError as error:
            status, headers, body = _answer_error(error)
        self.requests[status] += 1
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD":
            body = b""
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> Answer:
        if scope["path"].startswith(PREVIEW_PREFIX):
            return await self._answer_preview(scope)
        access = self._authorise(scope)
        if isawaitable(access):
            access = await access
        tile = self._store.tiles.get(scope["path"])
        if access and tile is not None and scope["method"] == "GET":
            return _answer_tile(scope, tile)
        return await self._answer_rest(scope, signed_in=bool(access))

    async def _answer_preview(self, scope: Scope) -> Answer:
        """Answers a tile of what the map would be: never kept by anybody."""
        if scope["method"] not in ("GET", "HEAD"):
            raise wrong_method()
        access = self._authorise_preview(scope)
        if isawaitable(access):
            access = await access
        if not access:
            raise not_signed_in()
        asked = _PREVIEW.fullmatch(scope["path"].removeprefix(PREVIEW_PREFIX))
        if asked is None:
            raise no_such_tile()
        survey_id, run, zoom, x, y = read_numbers(asked.groups())
        preview = self._store.find_preview(survey_id, run)
        if preview is None:
            preview = await asyncio.to_thread(self._store.load_preview, survey_id, run)
        require_inside(preview.zooms, zoom, x, y)
        tile = preview.tiles.get((zoom, x, y))
        if tile is None:
            return 204, PREVIEW_HEADERS, b""
        headers = PREVIEW_HEADERS
        if takes_gzip(dict(scope["headers"]).get(b"accept-encoding")):
            headers = ((b"content-encoding", b"gzip"), *headers)
        else:
            tile = zlib.decompress(tile, wbits=31)
        length = str(len(tile)).encode()
        about = ((b"content-type", MEDIA_TYPE), (b"content-length", length))
        return 200, (*about, *headers), tile

    async def _answer_rest(self, scope: Scope, *, signed_in: bool) -> Answer:
        """Answers all but a GET of a tile in memory: HEAD, TileJSON, an older release, errors."""
        if scope["method"] not in ("GET", "HEAD"):
            raise wrong_method()
        if not signed_in:
            raise not_signed_in()
        asked = scope["path"].removeprefix(PREFIX)
        if document := _TILEJSON.fullmatch(asked):
            return await self._answer_tilejson(scope, document[1])
        parts = asked.split("/")
        if len(parts) != 4:
            raise no_such_tile()
        past = read_name(parts[0])
        numbers = read_numbers(parts if past is None else parts[1:])
        zoom, x, y = numbers[-3:]
        release = await self._find_release(past or AsOf(numbers[0]))
        require_inside(release.zooms, zoom, x, y)
        tile = release.ready.get(scope["path"])
        return (204, TILE_HEADERS, b"") if tile is None else _answer_tile(scope, tile)

    async def _find_release(self, asked: AsOf) -> WarmRelease:
        if asked.valid_at is not None:
            return await self._find_past(asked)
        found = self._store.find(asked.release_id)
        if found is not None:
            return found
        return await asyncio.to_thread(self._store.load, asked.release_id)

    async def _find_past(self, asked: AsOf) -> WarmRelease:
        """Returns a release as of an earlier day; those who wait for one hold no thread."""
        found = self._store.find_past(asked)
        if found is not None:
            return found
        async with self._past:
            found = self._store.find_past(asked)
            if found is not None:
                return found
            return await asyncio.to_thread(self._store.load_past, asked)

    async def _answer_tilejson(self, scope: Scope, name: str) -> Answer:
        """Answers /tiles/map/{release}.json and at.json, as of a day on the ground or not."""
        query = scope.get("query_string", b"")
        if name == "at":
            times = read_times(query)
            release_id, known_at = None, times.get("known_at")
            valid_at = times.get("valid_at")
        else:
            (release_id,), known_at = read_numbers((name,)), None
            valid_at = read_valid_at(query)
        if release_id is not None and valid_at is None:
            asked = AsOf(release_id)
        else:
            find = self._store.find_as_of
            asked = await asyncio.to_thread(find, release_id, known_at, valid_at)
        release = await self._find_release(asked)
        address = f"{_find_origin(scope)}{PREFIX}{asked.name}/{{z}}/{{x}}/{{y}}"
        document = make_tilejson(
            asked.release_id, release.bounds, release.zooms, address, release.base
        )
        return _answer_json(200, document, _SHORT_LIVED)


def _answer_tile(scope: Scope, tile: ReadyTile) -> Answer:
    accepted = known = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = value
        elif name == b"if-none-match":
            known = value
    if takes_gzip(accepted):
        if known is not None and has_match(known, tile.etag):
            return 304, tile.unchanged, b""
        return 200, tile.headers, tile.content
    etag = tile.etag.replace(b"-gzip", b"-identity")
    unchanged = ((b"etag", etag), *TILE_HEADERS)
    if known is not None and has_match(known, etag):
        return 304, unchanged, b""
    content = zlib.decompress(tile.content, wbits=31)
    length = str(len(content)).encode()
    return (
        200,
        ((b"content-type", MEDIA_TYPE), (b"content-length", length), *unchanged),
        content,
    )


def _answer_json(status: int, document: dict[str, Any], headers: Headers) -> Answer:
    body = json.dumps(document, ensure_ascii=False).encode()
    length = str(len(body)).encode()
    about = ((b"content-type", b"application/json"), (b"content-length", length))
    return status, (*about, *headers), body


def _answer_error(error: OneMapError) -> Answer:
    of_class = next((status for kind, status in _STATUS if isinstance(error, kind)), 503)
    status = _STATUS_OF_CODE.get(error.code, of_class)
    request_id = secrets.token_hex(8)
    document = {
        "error": {
            "code": error.code,
            "message": error.message.as_dict(),
            "hint": error.hint.as_dict() if error.hint else None,
            "details": list(error.details),
            "request_id": request_id,
        }
    }
    headers: Headers = (
        (b"cache-control", b"no-store"),
        (b"x-request-id", request_id.encode()),
        (b"x-content-type-options", b"nosniff"),
        *_FURTHER_HEADERS.get(status, ()),
    )
    return _answer_json(status, document, headers)


def _find_origin(scope: Scope) -> str:
    """Returns the scheme and host that the client used, or nothing if it names none to trust."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    told = headers.get(b"x-forwarded-proto", b"").decode("latin-1")
    scheme = told if told in ("http", "https") else scope.get("scheme", "http")
    return f"{scheme}://{host}" if _HOST.fullmatch(host) else ""
