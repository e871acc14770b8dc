"""What was said before this message: the bot's last answer, and the party's last question."""

from __future__ import annotations

from typing import Any

from bot.actions.turn import Question, Turn
from bot.answers import law_entries, talk
from bot.answers.reply import Reply

_INTENTS = {words: intent for intent, words in talk.MEANINGS.items()}


def last_replies(turn: Turn) -> list[Reply]:
    """What the bot said in the turn before this one."""
    said: list[Reply] = []
    for event in _before(turn):
        if event["event"] == "user":
            break
        custom = (event.get("data") or {}).get("custom") if event["event"] == "bot" else None
        if custom:
            said.insert(0, Reply.from_dict(custom))
    return said


def meant(turn: Turn) -> Question | None:
    """The question before, with the meaning that the message picks of those offered beside an answer to it: who taps
    能不能分期或和解 still wants to know what they asked. ``None`` if the message picks none, or if the meaning is
    answered the same whatever the words."""
    intent = _INTENTS.get(turn.normalized)
    if intent not in law_entries.intents() or not any(turn.normalized in reply.choices for reply in last_replies(turn)):
        return None
    return _asked(turn, intent)


def with_words_of(turn: Turn, picked: Question) -> Question:
    """The meaning that was picked, asked in the party's own words where the answer depends on them."""
    return (_asked(turn, picked.intent) if picked.intent in law_entries.intents() else None) or picked


def _asked(turn: Turn, intent: str) -> Question | None:
    """The message before this one as a question of this intent; ``None`` if it was itself one of the bot's offers."""
    heard = next((event for event in _before(turn) if event["event"] == "user"), None)
    parsed: dict[str, Any] = (heard or {}).get("parse_data") or {}
    words = str(parsed.get("normalized") or "")
    if not words or words in talk.offered() or words in law_entries.questions():
        return None
    return Question(words, intent, dict((parsed.get("answers") or {}).get(intent) or {}))


def _before(turn: Turn) -> list[dict[str, Any]]:
    """The events before this message, the newest first."""
    events = turn.tracker.events
    at = max((place for place, event in enumerate(events) if event["event"] == "user"), default=0)
    return list(reversed(events[:at]))
