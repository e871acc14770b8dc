"""Whether what was sent was read, and what was answered was shown: once each, and in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def compared(
    client: redis.Redis[str], conversation: str, sent: Sequence[str], taken: Mapping[str, bool], shown: Sequence[str]
) -> Found:
    """What a party sent, which of it was ``taken`` (and whether at the first attempt), and what they saw, against what
    the assistant read and answered."""
    turns = turns_of(map(json.loads, client.lrange(events_key(conversation), 0, -1)))
    lines = [lines_of(turn.text, sent) for turn in turns]
    owed = [any(line in taken for line in of_turn) for of_turn in lines]
    return reading(sent, taken, [line for of_turn in lines for line in of_turn]) + showing(turns, shown, owed)


def turns_of(events: Iterable[dict[str, Any]]) -> list[Turn]:
    """The turns in a conversation's events."""
    turns: list[Turn] = []
    for event in events:
        if event["event"] == "user" and event.get("text"):
            turns.append(Turn(event["text"], ()))
        elif event["event"] == "bot" and turns and event["data"].get("custom"):
            turns[-1] = Turn(turns[-1].text, (*turns[-1].replies, Reply.from_dict(event["data"]["custom"])))
    return turns


def lines_of(text: str, sent: Sequence[str]) -> list[str]:
    """The messages that one turn read together; the door has made a blank of what parted them."""
    lines: list[str] = []
    while text:
        lines.append(max((one for one in sent if text.startswith(one)), key=len, default=text))
        text = text[len(lines[-1]) :].strip()
    return lines


def reading(sent: Sequence[str], taken: Mapping[str, bool], read: Sequence[str]) -> Found:
    """Lines that were sent against lines that were read. What was stored but not acknowledged in time may be read as
    well; what was not taken at the first attempt may have been overtaken."""
    had = Counter(read)
    unread, twice = (Counter(taken.keys()) - had).total(), (had - Counter(sent)).total()
    places = [sent.index(line) for line in read if taken.get(line)]
    return Found(unread=unread, read_twice=twice, disordered=int(places != sorted(places)))


def showing(turns: Sequence[Turn], shown: Sequence[str], owed: Sequence[bool] | None = None) -> Found:
    """Answers that were given against messages on the phone; one message may hold the answers of several turns.
    ``owed``: whether a turn read anything that the platform was told had arrived; by default each did."""
    at, doubled, strange = 0, 0, 0
    answers: set[str] = set()
    missed: list[int] = []
    for text in shown:
        begin, many = next(_places(turns, at, text), (0, 0))
        if many and (begin == at or text not in answers):
            missed += range(at, begin)
            at = begin + many
            answers.add(text)
        else:
            doubled += text in answers
            strange += text not in answers
    missed += range(at, len(turns))
    lost = len(missed) if owed is None else sum(owed[place] for place in missed)
    return Found(turns=len(turns), lost=lost, doubled=doubled, strange=strange)


def _places(turns: Sequence[Turn], at: int, text: str) -> Iterator[tuple[int, int]]:
    """Where the turns begin whose answers a message shows, and how many they are."""
    for begin in range(at, len(turns)):
        for many in range(1, _MERGED + 1):
            if _page(turns[begin : begin + many]) == text:
                yield begin, many


def _page(turns: Sequence[Turn]) -> str:
    return (pages_of([reply for turn in turns for reply in turn.replies]) or [""])[0]
