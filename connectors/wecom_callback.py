"""What work WeChat brings, members' words and presses of buttons: ``/webhooks/wecom_desk/callback``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import redis
from sanic import Request
from sanic.response import HTTPResponse, text

from bot.desk.ports import Office
from bot.settings import Settings
from connectors.callback import ANSWER_WITHIN, query_of
from connectors.envelope import Envelope, Opened, fields_of, text_answer
from connectors.nonces import Nonces
from connectors.wecom_desk import WecomTeam
from connectors.wecom_inbox import Inbound, Inbox
from connectors.wecom_kf import WecomKf
from connectors.wecom_kf_api import is_kf
from connectors.wecom_text import cut


class WecomCallback:
    """A :class:`~connectors.callback.Callback`: hears the team and tells ``office``, and ``kf`` of what waits at a kf
    account that the app manages. Use it and ``team`` in one event loop. ``clock`` gives seconds since 1970;
    ``answer_within`` seconds the platform is answered, the work itself goes on."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        office: Office,
        team: WecomTeam,
        clock: Callable[[], float] = time.time,
        answer_within: float = ANSWER_WITHIN,
        kf: WecomKf | None = None,
    ) -> None:
        self._corp_id = settings.wecom_corp_id
        keys = (settings.wecom_aes_key, settings.wecom_previous_aes_key)
        self._envelope = Envelope(settings.wecom_token, settings.wecom_corp_id, keys, clock)
        self._nonces = Nonces(client, f"wecom:{settings.wecom_corp_id}:{settings.wecom_agent_id}")
        elsewhere = {"elsewhere": kf.passing.serves} if kf else {}
        self._inbox = Inbox(client, office, team, answer_within, **elsewhere)
        self._clock, self._kf = clock, kf

    async def prove(self, request: Request) -> HTTPResponse:
        """The echo in plain text."""
        return text(self._envelope.open_echo(query_of(request)))

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once the desk has it, with an encrypted sentence for the member, or empty."""
        query = query_of(request)
        opened = self._envelope.open_body(query, request.body)
        fields = fields_of(opened.text)
        await self._nonces.refuse_replay(query, opened.text)
        if self._kf and is_kf(fields):
            await self._kf.called(fields)
            return text("")
        inbound = Inbound.of(fields)
        words = await self._inbox.answer(inbound)
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
