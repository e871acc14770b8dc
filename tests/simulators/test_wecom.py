"""The simulated platform keeps the rules that the bot is tested against."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.simulators.cipher import encrypt, signature
from tests.simulators.faults import Fault, Faults
from tests.simulators.wecom import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN, Clock, WecomSimulator, serve

CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "一件事"},
    "task_id": "task-1",
    "button_list": [{"text": "受理", "key": "claim:1"}],
}


class Client:
    """Speaks to the simulator without any code of the bot's."""

    def __init__(self, sim: WecomSimulator, session: aiohttp.ClientSession) -> None:
        self.sim, self._session, self.token = sim, session, ""

    async def gettoken(self, corp_id: str = CORP_ID, secret: str = SECRET) -> dict[str, Any]:
        query = {"corpid": corp_id, "corpsecret": secret}
        async with self._session.get(f"{self.sim.url}/cgi-bin/gettoken", params=query) as response:
            answer: dict[str, Any] = await response.json()
            self.token = answer.get("access_token", self.token)
            return answer

    async def post(self, path: str, body: dict[str, Any] | bytes) -> dict[str, Any]:
        data = (
            body if isinstance(body, bytes) else json.dumps({"agentid": AGENT_ID, **body}, ensure_ascii=False).encode()
        )
        url = f"{self.sim.url}/cgi-bin/message/{path}"
        async with self._session.post(url, params={"access_token": self.token}, data=data) as response:
            return dict(await response.json())

    async def send(self, touser: str, content: str = "你好", **more: Any) -> dict[str, Any]:
        return await self.post("send", {"touser": touser, "msgtype": "text", "text": {"content": content}, **more})

    async def send_card(self, touser: str, **changes: Any) -> dict[str, Any]:
        card = {**CARD, **changes}
        return await self.post("send", {"touser": touser, "msgtype": "template_card", "template_card": card})


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with WecomSimulator({"Chen", "li"}, clock=Clock(1e9)) as sim, aiohttp.ClientSession() as session:
        client = Client(sim, session)
        await client.gettoken()
        yield client


async def test_a_token_lives_two_hours_and_is_the_same_as_long(client: Client) -> None:
    first = client.token
    client.sim.clock.advance(7000)
    assert (await client.gettoken())["expires_in"] == 200
    assert client.token == first
    client.sim.clock.advance(200)
    assert (await client.send("li"))["errcode"] == 42001
    await client.gettoken()
    assert client.token != first
    assert (await client.send("li"))["errcode"] == 0


async def test_tokens_are_refused_for_what_is_wrong_with_them(client: Client) -> None:
    assert (await client.gettoken(secret="x"))["errcode"] == 40001
    assert (await client.gettoken(corp_id="x"))["errcode"] == 40013
    client.sim.platform.revoke()
    assert (await client.send("li"))["errcode"] == 40014
    client.token = ""
    assert (await client.send("li"))["errcode"] == 41001
    await client.gettoken()
    client.sim.platform.trusted = False
    assert (await client.send("li"))["errcode"] == 60020
    assert (await client.gettoken())["errcode"] == 0  # an address that is not trusted shows on the second call only


async def test_receivers_who_are_not_there_are_named_in_lower_case(client: Client) -> None:
    assert (await client.send("Chen|Nobody"))["invaliduser"] == "nobody"
    assert client.sim.texts("Chen") == ["你好"]
    assert (await client.send("Nobody"))["errcode"] == 81013
    assert (await client.send("|".join(["li"] * 1001)))["errcode"] == 40032


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", 47001),
        (b'{"agentid": 1000002, "touser": "li", "msgtype": "text", "text": {"content": "\\u4f60"}}', 40033),
        (b'{"touser": "li"}', 41011),
        ({"agentid": 1, "touser": "li"}, 40056),
        ({"touser": "li", "msgtype": "song"}, 40008),
        ({"touser": "li", "msgtype": "text", "text": {"content": ""}}, 44004),
        ({"touser": "li", "msgtype": "text", "text": {"content": "长" * 683}}, 45002),
        ({"touser": "li", "msgtype": "text", "text": {"content": "长" * 682}}, 0),
    ],
)
async def test_what_is_wrong_with_a_message_is_told(client: Client, body: dict[str, Any] | bytes, code: int) -> None:
    assert (await client.post("send", body))["errcode"] == code


@pytest.mark.parametrize(
    "changes",
    [
        {"card_type": "other"},
        {"task_id": "有汉字"},
        {"task_id": "x" * 129},
        {"button_list": []},
        {"button_list": CARD["button_list"] * 7},
        {"button_list": [{"text": "十一个字的按钮就太长了", "key": "k"}]},
        {"button_list": [{"text": "受理", "key": "k" * 1025}]},
        {"main_title": {}},
    ],
)
async def test_a_card_that_breaks_the_rules_is_refused(client: Client, changes: dict[str, Any]) -> None:
    assert (await client.send_card("li", **changes))["errcode"] == 40058
    assert client.sim.phone("li") == []


async def test_a_task_id_serves_one_card(client: Client) -> None:
    assert (await client.send_card("li"))["errcode"] == 0
    assert (await client.send_card("Chen"))["errcode"] == 40058


async def test_a_repeat_is_dropped_within_the_interval_only_if_that_was_asked_for(client: Client) -> None:
    for _ in range(2):
        await client.send("li", "没有要求")
    for _ in range(2):
        await client.send("li", "查重", enable_duplicate_check=1, duplicate_check_interval=60)
    client.sim.clock.advance(61)
    await client.send("li", "查重", enable_duplicate_check=1, duplicate_check_interval=60)
    assert client.sim.texts("li") == ["没有要求"] * 2 + ["查重"] * 2


async def test_beyond_the_rate_messages_vanish_without_a_word(client: Client) -> None:
    answers = [await client.send("li|Chen" if one < 5 else "li", f"第{one}条") for one in range(35)]
    assert {answer["errcode"] for answer in answers} == {0}
    assert len(client.sim.texts("li")) == 30 and client.sim.platform.dropped == 5
    client.sim.clock.advance(60)
    await client.send("li", "过了一分钟")
    assert client.sim.texts("li")[-1] == "过了一分钟"
    for _ in range(40):
        client.sim.clock.advance(61)
        for one in range(30):
            await client.send("li", str(one))
    assert sum(shown.at > client.sim.clock() - 3600 for shown in client.sim.phone("li")) == 1000


async def test_a_card_changes_once_by_its_code_and_within_three_days(client: Client) -> None:
    first = (await client.send_card("li|Chen"))["response_code"]
    change = {"userids": ["li"], "response_code": first, "button": {"replace_name": "已受理"}}
    assert (await client.post("update_template_card", change))["errcode"] == 0
    assert client.sim.phone("li")[0].state == "已受理"
    assert client.sim.phone("li")[0].buttons == {}
    assert client.sim.phone("Chen")[0].buttons == {"claim:1": "受理"}
    assert (await client.post("update_template_card", change))["errcode"] != 0
    second = (await client.send_card("li", task_id="task-2"))["response_code"]
    client.sim.clock.advance(72 * 3600 + 1)
    await client.gettoken()
    assert (await client.post("update_template_card", {**change, "response_code": second}))["errcode"] != 0


async def test_a_whole_card_can_take_the_place_of_another(client: Client) -> None:
    code = (await client.send_card("li"))["response_code"]
    card = {**CARD, "task_id": "task-2", "button_list": [{"text": "结束", "key": "close:1"}]}
    await client.post("update_template_card", {"userids": ["li"], "response_code": code, "template_card": card})
    assert client.sim.phone("li")[0].buttons == {"close:1": "结束"}


def test_a_share_of_faults_is_the_same_for_the_same_seed() -> None:
    first, second, other = (Faults(0.3, seed) for seed in (1, 1, 2))
    drawn = [[faults.draw() for _ in range(2000)] for faults in (first, second, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert 0.25 < first.happened / 2000 < 0.35
    assert set(drawn[0]) == {None, *Fault}


class App:
    """An application that answers callbacks as told, and remembers them."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.got = list(answers), []

    async def __call__(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.query), await request.text()))
        status = self.answers.pop(0) if self.answers else 200
        if not status:
            await asyncio.sleep(0.3)
        return web.Response(status=status or 200)


async def called(app: App, seconds: float = 0.1) -> tuple[str | None, WecomSimulator]:
    """A member writes to this application."""
    site = web.Application()
    site.router.add_post("/", app)
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with WecomSimulator(clock=Clock(1e9)) as sim:
        sim.caller.url, sim.caller.seconds = f"http://127.0.0.1:{runner.addresses[0][1]}/", seconds
        answer = await sim.write("li", "你好")
    await runner.cleanup()
    return answer, sim


@pytest.mark.parametrize(
    ("answers", "attempts", "taken"),
    [
        ([200], [200], True),
        ([503, 200], [503, 200], True),
        ([0, 204, 200], [0, 204, 200], True),
        ([500, 403, 0], [500, 403, 0], False),
    ],
)
async def test_a_callback_is_brought_three_times_at_most(answers: list[int], attempts: list[int], taken: bool) -> None:
    app = App(*answers)
    answer, sim = await called(app)
    assert sim.caller.attempts == attempts
    assert (answer == "") is taken


async def test_a_callback_is_signed_and_closed_for_the_app() -> None:
    app = App()
    await called(app)
    query, body = app.got[0]
    encrypted = body.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    assert query["msg_signature"] == signature(TOKEN, query["timestamp"], query["nonce"], encrypted)
    assert "你好" not in body
    assert encrypted != encrypt("", AES_KEY, CORP_ID)


async def test_the_page_and_its_switches(capsys: pytest.CaptureFixture[str]) -> None:
    running = asyncio.create_task(serve(0, "http://127.0.0.1:1/"))
    while "serve" not in (told := capsys.readouterr().out):
        await asyncio.sleep(0.01)
    url = told.partition("：")[2].partition("/（")[0]
    async with aiohttp.ClientSession() as session:

        async def turn(what: str, **body: Any) -> tuple[int, Any]:
            async with session.post(f"{url}/control/{what}", json=body) as response:
                return response.status, await response.json() if response.status == 200 else None

        async with session.get(url) as response:
            assert "企业微信模拟器" in await response.text()
        for switch in (
            {"what": "faults", "share": 0, "next": ["500"]},
            {"what": "clock", "seconds": 5},
            {"what": "revoke"},
        ):
            assert await turn(**switch) == (200, {})
        assert await turn("write", member="li", text="你好") == (200, {"answer": None})
        assert (await turn("nonsense"))[0] == 404
        async with session.get(f"{url}/control/phones") as response:
            assert await response.json() == {}
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
