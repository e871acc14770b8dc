"""The team console: what the team is told (hand-over cards) and, on one machine, what the phones would receive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict

from sanic import Blueprint, Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from bot.settings import Mode, Settings
from connectors.console_log import ConsoleLog, LogUnavailable
from connectors.incoming import STREAM_ID, Refused, answer, has_token
from connectors.words import say


def is_open(settings: Settings) -> bool:
    """Whether everybody on this machine may read the console: embedded, and nobody set a token for it."""
    return settings.mode is Mode.EMBEDDED and not settings.console_token


def exists(settings: Settings) -> bool:
    """Whether there is a console at all: in production only behind a token."""
    return settings.mode is Mode.EMBEDDED or bool(settings.console_token)


def console(settings: Settings, log: Callable[[], ConsoleLog]) -> Blueprint:
    """``GET /console/log?after=<id>`` -> ``{"entries": [{"id", "kind", "at", "body"}, …]}``.

    Without the token it does not exist: the same 404 as any unknown address. ``log`` is called at each request, since
    the log is opened when the server starts.
    """
    blueprint = Blueprint("console")

    @blueprint.get("/console/log")
    async def read(request: Request) -> HTTPResponse:
        if not (is_open(settings) or has_token(request, settings.console_token)):
            raise NotFound(f"Requested URL {request.path} not found")
        after = request.args.get("after", "0")
        if not STREAM_ID.fullmatch(after):
            return Refused(400, say("bad_after")).response()
        try:
            entries = await asyncio.to_thread(log().entries, after)
        except LogUnavailable:
            return Refused(503, say("console_down")).response()
        return answer({"entries": [asdict(entry) for entry in entries]})

    return blueprint
