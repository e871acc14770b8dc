"""Who serves a party: the desk and the platform agree, whoever of them moved first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from bot.desk.ports import Owner
from tests.connectors.kf_world import ANSWER, CHEN, HE, LI, WANG, KfWorld, conversation, kf_world
from tests.simulators.wecom_kf_platform import ASSISTANT, HUMAN, NEW, OVER, POOL

PARTY = ("wkAccount", HE)


@pytest.fixture
async def world(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[KfWorld]:
    async with kf_world(tmp_path, redis_client) as joined:
        yield joined


async def test_the_assistant_stays_until_somebody_claims(world: KfWorld) -> None:
    """``wait``, though nobody receives."""
    world.kf.platform.servicers |= {CHEN: False, LI: False}
    await world.handed_over()
    await world.kf.write(HE, "还有一个问题")
    await world.settled()
    assert world.kf.state(HE)[0] in (NEW, ASSISTANT)
    assert world.kf.heard(HE)[-1] == ANSWER


async def test_the_button_of_the_card_claims(world: KfWorld) -> None:
    number = await world.handed_over()
    await world.sim.press(LI, number, "受理")
    await world.settled(2)
    assert world.kf.state(HE) == (HUMAN, LI)


async def test_what_the_party_said_before_goes_to_who_claims(world: KfWorld) -> None:
    number = await world.handed_over()
    await world.kf.write(HE, "我的账号是一二三")
    await world.settled()
    world.desk.claim(number, LI, "c")
    await world.settled(2)
    assert any("我的账号是一二三" in text for text in world.sim.texts(LI))


async def test_a_transfer_at_the_desk_is_one_at_the_platform(world: KfWorld) -> None:
    number = await world.served_by(LI)
    world.desk.transfer(number, LI, CHEN, "t")
    await world.settled(2)
    assert world.kf.state(HE) == (HUMAN, CHEN)
    assert world.waiting() == []


async def test_a_transfer_at_the_platform_is_one_at_the_desk(world: KfWorld) -> None:
    number = await world.served_by(LI)
    await world.kf.transfer(HE, CHEN)
    await world.settled(2)
    assert world.ticket().assignee == CHEN and world.ticket().number == number
    assert world.kf.state(HE) == (HUMAN, CHEN)
    assert number in world.sim.card(CHEN, number).text


async def test_the_end_at_the_desk_is_one_at_the_platform(world: KfWorld) -> None:
    number = await world.served_by(LI)
    await world.kf.say(LI, HE, "办好了")
    await world.settled()
    await world.sim.write(LI, f"结束 #{number}")
    await world.settled(2)
    assert world.kf.state(HE)[0] == OVER
    assert list(world.kf.phone(HE)[-1].choices.values()) == ["解决了", "没解决"]
    await world.kf.write(HE, "最多拘留几天")
    await world.settled()
    assert world.kf.heard(HE)[-1] == ANSWER


async def test_given_back_to_the_queue_the_assistant_speaks_again(world: KfWorld) -> None:
    number = await world.served_by(LI)
    world.desk.transfer(number, LI, "duty", "t")
    await world.settled(2)
    assert world.kf.state(HE)[0] == OVER
    assert "值班团队" in world.kf.heard(HE)[-1]  # with the code of the end
    await world.kf.write(HE, "还在吗")
    await world.settled()
    assert world.kf.heard(HE)[-1] == ANSWER
    assert world.ticket().owner is Owner.REQUESTED


async def test_who_claims_after_the_end_has_the_party_with_their_next_words(world: KfWorld) -> None:
    number = await world.served_by(LI)
    world.desk.transfer(number, LI, "duty", "t")
    await world.settled(2)
    world.desk.claim(number, CHEN, "c2")
    await world.settled(2)
    assert world.kf.state(HE)[0] == OVER
    assert any("再来消息" in text for text in world.sim.texts(CHEN))
    await world.kf.write(HE, "有人吗")
    await world.settled(2)
    assert world.kf.state(HE) == (HUMAN, CHEN)
    assert world.said(number)[-1] == "有人吗"
    assert any("有人吗" in text for text in world.sim.texts(CHEN))  # it came before they had the party
    assert "有人吗" not in world.assistant.heard


async def test_a_member_who_is_no_servicer_writes_through_us(world: KfWorld) -> None:
    number = await world.handed_over()
    world.desk.transfer(number, CHEN, WANG, "t")
    await world.settled(2)
    assert world.kf.state(HE)[0] in (NEW, ASSISTANT)
    assert any("不是这个客服账号的接待人员" in text for text in world.sim.texts(WANG))
    await world.kf.write(HE, "我来了")
    await world.settled()
    assert any("我来了" in text for text in world.sim.texts(WANG))
    await world.sim.write(WANG, "您好，请讲")
    await world.settled(2)
    assert world.kf.heard(HE)[-1] == "王五：您好，请讲"


async def test_words_to_the_app_while_the_client_serves_are_refused_at_once(world: KfWorld) -> None:
    number = await world.served_by(LI)
    before = world.said(number)
    assert "微信客服" in str(await world.sim.write(LI, "从应用写的"))
    assert world.said(number) == before
    assert "微信客服" in str(await world.sim.write(LI, f"#{number}"))


async def test_a_reply_from_the_console_while_the_client_serves_comes_back(world: KfWorld) -> None:
    number = await world.served_by(LI)
    told = len(world.kf.heard(HE))
    world.desk.reply(number, LI, "从后台写的", "r")
    await world.settled(2)
    assert len(world.kf.heard(HE)) == told
    assert any("微信客服" in text and "没有送达" in text for text in world.sim.texts(LI))


async def test_first_words_from_the_app_arrive_before_the_conversation_changes_hands(world: KfWorld) -> None:
    number = await world.handed_over()
    await world.sim.write(LI, f"#{number} 您好，我来办")
    await world.settled(2)
    assert world.kf.heard(HE)[-1] == "李四：您好，我来办"
    assert world.kf.state(HE) == (HUMAN, LI)


async def test_a_servicer_who_writes_after_the_end_has_the_party_again(world: KfWorld) -> None:
    number = await world.served_by(LI)
    await world.kf.end(HE)
    await world.settled()
    await world.kf.say(LI, HE, "补充一句")
    await world.settled(2)
    ticket = world.ticket()
    assert ticket.number != number and (ticket.owner, ticket.assignee) == (Owner.HUMAN, LI)
    assert world.said(ticket.number)[-1] == "补充一句"
    assert world.kf.state(HE) == (HUMAN, LI)


async def test_whom_the_platform_gave_away_by_itself_the_assistant_leaves_alone(world: KfWorld) -> None:
    """A rule of the account's sent the party to a person at once."""
    world.kf.platform.wrote(PARTY, "你好")
    world.kf.platform._become(world.kf.platform.session(PARTY), HUMAN, LI)
    await world.kf.bring()
    await world.settled(2)
    assert world.kf.heard(HE) == [] and world.assistant.heard == []
    assert world.ticket().assignee == LI


async def test_a_stranger_who_serves_is_left_alone(world: KfWorld, caplog: pytest.LogCaptureFixture) -> None:
    world.kf.platform.wrote(PARTY, "你好")
    world.kf.platform._become(world.kf.platform.session(PARTY), HUMAN, "stranger")
    await world.kf.bring()
    await world.settled()
    await world.kf.say("stranger", HE, "我来")
    await world.settled()
    assert world.kf.heard(HE) == ["我来"] and world.assistant.heard == []
    assert world.desk.ticket_of(conversation(HE)) is None


async def test_an_end_that_nobody_told_of_gives_the_party_back(world: KfWorld) -> None:
    """After 48 hours the session is over, without an event."""
    await world.served_by(LI)
    await world.kf.say(LI, HE, "稍等")
    await world.settled()
    world.clock.advance(49 * 3600)
    await world.kf.write(HE, "还在吗")
    await world.settled(2)
    assert world.desk.owner(conversation(HE)) in (Owner.CLOSING, Owner.BOT)
    assert world.kf.heard(HE)[-1] != "稍等"


async def test_without_this_driver_the_platform_is_only_listened_to(
    tmp_path: Path, redis_client: redis.Redis[str]
) -> None:
    async with kf_world(tmp_path, redis_client, team_driver="wecom_app") as world:
        number = await world.handed_over()
        await world.sim.press(LI, number, "受理")
        await world.settled(2)
        assert world.kf.state(HE)[0] in (NEW, ASSISTANT)
        await world.sim.write(LI, "您好")
        await world.settled(2)
        assert world.kf.heard(HE)[-1] == "李四：您好"
        await world.kf.write(HE, "在的")
        await world.settled(2)
        assert any("在的" in text for text in world.sim.texts(LI))


class TestPool:
    """``pool``: while nobody receives, the party queues at the platform."""

    @pytest.fixture
    async def world(self, tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[KfWorld]:
        async with kf_world(tmp_path, redis_client, kf_when_busy="pool") as joined:
            joined.kf.platform.servicers |= {CHEN: False, LI: False}
            yield joined

    async def test_the_party_queues_and_hears_so(self, world: KfWorld) -> None:
        number = await world.handed_over()
        assert world.kf.state(HE)[0] == POOL
        assert world.kf.heard(HE)[0] == f"已经转给执行团队，编号{number}。"  # the answer goes before
        assert "排队" in world.kf.heard(HE)[1]
        await world.kf.write(HE, "我等着")
        await world.settled()
        assert len(world.kf.heard(HE)) == 2
        assert world.said(number)[-1] == "我等着"

    async def test_a_servicer_takes_the_party_out(self, world: KfWorld) -> None:
        number = await world.handed_over()
        await world.kf.write(HE, "我等着")
        await world.settled()
        await world.kf.take(LI, HE)
        await world.settled(2)
        assert (world.ticket().number, world.ticket().assignee) == (number, LI)
        assert world.kf.heard(HE)[-1] == "李四来接待您了，前面说的不用再说一遍。"
        assert any("我等着" in text for text in world.sim.texts(LI))

    async def test_a_claim_takes_the_party_out(self, world: KfWorld) -> None:
        number = await world.handed_over()
        world.kf.platform.servicers[LI] = True
        world.desk.claim(number, LI, "c")
        await world.settled(2)
        assert world.kf.state(HE) == (HUMAN, LI)
        assert world.kf.heard(HE)[-1].startswith("李四来接待您了")

    async def test_while_somebody_receives_the_assistant_stays(self, world: KfWorld) -> None:
        world.kf.platform.servicers[CHEN] = True
        await world.handed_over()
        assert world.kf.state(HE)[0] in (NEW, ASSISTANT)
