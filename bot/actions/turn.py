"""One turn as an action sees it, and the base class of all actions."""

from __future__ import annotations

import json
from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.services import Services
from bot.answers.reply import Reply
from bot.answers.speech import spoken
from bot.case_number import CaseNumber, PartialCaseNumber, find, parse

ROBOT = "robot"


class Turn:
    """What was said, by whom, and what the conversation knows so far."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self.tracker = tracker

    @property
    def sender(self) -> str:
        """The conversation: channel and sender in one."""
        return str(self.tracker.sender_id)

    @property
    def channel(self) -> str:
        """The channel's name: wechat, ivr, robot, web, rest."""
        return str(self.tracker.get_latest_input_channel() or "")

    @property
    def text(self) -> str:
        """The message as it was written."""
        return str(self.tracker.latest_message.get("text") or "")

    @property
    def normalized(self) -> str:
        """The message after cleaning (simplified characters, standard words)."""
        return str(self.tracker.latest_message.get("normalized") or self.text)

    @property
    def message_id(self) -> str:
        """Tells this message from every other of the conversation."""
        return str(self.tracker.latest_message.get("message_id") or "")

    @property
    def intent(self) -> str:
        """The intent's name."""
        return str(self.tracker.latest_message.get("intent", {}).get("name") or "")

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """Intents with their confidence, the likeliest first, without Rasa's fallback. A fixed phrase comes first."""
        heard = self.tracker.latest_message.get("intent") or {}
        entries = [heard, *self.tracker.latest_message.get("intent_ranking", [])]
        ranking = {entry["name"]: float(entry["confidence"]) for entry in reversed(entries) if entry.get("name")}
        ranking.pop("nlu_fallback", None)
        return sorted(ranking.items(), key=lambda entry: -entry[1])

    @property
    def likeliest(self) -> tuple[str, float]:
        """The likeliest intent, sure or not; nothing at all is ``("", 0)``."""
        return self.ranking[0] if self.ranking else ("", 0.0)

    @cached_property
    def numbers(self) -> tuple[CaseNumber | PartialCaseNumber, ...]:
        """The case numbers in the message, whole and partial, each once."""
        return tuple(dict.fromkeys(found.number for found in find(self.normalized)))

    @cached_property
    def heard_as(self) -> tuple[CaseNumber, ...]:
        """The readings of a number that was heard in more than one way; empty if it is clear."""
        for found in find(self.normalized):
            if found.alternatives and isinstance(found.number, CaseNumber):
                return (found.number, *found.alternatives)
        return ()

    @property
    def case_number(self) -> CaseNumber | None:
        """The case in hand."""
        kept = self.tracker.get_slot("case_number")
        return parse(kept) if kept else None

    @property
    def draft(self) -> PartialCaseNumber:
        """What is known so far of a number that is not complete."""
        kept = self.tracker.get_slot("case_draft")
        return PartialCaseNumber(**json.loads(kept)) if kept else PartialCaseNumber()

    @property
    def role(self) -> str | None:
        """What the person is in the case in hand (``applicant``, ``debtor`` …), as far as it is known."""
        role = self.tracker.get_slot("role")
        return str(role) if role else None

    @property
    def form(self) -> str | None:
        """The form that is open, if any."""
        name = (self.tracker.active_loop or {}).get("name")
        return str(name) if name else None

    @property
    def requested(self) -> str | None:
        """The slot that the open form asked for."""
        slot = self.tracker.get_slot("requested_slot")
        return str(slot) if slot else None

    def say(self, reply: Reply) -> None:
        """Utter one reply, with its voice."""
        voiced = replace(reply, speech=spoken(reply))
        self._dispatcher.utter_message(json_message=voiced.to_dict())


class CoreAction(Action):  # type: ignore[misc]
    """An action over the core. After a digression it returns to the form that was open."""

    returns_to_form = True

    def __init__(self, services: Services) -> None:
        self.services = services

    @abstractmethod
    async def act(self, turn: Turn) -> list[EventType]:
        """Answer the turn; the events are what the conversation remembers of it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """rasa-sdk's entry."""
        turn = Turn(dispatcher, tracker)
        events = await self.act(turn)
        leads_elsewhere = any(event["event"] in ("followup", "active_loop") for event in events)
        if self.returns_to_form and turn.form and not leads_elsewhere:
            events = [*events, FollowupAction(turn.form)]
        return events


def draft_slot(partial: PartialCaseNumber | None) -> EventType:
    """Remember what is known of a partial number; ``None`` or nothing known forgets it."""
    if partial is None or partial == PartialCaseNumber():
        return SlotSet("case_draft", None)
    return SlotSet("case_draft", json.dumps(vars(partial), ensure_ascii=False))
