"""Questions about one case: find out which, whether this person may hear of it, and answer."""

from __future__ import annotations

import asyncio

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions import numbers as intake
from bot.actions.commands import IDENTITY_FORM
from bot.actions.turn import ROBOT, CoreAction, Turn, draft_slot, joined, without_told
from bot.answers import identity, law_entries, numbers, progress
from bot.answers.followups import Topic
from bot.answers.reply import Reply
from bot.answers.viewer import viewer_of
from bot.case_number import CaseNumber, parse
from bot.cases.errors import CaseStoreError
from bot.cases.model import Case
from bot.parties import Binding, IdentityUnavailable

CASE_FORM = "case_form"


class CaseAnswer(CoreAction):
    """``action_case``: answers a question about a case.

    Opens ``case_form`` while the case is not clear and ``identity_form`` while the person is not known; the question
    waits in the slot ``question`` until the form is done; so do several.
    """

    returns_to_form = False

    def name(self) -> str:
        return "action_case"

    async def act(self, turn: Turn) -> list[EventType]:
        return await self.answer(turn, (asked_of_case(turn.intent),))

    async def answer(self, turn: Turn, questions: tuple[str, ...]) -> list[EventType]:
        """Answer these questions about one case, or open the form that has to come first."""
        if turn.channel == ROBOT:
            turn.say(identity.robot_private())
            return []
        try:
            # The identity check and the store wait for others: one trip out of the loop for all of it.
            events = await asyncio.to_thread(self._answer, turn, questions)
        except (CaseStoreError, IdentityUnavailable):
            turn.say(identity.unavailable())
            return [SlotSet("question", None)]
        waiting = [SlotSet("question", " ".join(questions)), SlotSet("topic", None)]
        return [*waiting, *events] if waits(events) else [SlotSet("question", None), *events]

    def _answer(self, turn: Turn, questions: tuple[str, ...]) -> list[EventType]:
        binding = self.services.identity.binding(turn.sender)
        own = self.own_cases(binding)
        number = intake.settled(turn, self.services.today(), own) if turn.numbers else turn.case_number
        if number is None and len(own) == 1 and not turn.numbers:
            number = parse(own[0].case_number)
        if number is None:
            waiting = draft_slot(intake.kept(turn, self.services.today(), own))
            return [SlotSet("case_number", None), waiting, FollowupAction(CASE_FORM)]
        if binding is None:
            turn.say(self._public(number))
            return [SlotSet("case_number", number.canonical), FollowupAction(IDENTITY_FORM)]
        return self._tell(turn, number, binding, questions)

    def own_cases(self, binding: Binding | None) -> tuple[Case, ...]:
        """The cases of a verified person, newest first."""
        return self.services.store.cases_of(binding.person_key) if binding else ()

    def _tell(self, turn: Turn, number: CaseNumber, binding: Binding, questions: tuple[str, ...]) -> list[EventType]:
        file = self.services.store.file(number.canonical)
        viewer = viewer_of(file, binding.person_key) if file else None
        if file is None or viewer is None:
            turn.say(numbers.not_yours())
            return [SlotSet("case_number", None)]
        for question in questions:
            turn.say(progress.answer(question, file, viewer, self.services.today()))
        turn.replies = without_told(turn.replies, questions)
        choices = joined(turn.replies)[-1].choices
        topic = Topic(questions[-1], choices=choices, told=questions).after(turn.topic)
        return [
            SlotSet("case_number", number.canonical),
            SlotSet("role", viewer.side.value),
            SlotSet("topic", topic.to_json()),
            draft_slot(None),
        ]

    def _public(self, number: CaseNumber) -> Reply:
        """The public level. The store is asked only where the court discloses stage and date to everybody."""
        file = self.services.store.file(number.canonical) if self.services.disclose_stage_publicly else None
        return identity.public(number, file)


class AfterForm(CaseAnswer):
    """``action_after_form``: answers the question that waited for a form, if it still waits."""

    def name(self) -> str:
        return "action_after_form"

    async def act(self, turn: Turn) -> list[EventType]:
        done = [SlotSet("party_name", None), SlotSet("one_time_code", None)]
        questions = tuple((turn.tracker.get_slot("question") or "").split())
        return [*done, *(await self.answer(turn, questions) if questions else [])]


class CaseOrRule(CaseAnswer):
    """``action_case_or_rule``: a question that is about the case in hand if there is one, else about the rule."""

    def name(self) -> str:
        return "action_case_or_rule"

    async def act(self, turn: Turn) -> list[EventType]:
        if (turn.case_number or turn.numbers) and not asks_for_rule(turn.normalized):
            return await super().act(turn)
        turn.say(turn.rule(self.services.today()))
        return [FollowupAction(turn.form)] if turn.form else []


def asked_of_case(intent: str) -> str:
    """The question that an intent puts to a case: who only gives a number wants to hear how it stands."""
    return intent if intent.startswith("ask_") else "ask_progress"


def asks_for_rule(text: str) -> bool:
    """Whether these words lead to one particular answer of law (超过六个月没执行怎么办), whatever case is in hand."""
    entry = law_entries.asked(text)
    return entry is not None and not entry.default


def waits(events: list[EventType]) -> bool:
    """Whether something else is asked before the answer."""
    return any(event["event"] == "followup" for event in events)
