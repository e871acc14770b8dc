"""The team console over HTTP: the page, and the JSON behind it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, Request
from sanic.exceptions import NotFound, SanicException
from sanic.response import HTTPResponse, empty

from bot.desk.ports import DeskError, DeskUnavailable, Member, Office
from bot.settings import Settings
from connectors.console import exists
from connectors.console_desk import ConsoleDesk
from connectors.console_events import Events
from connectors.console_session import ConsoleSession
from connectors.console_view import Labels
from connectors.incoming import Refused, answer, json_of_page, text_of
from connectors.page_files import PageFiles, seal
from connectors.words import say

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")
_POSITION = re.compile(r"[0-9]{1,9}")

_Content = Any  # plain JSON types, or a response
_Reading = Callable[..., _Content]  # (request, member, parts of the path)
_Change = Callable[..., _Content]  # (body, member, idempotency key, parts of the path)


def team_console(settings: Settings, office: Callable[[], Office], labels: Labels) -> Blueprint:
    """``GET /console/`` is the page, ``/console/api/…`` what it asks; ``office`` is called at each request,
    since the desk is opened when the server starts.

    Whoever has not shown the token gets the 404 of an unknown address, from all but the page that asks for the token.
    """
    blueprint = Blueprint("team-console", url_prefix="/console")
    if exists(settings):
        api = _Api(blueprint, ConsoleSession(settings), ConsoleDesk(office, labels))
        _add_page(blueprint)
        _add_session(api)
        _add_reading(api)
        _add_changes(api)
        _add_events(api)
    return blueprint


class _Api:
    """Who may ask, and what becomes of errors. Handlers block on the desk's database, so they run in a thread."""

    def __init__(self, blueprint: Blueprint, session: ConsoleSession, desk: ConsoleDesk) -> None:
        self.blueprint = blueprint
        self.session = session
        self.desk = desk

    def get(self, path: str) -> Callable[[_Reading], None]:
        """Serve a member's question."""

        def add(read: _Reading) -> None:
            self.add("GET", path, lambda request, **parts: read(request, self.member(request), **parts))

        return add

    def post(self, path: str) -> Callable[[_Change], None]:
        """Serve a member's change. The page gives each a key, so that trying it again changes nothing more."""

        def change(request: Request, work: _Change, **parts: str) -> _Content:
            member = self.member(request)
            body = json_of_page(request, '{"key": "5b0c2d9e", "text": "您好"}')
            key = text_of(body, "key")
            if not _KEY.fullmatch(key):
                raise Refused(400, say("bad_key"))
            return work(body, member, f"console:{member.id}:{key}", **parts)

        def add(work: _Change) -> None:
            self.add("POST", path, lambda request, **parts: change(request, work, **parts))

        return add

    def add(self, method: str, path: str, handler: Callable[..., _Content]) -> None:
        """Serve with the JSON that ``handler(request, parts of the path)`` returns."""

        async def respond(request: Request, **parts: str) -> HTTPResponse:
            return await told(asyncio.to_thread(handler, request, **parts))

        self.blueprint.add_route(respond, f"/api/{path}", [method], name=f"{method} {path}")

    def member(self, request: Request) -> Member:
        """Who asks. Raises ``NotFound`` for a stranger, :class:`~connectors.incoming.Refused` if nobody was chosen."""
        if not self.session.entered(request):
            raise unknown(request)
        member = self.desk.member(self.session.member_id(request))
        if member is None:
            raise Refused(403, say("choose_member"))
        return member


async def told(work: Awaitable[_Content]) -> HTTPResponse:
    """The work's result, or its error in a sentence. Sanic's own errors (404) pass."""
    try:
        content = await work
    except SanicException:
        raise
    except Refused as refused:
        return refused.response()
    except DeskError as error:
        return Refused(409, str(error)).response()
    except DeskUnavailable:
        return Refused(503, say("desk_down")).response()
    except Exception as error:
        # Its text may hold what somebody wrote: only the kind is logged.
        log.error("a request of the team console failed: %s", type(error).__name__)
        return Refused(500, say("failed")).response()
    return content if isinstance(content, HTTPResponse) else answer(content)


def unknown(request: Request) -> NotFound:
    """The answer of an address that does not exist."""
    return NotFound(f"Requested URL {request.path} not found")


def _add_page(blueprint: Blueprint) -> None:
    files = PageFiles("console", "")

    @blueprint.get("/")
    async def page(request: Request) -> HTTPResponse:
        return files.response(request, "index.html")

    @blueprint.get("/pages/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return files.response(request, name)

    @blueprint.on_response
    async def protect(_: Request, response: HTTPResponse) -> None:
        if response.status != 404:  # which must look like any other
            seal(response)


def _add_session(api: _Api) -> None:
    def who(request: Request) -> _Content:
        if not api.session.entered(request):
            raise unknown(request)
        return api.desk.team(api.session.member_id(request))

    def sign_in(request: Request) -> _Content:
        """``{"token"}`` opens the console, ``{"member"}`` says who works in it; an empty member signs out."""
        entered = api.session.entered(request)
        try:
            body = json_of_page(request, '{"member": "li"}')
        except Refused:
            if entered:
                raise
            raise unknown(request) from None
        if not (entered or api.session.admits(body.get("token"))):
            raise unknown(request)
        member_id = text_of({"member": "", **body}, "member")
        if member_id and api.desk.member(member_id) is None:
            raise Refused(400, say("no_member"))
        response = answer(api.desk.team(member_id))
        api.session.keep(response, member_id)
        return response

    api.add("GET", "session", who)
    api.add("POST", "session", sign_in)


def _add_reading(api: _Api) -> None:
    desk = api.desk

    @api.get("tickets")
    def tickets(request: Request, member: Member) -> _Content:
        return desk.tickets(member, closed=request.args.get("ended") == "1", words=request.args.get("words", ""))

    @api.get("news")
    def news(request: Request, member: Member) -> _Content:
        return desk.news(member, request.args.get("ticket", ""), _after(request))

    @api.get("ticket/<number:str>")
    def ticket(_: Request, member: Member, number: str) -> _Content:
        return desk.ticket(member, number)

    @api.get("ticket/<number:str>/said")
    def said(request: Request, member: Member, number: str) -> _Content:
        return {"said": desk.said(member, number, _after(request))}

    @api.get("undelivered")
    def undelivered(_: Request, member: Member) -> _Content:
        return desk.undelivered(member)


def _add_changes(api: _Api) -> None:
    desk = api.desk

    @api.post("ticket/<number:str>/claim")
    def claim(_: _Content, member: Member, key: str, number: str) -> _Content:
        return desk.claim(member, number, key)

    @api.post("ticket/<number:str>/reply")
    def reply(body: _Content, member: Member, key: str, number: str) -> _Content:
        return desk.reply(member, number, text_of(body, "text"), key)

    @api.post("ticket/<number:str>/transfer")
    def transfer(body: _Content, member: Member, key: str, number: str) -> _Content:
        return desk.transfer(member, number, text_of(body, "to"), key)

    @api.post("ticket/<number:str>/close")
    def close(_: _Content, member: Member, key: str, number: str) -> _Content:
        return desk.close(member, number, key)

    @api.post("retry")
    def retry(body: _Content, member: Member, _: str) -> _Content:
        return desk.retry(member, text_of(body, "message"))


def _add_events(api: _Api) -> None:
    """``GET api/events?ticket=<number>&after=<position>``: what ``news`` says, whenever it changes. Whoever cannot have
    it gets 204, which tells a browser to stop trying; the page then asks by itself and hears why."""
    events = Events()
    api.blueprint.listener("before_server_stop")(lambda *_: events.stop())

    @api.blueprint.get("/api/events")
    async def stream(request: Request) -> HTTPResponse | None:
        try:
            member = await asyncio.to_thread(api.member, request)
            after = _after(request)
        except (Refused, DeskUnavailable):
            return empty()
        if events.full(member.id):
            return empty()

        def look(after: int) -> dict[str, Any]:
            return api.desk.news(member, request.args.get("ticket", ""), after)

        await events.send(request, member.id, after, look)
        return None


def _after(request: Request) -> int:
    after = request.args.get("after", "0")
    if not _POSITION.fullmatch(after):
        raise Refused(400, say("bad_after"))
    return int(after)
