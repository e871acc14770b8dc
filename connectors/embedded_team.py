"""The embedded driver for the team: cards and notes appear in the log that stands beside the demonstration page.

The members themselves work in the team console, which reads the desk; nothing needs to be pushed to them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.desk.ports import Member, NotDelivered, Note, TeamMessage, TeamUnavailable
from connectors.console_log import ConsoleLog
from connectors.words import say


class EmbeddedTeam:
    """A :class:`~bot.desk.ports.TeamChannel` without a network."""

    def __init__(self, log: ConsoleLog, member: Callable[[str], Member | None]) -> None:
        """``member`` gives one of the team by their id."""
        self._log = log
        self._member = member

    async def deliver(self, message: TeamMessage) -> dict[str, str]:
        """Write it into the log, once for each key; there is nothing to change later, so the receipt is empty.

        Raises :class:`~bot.desk.ports.NotDelivered` while Redis does not answer.
        """
        try:
            await asyncio.to_thread(self._write, message)
        except TeamUnavailable as error:
            raise NotDelivered(say("not_delivered")) from error
        return {}

    def _write(self, message: TeamMessage) -> None:
        found = [(self._member(member_id), member_id) for member_id in message.members]
        names = [member.name if member else member_id for member, member_id in found]
        kind, body = ("card", _card(message)) if message.note is Note.CARD else ("note", _note(message))
        self._log.add_once(message.key, kind, {**body, "members": names})


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
