"""The official account (公众号, 服务号): parties write to it at ``/webhooks/wechat/callback``.

The answer that is there within four seconds goes back in the callback itself; a later one is a customer message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

import redis
from sanic import Request
from sanic.response import HTTPResponse, text

from bot.answers.reply import Reply
from bot.settings import Settings, WechatMode
from connectors.callback import query_of
from connectors.envelope import Envelope, Opened, fields_of, text_answer
from connectors.mailroom import Letter, Mailroom
from connectors.nonces import Nonces
from connectors.turns import OnNewMessage, replies_to
from connectors.wechat_inbound import Inbound, read
from connectors.wechat_party import WechatParty

_TYPING_AFTER = 1.5  # seconds: longer than lines of a burst are collected
_NOTHING = "success"  # what the platform wants to read where nothing is said
_NO_KEY = b""


class WechatAccount:
    """A :class:`~connectors.callback.Callback`: hears parties, hands their words to ``on_new_message`` and answers. Use
    it and ``party`` in one event loop. ``scenes`` says what codes ask (:mod:`~connectors.wechat_menu`); ``clock`` gives
    seconds since 1970."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        party: WechatParty,
        on_new_message: OnNewMessage,
        scenes: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        keys = (settings.wechat_aes_key, settings.wechat_previous_aes_key)
        self._envelope = Envelope(settings.wechat_token, settings.wechat_app_id, keys, clock)
        self._plain = settings.wechat_mode is WechatMode.PLAIN
        self._nonces = Nonces(client, f"wechat:{settings.wechat_app_id}")
        self._scenes = scenes
        self._party, self._on_new_message, self._clock = party, on_new_message, clock
        self._within = settings.wechat_answer_within
        self._mailroom = Mailroom(
            client, "wechat", self._turn, party.tell, gather=settings.gather_seconds, lifetime=settings.conversation_ttl
        )
        self._beside: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Go on with what an earlier process left."""
        await self._mailroom.start()

    async def close(self) -> None:
        """Finish what is under way: after the last callback, before ``party`` is closed."""
        await self._mailroom.stop()
        await asyncio.gather(*self._beside)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._mailroom.busy or bool(self._beside)

    async def prove(self, request: Request) -> HTTPResponse:
        """The echo as it came; the platform sends it in plain text in every mode."""
        query = query_of(request)
        self._envelope.check_query(query)
        return text(query["echostr"])

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once it is stored, with the answer if it is there in time."""
        query = query_of(request)
        opened = self._opened(query, request.body)
        inbound = read(fields_of(opened.text), self._scenes)
        await self._nonces.refuse_replay(query, opened.text)
        await self._note(inbound)
        words = await self._answer(inbound) if inbound.ask else inbound.words
        return self._reply(inbound, words, opened, query)

    def _opened(self, query: Mapping[str, str], body: bytes) -> Opened:
        if self._plain:
            return Opened(self._envelope.read_plain(query, body), _NO_KEY)
        return self._envelope.open_body(query, body)

    async def _note(self, inbound: Inbound) -> None:
        """What the party's act means for what may be sent to them."""
        if inbound.left:
            await self._party.api.ledger.close(inbound.openid)
        if inbound.act:
            await self._party.api.ledger.note(inbound.openid, inbound.act)
            await self._party.notice.forget(inbound.openid)

    async def _answer(self, inbound: Inbound) -> str:
        letter = Letter(inbound.conversation, inbound.id, inbound.ask, self._clock())
        await self._mailroom.take(letter)
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._show_typing, inbound.openid)
        try:
            replies = await self._mailroom.answer(letter, self._within)
        finally:
            typing.cancel()
        return await self._party.reading.page(inbound.conversation, replies) if replies else ""

    def _show_typing(self, openid: str) -> None:
        task = asyncio.ensure_future(self._party.api.show_typing(openid))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _turn(self, conversation: str, words: str, message_id: str) -> list[Reply]:
        own = await self._party.reading.heard(conversation, words)
        if own is not None:
            return own
        return await replies_to(
            words, conversation, "wechat", self._on_new_message, message_id=message_id, patient=True
        )

    def _reply(self, inbound: Inbound, words: str, opened: Opened, query: Mapping[str, str]) -> HTTPResponse:
        """Encrypted if the message was, with the key that opened it."""
        if not words:
            return text(_NOTHING)
        xml = text_answer(inbound.openid, inbound.account, self._clock(), words)
        if opened.key:
            xml = self._envelope.close(xml, opened.key, query["nonce"])
        return text(xml, content_type="application/xml")
