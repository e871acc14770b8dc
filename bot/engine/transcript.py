"""What people say to each other while the assistant is silent, written into the conversation.

The lines are events as Rasa writes them, but nothing of Rasa is needed: whoever only speaks to a party (an action
server, a worker) writes them as well. ID, phone and card numbers are masked.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import redis

from bot.desk.desk import Desk
from bot.desk.ports import DeskError, Member, NativeTalk, PartyChannel, PartyMessage, Ticket
from bot.parties.masking import mask_personal

MOST_EVENTS = 4000
_VISIT = 120  # seconds; twice the silence that ends a visit, for an answer that is still on its way
_NOTE_ONCE = """
if redis.call('set', KEYS[2], 1, 'NX', 'EX', ARGV[2]) then
    redis.call('rpush', KEYS[1], ARGV[1])
    redis.call('ltrim', KEYS[1], -ARGV[3], -1)
    redis.call('expire', KEYS[1], ARGV[2])
end
"""


def events_key(conversation: str) -> str:
    """The list in Redis that holds a conversation's events, oldest first."""
    return f"zhixun:conversation:events:{conversation}"


def state_key(conversation: str) -> str:
    """The key in Redis of a conversation's slots and open form."""
    return f"zhixun:conversation:state:{conversation}"


def kept_for(conversation: str, usual: int) -> int:
    """How many seconds a conversation is kept: with a robot that strangers share hardly longer than the visit."""
    return min(usual, _VISIT) if conversation.startswith("robot:") else usual


class Transcript:
    """Appends to conversations, which are kept ``ttl`` seconds; a turn that runs at the same time loses nothing.

    Every method writes once for each ``key`` and raises ``redis.RedisError``."""

    def __init__(self, client: redis.Redis[str], ttl: int) -> None:
        self._ttl = ttl
        self._note_once = client.register_script(_NOTE_ONCE)

    def party_said(self, conversation: str, text: str, key: str) -> None:
        """The party's words to a colleague."""
        parsed = {"intent": {"name": None, "confidence": 0.0}, "entities": [], "text": mask_personal(text)}
        self._note(conversation, key, event="user", text=text, parse_data=parsed, message_id=key)

    def team_said(self, conversation: str, text: str, name: str, number: str, key: str) -> None:
        """A colleague's words, or the desk's own where ``name`` is empty, in the ticket ``number``."""
        self._note(conversation, key, event="bot", text=text, data={}, metadata={"by": name, "ticket": number})

    def _note(self, conversation: str, key: str, *, text: str, **event: Any) -> None:
        line = json.dumps({**event, "text": mask_personal(text), "timestamp": time.time()}, ensure_ascii=False)
        keys = [events_key(conversation), f"zhixun:conversation:noted:{key}"]
        self._note_once(keys=keys, args=[line, kept_for(conversation, self._ttl), MOST_EVENTS])


class Written:
    """A :class:`~bot.desk.ports.PartyChannel` that writes down what it delivered."""

    def __init__(self, channel: PartyChannel, transcript: Transcript) -> None:
        self._channel = channel
        self._transcript = transcript

    async def deliver(self, message: PartyMessage) -> None:
        """Deliver, then write; raises what the channel raises. A delivery that is repeated is written once."""
        await self._channel.deliver(message)
        said = (message.conversation, message.text, message.name, message.number, message.key)
        await asyncio.to_thread(self._transcript.team_said, *said)


class WrittenTalk(NativeTalk):
    """The desk for a platform on which members and parties talk by themselves; what they say is written down too."""

    def __init__(self, desk: Desk, transcript: Transcript) -> None:
        self._desk = desk
        self._transcript = transcript

    def ticket_of(self, conversation: str) -> Ticket | None:
        return self._desk.ticket_of(conversation)

    def member(self, member_id: str) -> Member | None:
        return self._desk.member(member_id)

    def heard(self, conversation: str, text: str, key: str, *, seen: bool) -> None:
        self._transcript.party_said(conversation, text, key)
        self._desk.heard(conversation, text, key, seen=seen)

    def took(self, conversation: str, member_id: str, key: str) -> Ticket:
        return self._desk.took(conversation, member_id, key)

    def spoke(self, conversation: str, member_id: str, text: str, key: str) -> Ticket:
        """A stranger's words are written down before :class:`~bot.desk.ports.DeskError`: the party has read them."""
        member = self._desk.member(member_id)
        try:
            ticket = self._desk.spoke(conversation, member_id, text, key)
        except DeskError:
            self._transcript.team_said(conversation, text, member_id, "", key)
            raise
        self._transcript.team_said(conversation, text, member.name if member else member_id, ticket.number, key)
        return ticket

    def ended(self, conversation: str, member_id: str, key: str) -> None:
        self._desk.ended(conversation, member_id, key)
