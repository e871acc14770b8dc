"""Numbers that were heard and not read: those that are not sure are read back before anything is looked up.

A wrong number costs a caller more than a question: what is told next would be told of somebody else's case.
"""

from __future__ import annotations

import re
from functools import cache

from bot.actions.turn import IVR, Turn
from bot.answers import picking
from bot.answers.texts import texts
from bot.case_number import CaseNumber, find
from bot.case_number.courts import mentions

_WRITTEN = re.compile(r"[^\w]+")


def is_sure(turn: Turn, number: CaseNumber) -> bool:
    """Whether a number may be taken without asking. On the phone the recogniser must be sure, and no sign may have been
    put right that only sounded like one. What the caller confirmed, picked or has in hand already is sure."""
    if turn.channel != IVR or number.canonical == turn.text or number in (turn.read_back, turn.case_number):
        return True
    return turn.sure and _is_plain(turn.text, number)


def is_right(turn: Turn) -> bool:
    """Whether the message says yes to what was read back."""
    return turn.intent == "affirm" or picking.is_yes(turn.normalized)


def is_wrong(turn: Turn) -> bool:
    """Whether the message says no to it, with or without what is right."""
    return _pattern("wrong").match(_WRITTEN.sub("", turn.normalized)) is not None


def _is_plain(text: str, number: CaseNumber) -> bool:
    """Whether the words hold the signs of a number and nothing that only sounds like them. Words beside the number do
    not matter."""
    found = find(text)
    if not found:  # its parts came in several messages, or by keys
        return True
    words = "".join(one.text for one in found)
    for court in sorted(mentions(words), key=lambda one: -one.start):
        words = words[: court.start] + words[court.end :]
    return _pattern("plain").fullmatch(_WRITTEN.sub("", words)) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(texts("case_number")[name]))
