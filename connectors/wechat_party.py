"""What a party hears on the official account outside a callback: late answers, and colleagues' words."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import redis

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, PartyMessage, Undeliverable
from bot.settings import Settings
from connectors.wechat_api import WechatApi
from connectors.wechat_notice import NoSuchTemplate, Notice
from connectors.wechat_pages import Elderly, Reading, pages_of
from connectors.words import say_on_wechat as say

_log = logging.getLogger(__name__)
_KEPT = 7 * 86400  # seconds: as long as the desk may go on trying


class WechatParty:
    """The :class:`~bot.desk.ports.PartyChannel` of ``wechat:`` conversations. Use it in one event loop. ``clock`` gives
    seconds since 1970.

    One turn is one message; what does not fit it is kept until the party asks for more."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis[str],
        with_person: Callable[[str], bool] = lambda _: False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``with_person``: whether a colleague has the conversation; it may block."""
        self.api = WechatApi(settings, client, clock)
        self.notice = Notice(self.api, client, settings.wechat_template_id, clock)
        self._notices = bool(settings.wechat_template_id)
        self._menus = settings.wechat_msgmenu
        self._redis = client
        self.reading = Reading(client, with_person)
        self._elderly = Elderly(client)

    async def tell(self, conversation: str, key: str, replies: Sequence[Reply]) -> None:
        """An answer of the assistant for which no callback waits any more: the mailroom's ``Send``."""
        await self._once(conversation, key, replies, by_person=False)

    async def deliver(self, message: PartyMessage) -> None:
        """A colleague's words. Raises as the port says; where they cannot be told now, the party gets a notice that an
        answer waits, if the account has a template for it."""
        words = f"{message.name}：{message.text}" if message.name else message.text
        reply = Reply(lines=(words,), choices=message.choices)
        try:
            await self._once(message.conversation, message.key, (reply,), by_person=True)
        except NotNow:
            await self._notify(_openid(message.conversation))
            raise

    async def close(self) -> None:
        """Let the connections go."""
        await self.api.close()

    async def _once(self, conversation: str, key: str, replies: Sequence[Reply], *, by_person: bool) -> None:
        mark = f"zhixun:wechat:arrived:{key}"
        try:
            if await asyncio.to_thread(self._redis.exists, mark):
                return
            await self._send(conversation, replies, by_person)
        except redis.RedisError:
            raise NotDelivered(say("redis_down")) from None
        with suppress(redis.RedisError):  # it arrived: another try would only double it
            await asyncio.to_thread(self._redis.set, mark, "1", ex=_KEPT)

    async def _send(self, conversation: str, replies: Sequence[Reply], by_person: bool) -> None:
        openid = _openid(conversation)
        if self._menus and await self._sent_as_menu(conversation, replies, by_person):
            return
        if page := await self.reading.page(conversation, replies):
            await self.api.send_text(openid, page, by_person=by_person)

    async def _sent_as_menu(self, conversation: str, replies: Sequence[Reply], by_person: bool) -> bool:
        """Whether the last reply's choices went out as something to tap; only where one message holds it all."""
        choices = replies[-1].choices if replies else ()
        if not choices:
            return False
        large = await asyncio.to_thread(self._elderly.on, conversation)
        pages = pages_of([*replies[:-1], replace(replies[-1], choices=())], large=large)
        if len(pages) != 1:
            return False
        return await self.api.send_choices(_openid(conversation), pages[0], choices, by_person=by_person)

    async def _notify(self, openid: str) -> None:
        """The party misses only the notice if this fails: their words wait all the same."""
        if not self._notices:
            return
        try:
            await self.notice.send_once(openid)
        except (NotDelivered, Undeliverable, NoSuchTemplate, redis.RedisError) as error:
            _log.warning("a notice that an answer waits was not sent: %s", error)


def _openid(conversation: str) -> str:
    return conversation.partition(":")[2]
