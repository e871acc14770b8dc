"""One finished call, judged: everything the report and the desk hear of it, without what must not travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.answers.reply import Urgency
from bot.desk.rules import Rule, decide
from bot.hours import Hours
from bot.transcripts.calls import Call
from bot.transcripts.fates import Asked, agent_after
from bot.transcripts.listening import Listener
from bot.transcripts.needs import Need, story_of
from bot.transcripts.numbers import Numbers, numbers_of
from bot.transcripts.promises import Promise, promises_of
from bot.transcripts.questions import Listened, listen, questions_of
from bot.transcripts.right import UNCLEAR, answer_of, question_of
from bot.transcripts.trouble import troubles_of

_DANGER = frozenset({"ambulance", "threat", "self_harm", "crisis"})
_SURE = 0.8
"""A confidence: from here on an intent alone calls for a person; the words of the rules always do."""


@dataclass(frozen=True)
class Question:
    """A question as reports show it: turn (from 1), topic, the assistant's own words for it, fate, right answer; and
    the caller's own words, masked, only if it was not understood."""

    turn: int
    intent: str
    topic: str
    ask: str
    fate: str
    right: str
    words: str = ""


@dataclass(frozen=True)
class Judged:
    """A call as the report and the desk need it. ``phone`` and ``numbers`` only tell whether a later call is about the
    same matter; ``need`` is why a person must look at it now; ``story`` are its last words, masked, for a ticket."""

    id: str
    begin: datetime
    outgoing: bool
    phone: str
    intents: tuple[str, ...]
    numbers: tuple[str, ...]
    unclear_number: bool
    questions: tuple[Question, ...]
    promises: tuple[Promise, ...]
    troubles: Mapping[str, int]
    need: Need | None
    story: tuple[str, ...]

    @property
    def fate(self) -> str:
        """Of all its questions: the worst that is certain, else ``unsure``, ``answered`` if all were; ``none``."""
        fates = {question.fate for question in self.questions}
        return next((name for name in ("unanswered", "promised", "unsure", "answered") if name in fates), "none")


def judge(call: Call, listener: Listener, hours: Hours) -> Judged:
    """Read a call. ``hours`` knows the working days on which promises run."""
    listened, numbers = listen(call, listener), numbers_of(call)
    asked = [] if call.outgoing else questions_of(call, listened)
    promises = tuple(promises_of(call, hours))
    need = _need(call, listened, asked)
    return Judged(
        id=call.id,
        begin=call.begin,
        outgoing=call.outgoing,
        phone=call.phone,
        intents=listened.intents,
        numbers=tuple(number.canonical for number in numbers.clear),
        unclear_number=numbers.unclear,
        questions=tuple(_shown(one, listened, numbers, call) for one in asked),
        promises=promises,
        troubles=troubles_of(call, asked, numbers),
        need=need,
        story=story_of(call) if need or promises else (),
    )


def _shown(one: Asked, listened: Listened, numbers: Numbers, call: Call) -> Question:
    return Question(
        turn=one.place + 1,
        intent=one.part.intent,
        topic=one.topic,
        ask=question_of(one.topic, one.part.intent),
        fate=one.fate.value,
        right=answer_of(one.part, one.topic, numbers, call.begin.date()),
        words=one.words,
    )


def _need(call: Call, listened: Listened, asked: list[Asked]) -> Need | None:
    """The gravest reason why a person must look at a call: danger, an urgent matter or a wish for a person that nobody
    took up, a complaint, two askings without an answer."""
    called_for = [
        (place, part.text, rule)
        for place, heard in listened.heard.items()
        for part in (heard.whole, *heard.questions)
        if (rule := decide(part.intent if part.confidence >= _SURE else "", part.text))
    ]
    for kind in ("crisis", "person", "complain", "request_human"):
        for place, words, rule in called_for:
            if _is(kind, rule) and (kind in ("crisis", "complain") or not agent_after(call.turns, place)):
                return Need.of(kind, rule.reason, rule.urgency, words)
    twice = _unanswered_twice(asked)
    return Need.of("twice", "not_understood", Urgency.NORMAL, twice.part.text) if twice else None


def _unanswered_twice(asked: list[Asked]) -> Asked | None:
    """A question that was asked again and not answered then either; or the second of two that were not understood."""
    unanswered = [one for one in asked if one.unanswered]
    unclear = [one for one in unanswered if one.topic == UNCLEAR]
    again = [one for one in unanswered if one.again and one.part.intent != "request_human"]
    return next(iter([*again[-1:], *unclear[1:]]), None)


def _is(kind: str, rule: Rule) -> bool:
    if kind == "crisis":
        return rule.reason in _DANGER
    if kind == "person":
        return rule.urgency is Urgency.URGENT and rule.reason not in _DANGER
    return rule.reason == kind
