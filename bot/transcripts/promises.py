"""What the office promised in a call: to ring back, to answer, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.hours import Hours
from bot.intents.cleaning import clean
from bot.transcripts.calls import Call
from bot.transcripts.due import Due, due_of
from bot.transcripts.hiding import hidden
from bot.transcripts.texts import pattern

_SENTENCES = re.compile(r"[^。!！?？；;]+[。!！?？；;]?")
_SHOWN = 40  # characters of what was said


@dataclass(frozen=True)
class Promise:
    """A promise: the turn it was made in (from 0), when, the words (numbers and names hidden), and by when if that can
    be told. ``ticketed``: the machine named a ticket with it, so the desk is at it already."""

    place: int
    made: datetime
    said: str
    due: Due | None
    ticketed: bool = False


def promises_of(call: Call, hours: Hours) -> list[Promise]:
    """The promises of a call, in order; the same words said twice are one promise, the one that names a time."""
    found = [
        promise for place, turn in enumerate(call.turns) if not turn.by_caller for promise in _in(call, place, hours)
    ]
    timed = [promise for promise in found if promise.due]
    kept = timed or found[:1]
    return list({promise.due: promise for promise in reversed(kept)}.values())[::-1]


def _in(call: Call, place: int, hours: Hours) -> Iterator[Promise]:
    text = call.turns[place].text
    if not pattern("promise").search(text):
        return
    made = call.moment(place)
    for sentence in _SENTENCES.findall(clean(text).text):
        sentence = sentence.strip()
        if is_promise(sentence):
            shown = hidden(sentence)[:_SHOWN]
            yield Promise(
                place, made, shown, due_of(sentence, made, hours), bool(pattern("promise_ticket").search(text))
            )


def is_promise(sentence: str) -> bool:
    """Whether a sentence of the office promises to come back to the party."""
    asks = sentence.rstrip()[-1:] in "?？吗" and not pattern("promise").search(sentence.split(",")[0])
    return bool(pattern("promise").search(sentence)) and not pattern("no_promise").search(sentence) and not asks
