"""In a form one message gets one answer: what was wrong with it is said instead of the form's question."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from bot.actions.turn import Turn
from bot.answers.reply import Reply


def answered(turn: Turn) -> bool:
    """Whether this very message was answered already."""
    return bool(turn.tracker.get_slot("answered") == turn.message_id)


def ask_once(turn: Turn, reply: Reply) -> list[EventType]:
    """Ask, unless this very message was answered already."""
    if not answered(turn):
        turn.say(reply)
    return []


def said(turn: Turn, reply: Reply) -> list[EventType]:
    """Answer the message, so that the form does not ask again."""
    turn.say(reply)
    return [SlotSet("answered", turn.message_id)]
