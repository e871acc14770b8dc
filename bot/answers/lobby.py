"""What the robot says in the lobby beside answers: a kind word to children and jokers (the table is
``data/lobby.yml``), and help to somebody in danger."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.answers import venue
from bot.answers.places import Venue
from bot.answers.reply import Handover, Reply
from bot.answers.talk import Handed, help_first
from bot.answers.texts import say, texts

_LONGEST = 16  # characters; a longer message is a question that only begins like a joke
_LOST = "lost"


def small_talk(text: str, where: Venue | None) -> Reply | None:
    """The word for a cleaned text, or ``None`` if it is no small talk. A lost child is sent to a person."""
    if len(text) > _LONGEST:
        return None
    for name, pattern in _patterns().items():
        if pattern.search(text):
            lines = tuple(texts("lobby")[name]["lines"])
            person = venue.person(where) if name == _LOST else Reply(lines=())
            return Reply(lines=(*lines, *person.lines[1:]), place=person.place)
    return None


def in_danger(handover: Handover, handed: Handed | None) -> Reply:
    """The words to somebody in danger: there are people near, and the team hears of it."""
    reached = handed is not None and not handed.opening
    fate = say("guidance", "danger", number=handed.number) if handed and reached else say("guidance", "danger_alone")
    return Reply(lines=(*help_first(handover.reason), fate), handover=handover)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(entry["when"])) for name, entry in texts("lobby").items()}
