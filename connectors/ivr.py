"""The phone line: every turn of a call, in the neutral contract of ``docs/openapi.yml`` and in two platforms' own.

A turn is answered once: a repeat gets the same answer, however many come at once and after a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import text as plain

from bot.answers.reply import Reply
from bot.settings import Mode, Settings
from connectors.console import is_open
from connectors.incoming import Refused, answer
from connectors.ivr_aliyun import Aliyun
from connectors.ivr_call import Call, Calls
from connectors.ivr_contract import CONTRACT, Expect, Heard, Problem, Spoken, heard
from connectors.ivr_desk import FrontDesk, PhoneDesk
from connectors.ivr_hearing import Understand
from connectors.ivr_platform import Platform
from connectors.ivr_signature import Listed, Signed
from connectors.ivr_smartivr import Smartivr
from connectors.ivr_speaking import ssml
from connectors.ivr_talk import Awaited, Operator
from connectors.ivr_words import say
from connectors.page_files import add_page, seal
from connectors.turns import OnNewMessage, replies_to, to_the_end

Hold = Callable[[str], AbstractAsyncContextManager[object]]


@dataclass(frozen=True)
class Surroundings:
    """What the phone line needs of the house. ``redis`` and ``desk`` are called at each request, since they are opened
    when the server starts; ``hold`` keeps something of that name to one holder at a time, across workers."""

    redis: Callable[[], redis.Redis[str]]
    desk: Callable[[], PhoneDesk]
    hold: Hold
    understand: Understand
    awaited: Awaited


class IvrChannel(InputChannel):
    """``POST turn``, ``GET openapi.yml``, and on one machine a page that is a telephone; ``POST <platform>/<token>``
    for platforms with a shape of their own. In production ``turn`` exists only with a key for signatures, the others
    exist only with a token."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._signed, self._listed = Signed(settings), Listed(settings)
        self._exists = bool(settings.ivr_secret) or settings.mode is Mode.EMBEDDED

    @classmethod
    def name(cls) -> str:
        return "ivr"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("ivr")
        operator = Operator(
            self._settings,
            partial(_assistant, on_new_message),
            self._around.understand,
            self._around.awaited,
            FrontDesk(self._settings, self._around.desk),
        )
        if self._exists:

            @blueprint.post("/turn")
            async def turn(request: Request) -> HTTPResponse:
                try:
                    self._signed.admit(request)
                    return answer(await to_the_end(self._turn(heard(request), operator)))
                except Refused as refused:
                    return refused.response()

        for platform in (Aliyun(), Smartivr()) if self._settings.ivr_token else ():
            self._mount(blueprint, platform, operator)

        if is_open(self._settings) and not self._settings.ivr_secret:
            add_page(blueprint, "phone")

        @blueprint.on_response
        async def protect(_: Request, response: HTTPResponse) -> None:
            seal(response, microphone=True)

        @blueprint.get("/openapi.yml")
        async def contract(_: Request) -> HTTPResponse:
            return plain(CONTRACT.read_text(encoding="utf-8"), content_type="application/yaml; charset=utf-8")

        return blueprint

    def _mount(self, blueprint: Blueprint, platform: Platform, operator: Operator) -> None:
        async def turn(request: Request, token: str) -> HTTPResponse:
            try:
                self._listed.admit(request, token)
                heard = platform.read(request)
                given = await to_the_end(self._turn(heard, operator)) if heard else {}
                return answer(platform.write(heard, given, request))
            except Refused as refused:
                return refused.response()

        blueprint.add_route(turn, f"/{platform.name}/<token:str>", methods=["POST"], name=platform.name)

    async def _turn(self, heard: Heard, operator: Operator) -> dict[str, Any]:
        """The answer to one turn, given once. Raises :class:`~connectors.ivr_contract.Problem`."""
        try:
            async with self._around.hold(f"ivr-call:{heard.call}"):
                return await self._held(heard, operator)
        except redis.RedisError:
            return _placed(heard, heard.turn or 0, self._trouble())  # nothing is remembered, the call goes on

    async def _held(self, heard: Heard, operator: Operator) -> dict[str, Any]:
        calls = Calls(self._around.redis())
        call = calls.load(heard.call)
        turn = _counted(heard, call)
        given = calls.given(heard.call, turn)
        if given:
            return _again(given, heard, turn)
        if call.ended and heard.event != "hang-up":
            raise Problem(409, "call_ended")
        if turn <= call.last and heard.event != "hang-up":
            raise Problem(409, "out_of_order", turn=turn, last=call.last)
        if heard.caller and heard.caller != call.caller:
            calls.note_caller(call, heard.caller)
        try:
            spoken = await operator.answer(heard, call)
        except Refused as refused:
            raise Problem(500, "failed") from refused
        call.last, call.digest = max(turn, call.last), heard.digest
        placed = _placed(heard, turn, spoken)
        calls.keep(call, turn, placed)
        return placed

    def _trouble(self) -> Spoken:
        return Spoken(say("trouble"), ssml(say("trouble"), 0), Expect(self._settings.ivr_silence))


def _counted(heard: Heard, call: Call) -> int:
    """Which turn it is. Where the platform does not count, a request like the last one is its repeat."""
    if heard.turn is not None:
        return heard.turn
    return call.last if heard.digest == call.digest else call.last + 1


def _again(given: tuple[str, dict[str, Any]], heard: Heard, turn: int) -> dict[str, Any]:
    digest, before = given
    if digest != heard.digest:
        raise Problem(409, "turn_taken", turn=turn)
    return before


def _placed(heard: Heard, turn: int, spoken: Spoken) -> dict[str, Any]:
    return {"call": heard.call, "turn": turn, **spoken.to_dict()}


async def _assistant(
    on_new_message: OnNewMessage, text: str, conversation: str, metadata: dict[str, Any]
) -> list[Reply]:
    message_id = metadata.pop("message_id")
    return await replies_to(text, conversation, "ivr", on_new_message, message_id=message_id, metadata=metadata)
