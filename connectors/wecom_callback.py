"""The address to which work WeChat brings what members write and press: ``/webhooks/wecom_desk/callback``.

The platform waits five seconds, asks three times, and takes every answer but 200 as a failure. So 200 means: the desk's
database has it. A repeat is harmless: it joins the work under way, or gets the answer kept from the first time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import redis
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, text

from bot.desk.ports import DeskUnavailable, NotDelivered, Office, Undeliverable
from bot.settings import Settings
from connectors.wecom_clerk import Clerk, Pressed
from connectors.wecom_desk import WecomTeam
from connectors.wecom_envelope import Envelope, Forged, Opened, TooLarge, cdata, fields_of
from connectors.wecom_memory import Choices, Heard
from connectors.wecom_text import cut
from connectors.words import say_to_member as say

_log = logging.getLogger(__name__)
_ANSWER_WITHIN = 4.0  # seconds: the platform hangs up after five, and the network takes its share
_LAST_ATTEMPT = 3
_TELL_TRIES, _TELL_PAUSE = 4, 1.0


@dataclass(frozen=True)
class Inbound:
    """One callback: ``id`` is the same for its repeats; ``fields`` are the message's, as the platform names them."""

    id: str
    member: str
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Inbound:
        """Raises :class:`~connectors.wecom_envelope.Forged` if it names no sender."""
        member, message = fields.get("FromUserName"), fields.get("MsgId")
        if not isinstance(member, str):
            raise Forged("the message has no sender")
        parts = (message,) if message else (member, *map(fields.get, ("CreateTime", "Event", "EventKey", "TaskId")))
        return cls("wecom:" + ":".join(str(part or "") for part in parts), member, fields)


def blueprint(callback: Callable[[], WecomCallback]) -> Blueprint:
    """``GET``: the platform proves the address. ``POST``: it brings a message. ``callback`` is called at each request,
    since the desk is opened when the server starts."""
    blueprint = Blueprint("wecom_desk", url_prefix="/webhooks/wecom_desk")

    @blueprint.get("/callback")
    async def prove(request: Request) -> HTTPResponse:
        return await callback().prove(request)

    @blueprint.post("/callback")
    async def receive(request: Request) -> HTTPResponse:
        return await callback().receive(request)

    return blueprint


class WecomCallback:
    """Hears the team. ``clock`` gives seconds since 1970; ``answer_within`` seconds a callback is answered, the work
    itself goes on."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        office: Office,
        team: WecomTeam,
        clock: Callable[[], float] = time.time,
        answer_within: float = _ANSWER_WITHIN,
    ) -> None:
        self._envelope = Envelope(settings, clock)
        self._corp_id = settings.wecom_corp_id
        self._heard = Heard(client)
        self._clerk = Clerk(office, Choices(client))
        self._team = team
        self._clock = clock
        self._answer_within = answer_within
        self._running: dict[str, asyncio.Task[str]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def prove(self, request: Request) -> HTTPResponse:
        """The echo in plain text, or 403."""
        try:
            return text(self._envelope.open_echo(_query(request)))
        except Forged as forged:
            return _refused(forged, 403)

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once the desk has it (with an encrypted sentence for the member, or empty); 403 for what is not the
        platform's, 413 for what is too large, 503 if it could not be stored in time: the platform brings it again."""
        query = _query(request)
        try:
            opened = self._envelope.open_body(query, request.body)
            inbound = Inbound.of(fields_of(opened.text))
            await self._refuse_replay(query)
            words = await self._answer(inbound)
        except Forged as forged:
            return _refused(forged, 403)
        except TooLarge as large:
            return _refused(large, 413)
        except (DeskUnavailable, redis.RedisError, asyncio.TimeoutError) as error:
            _log.warning("a callback could not be stored: %s", type(error).__name__)
            return empty(status=503)
        return self._reply(inbound, words, opened, query) if words else text("")

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._running or self._beside)

    async def close(self) -> None:
        """Finish what is under way."""
        while self.busy:
            await asyncio.gather(*self._running.values(), *self._beside, return_exceptions=True)

    async def _refuse_replay(self, query: Mapping[str, str]) -> None:
        nonce = f"{query['timestamp']}:{query['nonce']}"
        if not await asyncio.to_thread(self._heard.fresh, nonce, query["msg_signature"]):
            raise Forged("the nonce was used for another message")

    async def _answer(self, inbound: Inbound) -> str:
        """The words for the member. A task of its own does the work: a caller who hangs up does not stop it."""
        attempt = await asyncio.to_thread(self._heard.attempt, inbound.id)
        task = self._running.get(inbound.id)
        if task is None:
            task = self._running[inbound.id] = asyncio.create_task(self._in_turn(inbound))
            task.add_done_callback(lambda _: self._running.pop(inbound.id, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), self._answer_within)
        except (DeskUnavailable, redis.RedisError, asyncio.TimeoutError):
            if attempt >= _LAST_ATTEMPT:
                self._do_beside(self._tell_late(inbound, task))
            raise

    async def _in_turn(self, inbound: Inbound) -> str:
        """One message of a member after the other, in the order in which they came."""
        async with self._turns[inbound.member]:
            known = await asyncio.to_thread(self._heard.answer, inbound.id)
            if known is not None:
                return known
            words = await self._do(inbound)
            await asyncio.to_thread(self._heard.dealt_with, inbound.id, words)
            return words

    async def _do(self, inbound: Inbound) -> str:
        fields, member = inbound.fields, inbound.member
        kind, event = _lower(fields, "MsgType"), _lower(fields, "Event")
        if kind == "text":
            return await asyncio.to_thread(self._clerk.hear, member, fields.get("Content") or "", inbound.id)
        if kind != "event":
            return await asyncio.to_thread(self._clerk.hear_other, member)
        if event == "template_card_event":
            pressed = await asyncio.to_thread(self._clerk.press, member, fields.get("EventKey") or "", inbound.id)
            self._do_beside(self._show(inbound, pressed))
        return ""  # an event takes no sentence in its answer

    async def _show(self, inbound: Inbound, pressed: Pressed) -> None:
        """After a button: the pressed card says how things stand, and the member reads the words."""
        code = inbound.fields.get("ResponseCode")
        if pressed.change and code:
            change = pressed.change
            await _persist(lambda: self._team.change_card(inbound.member, code, change))
        await _persist(lambda: self._team.tell(inbound.member, pressed.words))

    async def _tell_late(self, inbound: Inbound, task: asyncio.Task[str]) -> None:
        """The platform will not ask again: say by ourselves what came of it, or that nothing did."""
        try:
            words = await asyncio.shield(task)
        except (DeskUnavailable, redis.RedisError):
            words = say("not_taken")
        if words:
            await _persist(lambda: self._team.tell(inbound.member, words))

    def _do_beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def _reply(self, inbound: Inbound, words: str, opened: Opened, query: Mapping[str, str]) -> HTTPResponse:
        """The first piece of the words as the answer itself; what does not fit goes after it."""
        first, *rest = cut(words)
        if rest:
            self._do_beside(_persist(lambda: self._team.tell(inbound.member, "".join(rest))))
        xml = (
            f"<xml><ToUserName>{cdata(inbound.member)}</ToUserName><FromUserName>{cdata(self._corp_id)}</FromUserName>"
            f"<CreateTime>{int(self._clock())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content>{cdata(first)}</Content></xml>"
        )
        return text(self._envelope.close(xml, opened.key, query["nonce"]), content_type="application/xml")


async def _persist(act: Callable[[], Awaitable[None]]) -> None:
    """What is told beside the desk's outbox: a few tries. It can be asked for again (列表, #number)."""
    for attempt in range(1, _TELL_TRIES + 1):
        try:
            return await act()
        except NotDelivered as error:
            if attempt < _TELL_TRIES:
                await asyncio.sleep(min(error.wait or _TELL_PAUSE, _TELL_PAUSE) * attempt)
        except (Undeliverable, DeskUnavailable, redis.RedisError) as error:
            _log.warning("a member could not be told: %s", type(error).__name__)
            return None
    _log.warning("a member could not be told in %d tries", _TELL_TRIES)


def _query(request: Request) -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("msg_signature", "timestamp", "nonce", "echostr")}


def _lower(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.lower() if isinstance(value, str) else ""


def _refused(why: Exception, status: int) -> HTTPResponse:
    _log.warning("a callback was refused: %s", why)
    return empty(status=status)
