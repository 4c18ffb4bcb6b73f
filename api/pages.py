"""The web pages: built files, kept for ever when their name carries their content's hash."""

import mimetypes
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.errors import error_body
from geo.errors import Text

_ASSETS = "assets"
_IMMUTABLE = "public, max-age=31536000, immutable"
_INDEX = "index.html"
_NOT_A_PAGE = ("/api/", "/tiles/", "/health/", "/metrics")
_MISSING = Text("没有这个地址。", "There is nothing at this address.")
_NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>One Map</title>
<body style="font:16px/1.7 sans-serif;max-width:40em;margin:15vh auto;padding:0 1em">
<h1>物业管理一张图 One Map</h1>
<p>服务器正在运行，但网页尚未构建。请执行 <code>./onemap up</code>，或在 web/ 目录执行
<code>npm ci && npm run build</code>，然后刷新本页。</p>
<p lang="en">The server runs, but its web pages are not built. Run <code>./onemap up</code>, or
<code>npm ci && npm run build</code> in web/, then reload this page.</p></body></html>"""

# What Python knows of these depends on its version and on the system's /etc/mime.types.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


class Pages:
    """Answers every address that no route has: files, and the application for its own pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; 404 with the error body where there is neither file nor page."""
        await self._choose(scope["method"], scope["path"], scope)(scope, receive, send)

    def index(self) -> Response:
        """Returns the application's page, or one that says how to build it."""
        index = self._folder / _INDEX
        if not index.is_file():
            return HTMLResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store"})
        return FileResponse(index, headers={"Cache-Control": "no-cache"})

    def _choose(self, method: str, path: str, scope: Scope) -> Response:
        if method in {"GET", "HEAD"} and not path.startswith(_NOT_A_PAGE):
            file = self._find(path)
            if file is not None and file.name != _INDEX:
                hashed = path.startswith(f"/{_ASSETS}/")
                control = _IMMUTABLE if hashed else "public, max-age=3600"
                return FileResponse(file, headers={"Cache-Control": control})
            # An address with a dot is a file that is not there; others are the application's.
            if "." not in path.rsplit("/", 1)[-1] or path == f"/{_INDEX}":
                return self.index()
        request_id = scope.get("state", {}).get("request_id")
        return JSONResponse(error_body("not_found", _MISSING, request_id=request_id), 404)

    def _find(self, path: str) -> Path | None:
        if "\0" in path or "\\" in path:
            return None
        file = (self._folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None
