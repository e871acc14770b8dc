"""What a party wrote is fetched whole, once and in order, whatever happens between the page and the cursor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from connectors.wecom_kf import WecomKf
from tests.connectors.kf_world import ANSWER, HE, KfWorld, kf_world
from tests.simulators.faults import Fault

CURSOR = "zhixun:kf:account:wkAccount"


@pytest.fixture
async def world(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[KfWorld]:
    async with kf_world(tmp_path, redis_client) as joined:
        yield joined


async def test_a_burst_is_read_in_order_and_in_few_turns(world: KfWorld) -> None:
    world.kf.quiet = True
    for one in range(7):
        await world.kf.write(HE, f"第{one}句")
    world.kf.quiet = False
    await asyncio.gather(*(world.kf.bring() for _ in range(5)))
    await world.settled()
    assert "\n".join(world.assistant.heard) == "\n".join(f"第{one}句" for one in range(7))
    assert len(world.kf.heard(HE)) == len(world.assistant.heard) <= 2


async def test_pages_are_followed_to_the_end_over_empty_ones(world: KfWorld) -> None:
    world.kf.platform.page, world.kf.quiet = 2, True
    for one in range(5):
        await world.kf.write(f"wm{one}", "你好")
    world.kf.platform.empty_pages, world.kf.quiet = 2, False
    await world.kf.bring()
    await world.settled()
    assert [world.kf.heard(f"wm{one}") for one in range(5)] == [[ANSWER]] * 5
    assert world.redis.hget(CURSOR, "cursor") == "5"


async def test_a_page_that_comes_again_is_answered_once(world: KfWorld) -> None:
    """As after a crash between the page and the cursor."""
    await world.kf.write(HE, "你好")
    await world.settled()
    before = world.redis.hget(CURSOR, "cursor")
    await world.kf.write(HE, "在吗")
    await world.settled()
    for _ in range(3):
        world.redis.hset(CURSOR, "cursor", before or "")
        await world.kf.bring()
        await world.settled()
    assert world.assistant.heard == ["你好", "在吗"]
    assert world.kf.heard(HE) == [ANSWER, ANSWER]


async def test_what_could_not_be_stored_is_fetched_again(world: KfWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    take, failures = world.served.room.take, [redis.ConnectionError(), redis.ConnectionError()]

    async def failing(letter: object) -> bool:
        if failures:
            raise failures.pop()
        return await take(letter)

    monkeypatch.setattr(world.served.room, "take", failing)
    await world.kf.write(HE, "你好")
    await world.settled()
    assert world.redis.hget(CURSOR, "cursor") != "1"
    await world.kf.bring()
    await world.settled()
    await world.kf.bring()
    await world.settled()
    assert (world.assistant.heard, world.redis.hget(CURSOR, "cursor")) == (["你好"], "1")


async def test_two_workers_fetch_one_after_the_other(world: KfWorld) -> None:
    other = WecomKf(world.settings, world.redis, world.served.talk._talk, world.clock, gather=0.05)
    await other.start(world.assistant)
    await asyncio.gather(*(world.kf.write(HE, f"第{one}句") for one in range(3)), *_wanted(other, 3))
    for _ in range(500):
        if not other.busy:
            break
        await asyncio.sleep(0.01)
    await world.settled()
    await other.stop()
    await other.close()
    assert "\n".join(world.assistant.heard).split("\n") == ["第0句", "第1句", "第2句"]


def _wanted(other: WecomKf, times: int) -> list[object]:
    fields = {"Event": "kf_msg_or_event", "OpenKfId": "wkAccount", "Token": ""}
    return [other.called(fields) for _ in range(times)]


async def test_a_worker_that_died_is_replaced(world: KfWorld) -> None:
    world.redis.set("zhixun:kf:lease:wkAccount", "somebody who died", ex=1)
    await world.kf.write(HE, "你好")
    for _ in range(500):
        if world.kf.heard(HE):
            break
        await asyncio.sleep(0.02)
    assert world.kf.heard(HE) == [ANSWER]


async def test_a_callback_that_got_lost_is_done_without(world: KfWorld) -> None:
    world.kf.quiet = True
    await world.kf.write(HE, "你好")
    world.redis.delete("zhixun:kf:looked:wkAccount")  # two minutes later
    for _ in range(500):
        if world.kf.heard(HE):
            break
        await asyncio.sleep(0.02)
    assert world.kf.heard(HE) == [ANSWER]


async def test_a_token_that_is_too_old_is_done_without(world: KfWorld) -> None:
    world.kf.quiet = True
    await world.kf.write(HE, "你好")
    world.kf.quiet = False
    await world.kf.bring(token="of yesterday")
    await world.settled()
    assert world.kf.heard(HE) == [ANSWER]


async def test_the_platform_s_failures_lose_nothing(world: KfWorld) -> None:
    await world.kf.write(HE, "你好")
    await world.settled()
    world.sim.faults.next([Fault.HTTP_500])
    await world.kf.write(HE, "在吗")
    await world.settled()
    world.clock.advance(6)
    await world.kf.bring()
    await world.settled()
    assert world.assistant.heard == ["你好", "在吗"]


async def test_the_app_s_own_address_is_as_good(world: KfWorld) -> None:
    """The platform brings the event to whichever address the administrator entered for the app."""
    world.kf.quiet = True
    await world.kf.write(HE, "你好")
    assert await world.sim.caller.bring_xml(world.kf.xml()) == ""
    await world.settled()
    assert world.kf.heard(HE) == [ANSWER]


async def test_an_unknown_account_is_left_alone(world: KfWorld, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert await world.kf.bring(account="wkOther") == ""
        await world.settled()
    assert not world.redis.exists("zhixun:kf:wanted:wkOther")
    assert "kf_open_kfid" in caplog.text and "wkOther" not in caplog.text


async def test_a_forged_callback_is_refused(world: KfWorld) -> None:
    query, body = world.kf.caller.sealed(world.kf.xml())
    assert (await world.kf.caller.post({**query, "msg_signature": "0" * 40}, body))[0] == 403
    assert (await world.kf.caller.post(query, body))[0] == 200
    assert (await world.kf.caller.post(query, body))[0] == 200  # the platform's own repeat
    assert await world.kf.caller.prove("12345") == (200, "12345")


async def test_the_first_start_answers_the_last_two_hours(tmp_path: Path, redis_client: redis.Redis[str]) -> None:
    async with kf_world(tmp_path, redis_client) as world:
        world.kf.quiet = True
        world.redis.delete(CURSOR, "zhixun:kf:wanted:wkAccount")
        await world.kf.write("wmOld", "三小时前")
        world.clock.advance(3 * 3600)
        await world.kf.write("wmNew", "刚才")
        world.kf.quiet = False
        await world.kf.bring()
        await world.settled()
        assert world.assistant.heard == ["刚才"]
        assert world.kf.heard("wmOld") == []
        world.kf.quiet = True
        await world.kf.write("wmOld", "又来")
        world.clock.advance(5 * 3600)  # down for hours: from now on everything is answered
        world.kf.quiet = False
        await world.kf.bring()
        await world.settled()
        assert world.assistant.heard == ["刚才", "又来"]


async def test_letters_go_on_while_the_desk_is_away(world: KfWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member's words wait for the desk's database; a party's letters in later pages do not."""
    from bot.desk.ports import DeskUnavailable

    number = await world.served_by("Li.Si")
    world.kf.platform.page = 1
    spoke, down = world.served.talk._talk.spoke, [True]

    def failing(*said: str) -> object:
        if down:
            raise DeskUnavailable("down")
        return spoke(*said)

    monkeypatch.setattr(world.served.talk._talk, "spoke", failing)
    await world.kf.say("Li.Si", HE, "请写申请")
    await world.settled()
    await world.kf.write("wmOther", "你好")
    await world.settled()
    assert world.kf.heard("wmOther") == [ANSWER]
    down.clear()
    world.clock.advance(6)
    await world.kf.bring()
    await world.settled()
    assert world.said(number)[-1] == "请写申请"
    assert world.assistant.heard.count("你好") == 1


async def test_the_scene_is_a_hint_for_the_turn(world: KfWorld) -> None:
    await world.kf.enter(HE, scene="web", scene_param="opaque-1")
    await world.kf.write(HE, "你好")
    await world.settled()
    assert world.assistant.metadata == [{"scene": "web", "scene_param": "opaque-1"}]


async def test_nonsense_in_a_page_stops_nothing(world: KfWorld, caplog: pytest.LogCaptureFixture) -> None:
    platform, party = world.kf.platform, ("wkAccount", HE)
    for nonsense in ({"event_type": "new_kind"}, {"event_type": "msg_send_fail"}, {}):
        platform.happened(party, nonsense)
    platform._put(party, {"origin": 9, "msgtype": "text", "text": {"content": "私密的话"}})
    platform._put(party, {"origin": 3, "msgtype": "text", "text": None})
    platform._items["wkAccount"].append({"send_time": int(world.clock()), "origin": 3, "external_userid": HE})
    with caplog.at_level(logging.DEBUG):
        await world.kf.write(HE, "你好")
        await world.settled()
    assert world.kf.heard(HE) == [ANSWER]
    assert "私密的话" not in caplog.text and HE not in caplog.text
