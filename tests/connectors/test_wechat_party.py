"""Colleagues' words reach the party outside a turn: once, now or later, with one notice that they wait."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import redis

from bot.desk.ports import NotDelivered, NotNow, PartyMessage
from connectors.wechat_api import WechatApi
from connectors.wechat_notice import NoSuchTemplate, Notice
from connectors.wechat_party import WechatParty
from tests.connectors.wechat_world import World, world
from tests.simulators.faults import Fault

PARTY = "oParty1"


@pytest.fixture
async def talk(redis_client: redis.Redis[str]) -> AsyncIterator[World]:
    async with world(redis_client) as joined:
        yield joined


@pytest.fixture
async def party(talk: World) -> AsyncIterator[WechatParty]:
    """The channel as the outbox uses it, in the test's own loop."""
    channel = WechatParty(talk.settings, talk.redis, clock=talk.clock)
    yield channel
    await channel.close()


def words(text: str, key: str = "k1", name: str = "林敏", choices: tuple[str, ...] = ()) -> PartyMessage:
    return PartyMessage(key, f"wechat:{PARTY}", "ZX1126-001", name, text, choices)


def customer(talk: World) -> list[str]:
    return [one.text for one in talk.sim.shown(PARTY) if one.way == "customer"]


async def test_a_colleagues_words_come_as_a_message_once_for_a_key(talk: World, party: WechatParty) -> None:
    await talk.sim.write(PARTY, "转人工")
    for _ in range(3):
        await party.deliver(words("我看一下。"))
    await party.deliver(words("已经划拨。", "k2", ""))
    assert customer(talk) == ["林敏：我看一下。", "已经划拨。"]


async def test_choices_are_numbered_or_to_tap(talk: World, party: WechatParty) -> None:
    await talk.sim.write(PARTY, "转人工")
    asked = words("问题解决了吗？", choices=("解决了", "没有解决"))
    await party.deliver(asked)
    assert "1. 解决了\n2. 没有解决" in customer(talk)[0]
    tapping = WechatParty(talk.settings.copy(update={"wechat_msgmenu": True}), talk.redis, clock=talk.clock)
    await tapping.deliver(words("问题解决了吗？", "k2", choices=("解决了", "没有解决")))
    assert talk.sim.shown(PARTY)[-1].choices == {"1": "解决了", "2": "没有解决"}
    assert (await talk.sim.tap(PARTY, "解决了")).text == "答：解决了"
    talk.sim.platform.test = True
    await tapping.deliver(words("问题解决了吗？", "k3", choices=("解决了", "没有解决")))
    assert "1. 解决了\n2. 没有解决" in customer(talk)[-1]
    await tapping.close()


async def test_long_words_are_read_on_demand(talk: World, party: WechatParty) -> None:
    await talk.sim.write(PARTY, "转人工")
    long = "".join(f"第{at}点说明写得长一些。" for at in range(64))
    assert 2000 < len(long.encode()) <= 2048
    await party.deliver(words(long, name="一位名字很长的工作人员" * 3))
    first = customer(talk)[0]
    assert first.endswith("继续”看后面")
    rest = str((await talk.sim.write(PARTY, "继续")).text)
    assert "第0点" in first and "第63点" in rest


@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.BUSY, Fault.CUT_BEFORE, Fault.NONSENSE, Fault.TOO_OFTEN])
async def test_what_did_not_arrive_is_tried_again_and_arrives_once(
    talk: World, party: WechatParty, fault: Fault
) -> None:
    await talk.sim.write(PARTY, "转人工")
    await party.api.menu()
    talk.sim.faults.next([fault])
    with pytest.raises(NotDelivered):
        await party.deliver(words("我看一下。"))
    for _ in range(2):
        await party.deliver(words("我看一下。"))
    assert customer(talk) == ["林敏：我看一下。"]


async def test_what_cannot_come_now_is_noticed_once_and_again_after_the_party_wrote(
    talk: World, party: WechatParty
) -> None:
    await talk.sim.write(PARTY, "转人工")
    for round_ in range(2):
        talk.clock.advance(49 * 3600)
        for key in ("k1", "k1", "k2"):
            with pytest.raises(NotNow):
                await party.deliver(words("张三的案款已到账。", f"{key}-{round_}"))
        await talk.settled()
        notices = [one.text for one in talk.sim.shown(PARTY) if one.way == "template"]
        assert len(notices) == round_ + 1
        assert notices[-1].startswith("您的咨询有新回复") and "张三" not in notices[-1] and "林敏" not in notices[-1]
        await talk.sim.write(PARTY, "看看")
    await party.deliver(words("张三的案款已到账。"))
    assert customer(talk) == ["林敏：张三的案款已到账。"]


async def test_a_notice_that_fails_is_tried_with_the_next_words(talk: World, party: WechatParty) -> None:
    await talk.sim.write(PARTY, "转人工")
    talk.clock.advance(49 * 3600)
    talk.sim.platform.verified = False
    with pytest.raises(NotNow):
        await party.deliver(words("我看一下。"))
    talk.sim.platform.verified = True
    with pytest.raises(NotNow):
        await party.deliver(words("我看一下。"))
    await talk.settled()
    assert [one.way for one in talk.sim.shown(PARTY)] == ["passive", "template"]


async def test_without_a_template_nothing_is_noticed(talk: World) -> None:
    silent = WechatParty(talk.settings.copy(update={"wechat_template_id": ""}), talk.redis, clock=talk.clock)
    await talk.sim.write(PARTY, "转人工")
    talk.clock.advance(49 * 3600)
    talk.sim.calls.clear()
    with pytest.raises(NotNow):
        await silent.deliver(words("我看一下。"))
    assert "message/template/send" not in talk.sim.calls
    await silent.close()


async def test_every_known_kind_of_field_is_filled_as_the_platform_wants_it(talk: World) -> None:
    api = WechatApi(talk.settings, talk.redis, talk.clock)
    talk.sim.phone(PARTY)
    fields = ("thing1", "time2", "date3", "phrase4", "const5", "first", "keyword1", "remark")
    talk.sim.platform.templates = {"t1": fields, "t2": ("amount1", "thing2")}
    await Notice(api, talk.redis, "t1", talk.clock).send_once(PARTY)
    await talk.settled()
    shown = talk.sim.shown(PARTY)[-1].text.split("\n")
    assert len(shown) == len(fields) and "2026年11月26日 10:00" in shown
    for template, said in (("t2", "amount1"), ("t3", "wechat_template_id")):
        with pytest.raises(NoSuchTemplate, match=said):
            await Notice(api, talk.redis, template, talk.clock).values()
    await api.close()


async def test_while_redis_is_away_it_is_tried_again(
    talk: World, party: WechatParty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(party, "_redis", type("Down", (), {"exists": down})())
    with pytest.raises(NotDelivered):
        await party.deliver(words("我看一下。"))


async def test_a_late_answer_that_does_not_fit_the_quota_comes_first_when_the_party_writes(
    redis_client: redis.Redis[str],
) -> None:
    async with world(redis_client, wechat_answer_within=0.2) as talk:
        talk.bot.hold("慢")
        await talk.sim.write(PARTY, "慢")
        talk.sim.phone(PARTY).allowances["message"].left = 0
        await talk.release("慢")
        await talk.settled()
        assert talk.sim.texts(PARTY) == []
        told = str((await talk.sim.write(PARTY, "快")).text)
        assert told.index("答：慢") < told.index("答：快")
