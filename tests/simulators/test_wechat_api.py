"""The calls of the simulated 公众号 answer as the platform's documents say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from tests.simulators.faults import Fault
from tests.simulators.wechat import APP_ID, SECRET
from tests.simulators.wechat_ends import FIELDS, LI, Account, Client, joined, opened
from tests.simulators.wechat_platform import TEMPLATE


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with joined(Account()) as sim, aiohttp.ClientSession() as session:
        client = Client(sim, session)
        await client.stable()
        yield client


# Tokens


async def test_the_stable_token_is_everybodys_until_five_minutes_before_its_end(client: Client) -> None:
    first = client.token
    client.sim.clock.advance(6899)
    assert (await client.stable())["expires_in"] == 301
    assert client.token == first
    client.sim.clock.advance(2)
    assert (await client.stable())["expires_in"] == 7200
    second, client.token = client.token, first
    assert second != first and await client.send("unknown") == 40003  # the old one still works
    client.sim.clock.advance(300)
    assert await client.send() == 42001
    client.token = second
    assert await client.send("unknown") == 40003
    assert client.sim.platform.tokens.given == 2


async def test_a_forced_token_ends_the_old_one_and_is_rationed(client: Client) -> None:
    first = client.token
    assert (await client.stable(force_refresh=True))["errcode"] == 0
    assert (await client.stable(force_refresh=True))["errcode"] == 45011
    client.token = first
    assert await client.send() == 40001
    for _ in range(19):
        client.sim.clock.advance(30)
        assert (await client.stable(force_refresh=True))["errcode"] == 0
    client.sim.clock.advance(30)
    assert (await client.stable(force_refresh=True))["errcode"] == 45009
    assert client.sim.platform.tokens.forced == 20
    assert (await client.stable())["errcode"] == 0


async def test_the_old_call_makes_a_new_token_each_time(client: Client) -> None:
    first, second = [(await client.plain())["access_token"] for _ in range(2)]
    stable, client.token = client.token, first
    assert await client.send("unknown") == 40003
    client.sim.clock.advance(300)
    assert await client.send() == 40001
    for good in (second, stable):
        client.token = good
        assert await client.send("unknown") == 40003


async def test_the_old_call_is_rationed(client: Client) -> None:
    tokens, query = client.sim.platform.tokens, {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    for _ in range(2000):
        tokens.plain(query)
    assert (await client.plain())["errcode"] == 45009
    client.sim.clock.advance(86_400)
    assert (await client.plain())["errcode"] == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appid": "wx9"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"secret": "x"}, 40125),
        ({"grant_type": "x"}, 40002),
    ],
)
async def test_what_is_wrong_with_a_request_for_a_token_is_told(
    client: Client, changes: dict[str, str], code: int
) -> None:
    assert (await client.stable(**changes))["errcode"] == code


async def test_tokens_are_refused_for_what_is_wrong_with_them(client: Client) -> None:
    assert (await client.post("stable_token", b""))["errcode"] == 44002
    assert (await client.post("stable_token", b"grant_type=x"))["errcode"] == 47001
    client.sim.platform.tokens.listed = False
    assert (await client.stable())["errcode"] == 40164
    for code in (40001, 42001):
        client.sim.platform.tokens.listed = True
        await client.stable()
        client.sim.platform.tokens.revoke(code)
        assert await client.send() == code
    client.token = "made-up"
    assert await client.send() == 40014
    client.token = ""
    assert await client.send() == 41001


# Customer messages


async def test_five_messages_in_48_hours_after_a_message(client: Client) -> None:
    await client.sim.write(LI, "你好")
    assert [await client.send() for _ in range(6)] == [0] * 5 + [45047]
    client.sim.clock.advance(48 * 3600 - 1)
    await client.stable()
    assert await client.send() == 45047
    await client.sim.write(LI, "在吗")
    assert await client.send() == 0
    client.sim.clock.advance(48 * 3600)
    await client.stable()
    assert await client.send() == 45015
    assert client.sim.texts(LI) == ["你好"] * 6


@pytest.mark.parametrize("act", ["follow", "scan", "click"])
async def test_three_messages_in_a_minute_after_other_acts(client: Client, act: str) -> None:
    sim = client.sim
    await client.post("menu/create", {"button": [{"name": "查进度", "type": "click", "key": "progress"}]})
    acts: dict[str, Callable[[], Any]] = {
        "follow": lambda: sim.follow(LI),
        "scan": lambda: sim.follow(LI, "desk-1"),
        "click": lambda: sim.press(LI, "查进度"),
    }
    assert await client.send() == 40003  # nobody of that openid follows
    await acts[act]()
    assert [await client.send() for _ in range(4)] == [0] * 3 + [45047]
    await acts[act]()
    sim.clock.advance(60)
    assert await client.send() == 45015


async def test_a_message_is_taken_off_every_open_allowance(client: Client) -> None:
    await client.sim.follow(LI)
    await client.sim.write(LI, "你好")
    assert [await client.send() for _ in range(6)] == [0] * 5 + [45047]


async def test_who_left_or_refuses_is_not_told_anything(client: Client) -> None:
    await client.sim.write(LI, "你好")
    client.sim.phone(LI).blocked = True
    assert await client.send() == 48002
    client.sim.phone(LI).blocked = False
    await client.sim.unfollow(LI)
    assert await client.send() == 45015
    with pytest.raises(LookupError):
        await client.sim.write(LI, "你好")
    client.sim.platform.verified = False
    assert await client.send() == 48001


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {"content": ""}, 44004),
        ("text", {"content": 5}, 44004),
        ("text", {"content": "长" * 682 + "xx"}, 0),
        ("text", {"content": "长" * 682 + "xxx"}, 45002),
        ("song", {"content": "x"}, 40008),
        ("image", {"media_id": "m"}, 0),
        ("image", {"other": "m"}, 40007),
        ("news", {"articles": [{"title": "一", "url": "https://court.invalid"}]}, 0),
        ("news", {"articles": [{"title": "一"}, {"title": "二"}]}, 45008),
        ("link", {"title": "一", "url": "https://court.invalid"}, 0),
        ("msgmenu", {"head_content": "选", "list": [{"id": "1", "content": "一"}], "tail_content": "好"}, 0),
        ("msgmenu", {"head_content": "选", "list": []}, 40035),
        ("msgmenu", {"head_content": "选" * 683, "list": [{"id": "1", "content": "一"}]}, 45002),
    ],
)
async def test_what_is_wrong_with_a_message_is_told(
    client: Client, kind: str, content: dict[str, Any], code: int
) -> None:
    await client.sim.write(LI, "你好")
    assert await client.send(kind=kind, **content) == code
    assert len(client.sim.shown(LI)) == (code == 0)


async def test_a_body_that_is_no_raw_json_is_refused(client: Client) -> None:
    await client.sim.write(LI, "你好")
    for body, code in ((b"{", 47001), (b"[]", 47001), (b"", 44002), (b'{"touser": "\\u4f60"}', 40033)):
        assert (await client.post("message/custom/send", body))["errcode"] == code


async def test_an_item_of_a_menu_message_comes_back_as_a_text_and_counts_as_a_click() -> None:
    account = Account()
    async with joined(account) as sim, aiohttp.ClientSession() as session:
        client = Client(sim, session)
        await client.stable()
        await sim.write(LI, "你好")
        menu = {"head_content": "选", "list": [{"id": "7", "content": "转人工"}]}
        assert await client.send(kind="msgmenu", **menu) == 0
        sim.clock.advance(48 * 3600)
        await sim.tap(LI, "转人工")
        assert "<Content><![CDATA[转人工]]></Content><bizmsgmenuid><![CDATA[7]]>" in opened(account.got[-1][1])
        assert sim.platform.left(LI) == 3
        with pytest.raises(LookupError):
            await sim.tap(LI, "别的")
        sim.platform.test = True
        await client.stable()
        assert await client.send(kind="msgmenu", **menu) == 40200


async def test_typing(client: Client) -> None:
    await client.sim.follow(LI)
    assert await client.type() == 45080
    await client.sim.write(LI, "你好")
    assert await client.type("Dancing") == 45072
    assert [await client.type() for _ in range(2)] == [0, 45081]
    assert await client.send() == 0  # which ends it
    assert await client.type() == 0
    assert await client.type("CancelTyping") == 0
    assert await client.type() == 0
    client.sim.clock.advance(15)
    assert await client.type() == 0
    client.sim.clock.advance(16)
    assert await client.type() == 45080


# Templates and menu


async def test_a_template_message_and_what_became_of_it() -> None:
    account = Account()
    async with joined(account) as sim, aiohttp.ClientSession() as session:
        client = Client(sim, session)
        await client.stable()
        await sim.follow(LI)
        for blocked, status in ((False, "success"), (True, "failed:user block")):
            sim.phone(LI).blocked = blocked
            answer = await client.template()
            assert answer["errcode"] == 0
            await sim.settled()
            told = opened(account.got[-1][1])
            assert f"<MsgID>{answer['msgid']}</MsgID><Status><![CDATA[{status}]]></Status>" in told
        assert [one.kind for one in sim.shown(LI)] == ["template"]
        assert sim.shown(LI)[0].text == "您的咨询有新回复\n2026-11-26 10:00"


async def test_what_is_wrong_with_a_template_message_is_told(client: Client) -> None:
    assert (await client.template())["errcode"] == 40003
    await client.sim.follow(LI)
    assert (await client.template(template_id="x"))["errcode"] == 40037
    for wrong in ({}, {**FIELDS, "thing1": {"value": "长" * 21}}, {**FIELDS, "time2": {"value": "明天"}}):
        assert (await client.template(data=wrong))["errcode"] == 47003
    await client.sim.unfollow(LI)
    assert (await client.template())["errcode"] == 43004
    assert (await client.get("template/get_all_private_template"))["template_list"][0]["template_id"] == TEMPLATE


CLICK, VIEW = (
    {"name": "进度", "type": "click", "key": "k"},
    {"name": "网页", "type": "view", "url": "https://a.invalid"},
)


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([CLICK, VIEW, {"name": "更多", "sub_button": [CLICK] * 5}], 0),
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{**CLICK, "type": "song"}], 40017),
        ([{**CLICK, "name": "六个汉字太长"}], 40018),
        ([{**CLICK, "name": ""}], 40018),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{**VIEW, "url": "https://" + "a" * 1024}], 40020),
        ([{**VIEW, "url": "ftp://a"}], 40055),
        ([{"name": "更多", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "更多", "sub_button": [{"name": "再多", "sub_button": [CLICK]}]}], 40022),
        ([{"name": "更多", "sub_button": [{**CLICK, "type": ""}]}], 40024),
        ([{"name": "更多", "sub_button": [{**CLICK, "name": "长" * 21}]}], 40025),
        ([{"name": "更多", "sub_button": [{**CLICK, "key": ""}]}], 40026),
        ([{"name": "更多", "sub_button": [{**VIEW, "url": ""}]}], 40027),
    ],
)
async def test_a_menu_within_the_limits(client: Client, buttons: list[dict[str, Any]], code: int) -> None:
    assert (await client.post("menu/create", {"button": buttons}))["errcode"] == code
    assert (await client.get("menu/get"))["errcode"] == (46003 if code else 0)


async def test_a_menu_is_made_pressed_and_taken_away() -> None:
    account = Account()
    async with joined(account) as sim, aiohttp.ClientSession() as session:
        client = Client(sim, session)
        await client.stable()
        await client.post("menu/create", {"button": [CLICK, {"name": "更多", "sub_button": [VIEW]}]})
        await sim.press(LI, "进度")
        assert "<Event><![CDATA[CLICK]]></Event><EventKey><![CDATA[k]]>" in opened(account.got[-1][1])
        await sim.press(LI, "网页")
        assert "<Event><![CDATA[VIEW]]></Event><EventKey><![CDATA[https://a.invalid]]>" in opened(account.got[-1][1])
        menu = (await client.get("menu/get"))["menu"]["button"]
        assert menu == [{"sub_button": [], **CLICK}, {"name": "更多", "sub_button": [VIEW]}]
        assert (await client.get("menu/delete"))["errcode"] == 0
        with pytest.raises(LookupError):
            await sim.press(LI, "进度")


# Faults and the page


async def test_faults_on_demand(client: Client) -> None:
    await client.sim.write(LI, "你好")
    client.sim.faults.next([Fault.BUSY, Fault.TOO_OFTEN, Fault.TOKEN_EXPIRED])
    assert [await client.send() for _ in range(3)] == [-1, 45009, 42001]
    await client.stable()
    client.sim.faults.next([Fault.CUT_AFTER])
    with pytest.raises(aiohttp.ClientError):
        await client.send()
    client.sim.faults.next([Fault.HTTP_500, Fault.NONSENSE])
    for _ in range(2):
        with pytest.raises((aiohttp.ClientError, ValueError)):
            await client.send()
    assert client.sim.texts(LI) == ["你好"]  # the one whose answer was cut had been taken
