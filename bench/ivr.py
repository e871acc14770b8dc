"""The phone line over real HTTP: our share of a turn with twenty calls at once, and numbers that were misheard."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.client import Connection
from bench.conversation import ROOT, Speaker, message
from bench.figures import number as shown
from bench.figures import percentile
from bench.number_samples import Maker, Sample
from bench.processes import LOOPBACK, Children, Program, free_port, wait_for_port
from bench.report import Report
from bench.side import import_path, python
from bot.case_number import CaseNumber, find, speak

PATH = "/webhooks/ivr/turn"
CALLS, SEED = 20, 7
SECONDS, NUMBERS = 60.0, 1000
_PAUSE = (2.0, 4.0)  # seconds between turns: a short answer is heard, a short question asked
_P50, _P99, _RIGHT = 25, 200, 99.0
_START_LIMIT = 240.0
_COURT_ONLY = "您在这个案子里的姓名"


class Call:
    """One call on one connection."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._turn = -1

    async def says(self, text: str, confidence: float = 0.9) -> str:
        """What is answered to words."""
        return await self._does({"event": "speech", "speech": {"text": text, "confidence": confidence}})

    async def presses(self, keys: str) -> str:
        """What is answered to keys."""
        return await self._does({"event": "keys", "keys": keys})

    async def _does(self, event: dict[str, Any]) -> str:
        self._turn += 1
        answer = await self._connection.post(PATH, {"call": self._name, "turn": self._turn, **event})
        return str(answer["speech"]["text"])


@dataclass(frozen=True)
class Times:
    """Milliseconds of turns."""

    paced: list[float]
    at_once: list[float]


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A server of its own with the sample cases; its port."""
    port = free_port()
    settings = {"DATA_DIR": folder, "MODEL_DIR": ROOT / "models", "HOST": LOOPBACK, "PORT": port, "SAMPLE_CASES": 200}
    env = {f"ZHIXUN_{name}": str(value) for name, value in settings.items()} | import_path()
    with Children(folder) as children:
        server = children.start(Program("serve", python("-m", "bot", "serve"), ROOT, env))
        wait_for_port(server, port, time.monotonic() + _START_LIMIT)
        asyncio.run(_warm(port))
        yield port


async def _warm(port: int) -> None:
    async with Connection(port) as connection:
        for at in range(10):
            await Call(connection, f"warm-{at}").says(message(Speaker(f"warm {at}", "（2026）粤0111执1001号"), at))


def measure_times(port: int, seconds: float) -> Times:
    """Twenty calls, each turn some seconds after the last answer; then all twenty in the same moment, ten times."""
    return Times(asyncio.run(_paced(port, seconds)), asyncio.run(_at_once(port)))


async def _paced(port: int, seconds: float) -> list[float]:
    spent: list[float] = []
    deadline = time.perf_counter() + seconds

    async def talk(at: int) -> None:
        draw = random.Random(f"{SEED} {at}")
        await asyncio.sleep(draw.uniform(0, _PAUSE[1]))
        async with Connection(port) as connection:
            call, turn = Call(connection, f"paced-{at}"), 0
            while time.perf_counter() < deadline:
                spent.append(await _timed(call, f"paced {at}", turn))
                turn += 1
                await asyncio.sleep(draw.uniform(*_PAUSE))

    await asyncio.gather(*(talk(at) for at in range(CALLS)))
    return spent


async def _at_once(port: int) -> list[float]:
    async def talk(at: int) -> list[float]:
        async with Connection(port) as connection:
            call = Call(connection, f"once-{at}")
            return [await _timed(call, f"once {at}", turn) for turn in range(10)]

    return [ms for times in await asyncio.gather(*(talk(at) for at in range(CALLS))) for ms in times]


async def _timed(call: Call, name: str, turn: int) -> float:
    begun = time.perf_counter()
    await call.says(message(Speaker(name, "（2026）粤0111执1001号"), turn))
    return (time.perf_counter() - begun) * 1000


def measure_numbers(port: int, count: int) -> list[tuple[Sample, str]]:
    """Numbers with one homophone, each in a call of its own; callers answer the one question they are asked.

    ``at once``, ``confirmed`` (yes, or one of two), ``corrected`` (no, and said again) and ``asked for more`` end well
    after at most one question; ``missed`` needs more than one; ``wrong`` took another number.
    """
    maker = Maker("held", SEED)
    return asyncio.run(_numbers(port, [_enforced(maker) for _ in range(count)]))


def _enforced(maker: Maker) -> Sample:
    """A sample of an enforcement case of Guangdong that may be there: others are refused for what they are."""
    while True:
        sample = maker.homophones(1)
        number = sample.number
        if isinstance(number, CaseNumber) and number.is_enforcement and number.province == "粤" and number.year <= 2026:
            return sample


async def _numbers(port: int, samples: Sequence[Sample]) -> list[tuple[Sample, str]]:
    async with Connection(port) as connection:
        return [(sample, await _outcome(Call(connection, f"n-{at}"), sample)) for at, sample in enumerate(samples)]


async def _outcome(call: Call, sample: Sample) -> str:
    told = await call.says(sample.text)
    if _COURT_ONLY in told:
        return "at once" if _is(told, sample) else "wrong"
    if "哪一个" in told:
        at = next((place for place, one in enumerate(_listed(told), 1) if one == sample.number), None)
        if at is None:
            return "missed"
        return "confirmed" if _taken(await call.presses(str(at)), sample) else "missed"
    if "对不对" in told:
        if _is(told, sample):
            return "confirmed" if _taken(await call.says("对"), sample) else "missed"
        return "corrected" if _taken(await call.says(f"不对，是{_clearly(sample)}"), sample) else "missed"
    return "asked for more" if _taken(await call.says(_clearly(sample)), sample) else "missed"


def _clearly(sample: Sample) -> str:
    assert isinstance(sample.number, CaseNumber)
    return speak(sample.number)


def _taken(told: str, sample: Sample) -> bool:
    return _COURT_ONLY in told and _is(told, sample)


def _is(told: str, sample: Sample) -> bool:
    """Whether the number that is said, at one go or digit by digit, is the right one."""
    assert isinstance(sample.number, CaseNumber)
    wanted = speak(replace(sample.number, suffix="")).replace("，", "").rstrip("号")
    return re.search(f"{wanted}(?![零幺一二三四五六七八九])", told.replace("，", "")) is not None


def _listed(told: str) -> list[CaseNumber]:
    return [one.number for part in told.split("个，")[1:] for one in find(part) if isinstance(one.number, CaseNumber)]


def report(times: Times, outcomes: Sequence[tuple[Sample, str]]) -> Report:
    """The report of one run."""
    paced, burst = times.paced, times.at_once
    count = Counter(outcome for _, outcome in outcomes)
    well = 100 * (len(outcomes) - count["missed"] - count["wrong"]) / len(outcomes)
    heading = ["项目", "结果", "目标"]
    rows = [
        [f"{CALLS} 通电话同时在线，p50", f"{shown(percentile(paced, 50))} 毫秒", f"≤ {_P50} 毫秒"],
        [f"{CALLS} 通电话同时在线，p99", f"{shown(percentile(paced, 99))} 毫秒", f"≤ {_P99} 毫秒"],
        [f"{CALLS} 通电话同一刻开口，p50", f"{shown(percentile(burst, 50))} 毫秒", "—"],
        [f"{CALLS} 通电话同一刻开口，p99", f"{shown(percentile(burst, 99))} 毫秒", "—"],
        ["案号错一个同音字，最多问一次就对", f"{well:.2f}%", f"≥ {_RIGHT:.0f}%"],
        *([f"其中：{name}", f"{100 * count[key] / len(outcomes):.2f}%", "—"] for key, name in _NAMES.items()),
        ["没问就当成别的案号", f"{100 * count['wrong'] / len(outcomes):.2f}%", "0"],
    ]
    notes = [
        f"时延从发出请求到收完回答，真的 HTTP，{len(paced)} 轮；"
        f"同时在线：答完后 {_PAUSE[0]:.0f}–{_PAUSE[1]:.0f} 秒再说下一句；"
        f"同一刻：{CALLS} 个连接一句接一句不停，共 {len(burst)} 轮",
        f"案号：{len(outcomes)} 句（bench/data/numbers.yml 中没有用来调语法的一半），识别把握都报 0.9；"
        "问“对不对”就照实答，不对时重说一遍；未通过身份核对，所以只听得到法院名称",
    ]
    details = {"paced": paced, "at_once": burst, "numbers": dict(count)}
    return Report("ivr", [heading, *rows], notes, details)


_NAMES = {
    "at once": "没问就对",
    "confirmed": "念一遍，答“对”或二选一",
    "corrected": "念错了，当场改对",
    "asked for more": "没听全，再说一遍就对",
    "missed": "问一次还没对",
}
