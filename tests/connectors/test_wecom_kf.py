"""A party writes to a kf account: answered once, in order; a member serves them in the client; and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from bot.answers.reply import Reply
from bot.desk.ports import Owner
from tests.connectors.kf_world import ANSWER, HE, LI, KfWorld, conversation, kf_world


@pytest.fixture
async def world(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[KfWorld]:
    async with kf_world(tmp_path, redis_client) as joined:
        yield joined


async def test_a_party_is_answered(world: KfWorld) -> None:
    await world.kf.write(HE, "我的案子到哪一步了")
    await world.settled()
    assert world.kf.heard(HE) == [ANSWER]
    assert world.assistant.heard == ["我的案子到哪一步了"]


async def test_choices_are_tapped(world: KfWorld) -> None:
    world.assistant.replies["你好"] = Reply(lines=("您想问哪一样？",), choices=("案件进展", "转人工"))
    await world.kf.write(HE, "你好")
    await world.settled()
    assert list(world.kf.phone(HE)[-1].choices.values()) == ["案件进展", "转人工"]
    await world.kf.tap(HE, "案件进展")
    await world.settled()
    assert world.assistant.heard == ["你好", "案件进展"]


async def test_the_whole_way_to_a_member_and_back(world: KfWorld) -> None:
    number = await world.served_by(LI)
    assert world.kf.heard(HE) == [f"已经转给执行团队，编号{number}。"]
    assert any("微信客服" in text for text in world.sim.texts(LI))
    assert "何某" in world.sim.card(LI, number).text

    await world.kf.write(HE, "我想问分期")
    await world.kf.say(LI, HE, "可以分期，请写申请")
    await world.settled(2)
    assert world.said(number)[1:] == ["我想问分期", "可以分期，请写申请"]
    assert world.desk.owner(conversation(HE)) is Owner.HUMAN
    assert world.kf.heard(HE)[1:] == ["可以分期，请写申请"]  # what the member said is not said again
    assert not any("我想问分期" in text for text in world.sim.texts(LI))  # nor what the party said
    assert "我想问分期" not in world.assistant.heard

    await world.kf.end(HE)
    await world.settled()
    closing = world.kf.phone(HE)[-1]
    assert number in closing.text and list(closing.choices.values()) == ["解决了", "没解决"]
    await world.kf.tap(HE, "解决了")
    await world.settled()
    assert world.kf.heard(HE)[-1] == "谢谢您告诉我们。"
    assert world.desk.ticket_of(conversation(HE)).content is True
    await world.kf.write(HE, "还有别的问题")
    await world.settled()
    assert world.kf.heard(HE)[-1] == ANSWER
