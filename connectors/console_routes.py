"""Who may ask the team console, and what becomes of errors."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, Request
from sanic.exceptions import NotFound, SanicException
from sanic.response import HTTPResponse

from bot.desk.ports import DeskError, DeskUnavailable, Member
from connectors.console_desk import ConsoleDesk
from connectors.console_session import ConsoleSession
from connectors.incoming import Refused, answer, json_of_page, text_of
from connectors.words import say

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")

Content = Any  # plain JSON types, or a response
_Reading = Callable[..., Content]  # (request, member, parts of the path)
_Change = Callable[..., Content]  # (body, member, idempotency key, parts of the path)


class Routes:
    """Addresses under ``/api/``. Handlers block on the desk's database, so they run in a thread."""

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

        def change(request: Request, work: _Change, **parts: str) -> Content:
            member = self.member(request)
            body = json_of_page(request, '{"key": "5b0c2d9e", "text": "您好"}')
            key = text_of(body, "key")
            if not _KEY.fullmatch(key):
                raise Refused(400, say("bad_key"))
            return work(body, member, f"console:{member.id}:{key}", **parts)

        def add(work: _Change) -> None:
            self.add("POST", path, lambda request, **parts: change(request, work, **parts))

        return add

    def add(self, method: str, path: str, handler: Callable[..., Content]) -> None:
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


async def told(work: Awaitable[Content]) -> HTTPResponse:
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
