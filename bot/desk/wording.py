"""The words of tickets, from ``data/texts.yml``, and how moments and the state of a ticket are told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.desk.ports import Owner, Ticket
from bot.desk.staff import Staff
from bot.desk.tables import CHINA

_FILE = Path(__file__).parent / "data" / "texts.yml"
_WEEKDAYS = "一二三四五六日"


@cache
def texts() -> dict[str, Any]:
    """All of them, as they stand in the file."""
    content: dict[str, Any] = read_yaml(_FILE)
    return content


def say(topic: str, entry: str, /, **values: object) -> str:
    """One text with its ``{…}`` filled in. Raises ``KeyError`` for a missing text or value."""
    return str(texts()[topic][entry]).format(**values)


def when(at: datetime, now: datetime) -> str:
    """``今天15:30``, ``明天9:00``, ``11月30日（周一）9:00``."""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    near = {today: "今天", today + timedelta(days=1): "明天"}
    far = f"{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）"
    return f"{near.get(local.date(), far)}{local.hour}:{local.minute:02d}"


def standing(ticket: Ticket, staff: Staff) -> str:
    """Where a ticket stands, in a few words: what 「我的留言处理了吗」 asks for."""
    member = ticket.assignee and staff.member(ticket.assignee)
    name = member.name if member else "同事"
    owner = Owner.HUMAN if ticket.owner is Owner.CLAIMED and ticket.first_reply_at else ticket.owner
    return say("standing", owner.value, name=name)


def rating(text: str) -> bool | None:
    """Whether the party is content; ``None`` if these words do not say."""
    for content, entry in ((True, "content"), (False, "discontent")):
        if re.search(texts()["rated"][entry], text.strip()):
            return content
    return None
