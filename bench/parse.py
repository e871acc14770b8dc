"""Understanding alone: the evaluation lines through Rasa's HTTP API and through ``python -m bot parse``."""

from __future__ import annotations

import asyncio
import csv
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import Connection
from bench.conversation import ROOT
from bench.figures import Row, percentile
from bench.ours import Ours
from bench.processes import Children
from bench.stock import Stock

_WARMING = ("你好", "谢谢", "我要找法官", "案子到哪一步了", "再见")
_TIME_LIMIT = 900.0  # seconds for all lines of one side


@dataclass(frozen=True)
class Line:
    """An evaluation line and the intents that are right for it."""

    text: str
    intents: frozenset[str]


@dataclass(frozen=True)
class Pass:
    """One side's pass over all lines: milliseconds a line, and the share of right intents."""

    times: list[float]
    right: float


def evaluation_lines() -> list[Line]:
    """The lines of ``data/evaluation/lines.tsv``."""
    with (ROOT / "data" / "evaluation" / "lines.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Line(row["text"], frozenset([row["intent"], *filter(None, row["also"].split("|"))])) for row in rows]


def passes(stock: Stock, ours: Ours, children: Children, rounds: int) -> list[tuple[Pass, Pass]]:
    """Pass over the lines with each side in turn. Ours is started anew for each pass: what it remembers of texts that
    it has understood must not count."""
    lines = evaluation_lines()
    return [
        (asyncio.run(_through_http(stock.port, lines)), _through_pipe(ours, children, lines)) for _ in range(rounds)
    ]


def rows(found: Sequence[tuple[Pass, Pass]]) -> list[Row]:
    """The table's lines."""
    latencies = [
        Row(
            f"理解一句话 p{percent}",
            "毫秒",
            tuple(percentile(stock.times, percent) for stock, _ in found),
            tuple(percentile(ours.times, percent) for _, ours in found),
        )
        for percent in (50, 95, 99)
    ]
    right = tuple(100 * stock.right for stock, _ in found), tuple(100 * ours.right for _, ours in found)
    return [*latencies, Row("意图判对", "%", *right, more_is_better=True)]


async def _through_http(port: int, lines: Sequence[Line]) -> Pass:
    async with Connection(port) as connection:
        for text in _WARMING:
            await connection.post("/model/parse", {"text": text})
        times, right = [], 0
        for line in lines:
            begun = time.perf_counter()
            parsed = await connection.post("/model/parse", {"text": line.text})
            times.append((time.perf_counter() - begun) * 1000)
            right += parsed["intent"]["name"] in line.intents
    return Pass(times, right / len(lines))


def _through_pipe(ours: Ours, children: Children, lines: Sequence[Line]) -> Pass:
    child = children.start(ours.parser(), piped=True)
    late = threading.Timer(_TIME_LIMIT, child.process.kill)
    late.start()
    try:
        for text in _WARMING:
            child.ask(json.dumps({"text": text}))
        times, right = [], 0
        for line in lines:
            question = json.dumps({"text": line.text})
            begun = time.perf_counter()
            answer = child.ask(question)
            times.append((time.perf_counter() - begun) * 1000)
            right += json.loads(answer)["intent"]["name"] in line.intents
    finally:
        late.cancel()
        children.end(child)
    return Pass(times, right / len(lines))
