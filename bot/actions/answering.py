"""What stands before every answer: the conversation's memory of topic, role and offers, and several questions at once.

message ─▶ role? ─▶ answers an offer? ─▶ follow-up? ─▶ several questions? ─▶ the action that the rule names
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions.case import CaseAnswer, asked_of_case, waits
from bot.actions.commands import CRISIS
from bot.actions.turn import CoreAction, Question, Turn, joined, without_told
from bot.actions.unclear import meanings_slot, picked, second_meaning
from bot.answers import followups, law, picking, roles, talk

CASE = frozenset({"ask_progress", "inform_case_number", "ask_measures", "ask_contact"})
CASE_OR_RULE = frozenset({"ask_payout", "ask_time_limit"})
SERVICE = frozenset({"ask_location", "ask_self_service"})
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "ask_capability"})
HAND_OVER = frozenset({"request_human", "complain", CRISIS})


def action_for(intent: str) -> str:
    """The action that answers an intent, as the rules have it; questions of law are the rest."""
    for names, action in (
        (CASE, "action_case"),
        (CASE_OR_RULE, "action_case_or_rule"),
        (SERVICE, "action_service"),
        (SMALL_TALK, "action_small_talk"),
        (HAND_OVER, "action_hand_over"),
        ({"out_of_scope"}, "action_out_of_scope"),
    ):
        if intent in names:
            return action
    return "action_law"


class Answering(CoreAction):
    """Stands under the name of one answering action and sees the message before it. ``others`` are all of them."""

    def __init__(self, inner: CoreAction, others: Mapping[str, CoreAction]) -> None:
        super().__init__(inner.services)
        self._inner = inner
        self._others = others
        self.returns_to_form = inner.returns_to_form

    def name(self) -> str:
        return str(self._inner.name())

    async def act(self, turn: Turn) -> list[EventType]:
        if turn.intent == CRISIS:
            return await self._inner.act(turn)
        role = roles.stated(turn.normalized)
        before: list[EventType] = [SlotSet("role", role)] if role and role != turn.role else []
        if turn.meanings:
            before.append(meanings_slot([]))
        offered = turn.meanings
        question = picked(turn) if offered else None
        turn.remember(before)
        if offered and question is None and picking.is_none(turn.normalized):
            turn.say(talk.small_talk("deny"))
            return before
        if len(offered) > 1 and question is None and picking.is_yes(turn.normalized):
            turn.say(talk.pick_one(offered))
            return [*before, meanings_slot(offered)]
        return [*before, *(await self._answer(turn, question))]

    async def _answer(self, turn: Turn, question: Question | None) -> list[EventType]:
        topic = turn.topic
        if question is None and topic and followups.is_followup(topic, turn.normalized, turn.role):
            words = followups.question(topic, turn.normalized, turn.role)
            if words is None:
                turn.say(followups.ask_back(topic, turn.normalized))
                return [SlotSet("failures", 0), *_back_to_form(turn)]
            question = _asking(words)
        if question:
            return await self._one(turn, question)
        questions = _apart(turn)
        return await (self._several(turn, questions) if len(questions) > 1 else self._whole(turn))

    async def _whole(self, turn: Turn) -> list[EventType]:
        """The message as the classifier and the rule took it."""
        events = await self._inner.act(turn)
        second = (
            second_meaning(turn) if turn.fair and action_for(turn.intent) == "action_law" and not turn.form else None
        )
        if second and turn.replies:
            turn.replies[-1] = talk.or_rather(turn.replies[-1], second)
        return [*events, *_topic(turn, Question(turn.normalized, turn.intent), events)]

    async def _one(self, turn: Turn, question: Question) -> list[EventType]:
        """One question in place of the message."""
        aside = turn.about(question)
        events = await self._others[action_for(question.intent)].act(aside)
        turn.replies += aside.replies
        back = [] if waits(events) else _back_to_form(turn)
        return [*events, *_topic(aside, question, events), *back]

    async def _several(self, turn: Turn, questions: list[Question]) -> list[EventType]:
        """Every question in one turn: the case's own facts first, then the rules; a person last. If the case is not
        clear yet, what can be answered is answered first and the form's question stands at the end."""
        of_case, others = _sorted(turn, questions)
        case_turn = turn.about(Question(turn.normalized, turn.intent))
        events = await self._case.answer(case_turn, of_case) if of_case else []
        turn.remember(events)
        for question in others:
            aside = turn.about(question)
            told = await self._others[action_for(question.intent)].act(aside)
            told = [event for event in told if event["event"] != "followup"]
            told += _topic(aside, question, told)
            turn.remember(told)
            events = [*events, *told]
            turn.replies += aside.replies
        if waits(events):
            turn.replies = [*(replace(reply, choices=()) for reply in turn.replies), *case_turn.replies]
            return [SlotSet("failures", 0), *events]
        turn.replies = without_told([*case_turn.replies, *turn.replies], (_key(one, turn.role) for one in questions))
        return [SlotSet("failures", 0), *events, *_topic_of_all(turn), *_back_to_form(turn)]

    @property
    def _case(self) -> CaseAnswer:
        action = self._others["action_case"]
        assert isinstance(action, CaseAnswer)
        return action


def _asking(words: str) -> Question:
    """A question in the bot's own words, with the intent that they lead to."""
    entry = law.asked(words)
    return Question(words, law.questions()[entry.ask] if entry else talk.offered()[words])


def _apart(turn: Turn) -> list[Question]:
    """The questions of the message that have different answers. A short part (能关多久) goes with the one before."""
    apart: dict[str, Question] = {}
    topic = None
    for question in turn.questions:
        words = followups.question(topic, question.text, turn.role) if topic else None
        question = _asking(words) if words else question
        key = _key(question, turn.role)
        apart.setdefault(key, question)
        topic = followups.Topic(*key.partition("/")[::2]) if key.partition("/")[1] else None
    return list(apart.values())


def _key(question: Question, role: str | None) -> str:
    """The same for all questions with one answer."""
    if action_for(question.intent) == "action_law":
        entry, _ = law.find(question.intent, question.text, role)
        return f"{entry.intent}/{entry.id}"
    return asked_of_case(question.intent) if question.intent in CASE else question.intent


def _sorted(turn: Turn, questions: list[Question]) -> tuple[tuple[str, ...], list[Question]]:
    """The questions about the case in hand or to come, and the others with the hand-over last."""
    with_case = turn.case_number or turn.numbers or any(question.intent in CASE for question in questions)
    about_case = CASE | CASE_OR_RULE if with_case else CASE
    of_case = dict.fromkeys(asked_of_case(one.intent) for one in questions if one.intent in about_case)
    others = [one for one in questions if one.intent not in about_case]
    return tuple(of_case), sorted(others, key=lambda one: one.intent in HAND_OVER)


def _topic(turn: Turn, question: Question, events: list[EventType]) -> list[EventType]:
    """What the next short follow-up will be about. Small talk and what was not understood leave it as it is."""
    action = action_for(question.intent)
    if question.intent in {*SMALL_TALK, "nlu_fallback"} or any(event.get("name") == "topic" for event in events):
        return []
    choices = turn.replies[-1].choices if turn.replies else ()
    if question.intent in law.intents() and not waits(events):
        topic = followups.law_topic(question.intent, question.text, turn.role, choices)
    elif action == "action_service":
        topic = followups.Topic(question.intent, choices=choices, told=(question.intent,))
    else:
        return [SlotSet("topic", None)]
    return [SlotSet("topic", topic.after(turn.topic).to_json())]


def _topic_of_all(turn: Turn) -> list[EventType]:
    """The last topic of several, with what all of them offer."""
    topic, replies = turn.topic, joined(turn.replies)
    return [SlotSet("topic", replace(topic, choices=replies[-1].choices).to_json())] if topic and replies else []


def _back_to_form(turn: Turn) -> list[EventType]:
    return [FollowupAction(turn.form)] if turn.form else []
