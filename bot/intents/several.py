"""Several questions in one message: which of its parts ask something of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from bot.answers import elsewhere, law
from bot.intents.classifier import Ranking
from bot.intents.commands import fixed_intent
from bot.intents.crisis import CRISIS
from bot.intents.questions import asked_and_told, split

PART_SURE = 0.6
"""From here a part counts as a question of its own. Confidences are calibrated on whole messages, and a part is shorter
than those. Of the training lines 4 % have two such parts; reading them, nine in ten did ask twice. A part that was read
wrongly costs one answer too many; below the limit the whole message decides as before."""

_MOST_PARTS = 4  # of a longer message the last ones: people tell the story first and ask last
_MOST_QUESTIONS = 3  # three answers are what a screen and a listener hold
_NO_QUESTION = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "ask_capability", CRISIS})


class Question(TypedDict):
    """One part that asks something, as it travels in the parse data."""

    text: str
    intent: str
    confidence: float


def several(text: str, whole: str, predict: Callable[[str], Ranking]) -> list[Question]:
    """The questions of a cleaned text, in order, if there are at least two, else none.

    ``whole`` is the intent of the whole text, ``predict`` classifies a part; a text of one part is not classified
    again. A part that speaks of danger comes back alone, because nothing else counts then.
    """
    if whole == CRISIS or fixed_intent(text):
        return []
    parts = with_stories(split(text))
    if len(parts) < 2:
        return []
    read = [_question(part, whole, predict) for part in parts[-_MOST_PARTS:]]
    sure = [one for one in read if one["confidence"] >= PART_SURE]
    danger = [one for one in sure if one["intent"] == CRISIS]
    asked = [one for one in sure if _counts(one, whole)]
    return danger[:1] or (asked[-_MOST_QUESTIONS:] if len(asked) > 1 else [])


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


def _question(part: str, whole: str, predict: Callable[[str], Ranking]) -> Question:
    fixed = fixed_intent(part)
    intent, confidence = (fixed, 1.0) if fixed else predict(part)[0]
    if (confidence < PART_SURE or intent == "out_of_scope") and _is_known(part, whole):
        intent, confidence = whole, PART_SURE
    return Question(text=part, intent=intent, confidence=round(confidence, 4))


def _is_known(part: str, whole: str) -> bool:
    """Whether the topic of the whole message knows the part by its words. 「孩子上民办学校受影响吗」 alone would be a
    question about schools; after 限高 it is not."""
    if whole not in law.intents():
        return False
    entry, _ = law.find(whole, part, None)
    return entry.intent == whole and not entry.default


def _counts(question: Question, whole: str) -> bool:
    """Small talk and commands ask nothing. A rhetorical part is a complaint only if the whole message is one. What is
    not this office's business counts where there is something to say about it."""
    intent = question["intent"]
    if intent == "complain":
        return whole == intent
    if intent == "out_of_scope":
        return elsewhere.find(question["text"]) is not None
    return intent not in _NO_QUESTION and not intent.startswith("command_")
