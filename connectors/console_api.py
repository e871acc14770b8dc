"""The team console over HTTP: the page, and the JSON behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty

from bot.desk.ports import DeskUnavailable, Member, Office
from bot.settings import Settings
from connectors.console import exists
from connectors.console_desk import ConsoleDesk
from connectors.console_events import Events
from connectors.console_routes import Content, Routes, unknown
from connectors.console_session import ConsoleSession
from connectors.console_view import Labels
from connectors.incoming import Refused, answer, json_of_page, text_of
from connectors.page_files import add_page, seal
from connectors.words import say

_POSITION = re.compile(r"[0-9]{1,9}")


def team_console(settings: Settings, office: Callable[[], Office], labels: Labels) -> Blueprint:
    """``GET /console/`` is the page, ``/console/api/…`` what it asks; ``office`` is called at each request,
    since the desk is opened when the server starts.

    Whoever has not shown the token gets the 404 of an unknown address, from all but the page that asks for the token.
    """
    blueprint = Blueprint("team-console", url_prefix="/console")
    if exists(settings):
        api = Routes(blueprint, ConsoleSession(settings), ConsoleDesk(office, labels))
        _add_page(blueprint)
        _add_session(api)
        _add_reading(api)
        _add_changes(api)
        _add_events(api)
    return blueprint


def _add_page(blueprint: Blueprint) -> None:
    add_page(blueprint, "console")

    @blueprint.on_response
    async def protect(_: Request, response: HTTPResponse) -> None:
        if response.status != 404:  # which must look like any other
            seal(response)


def _add_session(api: Routes) -> None:
    def who(request: Request) -> Content:
        if not api.session.entered(request):
            raise unknown(request)
        return api.desk.team(api.session.member_id(request))

    def sign_in(request: Request) -> Content:
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


def _add_reading(api: Routes) -> None:
    desk = api.desk

    @api.get("tickets")
    def tickets(request: Request, member: Member) -> Content:
        return desk.tickets(member, closed=request.args.get("ended") == "1", words=request.args.get("words", ""))

    @api.get("news")
    def news(request: Request, member: Member) -> Content:
        return desk.news(member, request.args.get("ticket", ""), _after(request))

    @api.get("ticket/<number:str>")
    def ticket(_: Request, member: Member, number: str) -> Content:
        return desk.ticket(member, number)

    @api.get("ticket/<number:str>/said")
    def said(request: Request, member: Member, number: str) -> Content:
        return {"said": desk.said(member, number, _after(request))}

    @api.get("undelivered")
    def undelivered(_: Request, member: Member) -> Content:
        return desk.undelivered(member)


def _add_changes(api: Routes) -> None:
    desk = api.desk

    @api.post("ticket/<number:str>/claim")
    def claim(_: Content, member: Member, key: str, number: str) -> Content:
        return desk.claim(member, number, key)

    @api.post("ticket/<number:str>/reply")
    def reply(body: Content, member: Member, key: str, number: str) -> Content:
        return desk.reply(member, number, text_of(body, "text"), key)

    @api.post("ticket/<number:str>/transfer")
    def transfer(body: Content, member: Member, key: str, number: str) -> Content:
        return desk.transfer(member, number, text_of(body, "to"), key)

    @api.post("ticket/<number:str>/close")
    def close(_: Content, member: Member, key: str, number: str) -> Content:
        return desk.close(member, number, key)

    @api.post("retry")
    def retry(body: Content, member: Member, _: str) -> Content:
        return desk.retry(member, text_of(body, "message"))


def _add_events(api: Routes) -> None:
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
