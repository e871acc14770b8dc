"""Nothing lost, nothing doubled: many hand-overs over a bad line, and long talks both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from tests.connectors.wecom_world import CHEN, LI, World, world

HANDOVERS = 500
MESSAGES = 1000


@pytest.fixture
async def team(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(tmp_path, redis_client, wecom_time_limit=0.1) as joined:
        yield joined


async def test_every_hand_over_arrives_once_though_every_third_call_fails(team: World) -> None:
    numbers = [team.ask(f"当事人{one}", f"第{one}件").number for one in range(HANDOVERS)]
    team.sim.faults.plan(share=0.3, seed=7)
    await team.carry_all()
    assert team.sim.faults.happened > 0.25 * 2 * HANDOVERS
    for member in (CHEN, LI):
        cards = Counter(number for shown in team.sim.phone(member) for number in numbers if f"#{number} " in shown.text)
        assert cards == Counter(numbers)
        assert len(team.sim.phone(member)) == HANDOVERS
    assert team.sim.platform.dropped == 0
