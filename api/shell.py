"""What surrounds every request: its id, its log line, its metrics, headers, size and origin."""

import json
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import structlog

from api.errors import error_body
from api.metrics import Metrics
from geo.errors import Text
from geo.profile import Basemap
from geo.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 1_000_000
# Files are streamed to the disk by their route, which asks first who sends them.
STREAMED = frozenset({("POST", "/api/v1/surveys"), ("POST", "/api/v1/records/workbooks")})
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FOREIGN = Text("请求来自其他网站，已拒绝。", "This write comes from another site and was refused.")
_FOREIGN_HINT = Text(
    "经由反向代理访问时，请在 ONEMAP_ORIGINS 中登记对外地址。",
    "Behind a reverse proxy, name the public address in ONEMAP_ORIGINS.",
)
_TOO_LARGE = Text("请求内容过大。", "The request's body is too large.")
_log = structlog.get_logger("onemap.http")


class Shell:
    """An ASGI application around the API."""

    def __init__(self, inner: App, settings: Settings, basemap: Basemap, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics
        self._origins = frozenset(filter(None, map(_name_origin, settings.origins)))
        self._headers = _make_headers(basemap, secure=settings.secure_cookies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; other kinds of traffic pass."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status, seconds = time.perf_counter(), 0, 0.0

        async def send_with_headers(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                # Until the answer begins: a stream of events may last for weeks.
                status, seconds = message["status"], time.perf_counter() - started
                own = [*self._headers, (b"x-request-id", request_id.encode())]
                message = {**message, "headers": [*message.get("headers", ()), *own]}
            await send(message)

        try:
            await self._answer(scope, receive, send_with_headers, request_id)
        except Exception:  # noqa: BLE001 - see below
            # The answer (a 500 without internals) was sent before; here it is only recorded.
            _log.exception("failed", request_id=request_id)
        finally:
            self._record(scope, status, seconds, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        if scope["method"] not in _WRITES:
            await self._inner(scope, receive, send)
        elif not self._is_own(scope):
            body = error_body("foreign_origin", _FOREIGN, _FOREIGN_HINT, request_id=request_id)
            await _refuse(send, 403, body)
        elif (scope["method"], scope["path"]) in STREAMED:
            await self._inner(scope, receive, send)
        elif (content := await _read_body(receive)) is None:
            await _refuse(send, 413, error_body("too_large", _TOO_LARGE, request_id=request_id))
        else:
            await self._inner(scope, _replay(content, receive), send)

    def _is_own(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        source = headers.get(b"origin") or headers.get(b"referer")
        named = _name_origin(source.decode("latin-1")) if source else None
        if named is None:
            return False
        host = headers.get(b"host", b"").decode("latin-1")
        # The scheme is not compared: behind a proxy that ends TLS we see http.
        return named in self._origins or any(
            named == _name_origin(f"{scheme}://{host}") for scheme in _DEFAULT_PORTS
        )

    def _record(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        # The template, not the address: an address may hold a token or what somebody searched.
        route = getattr(scope.get("route"), "path", "(page)" if status < 400 else "(none)")
        method = scope["method"] if scope["method"] in _WRITES | {"GET", "HEAD"} else "OTHER"
        self._metrics.count(method, route, status, seconds)
        _log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
        )


def _name_origin(address: str) -> str | None:
    """Returns scheme://host:port of an address, or None when it has none (such as `null`)."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}"


async def _read_body(receive: Receive) -> bytes | None:
    """Returns the whole body, or None when it is too large to be meant."""
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if len(content) > MAX_BODY:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(content)


def _replay(content: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": content, "more_body": False}

    return replay


async def _refuse(send: Send, status: int, body: dict[str, object]) -> None:
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _make_headers(basemap: Basemap, *, secure: bool) -> list[tuple[bytes, bytes]]:
    outside = ""
    if basemap.kind != "none":
        parts = urlsplit(basemap.url)
        outside = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    policy = (
        "default-src 'self'",
        f"img-src 'self' data: blob:{outside}",
        "style-src 'self'",
        "worker-src 'self' blob:",
        f"connect-src 'self'{outside}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    headers = {
        "content-security-policy": "; ".join(policy),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in headers.items()]
