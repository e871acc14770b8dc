"""One turn as an action sees it, and the base class of all actions."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.services import Services
from bot.answers import law, law_choice, law_entries
from bot.answers.followups import Topic, key
from bot.answers.reply import Reply
from bot.answers.speech import spoken
from bot.case_number import CaseNumber, PartialCaseNumber, find, parse

IVR, ROBOT = "ivr", "robot"

_MOST_CHOICES = 4
_LISTEN = "action_listen"  # Rasa's name for waiting for the next message


@dataclass(frozen=True)
class Question:
    """One thing asked: the words (cleaned), the intent that they were understood as, and which answers of law they may
    ask for."""

    text: str
    intent: str
    likely: law_choice.Likely = field(default_factory=dict, hash=False)

    def entry(self, role: str | None) -> law_entries.Entry:
        """The answer of law to it. Raises :class:`bot.answers.law_entries.UnknownIntentError`."""
        return law_choice.find(self.intent, self.text, role, self.likely)[0]


class Turn:
    """What was said, by whom, and what the conversation knows so far. ``replies`` are what has been answered."""

    def __init__(self, tracker: Tracker, only: Question | None = None) -> None:
        self.tracker = tracker
        self.replies: list[Reply] = []
        self._only = only

    def about(self, question: Question) -> Turn:
        """The same turn as if only this had been asked, with replies of its own."""
        return Turn(self.tracker, question)

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
        if self._only:
            return self._only.text
        return str(self.tracker.latest_message.get("normalized") or self.text)

    @property
    def standing(self) -> str:
        """Where the robot stands that was spoken to, in brackets, for a colleague who has to go there; else nothing."""
        stands = (self.tracker.latest_message.get("metadata") or {}).get("stands")
        return f"（{stands}）" if stands else ""

    @property
    def message_id(self) -> str:
        """Tells this message from every other of the conversation."""
        return str(self.tracker.latest_message.get("message_id") or "")

    @property
    def sure(self) -> bool:
        """Whether the words are surely those that were said: always, unless a recogniser heard them and doubts."""
        return bool((self.tracker.latest_message.get("metadata") or {}).get("sure", True))

    @property
    def intent(self) -> str:
        """The intent's name."""
        if self._only:
            return self._only.intent
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
    def questions(self) -> list[Question]:
        """The questions in the message, if it asks several things; empty if it is one."""
        found = [] if self._only else self.tracker.latest_message.get("questions") or []
        return [Question(one["text"], one["intent"], one.get("answers") or {}) for one in found]

    @property
    def question(self) -> Question:
        """The message as one question."""
        return self._only or Question(self.normalized, self.intent, self.likely(self.intent))

    def likely(self, intent: str) -> law_choice.Likely:
        """How likely the message asks for each answer of law, if it has this intent."""
        return dict((self.tracker.latest_message.get("answers") or {}).get(intent) or {})

    def entry(self) -> law_entries.Entry:
        """The answer of law to it. Raises :class:`bot.answers.law_entries.UnknownIntentError`."""
        return self.question.entry(self.role)

    def rule(self, today: date) -> Reply:
        """What the law says to it. Raises :class:`bot.answers.law_entries.UnknownIntentError`."""
        asked = self.question
        return law.answer(asked.intent, asked.text, role=self.role, today=today, likely=asked.likely)

    @property
    def unclear(self) -> list[str]:
        """The parts of the message that ask something that was not understood, beside others that were."""
        return [] if self._only else list(self.tracker.latest_message.get("unclear") or [])

    @property
    def later(self) -> list[str]:
        """The questions of the message that were too many for one turn."""
        return [] if self._only else list(self.tracker.latest_message.get("later") or [])

    @property
    def fair(self) -> bool:
        """Whether the intent is likely but not sure, so that the second likeliest is worth offering. A fixed phrase is
        sure whatever the classifier thought of it."""
        doubtful = self.tracker.latest_message.get("certainty") == "fair" and self.likeliest[1] < 1
        return doubtful and not self._only and self.intent != "nlu_fallback"

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
    def read_back(self) -> CaseNumber | None:
        """The number that was read back before this message and waits for a yes."""
        kept = self.draft.settled() if self.requested == "case_number" else None
        return kept if isinstance(kept, CaseNumber) else None

    @property
    def role(self) -> str | None:
        """What the person is in the case in hand, or says they are (``applicant``, ``debtor`` …), if it is known."""
        role = self.tracker.get_slot("role")
        return str(role) if role else None

    @property
    def topic(self) -> Topic | None:
        """What was answered last."""
        kept = self.tracker.get_slot("topic")
        return Topic.from_json(kept) if kept else None

    @property
    def meanings(self) -> list[str]:
        """The intents that the last answer asked to choose from."""
        return list(json.loads(self.tracker.get_slot("meanings") or "[]"))

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
        """Answer with one more reply; the same one is never given twice in a turn."""
        if reply not in self.replies:
            self.replies.append(reply)

    def remember(self, events: Iterable[EventType]) -> None:
        """Let what comes later in this turn see slots that these events set."""
        for event in events:
            if event["event"] == "slot":
                self.tracker.slots[event["name"]] = event["value"]


class CoreAction(Action):  # type: ignore[misc]
    """An action over the core. After a digression it returns to the form that was open (``returns_to_form``), unless it
    closed it; without an open form it ends the turn (``ends_turn``; actions that a form runs for itself do not)."""

    returns_to_form = True
    ends_turn = True

    def __init__(self, services: Services) -> None:
        self.services = services

    @abstractmethod
    async def act(self, turn: Turn) -> list[EventType]:
        """Answer the turn; the events are what the conversation remembers of it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """rasa-sdk's entry."""
        turn = Turn(tracker)
        events = await self.act(turn)
        for reply in joined(turn.replies):
            dispatcher.utter_message(json_message=replace(reply, speech=spoken(reply)).to_dict())
        return [*events, *self._next(turn, events)]

    def _next(self, turn: Turn, events: list[EventType]) -> list[EventType]:
        """What comes next, told rather than left to a second prediction that costs as much as the first."""
        if any(event["event"] in ("followup", "active_loop") for event in events):
            return []
        if turn.form:
            return [FollowupAction(turn.form)] if self.returns_to_form else []
        return [FollowupAction(_LISTEN)] if self.ends_turn else []


def joined(replies: list[Reply]) -> list[Reply]:
    """The replies with their choices on the last one, in turns: the person answers to what was said last."""
    in_turns = zip_longest(*(reply.choices for reply in replies))
    choices = tuple(dict.fromkeys(choice for row in in_turns for choice in row if choice))
    if len(replies) < 2 or not choices:
        return replies
    bare = [replace(reply, choices=()) for reply in replies]
    return [*bare[:-1], replace(bare[-1], choices=choices[:_MOST_CHOICES])]


def without_told(replies: Iterable[Reply], told: Iterable[str]) -> list[Reply]:
    """The replies without choices that lead to what was told already (:func:`bot.answers.followups.key`)."""
    known = frozenset(told)
    return [replace(reply, choices=tuple(one for one in reply.choices if key(one) not in known)) for reply in replies]


def draft_slot(partial: CaseNumber | PartialCaseNumber | None) -> EventType:
    """Remember what is known of a number that is not complete, or not sure; ``None`` or nothing known forgets it."""
    if partial is None or partial == PartialCaseNumber():
        return SlotSet("case_draft", None)
    return SlotSet("case_draft", json.dumps(vars(partial), ensure_ascii=False))
