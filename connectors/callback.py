"""The address to which one of WeChat's platforms brings what people write and do.

It waits five seconds, asks three times, and takes every answer but 200 as a failure. So 200 means: it is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

import redis
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty

from bot.desk.ports import DeskUnavailable
from connectors.envelope import Forged, TooLarge

_log = logging.getLogger(__name__)
_QUERY = ("signature", "msg_signature", "timestamp", "nonce", "echostr")
ANSWER_WITHIN = 4.0  # seconds: the platform hangs up after five, and the network takes its share
NOT_STORED = (DeskUnavailable, redis.RedisError, asyncio.TimeoutError)
"""What :meth:`Callback.receive` raises if the platform must bring a message again."""


class Callback(Protocol):
    """Both raise :class:`~connectors.envelope.Forged`, :class:`~connectors.envelope.TooLarge`, :data:`NOT_STORED`."""

    async def prove(self, request: Request) -> HTTPResponse:
        """Answer the platform's question whether this address is ours."""

    async def receive(self, request: Request) -> HTTPResponse:
        """Take a message: 200 once it is stored."""


def blueprint(name: str, callback: Callable[[], Callback]) -> Blueprint:
    """``/webhooks/<name>/callback``. ``GET``: the platform proves the address. ``POST``: it brings a message. What is
    not the platform's gets 403, what is too large 413, what could not be stored in time 503; none of them says why.

    ``callback`` is called at each request, since what it needs is opened when the server starts."""
    blueprint = Blueprint(name, url_prefix=f"/webhooks/{name}")

    @blueprint.get("/callback")
    async def prove(request: Request) -> HTTPResponse:
        return await _guarded(callback().prove(request))

    @blueprint.post("/callback")
    async def receive(request: Request) -> HTTPResponse:
        return await _guarded(callback().receive(request))

    return blueprint


def query_of(request: Request) -> dict[str, str]:
    """The parts of the query that are signed, or sign; empty where they are missing, or there more than once."""
    given = {name: request.args.getlist(name) or [] for name in _QUERY}
    return {name: values[0] if len(values) == 1 else "" for name, values in given.items()}


async def _guarded(work: Awaitable[HTTPResponse]) -> HTTPResponse:
    try:
        return await work
    except Forged as forged:
        _log.warning("a callback was refused: %s", forged)
        return empty(status=403)
    except TooLarge as large:
        _log.warning("a callback was refused: %s", large)
        return empty(status=413)
    except NOT_STORED as error:
        _log.warning("a callback could not be stored: %s", type(error).__name__)
        return empty(status=503)
