"""What people say to each other while the assistant is silent, written into the conversation."""

from __future__ import annotations

import asyncio

from rasa.shared.core.events import BotUttered

from bot.desk.ports import PartyChannel, PartyMessage
from bot.engine.tracker_store import WindowedTrackerStore


class Written:
    """A :class:`~bot.desk.ports.PartyChannel` that writes down what it delivered."""

    def __init__(self, channel: PartyChannel, conversations: WindowedTrackerStore) -> None:
        self._channel = channel
        self._conversations = conversations

    async def deliver(self, message: PartyMessage) -> None:
        """Deliver, then write; raises what the channel raises. A delivery that is repeated is written once."""
        await self._channel.deliver(message)
        await asyncio.to_thread(self._conversations.note, message.conversation, as_event(message), message.key)


def as_event(message: PartyMessage) -> BotUttered:
    """A colleague's words, or the desk's own, as the conversation keeps them."""
    return BotUttered(message.text, metadata={"by": message.name or "desk", "ticket": message.number})
