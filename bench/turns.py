"""Turns side by side: how long they take at the start and late in a conversation, and how many fit into a second."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import redis

from bench.client import Connection
from bench.conversation import Speaker, message
from bench.figures import Row, percentile
from bench.people import People
from bench.processes import LOOPBACK, BenchError
from bench.side import Answer, Side, say

LENGTH = 60  # turns of a long conversation
LAST = 10  # its last turns, which are compared
_BETWEEN = 7  # turns that one speaker says under load before the next one comes
_SPEAKERS_A_SECOND = 60
_PERCENTILES = (50, 95, 99)

Turn = tuple[float, Answer]  # milliseconds and what was answered


@dataclass(frozen=True)
class Plan:
    """How much is measured. ``first`` turns and ``long`` conversations are those of one round and one side."""

    rounds: int
    first: int
    long: int
    seconds: float
    connections: tuple[int, ...] = (1, 8, 32)


@dataclass(frozen=True)
class Load:
    """What a side did under load: turns a second, turns without an answer, and the share of one core that the client
    itself took."""

    rate: float
    unanswered: int
    client_share: float


@dataclass(frozen=True)
class Round:
    """One side in one round."""

    first: list[Turn]
    late: list[Turn]
    loads: tuple[Load, ...]


class Meter:
    """Measures one side after the other with the same speakers and messages."""

    def __init__(self, people: People, plan: Plan, secret: str) -> None:
        self._people = people
        self._plan = plan
        self._secret = secret
        self._places = itertools.count(step=max(plan.first, round(plan.seconds * _SPEAKERS_A_SECOND)))

    def rounds(self, sides: Sequence[Side], tell: Callable[[str], None]) -> list[tuple[Round, ...]]:
        """All rounds, in each the sides one after the other: never both at once. Before the first one each side has a
        conversation that does not count, in which it loads what it loads late."""
        first = self._speakers("warming", 1)
        for side in sides:
            self._prove(side, first)
            asyncio.run(_spoken(side.port, first, _BETWEEN))
        return [self._round(number, sides, tell) for number in range(1, self._plan.rounds + 1)]

    def _round(self, number: int, sides: Sequence[Side], tell: Callable[[str], None]) -> tuple[Round, ...]:
        plan = self._plan
        first = self._speakers(f"{number}-first", plan.first)
        long = self._speakers(f"{number}-long", plan.long)
        crowds = [
            self._speakers(f"{number}-load-{size}", round(plan.seconds * _SPEAKERS_A_SECOND))
            for size in plan.connections
        ]
        done = []
        for side in sides:
            tell(f"第 {number} 轮：{side.label}")
            self._prove(side, [*first, *long])
            turns = asyncio.run(_spoken(side.port, first, 1)), asyncio.run(_spoken(side.port, long, LENGTH))
            done.append(Round(*turns, tuple(map(self._load, [side] * len(crowds), crowds, plan.connections))))
        return tuple(done)

    def _load(self, side: Side, speakers: list[Speaker], connections: int) -> Load:
        self._prove(side, speakers)
        return asyncio.run(load(side.port, speakers, connections, self._plan.seconds))

    def _speakers(self, name: str, count: int) -> list[Speaker]:
        return self._people.speakers((f"{name}-{at}" for at in range(count)), next(self._places))

    def _prove(self, side: Side, speakers: list[Speaker]) -> None:
        with redis.Redis(host=LOOPBACK, port=side.redis_port, decode_responses=True) as client:
            self._people.prove(speakers, prefix=side.sender_prefix, client=client, secret=self._secret)


async def load(port: int, speakers: Sequence[Speaker], connections: int, seconds: float) -> Load:
    """Keep ``connections`` conversations going for ``seconds``; turns that end later do not count."""
    queue = itertools.cycle(speakers)
    answered, unanswered = 0, 0
    begun, busy = time.perf_counter(), time.process_time()
    deadline = begun + seconds

    async def converse() -> None:
        nonlocal answered, unanswered
        async with Connection(port) as connection:
            for speaker in queue:
                for turn in range(_BETWEEN):
                    answer = await say(connection, speaker.sender, message(speaker, turn))
                    if time.perf_counter() >= deadline:
                        return
                    answered += bool(answer)
                    unanswered += not answer

    await asyncio.gather(*(converse() for _ in range(connections)))
    spent = time.perf_counter() - begun
    return Load(answered / seconds, unanswered, (time.process_time() - busy) / spent)


def rows(rounds: Sequence[tuple[Round, ...]], plan: Plan) -> list[Row]:
    """The table's lines. Raises :class:`BenchError` if there is a round without a turn that can be compared."""
    found = []
    for name, part in (("第 1 轮对话", "first"), (f"第 {LENGTH - LAST + 1}–{LENGTH} 轮对话", "late")):
        compared = [_comparable(getattr(stock, part), getattr(ours, part)) for stock, ours in rounds]
        for percent in _PERCENTILES:
            stock, ours = (tuple(percentile(sides[at], percent) for sides in compared) for at in (0, 1))
            found.append(Row(f"{name} p{percent}", "毫秒", stock, ours))
    for at, connections in enumerate(plan.connections):
        stock, ours = (tuple(sides[side].loads[at].rate for sides in rounds) for side in (0, 1))
        found.append(Row(f"{connections} 个连接的吞吐", "轮/秒", stock, ours, more_is_better=True))
    return found


def same_answers(rounds: Sequence[tuple[Round, ...]]) -> float:
    """The share of single turns that got the same answer on both sides; only these are compared."""
    same = [
        one[1] == other[1]
        for stock, ours in rounds
        for one, other in zip(stock.first + stock.late, ours.first + ours.late, strict=True)
    ]
    return sum(same) / len(same)


def _comparable(stock: list[Turn], ours: list[Turn]) -> tuple[list[float], list[float]]:
    """The times of the turns that got the same answer on both sides."""
    pairs = [(one[0], other[0]) for one, other in zip(stock, ours, strict=True) if one[1] and one[1] == other[1]]
    if not pairs:
        raise BenchError("no turn got the same answer on both sides: stock Rasa needs more epochs (--stock-epochs)")
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


async def _spoken(port: int, speakers: Sequence[Speaker], turns: int) -> list[Turn]:
    """Conversations one after the other on one connection; the last turns of each."""
    measured: list[Turn] = []
    async with Connection(port) as connection:
        for speaker in speakers:
            said = []
            for turn in range(turns):
                begun = time.perf_counter()
                answer = await say(connection, speaker.sender, message(speaker, turn))
                said.append(((time.perf_counter() - begun) * 1000, answer))
            measured += said[-LAST:]
    return measured
