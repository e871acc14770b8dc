"""Whether a question got an answer. It is judged by words alone, so there is a third verdict: not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.transcripts.calls import Speaker, Turn
from bot.transcripts.hiding import hidden
from bot.transcripts.listening import Part
from bot.transcripts.promises import is_promise
from bot.transcripts.right import UNCLEAR, fits
from bot.transcripts.texts import pattern

_SHOWN = 60  # characters of the words of a question that was not understood: people ask last
_ANSWER = 8  # characters; what is shorter than that and does not fit is no answer


class Fate(str, Enum):
    """What became of a question."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    PROMISED = "promised"  # no answer, but one was promised for later
    UNSURE = "unsure"


@dataclass(frozen=True)
class Asked:
    """A question: the turn it was asked in (from 0), what it is about (``intent/id`` or an intent), and its fate.
    ``again``: the caller had asked the same before."""

    place: int
    part: Part
    topic: str
    fate: Fate = Fate.UNSURE
    again: bool = False

    @property
    def unanswered(self) -> bool:
        """Whether no answer came in this call."""
        return self.fate in (Fate.UNANSWERED, Fate.PROMISED)

    @property
    def words(self) -> str:
        """The caller's words, only where nothing else tells what was asked; numbers and names hidden."""
        return hidden(self.part.text)[-_SHOWN:] if self.topic == UNCLEAR else ""


def fate_of(turns: Sequence[Turn], asked: Asked, until: int, asked_again: bool) -> Fate:
    """The fate of a question: by what was said after it, before the turn ``until`` in which the next question came."""
    if asked.part.intent == "request_human":
        return Fate.ANSWERED if agent_after(turns, asked.place) else Fate.UNANSWERED
    window = turns[asked.place + 1 : until]
    replies = [turn.text for turn in window if turn.text and not turn.by_caller]
    told = [text for text in replies if not _is_empty(text)]
    if asked_again or not told:
        return Fate.PROMISED if any(map(is_promise, replies)) else Fate.UNANSWERED
    reactions = [turn.text for turn in turns[asked.place + 1 : until + 1] if turn.by_caller and turn.text]
    if any(pattern("refusing").search(text) for text in reactions):
        return Fate.UNANSWERED
    if any(fits(text, asked.part, asked.topic) for text in told):
        return Fate.ANSWERED
    if any(map(is_promise, told)):
        return Fate.PROMISED
    return Fate.UNSURE


def agent_after(turns: Sequence[Turn], place: int) -> bool:
    """Whether a colleague spoke after a turn."""
    return any(turn.speaker is Speaker.AGENT and turn.text for turn in turns[place + 1 :])


def _is_empty(text: str) -> bool:
    """Whether a reply only keeps the line open, asks back, or says that it cannot answer."""
    if pattern("filler_reply").search(text):
        return True
    rest = pattern("deferring").sub("", text)
    return (rest != text and len(rest) < 2 * _ANSWER) or bool(pattern("prompts").search(text) and len(text) < 30)
