"""Whether what was sent was read, and what was answered was shown: once each, and in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import redis

from bot.answers.reply import Reply
from bot.engine.transcript import events_key
from connectors.wechat_pages import pages_of

_MERGED = 4  # turns whose answers one message may hold


@dataclass(frozen=True)
class Found:
    """Numbers of turns, of messages that were taken but not read, or read twice, of conversations out of order, of
    answers not shown, or shown twice, and of shown messages that are no turn's answer (excuses, the platform's own)."""

    turns: int = 0
    unread: int = 0
    read_twice: int = 0
    disordered: int = 0
    lost: int = 0
    doubled: int = 0
    strange: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Turn:
    """One turn as the conversation keeps it."""

    text: str
    replies: tuple[Reply, ...]


def compared(client: redis.Redis[str], conversation: str, sent: Sequence[str], shown: Sequence[str]) -> Found:
    """What was taken of a party's messages and what they saw, against what the assistant read and answered."""
    turns = turns_of(map(json.loads, client.lrange(events_key(conversation), 0, -1)))
    return reading(sent, [line for turn in turns for line in turn.text.split("\n")]) + showing(turns, shown)


def turns_of(events: Iterable[dict[str, Any]]) -> list[Turn]:
    """The turns in a conversation's events."""
    turns: list[Turn] = []
    for event in events:
        if event["event"] == "user" and event.get("text"):
            turns.append(Turn(event["text"], ()))
        elif event["event"] == "bot" and turns and event["data"].get("custom"):
            turns[-1] = Turn(turns[-1].text, (*turns[-1].replies, Reply.from_dict(event["data"]["custom"])))
    return turns


def reading(sent: Sequence[str], read: Sequence[str]) -> Found:
    """Lines that were sent against lines that were read."""
    wrote, had = Counter(sent), Counter(read)
    unread, twice = (wrote - had).total(), (had - wrote).total()
    return Found(unread=unread, read_twice=twice, disordered=int(not unread and not twice and list(sent) != list(read)))


def showing(turns: Sequence[Turn], shown: Sequence[str]) -> Found:
    """Answers that were given against messages on the phone. One message may hold the answers of several turns."""
    at, doubled, strange = 0, 0, 0
    answers: set[str] = set()
    for text in shown:
        taken = next((many for many in range(1, _MERGED + 1) if _page(turns[at : at + many]) == text), 0)
        at += taken
        doubled += not taken and text in answers
        strange += not taken and text not in answers
        if taken:
            answers.add(text)
    return Found(turns=len(turns), lost=len(turns) - at, doubled=doubled, strange=strange)


def _page(turns: Sequence[Turn]) -> str:
    return (pages_of([reply for turn in turns for reply in turn.replies]) or [""])[0]
