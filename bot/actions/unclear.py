"""Between sure and unsure: offering the likely meanings, and reading the answer to that offer."""

from __future__ import annotations

import json

from rasa_sdk.events import EventType, SlotSet

from bot.actions.turn import CoreAction, Question, Turn
from bot.answers import elsewhere, law, picking, talk

_FAILURES_BEFORE_A_PERSON = 2


class Clarify(CoreAction):
    """``action_clarify``: offer the likely meanings; after two failures in a row, a person."""

    def name(self) -> str:
        return "action_clarify"

    async def act(self, turn: Turn) -> list[EventType]:
        near = law.refusal(turn.normalized, self.services.today())
        if turn.likeliest[0] == "out_of_scope":
            near = near or elsewhere.answer(turn.normalized)
        if near:
            turn.say(near)
            return [SlotSet("failures", 0)]
        failures = int(turn.tracker.get_slot("failures") or 0) + 1
        if failures >= _FAILURES_BEFORE_A_PERSON:
            turn.say(talk.give_up())
            return [SlotSet("failures", 0), meanings_slot(["request_human"])]
        likely = talk.likely(turn.ranking)
        turn.say(talk.clarify(likely))
        return [SlotSet("failures", failures), meanings_slot(likely if len(likely) > 1 else [])]


def meanings_slot(intents: list[str]) -> EventType:
    """Remember what was offered; an empty list forgets it."""
    return SlotSet("meanings", json.dumps(intents) if intents else None)


def picked(turn: Turn) -> Question | None:
    """The meaning that the message picks of those offered last."""
    offered = turn.meanings
    words = [talk.MEANINGS[intent] for intent in offered]
    if len(offered) == 1 and picking.is_yes(turn.normalized):
        return Question(words[0], offered[0])
    at = picking.by_words(turn.normalized, words)
    return None if at is None else Question(words[at], offered[at])
