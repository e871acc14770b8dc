"""The case store with a million cases: how long one lookup by number takes, cold and warm."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.figures import number, percentile
from bench.report import Report
from bot.cases.sample import seed
from bot.cases.store import CaseStore

LOOKUPS = 2000


@dataclass(frozen=True)
class Lookups:
    """Milliseconds of each lookup of one kind, in one state of the page cache."""

    what: str
    state: str
    times: list[float]


def fill(path: Path, cases: int, tell: Callable[[int], None]) -> float:
    """Write the sample store and bring it to the disk; the seconds it took."""
    begun = time.perf_counter()
    seed(path, cases, today=date.today(), progress=tell)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def measure(path: Path) -> list[Lookups]:
    """Look up random case numbers. Cold: the first time, after the system was told to forget the file's pages and the
    store was opened anew. Warm: the same numbers again."""
    numbers = _random_numbers(path)
    found = []
    for what in ("case", "file"):
        store = CaseStore.open(f"sqlite:///{path}")
        _forget_pages(path)
        look_up = getattr(store, what)
        found += [Lookups(what, state, _times(look_up, numbers)) for state in ("cold", "warm")]
        store.close()
    return found


def report(found: Sequence[Lookups], cases: int, path: Path, seconds: float) -> Report:
    """The report of one run."""
    names = {"case": "一行案件（case）", "file": "整个案件（file）", "cold": "冷", "warm": "热"}
    heading = ["查询", "缓存", "p50 毫秒", "p95 毫秒", "p99 毫秒", "最慢 毫秒"]
    rows = [
        [names[entry.what], names[entry.state], *(number(percentile(entry.times, at)) for at in (50, 95, 99, 100))]
        for entry in found
    ]
    size = path.stat().st_size / 1e9
    notes = [
        f"{cases} 个案件，SQLite 文件 {size:.2f} GB，生成用时 {seconds:.0f} 秒；每行是 {LOOKUPS} 个随机案号",
        "冷：新打开的库，系统已丢掉文件的缓存页，每个案号第一次查；热：同样的案号再查一遍",
    ]
    details = {"cases": cases, "bytes": path.stat().st_size, "seed_seconds": seconds}
    lookups = [
        {"what": entry.what, "state": entry.state} | {f"p{at}_ms": percentile(entry.times, at) for at in (50, 95, 99)}
        for entry in found
    ]
    return Report("store", [heading, *rows], notes, {**details, "lookups": lookups})


def _random_numbers(path: Path) -> list[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        numbers = [row[0] for row in database.execute("SELECT case_number FROM v_case")]
    return random.Random(18).sample(numbers, min(LOOKUPS, len(numbers)))


def _forget_pages(path: Path) -> None:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _times(look_up: Callable[[str], object], numbers: Sequence[str]) -> list[float]:
    times = []
    for case_number in numbers:
        begun = time.perf_counter()
        if look_up(case_number) is None:
            raise LookupError(case_number)
        times.append((time.perf_counter() - begun) * 1000)
    return times
