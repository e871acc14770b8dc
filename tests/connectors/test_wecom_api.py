"""The calls: tokens, what each error code does, how much a member gets, and what never leaves the process."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import redis
import yaml

from bot import settings as settings_module
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.platform_errors import WECOM, Act, Misconfigured
from connectors.wecom_api import WecomApi
from tests.conftest import ROOT
from tests.connectors.wecom_world import NOW
from tests.simulators.faults import Fault
from tests.simulators.wecom import Clock, WecomSimulator
from tests.simulators.wecom_platform import TOKEN_SECONDS

WORDS = "张三欠款"
TABLE = yaml.safe_load((ROOT / "connectors" / "data" / "wecom_errors.yml").read_text(encoding="utf-8"))


class Line:
    """A platform and clients of it."""

    def __init__(self, sim: WecomSimulator, client: redis.Redis[str], stack: AsyncExitStack) -> None:
        self.sim, self.redis, self._stack = sim, client, stack

    def api(self, **more: object) -> WecomApi:
        """Another process of the same app, unless its settings say otherwise."""
        settings = settings_module.load(**{**self.sim.settings(), **more})
        api = WecomApi(settings, self.redis, self.sim.clock)
        self._stack.push_async_callback(api.close)
        return api


@pytest.fixture
async def line(redis_client: redis.Redis[str]) -> AsyncIterator[Line]:
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(WecomSimulator({"chen", "li"}, clock=Clock(NOW)))
        yield Line(sim, redis_client, stack)


def text(content: str) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": content}}


async def test_many_tasks_in_several_processes_fetch_one_token(line: Line) -> None:
    apis = [line.api() for _ in range(4)]
    await asyncio.gather(*(api.app() for api in apis for _ in range(25)))
    assert line.sim.calls.count("gettoken") == 1


async def test_a_failed_fetch_is_shared_too(line: Line) -> None:
    line.sim.faults.next([Fault.BUSY])
    api = line.api()
    outcomes = await asyncio.gather(*(api.app() for _ in range(20)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotDelivered] * 20
    assert line.sim.calls == ["gettoken"]
    await api.app()


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_that_was_taken_back_is_replaced_once_for_all(line: Line, code: int) -> None:
    apis = [line.api() for _ in range(3)]
    await asyncio.gather(*(api.app() for api in apis))
    line.sim.platform.revoke(code)
    await asyncio.gather(*(api.app() for api in apis for _ in range(10)))
    assert line.sim.calls.count("gettoken") == 2


async def test_a_token_refused_twice_is_not_asked_for_for_ever(line: Line) -> None:
    api = line.api()
    await api.app()
    line.sim.calls.clear()
    line.sim.faults.next([Fault.TOKEN_INVALID, Fault.TOKEN_INVALID, Fault.TOKEN_INVALID, Fault.TOKEN_INVALID])
    with pytest.raises(NotDelivered):
        await api.app()
    assert line.sim.calls == ["agent/get", "gettoken", "agent/get"]


async def test_a_token_is_used_until_shortly_before_its_end(line: Line) -> None:
    api = line.api()
    await api.app()
    key = next(iter(line.redis.scan_iter("zhixun:token:wecom:*")))
    assert line.redis.ttl(key) == pytest.approx(TOKEN_SECONDS - 300, abs=5)
    assert line.sim.platform.secret not in key


async def test_two_apps_never_share_a_token(line: Line) -> None:
    await line.api().app()
    with pytest.raises(Misconfigured, match="40001"):
        await line.api(wecom_secret="another").app()


async def test_a_lock_of_a_dead_process_is_waited_for(line: Line) -> None:
    api = line.api()
    line.redis.set(api._token._lock_key, "dead", px=200)
    await api.app()
    assert line.sim.calls.count("gettoken") == 1


@pytest.mark.parametrize("code", sorted(TABLE["codes"]))
def test_each_code_does_what_the_table_says(code: int) -> None:
    row = TABLE["codes"][code]
    expected = Undeliverable if row["act"] == "refuse" else NotDelivered
    with pytest.raises(expected, match=str(code)) as raised:
        WECOM.raise_for(code)
    if row["act"] in ("refuse", "later"):
        assert "wait" not in row
        assert isinstance(raised.value, NotNow) is (row["act"] == "later")
    else:
        assert isinstance(raised.value, NotDelivered) and raised.value.wait == row["wait"] > 0
    assert isinstance(raised.value, Misconfigured) is (row["act"] == "configuration")


def test_success_is_no_error_and_an_unknown_code_is_shown_to_the_operator() -> None:
    WECOM.raise_for(0)
    with pytest.raises(Undeliverable, match="123456"):
        WECOM.raise_for(123456)


def test_only_codes_of_the_token_are_refreshed() -> None:
    assert {code for code in TABLE["codes"] if WECOM.verdict(code).act is Act.REFRESH} == {40014, 42001}


async def test_an_address_that_is_not_trusted_is_named(line: Line) -> None:
    line.sim.platform.trusted = False
    with pytest.raises(Misconfigured, match=r"60020.*203\.0\.113\.7"):
        await line.api().app()
    line.sim.platform.trusted = True
    await line.api().app()


@pytest.mark.parametrize(
    ("more", "code"),
    [({"wecom_corp_id": "ww9"}, 40013), ({"wecom_secret": "x"}, 40001), ({"wecom_agent_id": 7}, 40056)],
)
async def test_wrong_credentials_are_named(line: Line, more: dict[str, object], code: int) -> None:
    with pytest.raises(Misconfigured, match=str(code)):
        await line.api(**more).send("chen", text("你好"))


async def test_a_member_the_app_cannot_see_is_undeliverable(line: Line) -> None:
    with pytest.raises(Undeliverable, match="81013"):
        await line.api().send("nobody", text("你好"))


@pytest.mark.parametrize("words", ["你好", "\\u4f60", "😀 <b> ]]> \"'", "\ud800"])
async def test_text_arrives_as_it_is(line: Line, words: str) -> None:
    await line.api().send("chen", text(words))
    assert line.sim.texts("chen") == [words.replace("\ud800", "?")]


async def test_beyond_thirty_a_minute_nothing_is_sent_and_nothing_is_dropped(line: Line) -> None:
    apis, told = [line.api() for _ in range(3)], 0
    for one in range(200):
        try:
            await apis[one % 3].send("chen", text(f"第{one}条"))
            told += 1
        except NotDelivered as error:
            assert error.wait and 0 < error.wait <= 65
            line.sim.clock.advance(error.wait)
        if one == 30:
            await apis[0].send("li", text("别人不受影响"))
    assert line.sim.platform.dropped == 0
    assert len(line.sim.texts("chen")) == told > 150


async def test_beyond_a_thousand_an_hour_the_wait_is_long(line: Line) -> None:
    api = line.api(wecom_member_per_minute=2000, wecom_member_per_hour=40)
    for one in range(40):
        await api.send("chen", text(f"第{one}条"))
    line.sim.clock.advance(100)
    with pytest.raises(NotDelivered) as raised:
        await api.send("chen", text("多一条"))
    assert raised.value.wait == pytest.approx(3505, abs=1)
    line.sim.clock.advance(3505)
    await api.send("chen", text("多一条"))


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.value not in ("40014", "42001")])
async def test_every_failure_on_the_way_may_be_tried_again(line: Line, fault: Fault) -> None:
    api = line.api(wecom_time_limit=0.1)
    await api.app()
    line.sim.faults.next([fault])
    with pytest.raises(NotDelivered):
        await api.send("chen", text("你好"))
    await api.send("chen", text("你好"))
    assert line.sim.texts("chen") == ["你好"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[", "no address", "http://nobody.invalid"])
async def test_an_address_that_leads_nowhere_may_be_tried_again(line: Line, url: str) -> None:
    with pytest.raises(NotDelivered):
        await line.api(wecom_base_url=url).app()


@pytest.mark.parametrize("fault", [*Fault, None])
async def test_token_secret_and_words_stay_out_of_logs_and_errors(
    line: Line, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    told, tokens = "", []
    with caplog.at_level(logging.DEBUG):
        for failing in ("gettoken", "message/send"):
            api = line.api(wecom_time_limit=0.1)
            if failing == "message/send":
                await api.app()
                tokens.append(line.sim.platform._token)
            line.sim.faults.next([fault] * 2 if fault else [])
            try:
                await api.send("chen", text(WORDS))
            except NotDelivered as error:
                told += "".join(traceback.format_exception(error)) + repr(error.__cause__)
            line.sim.faults._next.clear()
    for secret in (line.sim.platform.secret, WORDS, *tokens):
        assert secret not in caplog.text + told
