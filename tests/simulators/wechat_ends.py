"""Both ends of the simulated 公众号 for its own tests, without any code of the bot's: an address that answers callbacks
as told, and a client of the calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.simulators.cipher import decrypt
from tests.simulators.served import Clock
from tests.simulators.wechat import AES_KEY, APP_ID, SECRET, WechatSimulator
from tests.simulators.wechat_calls import Mode
from tests.simulators.wechat_platform import TEMPLATE

LI, WANG = "oLiLiLiLi", "oWangWang"
FIELDS = {"thing1": {"value": "您的咨询有新回复"}, "time2": {"value": "2026-11-26 10:00"}}


class Account:
    """An account's address that answers as told: a status or a text, a function of the call, or nothing in time."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.got: list[tuple[dict[str, str], str]] = []
        self.ended = asyncio.Event()

    async def __call__(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.query), await request.text()))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0] if self.answers else "success"
        if callable(answer):
            answer = answer()
        if answer is None:
            await self.ended.wait()
        return web.Response(status=answer) if isinstance(answer, int) else web.Response(text=str(answer or ""))

    async def prove(self, request: web.Request) -> web.Response:
        return web.Response(text=request.query["echostr"])


@asynccontextmanager
async def joined(account: Account, mode: Mode = Mode.SAFE, seconds: float = 5.0) -> AsyncIterator[WechatSimulator]:
    """A platform that calls this account and waits so many seconds for its answer."""
    app = web.Application()
    app.router.add_post("/", account)
    app.router.add_get("/", account.prove)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    async with WechatSimulator(url, clock=Clock(1e9), mode=mode) as sim:
        sim.caller.seconds = seconds
        yield sim
        account.ended.set()
    await runner.cleanup()


def opened(body: str) -> str:
    """The message in a safe callback."""
    return decrypt(body.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0], AES_KEY, APP_ID)


class Client:
    """Speaks to the simulator without any code of the bot's."""

    def __init__(self, sim: WechatSimulator, session: aiohttp.ClientSession) -> None:
        self.sim, self._session, self.token = sim, session, ""

    async def stable(self, **changes: Any) -> dict[str, Any]:
        asked = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, **changes}
        answer = await self.post("stable_token", asked)
        self.token = answer.get("access_token", self.token)
        return answer

    async def plain(self) -> dict[str, Any]:
        return await self.get("token", grant_type="client_credential", appid=APP_ID, secret=SECRET)

    async def post(self, path: str, body: dict[str, Any] | bytes) -> dict[str, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        url = f"{self.sim.url}/cgi-bin/{path}"
        async with self._session.post(url, params={"access_token": self.token}, data=data) as response:
            return dict(await response.json())

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        url, query = f"{self.sim.url}/cgi-bin/{path}", {"access_token": self.token, **query}
        async with self._session.get(url, params=query) as response:
            return dict(await response.json())

    async def send(self, openid: str = LI, kind: str = "text", **content: Any) -> int:
        message = {"touser": openid, "msgtype": kind, kind: content or {"content": "你好"}}
        return int((await self.post("message/custom/send", message))["errcode"])

    async def type(self, command: str = "Typing", openid: str = LI) -> int:
        return int((await self.post("message/custom/typing", {"touser": openid, "command": command}))["errcode"])

    async def template(self, **changes: Any) -> dict[str, Any]:
        message = {"touser": LI, "template_id": TEMPLATE, "data": FIELDS, "url": "https://court.invalid/1"}
        return await self.post("message/template/send", {**message, **changes})
