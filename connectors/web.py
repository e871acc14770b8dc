"""The web channel: the party's page and the address to which it sends messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, raw

from bot.settings import Settings
from connectors.console import is_open
from connectors.incoming import Refused, answer, json_object, refuse_cross_site, text_of
from connectors.render import render
from connectors.sessions import Sessions
from connectors.turns import OnNewMessage, replies_to
from connectors.words import say

_EXAMPLE = '{"text": "你好"}'
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
_FILES = {path.name: path for path in (Path(__file__).parent / "pages").iterdir() if path.suffix in _TYPES}


class WebChannel(InputChannel):
    """``GET ./`` is the page; ``POST message {"text"}`` -> ``{"replies": [Reply and "text", …]}``.

    ``demo_cases`` (``case_number``, ``story``, ``applicant`` and ``debtor`` with their ``name``) are offered beside the
    page to whoever may read the console.
    """

    def __init__(self, settings: Settings, demo_cases: Sequence[Mapping[str, Any]] = ()) -> None:
        self._sessions = Sessions(settings)
        self._surroundings = {"console": is_open(settings), "demo_cases": list(demo_cases) if is_open(settings) else []}

    @classmethod
    def name(cls) -> str:
        return "web"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("web")

        @blueprint.get("/")
        async def page(request: Request) -> HTTPResponse:
            response = _file("index.html")
            if self._sessions.opened(request) is None:
                self._sessions.keep(response, self._sessions.new())
            return response

        @blueprint.get("/pages/<name:str>")
        async def file(_: Request, name: str) -> HTTPResponse:
            return _file(name)

        @blueprint.get("/surroundings")
        async def surroundings(_: Request) -> HTTPResponse:
            return answer(self._surroundings)

        @blueprint.post("/message")
        async def message(request: Request) -> HTTPResponse:
            try:
                return await self._turn(request, on_new_message)
            except Refused as refused:
                return refused.response()

        @blueprint.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            response.headers.update(_HEADERS)

        return blueprint

    async def _turn(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        text = _read(request)
        known = self._sessions.opened(request)
        session = known or self._sessions.new()
        replies = await replies_to(text, f"web:{session}", self.name(), on_new_message)
        response = answer({"replies": [{**reply.to_dict(), "text": render(reply, "web")} for reply in replies]})
        if known is None:
            self._sessions.keep(response, session)
        return response


def _read(request: Request) -> str:
    """The message. A page of another site can send only what needs no leave of ours: never JSON that says so."""
    refuse_cross_site(request)
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, say("content_type"))
    return text_of(json_object(request, _EXAMPLE), "text")


def _file(name: str) -> HTTPResponse:
    if name not in _FILES:
        raise NotFound(f"Requested URL /pages/{name} not found")
    path = _FILES[name]
    return raw(path.read_bytes(), content_type=_TYPES[path.suffix], headers={"Cache-Control": "no-cache"})
