"""What a party is told, in one quiet line, of where their request stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.desk.ports import Owner, Ticket
from connectors.words import say

_CHINA = timezone(timedelta(hours=8))
_SHOWN_AFTER_END = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """A conversation's latest ticket and the name of the member who has it (empty while nobody has)."""

    ticket: Ticket
    name: str


StandingOf = Callable[[str], Standing | None]
"""The standing of a conversation by its name; ``None`` if it was never handed over. It may block on the database and
raises :class:`~bot.desk.ports.DeskUnavailable`."""


def shown(standing: Standing | None, now: datetime) -> dict[str, Any]:
    """``{"number", "state", "line"}``; the state is ``none``, ``requested``, ``claimed``, ``human``, ``closing`` or
    ``ended``. A request that ended an hour ago is no longer spoken of."""
    if standing is None or _long_over(standing.ticket, now):
        return {"number": None, "state": "none", "line": ""}
    state = _state(standing.ticket)
    words = {"number": standing.ticket.number, "name": standing.name, "when": _when(standing.ticket.promised_at, now)}
    late = state == "requested" and now > standing.ticket.promised_at
    line = say("standing_late" if late else f"standing_{state}", **words)
    return {"number": standing.ticket.number, "state": state, "line": line}


def _state(ticket: Ticket) -> str:
    return "ended" if ticket.owner is Owner.BOT else ticket.owner.value


def _long_over(ticket: Ticket, now: datetime) -> bool:
    return ticket.closed_at is not None and now - ticket.closed_at > _SHOWN_AFTER_END


def _when(moment: datetime, now: datetime) -> str:
    """A moment as people say it: ``今天15:30``, ``12月1日9:00``."""
    local, today = moment.astimezone(_CHINA), now.astimezone(_CHINA).date()
    day = "今天" if local.date() == today else "明天" if local.date() == today + timedelta(days=1) else ""
    return f"{day or f'{local.month}月{local.day}日'}{local.hour}:{local.minute:02d}"
