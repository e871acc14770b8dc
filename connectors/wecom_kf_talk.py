"""One party's talk on a kf account: who hears what they say, and whom they hear."""

from __future__ import annotations

import asyncio
import logging

import redis

from bot.answers.reply import Reply
from bot.desk.ports import SILENT, DeskUnavailable, NativeTalk, NotDelivered, NotNow, PartyMessage, Undeliverable
from connectors.turns import OnNewMessage, replies_to
from connectors.wechat_pages import Reading
from connectors.wecom_kf_api import CHANNEL, Party, State
from connectors.wecom_kf_kinds import parted
from connectors.wecom_kf_party import PartySide, words
from connectors.wecom_kf_passing import Passing, Settled
from connectors.words import say_in_kf as say

_log = logging.getLogger(__name__)


class Talk:
    """The mailroom's ``Turn``, and the :class:`~bot.desk.ports.PartyChannel` of ``wecom_kf:`` conversations."""

    def __init__(
        self, client: redis.Redis[str], talk: NativeTalk, passing: Passing, party: PartySide, reading: Reading
    ) -> None:
        self._redis, self._talk, self._passing, self._party = client, talk, passing, party
        self._reading = reading
        self.on_new_message: OnNewMessage | None = None

    async def turn(self, conversation: str, text: str, message_id: str) -> list[Reply]:
        """What to say to a party's words: nothing while a person serves them or they queue for one."""
        settled = await self._settled(Party.of(conversation))
        if settled.state in (State.POOL, State.HUMAN):
            seen = settled.state is State.HUMAN and not settled.moved
            await asyncio.to_thread(self._talk.heard, conversation, text, message_id, seen=seen)
            return []
        if (own := await self._reading.heard(conversation, text)) is not None:
            return own
        asked, hints = parted(text)
        if hints and await self._has_person(conversation):
            asked, hints = text, []  # whoever it is must know that there was a picture
        replies = await self._answer(conversation, asked, message_id) if asked else []
        return [*replies, *(Reply(lines=(hint,)) for hint in hints)]

    async def deliver(self, message: PartyMessage) -> None:
        """The desk's words, or a member's that they wrote to us. Raises as the port says. While a person serves in the
        platform's own client, only that person is heard there."""
        party = Party.of(message.conversation)
        spoken = f"{message.name}：{message.text}" if message.name else message.text
        try:
            # A member's words go before the platform follows their claim; the desk's own go after.
            state = await self._passing.state(party) if message.name else (await self._passing.settle(party)).state
            if state is State.HUMAN:
                return _leave_to_the_client(message)
            code = "" if state in (State.NEW, State.ASSISTANT) else await self._passing.code(party)
            if state not in (State.NEW, State.ASSISTANT) and not code:
                raise NotNow(say("waits_for_party"))
            first, *rest = words(spoken, message.choices)
            if code:
                await self._party.say_with(code, party, message.key, first)
            for place, piece in enumerate(rest if code else (first, *rest)):
                await self._party.say(party, f"{message.key}/{place}", piece)
        except redis.RedisError:
            raise NotDelivered(say("redis_down")) from None
        except DeskUnavailable:
            raise NotDelivered(say("desk_down")) from None

    async def _settled(self, party: Party) -> Settled:
        """If the platform or the desk does not answer, the assistant does: a party is not left alone."""
        try:
            return await self._passing.settle(party)
        except (NotDelivered, Undeliverable, DeskUnavailable) as error:
            _log.warning("it is not known who serves a party: %s", type(error).__name__)
            return Settled(State.ASSISTANT)

    async def _answer(self, conversation: str, text: str, message_id: str) -> list[Reply]:
        assert self.on_new_message is not None, "the assistant is there before letters are read"
        scene = await asyncio.to_thread(self._redis.hgetall, scene_of(conversation))
        return await replies_to(
            text, conversation, CHANNEL, self.on_new_message, message_id=message_id, metadata=scene, patient=True
        )

    async def _has_person(self, conversation: str) -> bool:
        return await asyncio.to_thread(has_person, self._talk, conversation)


def has_person(talk: NativeTalk, conversation: str) -> bool:
    """Whether a member has the conversation. Blocks on the desk's database; without it nobody is known to."""
    try:
        ticket = talk.ticket_of(conversation)
    except DeskUnavailable:
        return False
    return ticket is not None and ticket.owner in SILENT


def scene_of(conversation: str) -> str:
    """Where it is kept through which door a party came."""
    return f"zhixun:kf:scene:{conversation}"


def _leave_to_the_client(message: PartyMessage) -> None:
    """A member's words must be written there. The desk's own sentences are left out: the client shows who serves, and
    the platform takes nothing from us."""
    if message.name:
        raise Undeliverable(say("answer_there"))
