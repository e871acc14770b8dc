"""Short commands that mean the same everywhere: 取消, 退出, 再说一遍; and when a message leaves a form."""

from __future__ import annotations

import asyncio

from rasa_sdk.events import EventType, SlotSet

from bot.actions.earlier import last_replies
from bot.actions.services import Services
from bot.actions.turn import CoreAction, Turn, draft_slot
from bot.answers import identity, talk
from bot.answers.followups import is_followup
from bot.parties import IdentityUnavailable

IDENTITY_FORM = "identity_form"
CANCEL, EXIT, REPEAT, RESEND = "command_cancel", "command_exit", "command_repeat", "command_resend"
CRISIS = "crisis"

# In a form these are no change of subject: they are what an unclear answer to the form's question looks like.
_NO_DIGRESSION = frozenset(
    {"out_of_scope", "inform_case_number", "ask_progress", "affirm", "deny", "greet", "thank", "goodbye", RESEND}
)
_SURE, _LIKELY = 0.9, 0.25
_SENTENCE = 7  # characters; shorter ones may be a name or a slip


def leaves_form(turn: Turn) -> bool:
    """Whether the message is another question rather than an answer to the form's. A whole sentence is taken for one
    sooner than a word, which may be a name."""
    if turn.intent in (REPEAT, CRISIS) or turn.questions:
        return True
    if turn.topic and is_followup(turn.topic, turn.normalized, turn.role):
        return True
    name, confidence = turn.likeliest
    enough = _LIKELY if len(turn.normalized) >= _SENTENCE else _SURE
    return name not in _NO_DIGRESSION and confidence >= enough


async def closed(turn: Turn, services: Services) -> list[EventType]:
    """Leave the open form: with 退出 the person is forgotten too."""
    if turn.intent == EXIT:
        return [*await _forget(turn, services), SlotSet("requested_slot", None)]
    if turn.form == IDENTITY_FORM:
        await asyncio.to_thread(services.identity.forget, turn.sender)  # the code under way is dead
    turn.say(identity.cancelled())
    return [SlotSet("requested_slot", None), SlotSet("question", None), draft_slot(None)]


async def _forget(turn: Turn, services: Services) -> list[EventType]:
    try:
        await asyncio.to_thread(services.identity.forget, turn.sender)
    except IdentityUnavailable:
        turn.say(identity.unavailable())
        return []
    turn.say(identity.forgotten())
    emptied = ("case_number", "case_draft", "question", "role", "topic", "meanings", "party_name", "one_time_code")
    return [SlotSet(slot, None) for slot in emptied]


class Exit(CoreAction):
    """``action_exit``: forget who this is and which case was in hand."""

    def name(self) -> str:
        return "action_exit"

    async def act(self, turn: Turn) -> list[EventType]:
        return await _forget(turn, self.services)


class Cancel(CoreAction):
    """``action_cancel``: 取消 while no form is open."""

    def name(self) -> str:
        return "action_cancel"

    async def act(self, turn: Turn) -> list[EventType]:
        turn.say(identity.nothing_to_cancel())
        return [SlotSet("meanings", None)]


class Repeat(CoreAction):
    """``action_repeat``: say the last answer again. In a form the form repeats its own question."""

    def name(self) -> str:
        return "action_repeat"

    async def act(self, turn: Turn) -> list[EventType]:
        if turn.form:
            return []
        said = last_replies(turn)
        for reply in said or [talk.nothing_said()]:
            turn.say(reply)
        return []
