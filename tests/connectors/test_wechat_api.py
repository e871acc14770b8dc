"""The calls to the simulated 公众号: tokens, codes, how much a party gets, and what never leaves the process."""

from __future__ import annotations

import asyncio
import logging
import random
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import redis
import yaml

from bot import settings as settings_module
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.platform_errors import WECHAT, Act, Misconfigured, Rejected
from connectors.wechat_api import WechatApi
from connectors.wechat_ledger import Act as PartyAct
from tests.conftest import ROOT
from tests.connectors.wechat_world import NOW
from tests.simulators.faults import Fault
from tests.simulators.served import Clock
from tests.simulators.wechat import WechatSimulator

PARTY, WORDS = "oParty1", "张三欠款"
TABLE = yaml.safe_load((ROOT / "connectors" / "data" / "wechat_errors.yml").read_text(encoding="utf-8"))


class Line:
    """A platform and processes of one account."""

    def __init__(self, sim: WechatSimulator, client: redis.Redis[str], stack: AsyncExitStack) -> None:
        self.sim, self.redis, self._stack = sim, client, stack

    def api(self, **more: object) -> WechatApi:
        """Another process of the same account, unless its settings say otherwise."""
        api = WechatApi(settings_module.load(**{**self.sim.settings(), **more}), self.redis, self.sim.clock)
        self._stack.push_async_callback(api.close)
        return api

    async def act(self, what: str) -> None:
        """A party does something, and the bot hears of it."""
        self.sim.platform.acts(PARTY, what)
        kind = PartyAct.MESSAGE if what == "message" else PartyAct.TAP
        await self.api().ledger.note(PARTY, kind)


@pytest.fixture
async def line(redis_client: redis.Redis[str]) -> AsyncIterator[Line]:
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(WechatSimulator(clock=Clock(NOW)))
        sim.phone(PARTY)
        yield Line(sim, redis_client, stack)


async def test_many_tasks_in_several_processes_fetch_one_token_and_force_none(line: Line) -> None:
    apis = [line.api() for _ in range(4)]
    await asyncio.gather(*(api.menu() for api in apis for _ in range(25)))
    assert line.sim.calls.count("stable_token") == 1
    assert line.sim.platform.tokens.forced == 0


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_was_taken_back_is_replaced_once_for_all(line: Line, code: int) -> None:
    apis = [line.api() for _ in range(3)]
    await asyncio.gather(*(api.menu() for api in apis))
    line.sim.platform.tokens.revoke(code)
    await asyncio.gather(*(api.menu() for api in apis for _ in range(10)))
    assert line.sim.calls.count("stable_token") == 2
    assert line.sim.platform.tokens.forced == 0


async def test_a_token_refused_twice_is_not_asked_for_for_ever(line: Line) -> None:
    api = line.api()
    await api.menu()
    line.sim.calls.clear()
    line.sim.faults.next([Fault.TOKEN_INVALID] * 4)
    with pytest.raises(NotDelivered):
        await api.menu()
    assert line.sim.calls == ["menu/get", "stable_token", "menu/get"]


@pytest.mark.parametrize("code", sorted(TABLE["codes"]))
def test_each_code_does_what_the_table_says(code: int) -> None:
    row = TABLE["codes"][code]
    kinds = {"refuse": Rejected, "later": NotNow, "configuration": Misconfigured}
    with pytest.raises(Exception, match=str(code)) as raised:
        WECHAT.raise_for(code)
    assert type(raised.value) is kinds.get(row["act"], NotDelivered)
    assert ("wait" in row) is (row["act"] in ("retry", "refresh", "configuration"))
    if "wait" in row:
        assert isinstance(raised.value, NotDelivered) and raised.value.wait == row["wait"] > 0


def test_the_codes_that_decide_what_becomes_of_an_answer() -> None:
    assert {code for code in TABLE["codes"] if WECHAT.verdict(code).act is Act.REFRESH} == {40001, 40014, 42001}
    assert {45015, 45047, 48002} <= {code for code in TABLE["codes"] if WECHAT.verdict(code).act is Act.LATER}


@pytest.mark.parametrize(("more", "code"), [({"wechat_app_id": "wx9"}, 40013), ({"wechat_secret": "x"}, 40125)])
async def test_wrong_credentials_are_named(line: Line, more: dict[str, object], code: int) -> None:
    with pytest.raises(Misconfigured, match=str(code)):
        await line.api(**more).menu()


async def test_an_address_that_is_not_on_the_list_is_named(line: Line) -> None:
    line.sim.platform.tokens.listed = False
    with pytest.raises(Misconfigured, match=r"40164.*203\.0\.113\.7"):
        await line.api().menu()


@pytest.mark.parametrize("words", ["你好", "\\u4f60", "😀 <b> ]]> \"'"])
async def test_text_arrives_as_it_is(line: Line, words: str) -> None:
    await line.act("message")
    await line.api().send_text(PARTY, words)
    assert line.sim.texts(PARTY) == [words]


async def test_the_assistant_leaves_one_message_for_a_person(line: Line) -> None:
    await line.act("message")
    api = line.api()
    for at in range(4):
        await api.send_text(PARTY, f"第{at}条")
    line.sim.calls.clear()
    with pytest.raises(NotNow):
        await api.send_text(PARTY, "第五条")
    assert line.sim.calls == []
    await api.send_text(PARTY, "工作人员的话", by_person=True)
    with pytest.raises(NotNow):
        await api.send_text(PARTY, "还有一句", by_person=True)
    await line.act("message")
    await api.send_text(PARTY, "又可以了")


async def test_a_tap_allows_three_for_a_minute(line: Line) -> None:
    await line.act("click")
    api = line.api()
    for at in range(3):
        await api.send_text(PARTY, f"第{at}条")
    with pytest.raises(NotNow):
        await api.send_text(PARTY, "第四条")
    await line.act("click")
    line.sim.clock.advance(61)
    with pytest.raises(NotNow):
        await api.send_text(PARTY, "太晚")


async def test_after_two_days_nothing_goes(line: Line) -> None:
    await line.act("message")
    line.sim.clock.advance(48 * 3600 + 1)
    with pytest.raises(NotNow):
        await line.api().send_text(PARTY, "太晚", by_person=True)


@pytest.mark.parametrize("lose", ["ledger", "nothing"])
async def test_what_the_platform_says_is_stronger_than_the_ledger(line: Line, lose: str) -> None:
    """Another program has used the messages up; or our memory is gone and theirs is not."""
    await line.act("message")
    line.sim.phone(PARTY).allowances["message"].left = 0 if lose == "nothing" else 5
    if lose == "ledger":
        line.redis.flushall()
        await line.api().send_text(PARTY, "平台还让发")
        return
    for calls in (1, 0):  # after the platform's no, it is not asked again
        line.sim.calls.clear()
        with pytest.raises(NotNow, match="45047" if calls else "条数"):
            await line.api().send_text(PARTY, "平台不让发", by_person=True)
        assert line.sim.calls.count("message/custom/send") == calls


@pytest.mark.parametrize(("blocked", "following", "code"), [(True, True, 48002), (False, False, 45015)])
async def test_who_cannot_be_reached_hears_it_when_they_write(
    line: Line, blocked: bool, following: bool, code: int
) -> None:
    await line.act("message")
    line.sim.phone(PARTY).blocked, line.sim.phone(PARTY).following = blocked, following
    with pytest.raises(NotNow, match=str(code)):
        await line.api().send_text(PARTY, "你好")


async def test_who_left_and_came_back_can_be_reached_again(line: Line) -> None:
    await line.act("message")
    api = line.api()
    line.sim.platform.follow(PARTY, False)
    await api.ledger.close(PARTY)
    with pytest.raises(NotNow, match="条数"):
        await api.send_text(PARTY, "走了")
    line.sim.platform.follow(PARTY, True)
    await line.act("follow")
    await api.send_text(PARTY, "又来了")


async def test_never_is_more_sent_than_the_platform_allows(line: Line) -> None:
    """Any order of acts, waiting and sending: the platform has nothing to refuse."""
    chance, api, sent = random.Random(6), line.api(), 0
    await line.act("message")
    for _ in range(400):
        what = chance.choice(["message", "click", "wait", *["send"] * 6])
        if what == "wait":
            line.sim.clock.advance(chance.choice([10, 61, 3600, 50 * 3600]))
        elif what != "send":
            await line.act(what)
        else:
            try:
                await api.send_text(PARTY, "你好", by_person=chance.random() < 0.3)
                sent += 1
            except NotNow as error:
                assert "微信公众号" not in str(error)
    assert sent > 100


@pytest.mark.parametrize("fault", [fault for fault in Fault if not fault.accepted])
async def test_what_did_not_go_costs_nothing(line: Line, fault: Fault) -> None:
    await line.act("message")
    api = line.api(wechat_time_limit=0.1)
    await api.menu()
    for _ in range(6):
        line.sim.faults.next([fault] * (3 if fault.value in ("40014", "42001") else 1))
        with pytest.raises(NotDelivered):
            await api.send_text(PARTY, "你好")
        line.sim.faults._next.clear()
    await api.send_text(PARTY, "你好")
    assert line.sim.texts(PARTY) == ["你好"]


async def test_typing_never_fails(line: Line) -> None:
    api = line.api()
    await api.show_typing(PARTY)  # 45080: nothing was exchanged
    line.sim.faults.next([Fault.HTTP_500])
    await api.show_typing(PARTY)


async def test_choices_to_tap_where_the_account_has_them(line: Line) -> None:
    await line.act("message")
    api = line.api()
    assert await api.send_choices(PARTY, "满意吗？", ("满意", "不满意"))
    assert line.sim.shown(PARTY)[-1].choices == {"1": "满意", "2": "不满意"}
    line.sim.platform.test = True
    assert not await api.send_choices(PARTY, "满意吗？", ("满意", "不满意"))


@pytest.mark.parametrize("fault", [*Fault, None])
async def test_token_secret_and_words_stay_out_of_logs_and_errors(
    line: Line, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    await line.act("message")
    told = ""
    with caplog.at_level(logging.DEBUG):
        for failing in ("stable_token", "message/custom/send"):
            api = line.api(wechat_time_limit=0.1)
            if failing != "stable_token":
                await api.menu()
            line.sim.faults.next([fault] * 2 if fault else [])
            try:
                await api.send_text(PARTY, WORDS)
            except (NotDelivered, Undeliverable) as error:
                told += "".join(traceback.format_exception(error)) + repr(error.__cause__)
            line.sim.faults._next.clear()
    for secret in (str(line.sim.settings()["wechat_secret"]), WORDS, *line.sim.platform.tokens._known):
        assert secret not in caplog.text + told
