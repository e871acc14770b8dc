"""Small talk, questions of law, what is not this office's business, and handing over to a person."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from bot.actions.guiding import guided, service
from bot.actions.handing_over import hand_over
from bot.actions.turn import ROBOT, CoreAction, Turn
from bot.answers import elsewhere, law, talk
from bot.desk.rules import decide, rule_of

_ANY_MATTER = 2  # characters; a single one names no matter at all


class SmallTalk(CoreAction):
    """``action_small_talk``: greet, goodbye, thank, affirm, deny, ask_capability."""

    def name(self) -> str:
        return "action_small_talk"

    async def act(self, turn: Turn) -> list[EventType]:
        act = turn.intent.removeprefix("ask_")
        turn.say(talk.small_talk("robot_capability" if act == "capability" and turn.channel == ROBOT else act))
        return [SlotSet("failures", 0)]


class Law(CoreAction):
    """``action_law``: what the law says, with its source."""

    def name(self) -> str:
        return "action_law"

    async def act(self, turn: Turn) -> list[EventType]:
        turn.say(guided(turn, self.services, turn.rule(self.services.today())))
        return [SlotSet("failures", 0)]


class Service(CoreAction):
    """``action_service``: where the centre and its windows are, when they are open, and how the terminals work."""

    def name(self) -> str:
        return "action_service"

    async def act(self, turn: Turn) -> list[EventType]:
        turn.say(service(turn, self.services))
        return [SlotSet("failures", 0)]


class OutOfScope(CoreAction):
    """``action_out_of_scope``: an honest no, and where to go instead."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def act(self, turn: Turn) -> list[EventType]:
        near = law.near_answer(turn.normalized, self.services.today())
        known = near or elsewhere.answer(turn.normalized)
        turn.say(known or (talk.clarify([]) if len(turn.normalized) < _ANY_MATTER else talk.out_of_scope()))
        return [SlotSet("failures", 0)]


class HandOver(CoreAction):
    """``action_hand_over``: request_human, complain and crisis go to the team with the story so far.

    Danger closes an open form: whoever is in it is not asked for names and numbers next.
    """

    def name(self) -> str:
        return "action_hand_over"

    async def act(self, turn: Turn) -> list[EventType]:
        rule = decide(turn.intent, turn.normalized)
        reason = rule if rule and not rule.offered else rule_of(turn.intent)
        turn.say(await hand_over(turn, self.services, reason))
        return [SlotSet("failures", 0), *(_form_closed() if turn.intent == "crisis" and turn.form else [])]


def _form_closed() -> list[EventType]:
    return [ActiveLoop(None), *(SlotSet(slot, None) for slot in ("requested_slot", "question", "case_draft"))]
