"""A finished call as a platform exports it, and reading one from JSON types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bot.hours import CHINA
from bot.transcripts.texts import say, texts

_ID = re.compile(r"[\w.:@+-]{1,80}")
_MOST_TURNS = 2000
_YEARS = range(2000, 2100)


class Speaker(str, Enum):
    """Who said something: the party, a colleague, the machine."""

    CALLER = "caller"
    AGENT = "agent"
    BOT = "bot"


@dataclass(frozen=True)
class Turn:
    """One thing said. ``at`` is in seconds since the call began; ``confidence`` is the recogniser's, above 0 to 1;
    ``None`` where the platform does not say. ``event``: ``no-input``, ``no-match``, ``interrupted`` or empty."""

    speaker: Speaker
    text: str
    at: float | None = None
    confidence: float | None = None
    event: str = ""

    @property
    def by_caller(self) -> bool:
        """Whether the party spoke."""
        return self.speaker is Speaker.CALLER


@dataclass(frozen=True)
class Call:
    """A finished call. ``phone`` is the party's number (digits, may be empty); ``outgoing``: the office rang up."""

    id: str
    begin: datetime
    turns: tuple[Turn, ...]
    phone: str = ""
    outgoing: bool = False

    def moment(self, place: int) -> datetime:
        """When the turn at a place was said, as far as the platform tells: else the call's beginning."""
        at = next((turn.at for turn in reversed(self.turns[: place + 1]) if turn.at is not None), 0.0)
        return self.begin + timedelta(seconds=at)


class BrokenCall(Exception):
    """A call that cannot be used; the message says why, in Chinese, and never quotes what was said. ``turn`` counts
    from 1 and is 0 where the trouble is not in one of them."""

    def __init__(self, key: str, turn: int = 0, **values: object) -> None:
        where = say("broken", "turn", turn=turn) if turn else ""
        super().__init__(where + say("broken", key, **values))
        self.turn = turn


def call_from(content: Any) -> Call:
    """A call from JSON types, as ``docs/transcripts.md`` describes them. Raises :class:`BrokenCall`."""
    if not isinstance(content, Mapping):
        raise BrokenCall("not_object")
    turns = content.get("turns")
    if not isinstance(turns, list) or not turns:
        raise BrokenCall("no_turns")
    if len(turns) > _MOST_TURNS:
        raise BrokenCall("many_turns", most=_MOST_TURNS)
    begin = _begin(content.get("begin"))
    return Call(
        id=_id(content.get("id")),
        begin=begin,
        turns=tuple(_turn(turn, place, begin) for place, turn in enumerate(turns, 1)),
        phone=_phone(content.get("caller")),
        outgoing=_one_of("directions", content.get("direction") or "in", "direction", 0) == "out",
    )


def _id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _ID.fullmatch(value.strip()):
        raise BrokenCall("id")
    return value.strip()


def _begin(value: Any) -> datetime:
    begin = _moment(value)
    if begin is None:
        raise BrokenCall("begin")
    return begin


def _moment(value: Any) -> datetime | None:
    """A moment in China's time; without a zone it is meant so."""
    try:
        moment = datetime.fromisoformat(str(value).strip().replace("/", "-").replace("Z", "+00:00"))
        if moment.year not in _YEARS:
            return None
        return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        return None


def _turn(value: Any, place: int, begin: datetime) -> Turn:
    if not isinstance(value, Mapping):
        raise BrokenCall("turn_not_object", place)
    text, event = value.get("text") or "", value.get("event") or ""
    if not isinstance(text, str):
        raise BrokenCall("text", place)
    if event:
        event = _one_of("events", event, "event", place)
    return Turn(
        speaker=Speaker(_one_of("speakers", value.get("who"), "who", place)),
        text=text.strip(),
        at=_seconds(value.get("at"), place, begin),
        confidence=_confidence(value.get("confidence"), place),
        event=event,
    )


def _one_of(table: str, value: Any, key: str, place: int) -> str:
    names: Mapping[str, list[str]] = texts()[table]
    wanted = str(value).strip().lower()
    found = next((name for name, others in names.items() if wanted == name or wanted in others), None)
    if found is None:
        raise BrokenCall(key, place)
    return found


def _seconds(value: Any, place: int, begin: datetime) -> float | None:
    """Seconds since the beginning: as a number, or as a moment."""
    if value is None or value == "":
        return None
    number = _number(value)
    moment = None if number is not None else _moment(value)
    seconds = (moment - begin).total_seconds() if moment else number
    if seconds is None or not 0 <= seconds < 86400:
        raise BrokenCall("at", place)
    return seconds


def _confidence(value: Any, place: int) -> float | None:
    """0 is what platforms send that do not know."""
    if value is None or value == "":
        return None
    number = _number(value)
    if number is None or not 0 <= number <= 1:
        raise BrokenCall("confidence", place)
    return number or None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _phone(value: Any) -> str:
    digits = re.sub("[^0-9]", "", str(value or ""))
    return digits[-11:] if len(digits) > 11 else digits  # with or without 86
