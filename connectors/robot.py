"""The robot in the lobby: ``POST turn`` for robots of any make (``docs/openapi-robot.yml``), and a page that plays one.

Everybody in the lobby hears and sees it. So a visit is a conversation of its own, nobody's case is spoken of, and when
the visit is over nothing of it is left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import text as plain

from bot.settings import Settings
from connectors import robot_view as view
from connectors.console import is_open
from connectors.incoming import Refused, answer, json_object
from connectors.page_files import add_page, seal
from connectors.queue_board import QueueBoard
from connectors.robot_door import RobotDoor
from connectors.robot_lobby import Lobby
from connectors.robot_ports import House
from connectors.robot_request import EXAMPLE, read_turn, robot_of
from connectors.robot_visits import SILENCE, Visits
from connectors.turns import OnNewMessage
from connectors.words import say_at_robot

CONTRACT = Path(__file__).parents[1] / "docs" / "openapi-robot.yml"

log = logging.getLogger(__name__)

_under_way: set[asyncio.Future[Any]] = set()  # the loop itself keeps only weak references


class RobotChannel(InputChannel):
    """Robots over HTTP. ``client`` is asked for at each turn, for it is opened when the server starts."""

    def __init__(
        self, settings: Settings, house: House, client: Callable[[], redis.Redis[str]], silence: float = SILENCE
    ) -> None:
        self._house = house
        self._client = client
        self._silence = silence
        self._door = RobotDoor(settings)
        self._turns = Lobby(house, QueueBoard(settings.queue_url), view.picture(settings.public_url))
        self._has_page = is_open(settings) and not self._door.needs_keys

    @classmethod
    def name(cls) -> str:
        return "robot"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("robot")
        if self._door.exists:

            @blueprint.post("/turn")
            async def turn(request: Request) -> HTTPResponse:
                # Sanic cancels the handler when the robot goes away; a visit must be kept or forgotten all the same.
                task = asyncio.ensure_future(self._receive(request, on_new_message))
                _under_way.add(task)
                task.add_done_callback(_under_way.discard)
                return await asyncio.shield(task)

            @blueprint.get("/openapi.yml")
            async def contract(_: Request) -> HTTPResponse:
                return plain(CONTRACT.read_text(encoding="utf-8"), content_type="application/yaml; charset=utf-8")

        if self._has_page:
            self._add_page(blueprint)

        @blueprint.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            seal(response, microphone=True)

        return blueprint

    def _add_page(self, blueprint: Blueprint) -> None:
        add_page(blueprint, "robot")

        @blueprint.get("/plan")
        async def plan(_: Request) -> HTTPResponse:
            venue = self._house.venue()
            return answer({"plan": venue.plan() if venue else None, "silence": self._silence})

    async def _receive(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        try:
            body = json_object(request, EXAMPLE)
            self._door.admit(request, robot_of(body), self._client())
            visits = Visits(self._client(), self._silence)
            return answer(await self._turns.turn(read_turn(body), visits, on_new_message))
        except Refused as refused:
            return refused.response()
        except redis.RedisError as error:
            log.error("a robot's turn failed: %s", type(error).__name__)
            return Refused(503, say_at_robot("down")).response()
