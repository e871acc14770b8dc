"""Several questions in one message: which of its parts ask something of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypedDict

from bot.answers import elsewhere, followups, law_choice, law_entries
from bot.intents.classifier import Ranking
from bot.intents.commands import fixed_intent
from bot.intents.crisis import CRISIS
from bot.intents.questions import alone, asked_and_told, matter_asked, split

PART_SURE = 0.6
"""From here a part counts as a question of its own. Confidences are calibrated on whole messages, and a part is shorter
than those. A part that was read wrongly costs one answer too many; below the limit it is said not to be understood."""

PART_LIKELY = 0.4
"""From here a part counts too if the words of its likeliest topic are in it."""

_TOUCHED = 0.01  # the confidence of a topic in the whole message; below, the message does not speak of it
_BY_ITSELF = 0.95  # and a part that does must be as sure as this: 「到日子自己会没吗」 alone resembles anything
_MOST_PARTS = 8  # of a longer message the last ones: people tell the story first and ask last
_MOST_QUESTIONS = 3  # three answers are what a screen and a listener hold
_MATTER = 4  # characters of its own that a part must ask about, else it leans on the others (那要多久)
_LIKELY = 0.1  # a confidence; from here a meaning may be what a part asks
_NO_QUESTION = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "ask_capability", CRISIS})


class Question(TypedDict):
    """One part that asks something, as it travels in the parse data."""

    text: str
    intent: str
    confidence: float


@dataclass(frozen=True)
class Parts:
    """What the parts of a message ask: ``questions``, in order, if there are at least two (or one beside parts that
    were not understood), ``unclear``, the words of those parts, and ``later``, the words of questions that were too
    many."""

    questions: list[Question] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


def several(text: str, whole: str, predict: Callable[[str], Ranking]) -> Parts:
    """The questions of a cleaned text.

    ``whole`` is the intent of the whole text, ``predict`` classifies a part; a text of one part is not classified
    again. A part that speaks of danger comes back alone, because nothing else counts then. If no part was understood,
    none is called unclear: the whole message decides.
    """
    if whole == CRISIS or fixed_intent(text):
        return Parts()
    parts = with_stories(split(text))
    if len(parts) < 2:
        return Parts()
    touched = {intent for intent, confidence in predict(text) if confidence >= _TOUCHED}
    read = [_question(part, whole, touched, predict) for part in parts[-_MOST_PARTS:]]
    sure = [one for one in read if one["confidence"] >= PART_SURE]
    danger = [one for one in sure if one["intent"] == CRISIS]
    if danger:
        return Parts(danger[:1])
    asked = [one for one in sure if _counts(one, whole)]
    answered = {whole, *(one["intent"] for one in asked)}
    rest = [one["text"] for one in read if one not in sure or (one["intent"] == "out_of_scope" and one not in asked)]
    own = alone(parts) if asked else []
    unclear = [part for part in rest if part in own and _is_unclear(part, answered, predict(part))]
    if len(asked) < 2 and not unclear:
        return Parts()
    return Parts(asked[-_MOST_QUESTIONS:], unclear, [one["text"] for one in asked[:-_MOST_QUESTIONS]])


def with_stories(parts: list[str]) -> list[str]:
    """What only tells goes with the question after it, at the end with the one before."""
    told, joined = "", list[str]()
    for part in parts:
        asked, after = asked_and_told(part)
        if asked:
            joined.append(told + asked)
            told = after
        else:
            told += after
    return [*joined[:-1], joined[-1] + told] if joined else [told]


def _question(part: str, whole: str, touched: set[str], predict: Callable[[str], Ranking]) -> Question:
    fixed = fixed_intent(part)
    intent, confidence = (fixed, 1.0) if fixed else predict(part)[0]
    if intent not in touched and intent != CRISIS and confidence < _BY_ITSELF:  # danger may hide in one clause
        confidence = min(confidence, PART_LIKELY)
    if (confidence < PART_SURE or intent == "out_of_scope") and _is_known(part, whole):
        intent, confidence = whole, PART_SURE
    elif PART_LIKELY <= confidence < PART_SURE and _is_known(part, intent):
        confidence = PART_SURE
    return Question(text=part, intent=intent, confidence=round(confidence, 4))


def _is_known(part: str, topic: str) -> bool:
    """Whether a topic, of the whole message or the likeliest of the part, knows the part by its words.
    「孩子上民办学校受影响吗」 alone would be a question about schools; after 限高 it is not."""
    if topic not in law_entries.intents():
        return False
    entry, _ = law_choice.find(topic, part, None)
    return entry.intent == topic and not entry.default


def _counts(question: Question, whole: str) -> bool:
    """Small talk and commands ask nothing. A rhetorical part is a complaint only if the whole message is one. What is
    not this office's business counts where there is something to say about it."""
    intent = question["intent"]
    if intent == "complain":
        return whole == intent
    if intent == "out_of_scope":
        return elsewhere.find(question["text"]) is not None
    return intent not in _NO_QUESTION and not intent.startswith("command_")


def _is_unclear(part: str, answered: set[str], ranking: Ranking) -> bool:
    """Whether a part asks something of its own that no answer covers. What may be one of the questions that are
    answered is taken for it; rhetoric and small talk are not worth a word."""
    likely = {name for name, confidence in ranking if confidence >= _LIKELY}
    if ranking[0][0] in _NO_QUESTION or "complain" in likely or likely & answered:
        return False
    return len(matter_asked(part)) >= _MATTER and followups.kind_of(part) is None
