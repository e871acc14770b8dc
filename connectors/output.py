"""Rasa's side of a channel: what the bot says arrives here as a Reply and leaves in the channel's own form."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.answers.reply import Reply

log = logging.getLogger(__name__)


class ReplyOutput(OutputChannel):
    """Base of every output channel here. It never raises: an exception in an output channel would make Rasa lose the
    whole turn, the person's message included."""

    patient = False
    """Whether a late answer still reaches the party, so that a slow turn is waited for instead of being excused."""

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        """Deliver one reply; the channel's own work."""
        raise NotImplementedError

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Rasa's own texts become a reply of one line."""
        await self._deliver(recipient_id, Reply(lines=(text,)))

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """What the actions utter: a :class:`Reply` as JSON."""
        await self._deliver(recipient_id, Reply.from_dict(json_message))

    async def _deliver(self, recipient_id: str, reply: Reply) -> None:
        try:
            await self.send_reply(recipient_id, reply)
        except Exception:
            log.exception("a reply could not be delivered on channel %s", self.name())


class CollectedReplies(ReplyOutput):
    """Keeps the replies of one turn for a caller who waits for them."""

    def __init__(self, *, patient: bool = False) -> None:
        self.replies: list[Reply] = []
        self.patient = patient

    @classmethod
    def name(cls) -> str:
        return "collected"

    async def send_reply(self, recipient_id: str, reply: Reply) -> None:
        self.replies.append(reply)
