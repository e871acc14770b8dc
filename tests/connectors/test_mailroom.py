"""Letters are read once, in order, and answered once: whoever repeats, hangs up, dies or is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest
import redis

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.mailroom import Letter, Mailroom

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
        caller = asyncio.create_task(room.answer(one, 4.0))
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


async def test_sending_is_tried_again(redis_client: redis.Redis[str]) -> None:
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
