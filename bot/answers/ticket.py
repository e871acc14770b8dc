"""What a party hears of their own request to the team, and how they ask about it."""

from __future__ import annotations

import re
from functools import cache

from bot.answers.reply import Reply
from bot.answers.texts import say, texts

ASKS, WITHDRAWS, WAITS = "asks", "withdraws", "waits"


def kind_of(text: str) -> str | None:
    """What the words want of the speaker's request: :data:`ASKS`, :data:`WITHDRAWS`, :data:`WAITS`; or ``None``."""
    return next((kind for kind, pattern in _patterns().items() if pattern.search(text.strip())), None)


def state(number: str, standing: str, when: str, late: bool) -> Reply:
    """Where it stands, and by when somebody answers (``when`` is empty once somebody did)."""
    lines = [say("ticket", "state", number=number, standing=standing)]
    if when:
        lines.append(say("ticket", "late") if late else say("ticket", "promised", when=when))
    return Reply(lines=tuple(lines))


def withdrawn(number: str) -> Reply:
    """It was taken back."""
    return Reply(lines=(say("ticket", "withdrawn", number=number),))


def kept() -> Reply:
    """It cannot be taken back: somebody may be in danger."""
    return Reply(lines=(say("ticket", "kept"),))


def waiting(number: str) -> Reply:
    """The party goes on waiting."""
    return Reply(lines=(say("ticket", "waiting", number=number),))


def rated(content: bool) -> Reply:
    """The party said whether they are content."""
    if content:
        return Reply(lines=(say("ticket", "content"),))
    return Reply(lines=(say("ticket", "discontent"),), choices=("转人工",))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(texts("ticket")[kind]), re.IGNORECASE) for kind in (WITHDRAWS, WAITS, ASKS)}
