"""Nothing lost, nothing doubled: many hand-overs over a bad line, and long talks both ways."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import redis

from bot.desk.staff import Absence
from tests.connectors.wecom_world import CHEN, LI, STAFF, World, world
from tests.simulators.faults import Fault

HANDOVERS = 500
MESSAGES = 1000


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client, wecom_time_limit=0.1) as joined:
        yield joined


async def test_every_hand_over_arrives_once_though_every_third_call_fails(
    tmp_path: Path, redis_client: redis.Redis[str]
) -> None:
    alone = replace(STAFF, absences=(Absence(LI, date(2026, 1, 1), date(2026, 12, 31)),))
    async with world(tmp_path, redis_client, alone, wecom_time_limit=0.1) as team:
        numbers = [team.ask(f"当事人{one}", f"第{one}件").number for one in range(HANDOVERS)]
        team.sim.faults.plan(share=0.3, seed=7)
        await team.carry_all()
        assert team.sim.faults.happened > 0.3 * HANDOVERS
        assert team.waiting() == []
        shown = Counter(number for one in team.sim.phone(CHEN) for number in numbers if f"#{number} " in one.text)
        assert shown == Counter(numbers)
        assert len(team.sim.phone(CHEN)) == HANDOVERS
        assert team.sim.platform.dropped == 0


async def test_a_long_talk_keeps_its_order_both_ways_and_arrives_once(team: World) -> None:
    """Both members talk with a party each; every tenth callback comes twice, every tenth call to the platform fails."""
    talks = {CHEN: team.ask("甲"), LI: team.ask("乙")}
    await team.carry_all()
    for member, ticket in talks.items():
        await team.sim.press(member, ticket.number, "受理")
    await team.settled()
    team.sim.faults.plan(share=0.1, seed=3)
    each = MESSAGES // 4

    async def write(member: str) -> None:
        for one in range(each):
            xml = team.sim.caller.xml(member, {"MsgType": "text", "Content": f"答{one}"})
            assert "已转给" in (await team.sim.caller.bring_xml(xml) or "")
            if one % 10 == 0:
                assert "已转给" in (await team.sim.caller.bring_xml(xml) or "")

    async def speak(conversation: str) -> None:
        for one in range(each):
            await asyncio.to_thread(team.desk.heard, conversation, f"问{one}", f"key{one}")

    await asyncio.gather(*map(write, talks), speak("甲"), speak("乙"))
    await team.carry_all()
    for (member, ticket), party in zip(talks.items(), ("甲", "乙"), strict=True):
        assert team.parties.texts(party) == [f"答{one}" for one in range(each)]
        read = [text for text in team.sim.texts(member) if text.startswith(f"#{ticket.number}（")]
        assert read == [f"#{ticket.number}（{one + 1}）{party}某：问{one}" for one in range(each)]


async def test_each_way_to_fail_is_got_over(team: World) -> None:
    for fault in Fault:
        ticket = team.ask(f"遇到{fault.value}")
        team.sim.faults.next([fault] * 3)
        await team.carry_all()
        for member in (CHEN, LI):
            assert sum(ticket.number in shown.text for shown in team.sim.phone(member)) == 1, fault
        team.clock.advance(60)


async def test_an_outage_of_an_hour_loses_nothing(team: World) -> None:
    numbers = [team.ask(f"当事人{one}").number for one in range(5)]
    team.sim.faults.plan(share=1.0, kinds=[Fault.HTTP_500])
    for _ in range(60):
        await team.carry()
        team.clock.advance(60)
    assert team.sim.phone(CHEN) == []
    team.sim.faults.plan(share=0.0)
    await team.carry_all()
    assert sorted(shown.text.split("#")[1][:10] for shown in team.sim.phone(CHEN)) == sorted(numbers)


async def test_two_members_take_it_at_once_and_one_gets_it(team: World) -> None:
    for one in range(20):
        ticket = team.ask(f"当事人{one}")
        await team.carry_all()
        await asyncio.gather(*(team.sim.press(member, ticket.number, "受理") for member in (CHEN, LI)))
        await team.settled()
        await team.carry_all()
        winner = team.desk.ticket(ticket.number, CHEN).assignee
        loser = LI if winner == CHEN else CHEN
        assert list(team.sim.card(str(winner), ticket.number).buttons.values()) == ["转办", "结束"]
        assert team.sim.card(loser, ticket.number).state in ("已由陈一受理", "已由李四受理")
        for member, words in ((str(winner), "归您接待了"), (loser, "这件已由")):
            assert team.sim.texts(member)[-1].startswith(f"#{ticket.number} {words}")
        team.clock.advance(60)
