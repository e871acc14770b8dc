"""The team on work WeChat: real desk, outbox, driver and callback against the simulated platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from tests.connectors.wecom_world import CHEN, LI, WANG, World, world


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client) as joined:
        yield joined


async def test_a_card_goes_to_everybody_of_the_queue_and_one_takes_it(team: World) -> None:
    ticket = team.ask("甲", "钱什么时候到账")
    await team.carry()
    for member in (CHEN, LI):
        card = team.sim.card(member, ticket.number)
        assert "钱什么时候到账" in card.text
        assert list(card.buttons.values()) == ["受理", "转办", "结束"]
    assert team.sim.phone(WANG) == []

    assert await team.sim.press(CHEN, ticket.number, "受理") == ""
    await team.settled()
    assert list(team.sim.card(CHEN, ticket.number).buttons.values()) == ["转办", "结束"]
    assert team.sim.card(LI, ticket.number).state == "已由陈一受理"
    assert "钱什么时候到账" in team.sim.texts(CHEN)[-1]

    assert "已转给" in (await team.sim.write(CHEN, "明天就到") or "")
    team.desk.heard("甲", "好的谢谢", "1")
    await team.settled()
    assert team.parties.texts("甲") == ["明天就到"]
    assert team.sim.texts(CHEN)[-1] == f"#{ticket.number}（1）甲某：好的谢谢"

    await team.sim.press(CHEN, ticket.number, "结束")
    await team.settled()
    assert team.sim.card(CHEN, ticket.number).state == "已办结"
    assert team.desk.ticket(ticket.number, CHEN).closed_at is not None
