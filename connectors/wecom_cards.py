"""What a ticket looks like on a member's phone: a card with buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

from bot.answers.reply import Urgency
from bot.desk.ports import Ticket
from connectors.wecom_text import clip
from connectors.words import say_to_member as say

_CHINA = timezone(timedelta(hours=8))
# What the client shows of each part of a card before it cuts, in signs.
_TITLE, _DESC, _BODY, _VALUE, _BUTTON = 26, 30, 112, 26, 10
_RED, _GREY = 2, 0


class Press(str, Enum):
    """The buttons of a card; the value is the beginning of the button's key."""

    CLAIM = "claim"
    TRANSFER = "transfer"
    CLOSE = "close"


def card(ticket: Ticket, member: str, key: str, title: str) -> dict[str, Any]:
    """The card of an open ticket for one member; ``title`` says what it is about. ``key`` is that of the delivery: no
    other gives the same ``task_id``, which must be unique in the app."""
    urgent = ticket.request.urgency is Urgency.URGENT
    return {
        "card_type": "button_interaction",
        "source": {"desc": party(ticket), "desc_color": _RED if urgent else _GREY},
        "main_title": {
            "title": clip(title, _TITLE),
            "desc": clip(say("card_promised", number=ticket.number, at=_moment(ticket.promised_at)), _DESC),
        },
        "sub_title_text": clip(ticket.request.asked, _BODY),
        "horizontal_content_list": [
            {"keyname": name, "value": clip(value, _VALUE)} for name, value in _fields(ticket) if value
        ],
        "task_id": _task_id(ticket, member, key),
        "button_list": [_button(press, ticket) for press in _presses(ticket, member)],
    }


def settled(fate: str) -> dict[str, Any]:
    """How a card changes whose ticket the member need not look after any more: its buttons give way to what became of
    it."""
    return {"button": {"replace_name": clip(fate, _BUTTON)}}


def read_key(key: str) -> tuple[Press, str] | None:
    """The button and the ticket's number out of a button's key; ``None`` for a key that is not ours."""
    name, _, number = key.partition(":")
    press = next((press for press in Press if press.value == name), None)
    return (press, number) if press and number else None


def party(ticket: Ticket) -> str:
    """Whom it is about, and how surely that is known."""
    name = ticket.request.party or say("nobody")
    return say("verified" if ticket.request.verified else "unverified", party=name)


def _fields(ticket: Ticket) -> list[tuple[str, str]]:
    request = ticket.request
    return [
        (say("field_case"), request.case_number or ""),
        (say("field_stage"), request.stage),
        *((say("field_due"), due) for due in request.deadlines[:2]),
    ]


def _presses(ticket: Ticket, member: str) -> Sequence[Press]:
    return (Press.TRANSFER, Press.CLOSE) if ticket.assignee == member else tuple(Press)


def _button(press: Press, ticket: Ticket) -> dict[str, Any]:
    style = 1 if press is Press.CLAIM or (ticket.assignee and press is Press.CLOSE) else 2
    return {"text": say(f"button_{press.value}"), "style": style, "key": f"{press.value}:{ticket.number}"}


def _task_id(ticket: Ticket, member: str, key: str) -> str:
    # Hashed: a userid may hold signs that a task id may not.
    return f"{ticket.number}-{hashlib.sha256(f'{key} {member}'.encode()).hexdigest()[:16]}"


def _moment(at: datetime) -> str:
    here = at.astimezone(_CHINA)
    return f"{here.month}月{here.day}日{here:%H:%M}"
