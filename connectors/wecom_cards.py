"""What a ticket looks like on a member's phone: a card with buttons, and the story behind it as text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

from bot.answers.reply import Urgency
from bot.desk.ports import Said, Ticket
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


def card(ticket: Ticket, member: str, key: str) -> dict[str, Any]:
    """The card of an open ticket for one member. ``key`` is that of the delivery: its repeat gives the same card, and
    no other gives the same ``task_id``, which must be unique in the app."""
    urgent = ticket.request.urgency is Urgency.URGENT
    return {
        "card_type": "button_interaction",
        "source": {"desc": party(ticket), "desc_color": _RED if urgent else _GREY},
        "main_title": {
            "title": clip(say("card_urgent" if urgent else "card_normal", number=ticket.number), _TITLE),
            "desc": clip(say("card_promised", at=_moment(ticket.promised_at)), _DESC),
        },
        "sub_title_text": clip(ticket.request.asked, _BODY),
        "horizontal_content_list": [
            {"keyname": name, "value": clip(value, _VALUE)} for name, value in _fields(ticket) if value
        ],
        "task_id": _task_id(ticket, member, key),
        "button_list": [_button(press, ticket) for press in _presses(ticket, member)],
    }


def settled(ticket: Ticket, member: str, assignee: str, key: str) -> dict[str, Any]:
    """How the card of a ticket that somebody took or ended must change for one member: whoever has it keeps the buttons
    that are left, for the others it says what became of it. ``assignee`` is a name, empty if nobody has it."""
    if ticket.open and ticket.assignee == member:
        return {"template_card": card(ticket, member, key)}
    return {"button": {"replace_name": clip(fate(ticket, assignee), _BUTTON)}}


def fate(ticket: Ticket, assignee: str) -> str:
    """What became of a ticket, in a few words."""
    if not ticket.open:
        return say("ended")
    return say("taken_by_other", name=assignee) if assignee else say("moved")


def read_key(key: str) -> tuple[Press, str] | None:
    """The button and the ticket's number out of a button's key; ``None`` for a key that is not ours."""
    name, _, number = key.partition(":")
    press = next((press for press in Press if press.value == name), None)
    return (press, number) if press and number else None


def party(ticket: Ticket) -> str:
    """Whom it is about, and how surely that is known."""
    name = ticket.request.party or say("nobody")
    return say("verified" if ticket.request.verified else "unverified", party=name)


def story(ticket: Ticket, said: Sequence[Said], owner: str) -> str:
    """The whole of it as text: who, what, where the case stands, what was said, what to answer. ``owner`` is the
    sentence about who looks after it."""
    request = ticket.request
    lines = [say("story_head", number=ticket.number, party=party(ticket))]
    lines += [say("story_case", case=request.case_number)] if request.case_number else []
    lines += [say("story_stage", stage=request.stage)] if request.stage else []
    lines += [say("story_due", due=due) for due in request.deadlines]
    lines += [say("story_asked", asked=request.asked)] if request.asked else []
    lines += _block("story_turns", request.turns) + _block("story_said", [f"{one.name}：{one.text}" for one in said])
    lines += [say("story_suggested", suggested=request.suggested)] if request.suggested else []
    return "\n".join([*lines, owner])


def _block(head: str, turns: Sequence[str]) -> list[str]:
    return [say(head), *(say("story_turn", turn=turn) for turn in turns)] if turns else []


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
    return f"{ticket.number}-{ticket.version}-{hashlib.sha256(f'{key} {member}'.encode()).hexdigest()[:12]}"


def _moment(at: datetime) -> str:
    here = at.astimezone(_CHINA)
    return f"{here.month}月{here.day}日{here:%H:%M}"
