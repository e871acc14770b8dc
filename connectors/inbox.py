"""What parties are told outside a turn, on channels where they come to fetch it; and which channel can tell whom.

Words of colleagues wait in a Redis stream of the conversation until its page or program asks; they are not taken out
by being read, so a second tab and a reload see them as well.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import redis

from bot.desk.ports import DeskUnavailable, Member, NotDelivered, NotNow, PartyChannel, PartyMessage, Ticket
from bot.settings import Settings
from connectors.incoming import STREAM_ID, Refused
from connectors.once import add_once
from connectors.standing import standing
from connectors.words import say

_CHINA = timezone(timedelta(hours=8))
_MOST = 500  # messages a conversation
_AT_ONCE = 100


@dataclass(frozen=True)
class Delivered:
    """One message of a colleague; ``id`` grows with time, ``at`` is the time in China, ISO 8601."""

    id: str
    at: str
    number: str
    name: str
    text: str
    choices: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON types."""
        return asdict(self)


class Inbox:
    """The :class:`~bot.desk.ports.PartyChannel` of channels that fetch (``web:``, ``rest:``). A conversation's inbox
    is kept as long as the conversation."""

    def __init__(self, settings: Settings, client: redis.Redis[str]) -> None:
        self._redis = client
        self._lifetime = settings.conversation_ttl

    async def deliver(self, message: PartyMessage) -> None:
        """Put it into the conversation's inbox, once for each key. Raises :class:`~bot.desk.ports.NotDelivered` while
        Redis does not answer."""
        try:
            await asyncio.to_thread(self._add, message)
        except redis.RedisError as error:
            raise NotDelivered(say("not_delivered")) from error

    def read(self, conversation: str, after: str = "0") -> list[Delivered]:
        """The oldest messages after the one with the id ``after``, oldest first. Raises ``redis.RedisError``."""
        found = self._redis.xrange(_stream(conversation), min=f"({after}", count=_AT_ONCE)
        return [_delivered(key, fields) for key, fields in found]

    def _add(self, message: PartyMessage) -> None:
        fields = {
            "number": message.number,
            "name": message.name,
            "text": message.text,
            "choices": json.dumps(message.choices, ensure_ascii=False),
        }
        add_once(self._redis, _stream(message.conversation), message.key, fields, most=_MOST, lifetime=self._lifetime)


class Post:
    """What a party's page or program fetches: the words of colleagues, and where the request stands."""

    def __init__(
        self,
        inbox: Inbox,
        ticket_of: Callable[[str], Ticket | None],
        member: Callable[[str], Member | None],
    ) -> None:
        """``ticket_of`` gives a conversation's latest ticket, ``member`` one of the team by their id; both may block on
        the desk's database and raise :class:`~bot.desk.ports.DeskUnavailable`."""
        self._inbox = inbox
        self._ticket_of = ticket_of
        self._member = member

    async def fetch(self, conversation: str, after: str) -> dict[str, Any]:
        """``{"messages": [Delivered, …], "standing": {"number", "state", "line"}}``, the messages after an id.

        Raises :class:`~connectors.incoming.Refused` for a wrong ``after``, and while Redis or the desk do not answer.
        """
        if not STREAM_ID.fullmatch(after):
            raise Refused(400, say("bad_after"))
        try:
            messages = await asyncio.to_thread(self._inbox.read, conversation, after)
            stands = await asyncio.to_thread(self._standing, conversation)
        except (redis.RedisError, DeskUnavailable) as error:
            raise Refused(503, say("inbox_down")) from error
        return {"messages": [message.to_dict() for message in messages], "standing": stands}

    def _standing(self, conversation: str) -> dict[str, Any]:
        ticket = self._ticket_of(conversation)
        member = self._member(ticket.assignee) if ticket and ticket.assignee else None
        return standing(ticket, member.name if member else "", datetime.now(timezone.utc))


class PartyChannels:
    """Finds the channel by what a conversation's name begins with. One that is not here (telephone, robot, terminal)
    cannot speak outside a turn: :class:`~bot.desk.ports.NotNow`, and the party hears it when they write again."""

    def __init__(self, channels: Mapping[str, PartyChannel]) -> None:
        self._channels = dict(channels)

    async def deliver(self, message: PartyMessage) -> None:
        """Hand it to the conversation's channel; raises what the channel raises."""
        name = message.conversation.partition(":")[0]
        if name not in self._channels:
            raise NotNow(say("not_now"))
        await self._channels[name].deliver(message)


def _stream(conversation: str) -> str:
    return f"zhixun:inbox:{conversation}"


def _delivered(key: str, fields: dict[str, str]) -> Delivered:
    at = datetime.fromtimestamp(int(key.partition("-")[0]) / 1000, _CHINA).isoformat(timespec="seconds")
    return Delivered(key, at, fields["number"], fields["name"], fields["text"], tuple(json.loads(fields["choices"])))
