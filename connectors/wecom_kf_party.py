"""What a party of a kf account is told: answers, colleagues' words, and what a code of the platform's allows."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

import redis

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.platform_errors import Rejected
from connectors.wechat_ledger import Act, Ledger
from connectors.wechat_pages import Elderly, Reading, pages_of
from connectors.wecom_kf_api import CHANNEL, KfApi, Message, Party, State
from connectors.wecom_text import TEXT_LIMIT, cut, size
from connectors.words import say_in_kf as say

_log = logging.getLogger(__name__)
_HEAD = 1024  # bytes of the text above a menu
_ITEMS, _LABEL = 10, 128  # choices of a menu; bytes of one
_WRONG_STATE, _USED_CODE = 95018, 95007
# How the platform may refuse a msgid that it has: which code it is, it does not say.
_REPEATED = frozenset({40035, 40058, 40063})

_TRIED, _ARRIVED = "tried", "arrived"

# Seconds.
_DAY = 86400
_KNOWN = 3 * _DAY  # longer than the desk and the mailroom try
_BODY = 3600  # what did not arrive is reported within minutes
_OWED = 7 * _DAY


class PartySide:
    """Sends to the parties of all accounts. Use it in one event loop. ``clock`` gives seconds since 1970."""

    def __init__(
        self, api: KfApi, client: redis.Redis[str], reading: Reading, clock: Callable[[], float] = time.time
    ) -> None:
        self._api, self._redis = api, client
        self._ledger = Ledger(client, CHANNEL, clock)
        self._reading, self._elderly = reading, Elderly(client)

    async def wrote(self, party: Party) -> None:
        """The party wrote: the platform takes five messages more. Raises ``redis.RedisError``."""
        await self._ledger.note(_name(party), Act.MESSAGE)

    async def tell(self, conversation: str, key: str, replies: list[Reply]) -> None:
        """One turn's answer: the mailroom's ``Send``. What did not arrive of earlier ones goes first."""
        party = Party.of(conversation)
        try:
            await self._pay_debts(party, key)
            told = await self._cleared(party, key, replies)
            await self._answer(party, key, replies, told)
            await asyncio.to_thread(self._redis.delete, _doubt(party))
        except redis.RedisError:
            raise NotDelivered(say("redis_down")) from None

    async def _cleared(self, party: Party, key: str, replies: list[Reply]) -> int:
        """How many of these the party has. A try without an answer may have arrived; if others were added to its
        replies since, it is made again by itself: the platform knows it by its msgid."""
        doubt = await asyncio.to_thread(self._redis.hgetall, _doubt(party))
        before = [Reply.from_dict(one) for one in json.loads(doubt.get("replies", "[]"))]
        if not doubt or replies[: len(before)] != before:
            return 0
        if doubt["key"] == key:
            return int(doubt["told"])
        await self._answer(party, doubt["key"], before, int(doubt["told"]))
        await asyncio.to_thread(self._doubt, party, doubt["key"], before, len(before))
        return len(before)

    async def _answer(self, party: Party, key: str, replies: list[Reply], told: int) -> None:
        """Send all but the first ``told``, which the party has."""
        await asyncio.to_thread(self._doubt, party, key, replies, told)
        body = await asyncio.to_thread(self._redis.get, _body(_msgid(party, key)))
        message = json.loads(body) if body else await self._message(party.conversation, replies[told:])
        try:
            if message:
                await self.say(party, key, message)
        except (NotNow, Undeliverable):  # for certain, it did not go
            await asyncio.to_thread(self._doubt, party, key, replies[:told], told)
            raise

    def _doubt(self, party: Party, key: str, replies: list[Reply], told: int) -> None:
        shown = json.dumps([reply.to_dict() for reply in replies], ensure_ascii=False)
        with self._redis.pipeline() as pipe:
            for name, value in (("key", key), ("replies", shown), ("told", str(told))):
                pipe.hset(_doubt(party), name, value)
            pipe.expire(_doubt(party), _BODY)
            pipe.execute()

    async def say(self, party: Party, key: str, message: Message) -> None:
        """Send one message while the assistant serves; a repeated ``key`` arrives once. Raises
        :class:`~bot.desk.ports.NotDelivered`, :class:`~bot.desk.ports.NotNow`,
        :class:`~bot.desk.ports.Undeliverable`, ``redis.RedisError``."""

        async def send(msgid: str, again: bool) -> None:
            if not again:  # the platform counts it once
                await self._ledger.take(_name(party), 0)
            await self._send(party, msgid, message)

        await self._once(_msgid(party, key), message, send, _REPEATED)

    async def say_with(self, code: str, party: Party, key: str, message: Message) -> None:
        """Send one message with a code of the platform's, in whatever state it is for. Raises as :meth:`say`; a code
        that is too old raises :class:`~bot.desk.ports.NotNow`."""
        try:
            await self._once(
                _msgid(party, key),
                message,
                lambda msgid, _: self._api.send_on_event(code, msgid, message),
                {*_REPEATED, _USED_CODE},
            )
        except Rejected as error:
            if error.code == _USED_CODE:
                raise NotNow(say("waits_for_party")) from None
            raise

    async def failed(self, party: Party, msgid: str, *, again: bool) -> None:
        """The platform took a message and could not deliver it after all. ``again``: it is told when the party writes
        next. Raises ``redis.RedisError``."""
        body = await asyncio.to_thread(self._redis.getdel, _body(msgid))
        if body and again:
            await asyncio.to_thread(self._owe, party, body)

    async def _send(self, party: Party, msgid: str, message: Message) -> None:
        try:
            await self._api.send(party, msgid, message)
        except Rejected as error:
            if error.code != _WRONG_STATE:
                raise
            state = (await self._api.standing(party)).state
            if state is State.OVER:
                raise NotNow(say("waits_for_party")) from None
            if state is not State.NEW:
                raise Undeliverable(say("overtaken")) from None  # a person serves by now: it is out of date
            await self._api.pass_on(party, State.ASSISTANT)
            await self._api.send(party, msgid, message)

    async def _message(self, conversation: str, replies: Sequence[Reply]) -> Message | None:
        """A turn as one message, with choices to tap where it is short enough; what does not fit lies on the shelf."""
        choices = replies[-1].choices if replies else ()
        bare = pages_of([*replies[:-1], replace(replies[-1], choices=())]) if choices else []
        if len(bare) == 1 and menu_fits(bare[0], choices) and not await self._reads_large(conversation):
            return menu(bare[0], choices)
        page = await self._reading.page(conversation, replies)
        return text(page) if page else None

    async def _reads_large(self, conversation: str) -> bool:
        return await asyncio.to_thread(self._elderly.on, conversation)

    async def _once(
        self, msgid: str, message: Message, send: Callable[[str, bool], Awaitable[None]], known: Collection[int]
    ) -> None:
        """Send unless it has arrived. Where an earlier try had no answer, being refused with one of the codes
        ``known`` means that it had arrived."""
        before = await asyncio.to_thread(self._begin, msgid, message)
        if before == _ARRIVED:
            return
        try:
            await send(msgid, before is not None)
        except (NotNow, Undeliverable) as error:  # for certain, it did not go
            if not (before and isinstance(error, Rejected) and error.code in known):
                await asyncio.to_thread(self._redis.delete, _sent(msgid), _body(msgid))
                raise
        await asyncio.to_thread(self._redis.set, _sent(msgid), _ARRIVED, ex=_KNOWN)

    def _begin(self, msgid: str, message: Message) -> str | None:
        """What is known of earlier tries of this message; its content is kept in case it is reported to have failed."""
        before = self._redis.get(_sent(msgid))
        if before is None:
            self._redis.set(_sent(msgid), _TRIED, ex=_KNOWN)
            self._redis.set(_body(msgid), json.dumps(message, ensure_ascii=False), ex=_BODY)
        return before

    def _owe(self, party: Party, body: str) -> None:
        with self._redis.pipeline() as pipe:
            pipe.rpush(_owed(party), body)
            pipe.expire(_owed(party), _OWED)
            pipe.execute()

    async def _pay_debts(self, party: Party, key: str) -> None:
        for place in range(await asyncio.to_thread(self._redis.llen, _owed(party))):
            body = await asyncio.to_thread(self._redis.lindex, _owed(party), 0)
            if body is None:
                return
            await self.say(party, f"{key}/owed{place}", json.loads(body))
            await asyncio.to_thread(self._redis.lpop, _owed(party))


def text(content: str) -> Message:
    """A text message."""
    return {"msgtype": "text", "text": {"content": content}}


def menu(head: str, choices: Sequence[str]) -> Message:
    """A text with choices to tap. A tap comes back as a text with the choice's words."""
    items = [{"type": "click", "click": {"id": str(at), "content": one}} for at, one in enumerate(choices, 1)]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": items}}


def menu_fits(head: str, choices: Sequence[str]) -> bool:
    """Whether the platform takes them as a menu."""
    return size(head) <= _HEAD and len(choices) <= _ITEMS and all(size(one) <= _LABEL for one in choices)


def words(content: str, choices: Sequence[str]) -> list[Message]:
    """Somebody's words whole, with their choices to tap."""
    *before, last = cut(content, TEXT_LIMIT)
    if choices and menu_fits(last, choices):
        return [*map(text, before), menu(last, choices)]
    return [*map(text, before), text(last)]


def _name(party: Party) -> str:
    return f"{party.account}:{party.user}"


def _msgid(party: Party, key: str) -> str:
    """At most 32 of ``0-9a-zA-Z_-``, no other for this message."""
    return hashlib.sha256(f"{party.conversation} {key}".encode()).hexdigest()[:32]


def _sent(msgid: str) -> str:
    return f"zhixun:kf:sent:{msgid}"


def _body(msgid: str) -> str:
    return f"zhixun:kf:body:{msgid}"


def _owed(party: Party) -> str:
    return f"zhixun:kf:owed:{party.conversation}"


def _doubt(party: Party) -> str:
    return f"zhixun:kf:doubt:{party.conversation}"
