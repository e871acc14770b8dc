"""The embedded driver for the team: cards and notes appear in the log that stands beside the demonstration page.

The members themselves work in the team console, which reads the desk; nothing needs to be pushed to them.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

from bot.desk.ports import Member, NotDelivered, Note, TeamMessage, Ticket
from connectors.console_log import ConsoleLog, LogUnavailable
from connectors.words import say


class EmbeddedTeam:
    """A :class:`~bot.desk.ports.TeamChannel` without a network."""

    def __init__(
        self, log: ConsoleLog, member: Callable[[str], Member | None], queue_name: Callable[[str], str]
    ) -> None:
        """``member`` gives one of the team by their id, ``queue_name`` what a queue is called."""
        self._log = log
        self._member = member
        self._queue_name = queue_name

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Write it into the log, once for each key, and what a whole queue gets once for all of it; there is nothing to
        change later, so the receipt is empty.

        Raises :class:`~bot.desk.ports.NotDelivered` while Redis does not answer.
        """
        if message.note is Note.OWNER:
            return {}  # there is no platform that would have to follow
        try:
            await asyncio.to_thread(self._write, message)
        except LogUnavailable as error:
            raise NotDelivered(say("not_delivered")) from error
        return {}

    def _write(self, message: TeamMessage) -> None:
        kind, body = ("card", _card(message.ticket)) if message.note is Note.CARD else ("note", _note(message))
        key = message.key if message.ticket.assignee else _key_for_all(message)
        self._log.add_once(key, kind, {**body, "to": self._to(message.ticket)})

    def _to(self, ticket: Ticket) -> str:
        member = self._member(ticket.assignee) if ticket.assignee else None
        return member.name if member else self._queue_name(ticket.queue)


def _key_for_all(message: TeamMessage) -> str:
    """While nobody has the ticket, every member of its queue gets a message of their own that says the same."""
    said = f"{message.note.value} {message.text}"
    return f"{message.ticket.number}-{message.ticket.version}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _card(ticket: Ticket) -> dict[str, Any]:
    request = ticket.request
    return {
        "number": ticket.number,
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
