"""A party asks about their own request to the team, takes it back, or goes on waiting."""

from __future__ import annotations

import asyncio

from bot.actions.handing_over import is_late
from bot.actions.services import Services
from bot.actions.turn import Turn
from bot.answers import ticket as words
from bot.answers.reply import Reply
from bot.desk.ports import DeskUnavailable, Owner, Ticket
from bot.desk.wording import when


async def about_ticket(turn: Turn, services: Services) -> Reply | None:
    """The answer, or ``None`` if the message is not about a request, or there is none that it could be about."""
    kind = words.kind_of(turn.normalized)
    if kind is None:
        return None
    try:
        return await asyncio.to_thread(_answer, kind, turn, services)
    except DeskUnavailable:
        return None


def _answer(kind: str, turn: Turn, services: Services) -> Reply | None:
    ticket = services.desk.ticket_of(turn.sender)
    if ticket is None:
        return None
    if kind == words.ASKS:
        return _state(ticket, services)
    if ticket.owner is not Owner.REQUESTED:
        return None
    if kind == words.WAITS:
        return words.waiting(ticket.number)
    return words.withdrawn(ticket.number) if services.desk.withdraw(turn.sender) else words.kept()


def _state(ticket: Ticket, services: Services) -> Reply:
    standing = services.desk.standing(ticket)
    waits = ticket.open and ticket.first_reply_at is None
    promised = when(ticket.promised_at, services.now()) if waits else ""
    return words.state(ticket.number, standing, promised, is_late(ticket, services))
