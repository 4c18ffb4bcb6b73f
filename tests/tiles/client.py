"""A client that calls the tile server as a web server would, message by message."""

import asyncio
import json
from dataclasses import dataclass

from tiles.server import TileServer


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> dict:
        return json.loads(self.body)["error"]


class Client:
    """Calls the application as a server would, message by message."""

    def __init__(self, app: TileServer) -> None:
        self.app = app

    def get(self, path: str, method: str = "GET", **headers: str) -> Response:
        messages: list[dict] = []

        async def send(message) -> None:
            messages.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": raw,
            "scheme": "http",
        }
        asyncio.run(self.app(scope, receive, send))
        start, *bodies = messages
        names = [name for name, _ in start["headers"]]
        assert len(names) == len(set(names))
        decoded = {k.decode(): v.decode() for k, v in start["headers"]}
        return Response(start["status"], decoded, b"".join(b["body"] for b in bodies))


async def inner(_scope, _receive, send) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"inner"})
