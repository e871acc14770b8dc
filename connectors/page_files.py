"""The files of a page, and what the page may load: nothing that does not come from this server."""

from __future__ import annotations

import re
from pathlib import Path

from sanic import Blueprint, Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, raw

_HEADERS = {
    # Scripts and styles come from this folder only, and no other site can put the page into a frame.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_PIECE = re.compile(r"<!-- (\w+\.html) -->\n")
_PAGES = Path(__file__).parent / "pages"


class PageFiles:
    """The files of folders under ``pages``, by their names, the first folder's first; nothing else is served."""

    def __init__(self, *folders: str) -> None:
        paths = [path for folder in reversed(folders) for path in (_PAGES / folder).iterdir()]
        self._files = {path.name: path for path in paths if path.suffix in _TYPES}

    def response(self, request: Request, name: str) -> HTTPResponse:
        """The file. Raises ``NotFound``."""
        if name not in self._files:
            raise NotFound(f"Requested URL {request.path} not found")
        path = self._files[name]
        content = path.read_bytes() if path.suffix != ".html" else self._whole(path).encode()
        return raw(content, content_type=_TYPES[path.suffix], headers={"Cache-Control": "no-cache"})

    def _whole(self, path: Path) -> str:
        """A page with the pieces that it shares with others: ``<!-- side.html -->`` stands for that file."""
        page = path.read_text(encoding="utf-8")
        return _PIECE.sub(lambda found: self._files[found[1]].read_text(encoding="utf-8"), page)


def add_page(blueprint: Blueprint, *folders: str) -> None:
    """``GET /`` is ``index.html``, ``GET /pages/<name>`` the files of these folders and of the common one."""
    files = PageFiles(*folders, "")

    @blueprint.get("/")
    async def page(request: Request) -> HTTPResponse:
        return files.response(request, "index.html")

    @blueprint.get("/pages/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return files.response(request, name)


def seal(response: HTTPResponse, *, microphone: bool = False) -> None:
    """Tell the browser what the page may load, and who may not frame it; a page that listens needs the microphone."""
    response.headers.update(_HEADERS)
    if microphone:
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
