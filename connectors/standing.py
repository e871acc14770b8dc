"""What a party is told, in one quiet line, of where their request stands."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from bot.desk.ports import Owner, Ticket
from connectors.words import say

_CHINA = timezone(timedelta(hours=8))
_SHOWN_AFTER_END = timedelta(hours=1)


def standing(ticket: Ticket | None, name: str, now: datetime) -> dict[str, Any]:
    """A conversation's latest ticket, with the ``name`` of the member who has it, as ``{"number", "state", "line"}``.

    The state is ``none``, ``requested``, ``claimed``, ``human``, ``closing`` or
    ``ended``. A request that ended an hour ago is no longer spoken of."""
    if ticket is None or _long_over(ticket, now):
        return {"number": None, "state": "none", "line": ""}
    state = _state(ticket)
    words = {"number": ticket.number, "name": name, "when": moment_of(ticket.promised_at, now)}
    late = state == "requested" and now > ticket.promised_at
    line = say("standing_late" if late else f"standing_{state}", **words)
    return {"number": ticket.number, "state": state, "line": line}


def _state(ticket: Ticket) -> str:
    return "ended" if ticket.owner is Owner.BOT else ticket.owner.value


def _long_over(ticket: Ticket, now: datetime) -> bool:
    return ticket.closed_at is not None and now - ticket.closed_at > _SHOWN_AFTER_END


def moment_of(moment: datetime, now: datetime) -> str:
    """A moment as people say it: ``今天15:30``, ``12月1日9:00``."""
    local, today = moment.astimezone(_CHINA), now.astimezone(_CHINA).date()
    day = "今天" if local.date() == today else "明天" if local.date() == today + timedelta(days=1) else ""
    return f"{day or f'{local.month}月{local.day}日'}{local.hour}:{local.minute:02d}"
