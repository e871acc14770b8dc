"""Finished calls: how many a second, what one costs, and that memory does not grow with them."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.conversation import ROOT
from bench.figures import number
from bench.report import Report
from bot.desk.staff import load
from bot.engine import training
from bot.evaluation.corpus import training_examples
from bot.transcripts.running import Means, run
from bot.transcripts.sample import write_sample

TARGET = 200  # calls a second on two cores

Tell = Callable[[int], None]


@dataclass
class Measured:
    """One run: seconds and processor seconds from the first call that was done to the last, and the resident memory of
    all its processes, in MB, by how many calls were done."""

    calls: int = 0
    size: int = 0
    start: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0
    memory: dict[int, float] = field(default_factory=dict)
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)


def measure(count: int, tell: Tell) -> Measured:
    """Read ``count`` invented calls with two workers, without tickets. Callers say thousands of training lines, so that
    remembered answers help no more than they do in earnest."""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        file = folder / "calls.jsonl"
        with file.open("w", encoding="utf-8") as out:
            write_sample(out, count, _lines())
        measured = Measured(calls=count, size=file.stat().st_size)
        watch = _Watch(measured, max(count // 10, 1), tell)
        means = Means(training.current_model(ROOT / "models"), load().hours, workers=2)
        run([file], folder / "report", means, watch)
        watch.end()
    return measured


def _lines() -> Mapping[str, Sequence[str]]:
    lines: dict[str, list[str]] = {}
    for example in training_examples(ROOT / "data" / "nlu"):
        lines.setdefault(example.intent, []).append(example.text)
    return lines


class _Watch:
    """The run's progress, with clock and scales in hand."""

    def __init__(self, measured: Measured, step: int, tell: Tell) -> None:
        self._measured, self._step, self._tell = measured, step, tell
        self._begun, self._first, self._cpu = time.perf_counter(), 0.0, 0.0

    def __call__(self, calls: int, read: int) -> None:
        if calls == 1:
            self._first, self._cpu = time.perf_counter(), _cpu()
            self._measured.start = self._first - self._begun
        if calls % self._step == 0:
            self._tell(calls)
            self._measured.memory[calls] = sum(map(_resident, _family())) / 1024
            self._measured.wall, self._measured.cpu = time.perf_counter() - self._first, _cpu() - self._cpu

    def end(self) -> None:
        """How busy the machine was."""
        self._measured.load = os.getloadavg()


def _family() -> list[int]:
    """This process and those that it has started."""
    mine = os.getpid()
    children = Path(f"/proc/{mine}/task/{mine}/children").read_text("utf-8").split()
    return [mine, *map(int, children)]


def _resident(process: int) -> int:
    """Kilobytes; 0 for a process that has just gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _cpu() -> float:
    """Processor seconds of this process and of those that it has started, as far as they have gone."""
    ticks = os.sysconf("SC_CLK_TCK")
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    for child in _family()[1:]:
        fields = Path(f"/proc/{child}/stat").read_text("utf-8").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def report(measured: Measured) -> Report:
    """The report of one run."""
    rate, each = measured.calls / measured.wall, 1000 * measured.cpu / measured.calls
    table = [
        ["项目", "单位", "数值", "目标"],
        ["通话数", "通", f"{measured.calls:,}", ""],
        ["每秒读完（按墙上的钟）", "通/秒", number(rate), f"≥ {TARGET}"],
        ["一通的处理器时间", "毫秒", number(each), ""],
        ["由此推算，两个核都空着时", "通/秒", number(2000 / each), f"≥ {TARGET}"],
        ["到第一通读完", "秒", number(measured.start), ""],
        *[[f"读完 {done:,} 通时的内存", "MB", number(size), ""] for done, size in _some(measured.memory)],
    ]
    busy = "、".join(number(one) for one in measured.load)
    notes = [
        f"测的时候机器的平均负载是 {busy}（1、5、15 分钟；本命令自己约占 2）：负载比核数高时，看处理器时间",
        f"虚构的通话 {measured.size / 1e6:.0f} MB，来电人的话取自全部训练句；不开工单；内存是主进程和两个工作进程之和",
    ]
    details = {"calls": measured.calls, "wall": measured.wall, "cpu": measured.cpu, "memory": measured.memory}
    return Report("calls", table, notes, details)


def _some(memory: Mapping[int, float]) -> list[tuple[int, float]]:
    points = list(memory.items())
    return [points[at] for at in sorted({0, len(points) // 2, len(points) - 1})] if points else []
