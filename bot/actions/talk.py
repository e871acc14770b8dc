"""Small talk, questions of law, what is not this office's business, and handing over to a person."""

from __future__ import annotations

import asyncio
import logging

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from bot.actions.turn import ROBOT, CoreAction, Turn
from bot.answers import elsewhere, law, talk
from bot.answers.reply import Handover, Urgency
from bot.desk.ports import Card, TeamUnavailable
from bot.parties import IdentityUnavailable
from bot.parties.masking import mask_personal

log = logging.getLogger(__name__)

_LAST_TURNS = 8
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
        turn.say(turn.rule(self.services.today()))
        return [SlotSet("failures", 0)]


class Service(CoreAction):
    """``action_service``: where the centre is and how its terminals work."""

    def name(self) -> str:
        return "action_service"

    async def act(self, turn: Turn) -> list[EventType]:
        turn.say(talk.service(turn.intent))
        return [SlotSet("failures", 0)]


class OutOfScope(CoreAction):
    """``action_out_of_scope``: an honest no, and where to go instead."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def act(self, turn: Turn) -> list[EventType]:
        near = law.near_answer(turn.normalized, self.services.today(), turn.likely(law.NEAR))
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
        urgency = Urgency.URGENT if turn.intent == "crisis" else Urgency.NORMAL
        handover = Handover(turn.intent, mask_personal(turn.text), urgency)
        turn.say(talk.handed_over(handover, await asyncio.to_thread(self._notify, turn, handover), talk.duty()))
        return [SlotSet("failures", 0), *(_form_closed() if turn.intent == "crisis" and turn.form else [])]

    def _notify(self, turn: Turn, handover: Handover) -> str | None:
        """The ticket's number, or ``None`` if the team could not be told."""
        try:
            number = self.services.ticket_number()
            self.services.team.notify(self._card(turn, handover, number))
        except (TeamUnavailable, IdentityUnavailable):
            log.exception("a hand-over did not reach the team")
            return None
        return number

    def _card(self, turn: Turn, handover: Handover, number: str) -> Card:
        return Card(
            number=number,
            reason=handover.reason,
            urgency=handover.urgency,
            sender=turn.sender,
            channel=turn.channel,
            verified=self.services.identity.binding(turn.sender) is not None,
            case_number=turn.tracker.get_slot("case_number"),
            asked=handover.summary,
            turns=_last_turns(turn),
        )


def _form_closed() -> list[EventType]:
    return [ActiveLoop(None), *(SlotSet(slot, None) for slot in ("requested_slot", "question", "case_draft"))]


def _last_turns(turn: Turn) -> tuple[str, ...]:
    """The last things said, oldest first, personal data masked."""
    said = []
    for event in turn.tracker.events:
        if event["event"] == "user" and event.get("text"):
            said.append(f"当事人：{mask_personal(event['text'])}")
        elif event["event"] == "bot" and (event.get("data") or {}).get("custom"):
            said.append(f"执询：{mask_personal(''.join(event['data']['custom']['lines']))}")
    return tuple(said[-_LAST_TURNS:])
