"""The embedded driver for the team: cards and notes appear in the log that stands beside the demonstration page.

The members themselves work in the team console, which reads the desk; nothing needs to be pushed to them.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from bot.desk.ports import NotDelivered, Note, TeamMessage
from connectors.console_log import ConsoleLog, LogUnavailable
from connectors.words import say


class EmbeddedTeam:
    """A :class:`~bot.desk.ports.TeamChannel` without a network."""

    def __init__(self, log: ConsoleLog) -> None:
        self._log = log

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Write it into the log, once for each key, and what several members get once for all; there is nothing to
        change later, so the receipt is empty.

        Raises :class:`~bot.desk.ports.NotDelivered` while Redis does not answer.
        """
        kind, body = ("card", _card(message)) if message.note is Note.CARD else ("note", _note(message))
        key = message.key if message.ticket.assignee else _key_for_all(message)
        try:
            await asyncio.to_thread(self._log.add_once, key, kind, body)
        except LogUnavailable as error:
            raise NotDelivered(say("not_delivered")) from error
        return {}


def _key_for_all(message: TeamMessage) -> str:
    """While nobody has the ticket, every member of its queue gets a message of their own that says the same."""
    said = f"{message.note.value} {message.text}"
    return f"{message.ticket.number}-{message.ticket.version}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _card(message: TeamMessage) -> dict[str, Any]:
    request = message.ticket.request
    return {
        "number": message.ticket.number,
        "reason": request.reason,
        "urgency": request.urgency.value,
        "sender": request.conversation,
        "channel": request.channel,
        "verified": request.verified,
        "case_number": request.case_number,
        "asked": request.asked,
        "turns": list(request.turns),
    }


def _note(message: TeamMessage) -> dict[str, Any]:
    return {
        "number": message.ticket.number,
        "urgency": message.ticket.request.urgency.value,
        "note": message.note.value,
        "text": message.text,
    }
