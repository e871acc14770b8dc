"""The web channel: the party's page and the address to which it sends messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Request
from sanic.response import HTTPResponse

from bot.settings import Settings
from connectors.console import is_open
from connectors.inbox import Post
from connectors.incoming import Refused, answer, json_of_page, text_of
from connectors.page_files import PageFiles, seal
from connectors.render import render
from connectors.sessions import Sessions
from connectors.turns import OnNewMessage, replies_to
from connectors.words import say

_EXAMPLE = '{"text": "你好"}'
_FILES = PageFiles("")


class WebChannel(InputChannel):
    """``GET ./`` is the page; ``POST message {"text"}`` -> ``{"replies": [Reply and "text", …]}``;
    ``GET inbox?after=<id>`` -> what :class:`~connectors.inbox.Post` has for the cookie's session, and for no other.

    ``post`` is called at each request, since it is opened when the server starts. ``demo_cases``
    (``case_number``, ``story``, ``applicant`` and ``debtor`` with their ``name``) are offered beside the page to
    whoever may read the console.
    """

    def __init__(
        self,
        settings: Settings,
        demo_cases: Sequence[Mapping[str, Any]] = (),
        post: Callable[[], Post] | None = None,
    ) -> None:
        self._post = post
        self._sessions = Sessions(settings)
        self._surroundings = {"console": is_open(settings), "demo_cases": list(demo_cases) if is_open(settings) else []}

    @classmethod
    def name(cls) -> str:
        return "web"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("web")

        @blueprint.get("/")
        async def page(request: Request) -> HTTPResponse:
            response = _FILES.response(request, "index.html")
            if self._sessions.opened(request) is None:
                self._sessions.keep(response, self._sessions.new())
            return response

        @blueprint.get("/pages/<name:str>")
        async def file(request: Request, name: str) -> HTTPResponse:
            return _FILES.response(request, name)

        @blueprint.get("/surroundings")
        async def surroundings(_: Request) -> HTTPResponse:
            return answer(self._surroundings)

        @blueprint.post("/message")
        async def message(request: Request) -> HTTPResponse:
            try:
                return await self._turn(request, on_new_message)
            except Refused as refused:
                return refused.response()

        if self._post is not None:
            blueprint.add_route(partial(self._inbox, self._post), "/inbox", name="inbox")

        @blueprint.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            seal(response)

        return blueprint

    async def _turn(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        text = text_of(json_of_page(request, _EXAMPLE), "text")
        known = self._sessions.opened(request)
        session = known or self._sessions.new()
        replies = await replies_to(text, f"web:{session}", self.name(), on_new_message)
        response = answer({"replies": [{**reply.to_dict(), "text": render(reply, "web")} for reply in replies]})
        if known is None:
            self._sessions.keep(response, session)
        return response

    async def _inbox(self, post: Callable[[], Post], request: Request) -> HTTPResponse:
        session = self._sessions.opened(request)
        try:
            if session is None:
                raise Refused(403, say("no_session"))
            return answer(await post().fetch(f"web:{session}", request.args.get("after", "0")))
        except Refused as refused:
            return refused.response()
