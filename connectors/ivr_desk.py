"""Handing a call to a person: during office hours it is put through, with the ticket; else the promise stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Protocol

from bot.answers.reply import Handover
from bot.desk.ports import DeskUnavailable, Member, Ticket
from bot.settings import Settings
from connectors.aloud import aloud
from connectors.ivr_contract import Action
from connectors.ivr_words import say
from connectors.standing import moment_of

log = logging.getLogger(__name__)

DANGER = frozenset({"ambulance", "threat", "self_harm", "crisis"})
_PUT_THROUGH = DANGER | {"request_human", "complain", "not_understood"}
_REST = "*"


class PhoneDesk(Protocol):
    """What the phone line asks of the desk. May block on the database and raise
    :class:`~bot.desk.ports.DeskUnavailable`."""

    def ticket_of(self, conversation: str) -> Ticket | None:
        """The conversation's latest ticket."""

    def opening(self) -> datetime | None:
        """When somebody is there next; ``None`` while somebody is."""

    def queue_name(self, queue: str) -> str:
        """What a queue is called."""

    def member(self, member_id: str) -> Member | None:
        """One of the team."""


class FrontDesk:
    """Knows which extension a queue has (setting ``ivr_targets``)."""

    def __init__(self, settings: Settings, desk: Callable[[], PhoneDesk]) -> None:
        pairs = (one.split("=", 1) for one in settings.ivr_targets.split(",") if one)
        self._targets = {queue: target for queue, target in pairs}
        self._desk = desk

    async def put_through(self, conversation: str, handover: Handover | None = None) -> tuple[Action, str] | None:
        """The transfer and the words for it. ``None`` if the reason needs nobody now, outside office hours, and where
        the queue has no extension or the desk does not answer: the call-back was promised already."""
        if handover and handover.reason not in _PUT_THROUGH:
            return None
        try:
            return await asyncio.to_thread(self._put_through, conversation, handover)
        except DeskUnavailable:
            log.error("the desk was not asked for a transfer")
            return None

    async def is_staffed(self) -> bool:
        """Whether a call can be put through to somebody now."""
        try:
            return bool(self._targets) and await asyncio.to_thread(self._desk().opening) is None
        except DeskUnavailable:
            log.error("the desk was not asked for its hours")
            return False

    async def ticket(self, conversation: str) -> tuple[Ticket, str] | None:
        """The open ticket and the name of who has it."""
        try:
            return await asyncio.to_thread(self._ticket, conversation)
        except DeskUnavailable:
            log.error("the desk was not asked for a ticket")
            return None

    def _put_through(self, conversation: str, handover: Handover | None) -> tuple[Action, str] | None:
        desk = self._desk()
        ticket = desk.ticket_of(conversation) if self._targets and desk.opening() is None else None
        target = self._targets.get(ticket.queue, self._targets.get(_REST, "")) if ticket and ticket.open else ""
        if ticket is None or not target:
            return None
        action = Action("transfer", target, ticket.number, _summary(ticket))
        if handover and handover.reason in DANGER:
            return action, say("connecting_danger")
        return action, aloud(say("connecting", queue=desk.queue_name(ticket.queue), number=ticket.number))

    def _ticket(self, conversation: str) -> tuple[Ticket, str] | None:
        ticket = self._desk().ticket_of(conversation)
        if ticket is None or not ticket.open:
            return None
        member = self._desk().member(ticket.assignee) if ticket.assignee else None
        return ticket, member.name if member else say("owned_by_team")


def owned(ticket: Ticket, name: str) -> str:
    """Who has the caller's matter."""
    return aloud(say("owned", name=name, number=ticket.number))


def not_connected(ticket: Ticket) -> str:
    """A transfer came back: the promise that stands."""
    when = moment_of(ticket.promised_at, datetime.now(timezone.utc))
    return aloud(say("not_connected", number=ticket.number, when=when))


def _summary(ticket: Ticket) -> str:
    request = ticket.request
    return say(
        "summary",
        number=ticket.number,
        sure=say("summary_sure" if request.verified else "summary_unsure"),
        case=request.case_number or say("summary_no_case"),
        asked=request.asked,
    )
