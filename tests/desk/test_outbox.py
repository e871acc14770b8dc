"""Carrying out: order, patience, dead letters, several workers, and how it ends."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.database import Database
from bot.desk.outbox import Pace
from bot.desk.ports import DeskUnavailable, NotDelivered, Note, NotNow, Undeliverable
from tests.desk.world import HE, LIN, Drivers, World, request, texts

Fault = Callable[[str, int], Exception | None]


def _replies(world: World, *words: str, conversation: str = "web:a") -> str:
    """A ticket with so many replies in the outbox."""
    number = world.desk.request(request(conversation, conversation)).number
    for word in words:
        world.desk.reply(number, LIN, word, word)
    return number


def _failing(world: World, error: Exception, calls: int) -> Fault:
    """The first so many calls of the first reply fail."""
    first: list[str] = []

    def fault(key: str, call: int) -> Exception | None:
        first[:] = first or [key]
        return error if key == first[0] and call <= calls else None

    return fault


def test_a_failing_row_holds_back_its_lane_and_no_other(world: World) -> None:
    _replies(world, "一", "二", "三")
    _replies(world, "四", conversation="web:b")
    drivers = world.carry(Drivers(party_fault=_failing(world, NotDelivered("断线"), 1)))
    assert (texts(drivers.said()), texts(drivers.said("web:b"))) == ([], ["四"])
    world.later(seconds=1)
    assert texts(world.carry(drivers).said()) == ["一", "二", "三"]


def test_intervals_grow_to_a_limit_and_every_try_has_the_same_key(world: World) -> None:
    _replies(world, "一")
    drivers = Drivers(party_fault=lambda key, call: NotDelivered("断线"))
    for tries in range(12):
        world.carry(drivers, rounds=1)
        [row] = world.desk.undelivered(LIN)
        longest = min(2.0**tries, 300.0)
        assert row.attempts == tries + 1
        assert longest / 2 - 0.001 <= (row.next_at - world.now).total_seconds() <= longest
        world.now = row.next_at
    assert list(drivers.party.calls.values()) == [12]


@pytest.mark.parametrize("wait", [0.0, 7.0, 3600.0])
def test_what_the_platform_says_of_waiting_is_honoured(world: World, wait: float) -> None:
    _replies(world, "一")
    drivers = world.carry(Drivers(party_fault=_failing(world, NotDelivered("45009", wait=wait), 1)), rounds=1)
    if wait:
        world.later(seconds=wait - 0.01)
        assert not world.carry(drivers).said()
        world.later(seconds=0.01)
    assert texts(world.carry(drivers).said()) == ["一"]


def test_too_many_tries_are_a_dead_letter_and_the_lane_goes_on(world: World) -> None:
    number = _replies(world, "一", "二")
    drivers = Drivers(party_fault=_failing(world, NotDelivered("断线"), 1000))
    _run(world, drivers, Pace(tries=3), rounds=3)
    [row] = world.desk.undelivered(LIN)
    assert (row.dead, row.attempts, row.error) == (True, 3, "试了 3 次：断线")
    world.carry(drivers)
    assert texts(drivers.said()) == ["二"]
    assert number in drivers.to(LIN, Note.TOLD)[0].text


@pytest.mark.parametrize("error", [Undeliverable("没有这个成员"), NotNow("稍后"), NotDelivered("断线")])
def test_a_card_that_does_not_arrive_stops_nobody(world: World, error: Exception) -> None:
    world.desk.request(request())
    drivers = Drivers()
    deliver = drivers.team.deliver

    async def refusing(message: Any) -> Any:
        if message.members == (LIN,):
            raise error
        return await deliver(message)

    drivers.team.deliver = refusing  # type: ignore[method-assign]
    world.carry(drivers)
    assert len(drivers.to(HE, Note.CARD)) == 1
    [row] = world.desk.undelivered(LIN)
    assert (row.lane, row.dead) == (f"member:{LIN}", isinstance(error, Undeliverable))


def test_a_fault_of_a_driver_is_waited_out_and_its_text_not_kept(world: World) -> None:
    _replies(world, "一")
    drivers = world.carry(Drivers(party_fault=_failing(world, KeyError("https://x/?access_token=abc"), 1)))
    assert world.desk.undelivered(LIN)[0].error == "驱动出错（KeyError）"
    world.later(seconds=1)
    assert texts(world.carry(drivers).said()) == ["一"]


def test_a_driver_that_hangs_is_given_up_after_the_time_limit(world: World) -> None:
    _replies(world, "一")
    drivers = Drivers()

    async def hang(message: Any) -> None:
        await asyncio.sleep(3600)

    drivers.party.deliver = hang  # type: ignore[method-assign]
    _run(world, drivers, Pace(time_limit=0.05), rounds=1)
    assert world.desk.undelivered(LIN)[0].error == "超时没有答复"


def test_words_do_not_stay_in_the_outbox(world: World) -> None:
    _replies(world, "这句话很私密")
    world.carry()
    with world.desk._database.read() as connection:
        rows = connection.exec_driver_sql("SELECT text FROM desk_outbox").all()
    assert {row.text for row in rows} == {""}


def test_a_worker_that_dies_loses_its_lease_in_the_end(world: World) -> None:
    _replies(world, "一")

    async def die(message: Any) -> None:
        raise asyncio.CancelledError

    dying = Drivers()
    dying.party.deliver = die  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        _run(world, dying, Pace(time_limit=10.0), rounds=1)
    drivers = world.carry()
    assert not drivers.said()
    world.later(seconds=31)
    assert texts(world.carry(drivers).said()) == ["一"]


def test_several_workers_double_nothing_and_keep_the_order(world: World) -> None:
    for n in range(8):
        _replies(world, *(f"{n}-{m}" for m in range(5)), conversation=f"web:{n}")
    drivers = Drivers()
    others = [world.another() for _ in range(2)]

    async def work() -> None:
        outboxes = [desk.outbox(drivers.team, drivers.party, Pace(lanes=3, run=2)) for desk in (world.desk, *others)]
        tried = 1
        while tried:
            tried = sum(await asyncio.gather(*(outbox.run_once() for outbox in outboxes)))
        for outbox in outboxes:
            outbox.close()

    asyncio.run(work())
    for desk in others:
        desk.shut()
    assert [texts(drivers.said(f"web:{n}")) for n in range(8)] == [[f"{n}-{m}" for m in range(5)] for n in range(8)]
    assert set(drivers.party.calls.values()) == set(drivers.team.calls.values()) == {1}


def test_an_outage_of_an_hour_loses_and_doubles_nothing(world: World) -> None:
    """Fifty replies and their cards wait while nothing answers; the clock is driven."""
    back = world.now + timedelta(hours=1)
    drivers = Drivers(*(2 * [lambda key, call: NotDelivered("没有答复") if world.now < back else None]))
    words = defaultdict(list)
    for n in range(5):
        conversation = f"web:{n}"
        number = _replies(world, f"{n}-0", conversation=conversation)
        words[conversation].append(f"{n}-0")
        for m in range(1, 10):
            world.later(minutes=1)
            world.desk.reply(number, LIN, f"{n}-{m}", f"{n}-{m}")
            words[conversation].append(f"{n}-{m}")
            world.carry(drivers, rounds=1)
    assert world.now < back and not drivers.party.messages and not drivers.team.messages
    while world.now < back + timedelta(minutes=6):
        world.later(minutes=1)
        world.carry(drivers)
    assert {one: texts(drivers.said(one)) for one in words} == words
    assert len(drivers.to(LIN, Note.CARD)) == len(drivers.to(HE, Note.CARD)) == 5
    assert not world.desk.undelivered(LIN)


async def test_it_runs_until_it_is_stopped_and_waits_out_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _replies(world, "一")
    drivers, broken, read = Drivers(), [True], Database.read

    def unavailable(database: Database) -> Any:
        if broken:
            broken.clear()
            raise DeskUnavailable("away")
        return read(database)

    monkeypatch.setattr(Database, "read", unavailable)
    outbox = world.desk.outbox(drivers.team, drivers.party, Pace(poll=0.01))
    running = asyncio.create_task(outbox.run_forever())
    while not drivers.said():
        await asyncio.sleep(0.01)
    outbox.stop()
    await running
    outbox.close()
    assert texts(drivers.said()) == ["一"]


async def test_a_slow_lane_keeps_nobody_waiting(world: World) -> None:
    _replies(world, "慢", conversation="web:slow")
    drivers, slow = Drivers(), asyncio.Event()
    deliver = drivers.party.deliver

    async def sometimes_slow(message: Any) -> Any:
        if message.conversation == "web:slow":
            await slow.wait()
        return await deliver(message)

    drivers.party.deliver = sometimes_slow  # type: ignore[method-assign]
    outbox = world.desk.outbox(drivers.team, drivers.party, Pace(poll=0.01))
    running = asyncio.create_task(outbox.run_forever())
    while not drivers.to(LIN):
        await asyncio.sleep(0.01)
    await asyncio.to_thread(_replies, world, "快", conversation="web:quick")
    while not drivers.said("web:quick"):
        await asyncio.sleep(0.01)
    assert not drivers.said("web:slow")
    slow.set()
    outbox.stop()
    await running
    outbox.close()
    assert texts(drivers.said("web:slow")) == ["慢"]


def _run(world: World, drivers: Drivers, pace: Pace, rounds: int) -> None:
    async def work() -> None:
        outbox = world.desk.outbox(drivers.team, drivers.party, pace)
        try:
            for _ in range(rounds):
                await outbox.run_once()
                world.later(hours=1)
        finally:
            outbox.close()

    asyncio.run(work())
