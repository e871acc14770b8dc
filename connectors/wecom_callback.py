"""The address to which work WeChat brings what members write and press: ``/webhooks/wecom_desk/callback``.

The platform waits five seconds, asks three times, and takes every answer but 200 as a failure. So 200 means: the desk's
database has it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

import redis
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, text

from bot.desk.ports import Office
from bot.settings import Settings
from connectors.envelope import Envelope, Forged, Opened, TooLarge, fields_of, text_answer
from connectors.nonces import Nonces
from connectors.wecom_desk import WecomTeam
from connectors.wecom_inbox import NOT_STORED, Inbound, Inbox
from connectors.wecom_text import cut

_log = logging.getLogger(__name__)
_ANSWER_WITHIN = 4.0  # seconds: the platform hangs up after five, and the network takes its share


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
    """Hears the team and tells ``office``. Use it and ``team`` in one event loop. ``clock`` gives seconds since 1970;
    ``answer_within`` seconds the platform is answered, the work itself goes on."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        office: Office,
        team: WecomTeam,
        clock: Callable[[], float] = time.time,
        answer_within: float = _ANSWER_WITHIN,
    ) -> None:
        self._corp_id = settings.wecom_corp_id
        keys = (settings.wecom_aes_key, settings.wecom_previous_aes_key)
        self._envelope = Envelope(settings.wecom_token, settings.wecom_corp_id, keys, clock)
        self._nonces = Nonces(client, f"wecom:{settings.wecom_corp_id}:{settings.wecom_agent_id}")
        self._inbox = Inbox(client, office, team, answer_within)
        self._clock = clock

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
            await self._nonces.refuse_replay(query, opened.text)
            words = await self._inbox.answer(inbound)
        except Forged as forged:
            return _refused(forged, 403)
        except TooLarge as large:
            return _refused(large, 413)
        except NOT_STORED as error:
            _log.warning("a callback could not be stored: %s", type(error).__name__)
            return empty(status=503)
        return self._reply(inbound, words, opened, query) if words else text("")

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._inbox.busy

    async def close(self) -> None:
        """Finish what is under way: before the server stops, and before the desk is shut."""
        await self._inbox.close()

    def _reply(self, inbound: Inbound, words: str, opened: Opened, query: Mapping[str, str]) -> HTTPResponse:
        """The first piece of the words as the answer itself; what does not fit goes after it."""
        first, *rest = cut(words)
        if rest:
            self._inbox.tell(inbound.member, "".join(rest))
        xml = text_answer(inbound.member, self._corp_id, self._clock(), first)
        return text(self._envelope.close(xml, opened.key, query["nonce"]), content_type="application/xml")


def _query(request: Request) -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("msg_signature", "timestamp", "nonce", "echostr")}


def _refused(why: Exception, status: int) -> HTTPResponse:
    _log.warning("a callback was refused: %s", why)
    return empty(status=status)
