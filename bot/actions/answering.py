"""What stands before every answer: the conversation's memory of topic, role and offers, and several questions at once.

message ─▶ role? ─▶ answers an offer? ─▶ follow-up? ─▶ several questions? ─▶ the action that the rule names
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions.asked import HAND_OVER, SMALL_TALK, action_for, allows_others, apart, asking, key, of_case_and_others
from bot.actions.case import CaseAnswer, waits
from bot.actions.commands import CRISIS
from bot.actions.earlier import meant, with_words_of
from bot.actions.estimating import impossible_day
from bot.actions.guiding import in_the_lobby, way
from bot.actions.handing_over import hand_over
from bot.actions.own_ticket import about_ticket
from bot.actions.turn import ROBOT, CoreAction, Question, Turn, joined, without_told
from bot.actions.unclear import meanings_slot, picked
from bot.answers import followups, identity, law_entries, picking, roles, talk
from bot.answers.reply import Reply
from bot.desk.rules import decide
from bot.parties.masking import mask_personal

_CODE = re.compile(r"\s*\d{6}[。.]?\s*")
_WORTH_A_WORD = 0.15  # a confidence; below it another meaning is only a choice, for a remark on it would puzzle most
_WORTH_A_COLLEAGUE = 0.6  # below it a complaint is offered among the meanings: it may be any story told in anger


class Answering(CoreAction):
    """Stands under the name of one answering action and sees the message before it. ``others`` are all of them."""

    def __init__(self, inner: CoreAction, others: Mapping[str, CoreAction]) -> None:
        super().__init__(inner.services)
        self._inner = inner
        self._others = others
        self.returns_to_form = inner.returns_to_form
        self.ends_turn = inner.ends_turn

    def name(self) -> str:
        return str(self._inner.name())

    async def act(self, turn: Turn) -> list[EventType]:
        lobby = in_the_lobby(turn, self.services)  # before danger: who seeks their mother is taken for somebody in it
        if turn.intent == CRISIS and not lobby:
            return [*(await self._inner.act(turn)), meanings_slot([]), SlotSet("topic", None)]
        if told := await about_ticket(turn, self.services):
            turn.say(told)
            return [SlotSet("failures", 0), *_back_to_form(turn)]
        if told := lobby or _stray_code(turn) or way(turn, self.services) or self._no_such_day(turn):
            turn.say(told)
            await self._handing_over(turn)
            return [SlotSet("failures", 0), *_back_to_form(turn)]
        events = await self._remembering(turn)
        await self._handing_over(turn)
        return events

    def _no_such_day(self, turn: Turn) -> Reply | None:
        """A debt with a day that the calendar does not have (2月30日): whatever the topic is taken for, that comes
        first. The form for interest says so itself."""
        return None if turn.form else impossible_day(turn.normalized, self.services.today())

    async def _handing_over(self, turn: Turn) -> None:
        """Where the words themselves call for a person (a clue, property that is being moved, a deadline that runs) the
        team hears of it beside the answer. In a form the answer to its question comes first."""
        if turn.form or any(reply.handover for reply in turn.replies):
            return
        rule = decide("" if turn.intent in HAND_OVER else turn.intent, turn.normalized)
        if rule is None:
            return
        if not rule.offered:
            turn.replies = [talk.without_person(reply) for reply in turn.replies]
            turn.say(await hand_over(turn, self.services, rule))
        elif turn.replies:
            turn.replies[-1] = talk.with_person(turn.replies[-1])

    async def _remembering(self, turn: Turn) -> list[EventType]:
        role = roles.stated(turn.normalized)
        before: list[EventType] = [SlotSet("role", role)] if role and role != turn.role else []
        turn.remember(before)
        if role and roles.is_all(turn.normalized):
            turn.say(talk.role_heard(role))
            return [*before, SlotSet("failures", 0), meanings_slot([]), *_back_to_form(turn)]
        if turn.meanings:
            return [*before, meanings_slot([]), *(await self._to_offer(turn, turn.meanings))]
        return [*before, *(await self._answer(turn, meant(turn)))]

    async def _to_offer(self, turn: Turn, offered: list[str]) -> list[EventType]:
        """The message after an offer of meanings: it picks one, refuses all, or asks something else."""
        question = picked(turn)
        if question is None and picking.is_none(turn.normalized):
            turn.say(talk.small_talk("deny"))
            return _back_to_form(turn)
        if question is None and len(offered) > 1 and picking.is_yes(turn.normalized):
            turn.say(talk.pick_one(offered))
            return [meanings_slot(offered), *_back_to_form(turn)]
        return await self._answer(turn, question and with_words_of(turn, question))

    async def _answer(self, turn: Turn, question: Question | None) -> list[EventType]:
        topic = turn.topic
        if question is None and topic and followups.is_followup(topic, turn.normalized, turn.role):
            words = followups.question(topic, turn.normalized, turn.role)
            if words is None:
                turn.say(followups.ask_back(topic, turn.normalized))
                return [SlotSet("failures", 0), *_back_to_form(turn)]
            question = asking(words)
        if question:
            return await self._one(turn, question)
        events = await self._parts(turn, apart(turn))
        if turn.unclear:
            turn.say(talk.not_understood(_quotable(turn, turn.unclear)))
        if turn.later:
            turn.say(talk.ask_later(_quotable(turn, turn.later)))
        return events

    async def _parts(self, turn: Turn, questions: list[Question]) -> list[EventType]:
        """What the message asks, in its parts. Beside parts that were not understood the one that was stands alone: the
        message as a whole may be read as anything."""
        if len(questions) > 1:
            return await self._several(turn, questions)
        return await (self._one(turn, questions[0]) if questions and turn.unclear else self._whole(turn))

    async def _whole(self, turn: Turn) -> list[EventType]:
        """The message as the classifier and the rule took it. A colleague's time is not spent on a guess."""
        guess = turn.fair and turn.intent in HAND_OVER and turn.likeliest[1] < _WORTH_A_COLLEAGUE
        events = await (self._others["action_clarify"] if guess else self._inner).act(turn)
        if turn.fair and allows_others(turn.intent) and not turn.form and turn.replies and not waits(events):
            remarked = turn.ranking[1][1] >= _WORTH_A_WORD and turn.intent not in HAND_OVER
            offer = talk.or_rather if remarked else talk.beside
            turn.replies[-1] = offer(turn.replies[-1], talk.rather(turn.ranking))
        return [SlotSet("failures", 0), *events, *_topic(turn, turn.question, events)]

    async def _one(self, turn: Turn, question: Question) -> list[EventType]:
        """One question in place of the message."""
        aside = turn.about(question)
        events = await self._others[action_for(question.intent)].act(aside)
        turn.replies += aside.replies
        back = [] if waits(events) else _back_to_form(turn)
        return [SlotSet("failures", 0), *events, *_topic(aside, question, events), *back]

    async def _several(self, turn: Turn, questions: list[Question]) -> list[EventType]:
        """Every question in one turn: the case's own facts first, then the rules; a person last. If the case is not
        clear yet, what can be answered is answered first and the form's question stands at the end."""
        of_case, others = of_case_and_others(turn, questions)
        case_turn = turn.about(turn.question)
        events = await self._case.answer(case_turn, of_case) if of_case else []
        turn.remember(events)
        for question in others:
            aside = turn.about(question)
            told = await self._others[action_for(question.intent)].act(aside)
            if not aside.replies:  # it would open a form, which is no answer beside other answers: tell the rule
                told = await self._others["action_law"].act(aside)
            told = [event for event in told if event["event"] != "followup"]
            told += _topic(aside, question, told)
            turn.remember(told)
            events = [*events, *told]
            turn.replies += aside.replies
        if waits(events):
            turn.replies = [*(replace(reply, choices=()) for reply in turn.replies), *case_turn.replies]
            return [SlotSet("failures", 0), *events]
        turn.replies = without_told([*case_turn.replies, *turn.replies], (key(one, turn.role) for one in questions))
        return [SlotSet("failures", 0), *events, *_topic_of_all(turn), *_back_to_form(turn)]

    @property
    def _case(self) -> CaseAnswer:
        action = self._others["action_case"]
        assert isinstance(action, CaseAnswer)
        return action


def _quotable(turn: Turn, parts: list[str]) -> list[str]:
    """Parts of the message as they may be said back; none to a robot, where everybody hears it."""
    return [] if turn.channel == ROBOT else [mask_personal(part) for part in parts]


def _stray_code(turn: Turn) -> Reply | None:
    """What is said to a one-time code when none is waited for; six digits alone would be guessed to be anything."""
    return None if turn.form or not _CODE.fullmatch(turn.normalized) else identity.no_code_wanted()


def _topic(turn: Turn, question: Question, events: list[EventType]) -> list[EventType]:
    """What the next short follow-up will be about. Small talk and what was not understood leave it as it is."""
    action = action_for(question.intent)
    if question.intent in {*SMALL_TALK, "nlu_fallback"} or any(event.get("name") == "topic" for event in events):
        return []
    choices = turn.replies[-1].choices if turn.replies else ()
    if question.intent in law_entries.intents() and not waits(events):
        topic = followups.law_topic(question.entry(turn.role), choices)
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
