"""``kill -9`` in the middle of delivering loses nothing and doubles nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from bot.desk.base import china_now
from tests.conftest import ROOT
from tests.desk.carrier import PACE
from tests.desk.world import LIN, World, request

CONVERSATIONS, REPLIES, KILLS = 6, 30, 2


def test_a_killed_process_is_followed_by_another(world: World, url: str, tmp_path: Path) -> None:
    world.now = china_now()  # the process has a real clock
    wanted = {f"web:{n}": [f"{n}-{m}" for m in range(REPLIES)] for n in range(CONVERSATIONS)}
    for conversation, words in wanted.items():
        number = world.desk.request(request(conversation, conversation)).number
        for word in words:
            world.desk.reply(number, LIN, word, word)
    path = tmp_path / "arrived"
    for kill in range(KILLS):
        _carry_until(url, path, (kill + 1) * CONVERSATIONS * REPLIES // (KILLS + 2))
    _carry_until(url, path, CONVERSATIONS * REPLIES, all_of_it=True)

    arrived = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    said, keys = defaultdict(list), set()
    for lane, key, text in arrived:
        if key not in keys and lane != "team":
            said[lane].append(text)
        keys.add(key)
    assert said == wanted
    doubled = [key for key, times in Counter(key for _, key, _ in arrived).items() if times > 1]
    assert len(doubled) <= KILLS * PACE.lanes  # what was under way: came a second time with the same key


def _carry_until(url: str, path: Path, lines: int, *, all_of_it: bool = False) -> None:
    """Run the process until so many replies have arrived, then kill it."""
    process = subprocess.Popen([sys.executable, "-m", "tests.desk.carrier", url, str(path)], cwd=ROOT)
    try:
        deadline = time.monotonic() + 60
        while _replies(path) < lines:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.005)
        if all_of_it:
            time.sleep(3 * PACE.time_limit)  # what was under way at the last kill comes again, if it does
    finally:
        process.kill()
        process.wait()


def _replies(path: Path) -> int:
    """How many different replies stand in the file."""
    if not path.exists():
        return 0
    lines = path.read_text(encoding="utf-8").splitlines()
    return len({line.split("\t")[1] for line in lines if line.startswith("web:")})
