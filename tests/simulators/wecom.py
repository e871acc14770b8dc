"""A work WeChat on this machine: speaks the calls that the bot makes, calls the bot back, shows every member's phone.

In a test: ``async with WecomSimulator(…) as sim``. By hand: ``python -m bot simulate wecom``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.desk.staff import SAMPLE, load
from tests.simulators.faults import Fault
from tests.simulators.served import Clock, Served
from tests.simulators.wecom_calls import Caller
from tests.simulators.wecom_kf import KfSimulator
from tests.simulators.wecom_kf_platform import KfPlatform
from tests.simulators.wecom_platform import TEXT_BYTES, Platform, Shown

CORP_ID, AGENT_ID, SECRET = "ww0000000000000001", 1000002, "secret-of-the-simulated-app"
TOKEN, AES_KEY = "tokenForTests", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
KF_TOKEN, KF_AES_KEY = "kfTokenForTests", "GFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210"
_PAGE = Path(__file__).with_name("wecom_page.html")


class WecomSimulator:
    """The platform behind a real HTTP server on ``port`` (0: a free one). ``app_url`` is where the bot listens."""

    def __init__(
        self, members: Collection[str] | None = None, app_url: str = "", port: int = 0, clock: Clock | None = None
    ) -> None:
        self.clock = clock or Clock()
        self.platform = Platform(CORP_ID, AGENT_ID, SECRET, members, self.clock)
        self.caller = Caller(app_url, CORP_ID, TOKEN, AES_KEY, self.clock)
        self.kf = KfSimulator(
            KfPlatform(self.clock), Caller("", CORP_ID, KF_TOKEN, KF_AES_KEY, self.clock), self._allowed
        )
        self.url = ""
        self._served = Served(self._application(), port, self.platform.revoke)
        self.faults, self.calls = self._served.faults, self._served.calls

    async def __aenter__(self) -> WecomSimulator:
        self.url = await self._served.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._served.release()
        await self.caller.close()
        await self.kf.caller.close()
        await self._served.stop()

    def settings(self) -> dict[str, Any]:
        """What the bot must be told to use this platform."""
        return {
            "wecom_corp_id": CORP_ID,
            "wecom_agent_id": AGENT_ID,
            "wecom_secret": SECRET,
            "wecom_token": TOKEN,
            "wecom_aes_key": AES_KEY,
            "wecom_base_url": self.url,
        }

    def phone(self, member: str) -> list[Shown]:
        """Everything on a member's phone, oldest first."""
        return self.platform.phones[member]

    def texts(self, member: str) -> list[str]:
        """What a member reads besides cards."""
        return [shown.text for shown in self.phone(member) if shown.kind == "text"]

    def card(self, member: str, number: str) -> Shown:
        """The newest card of a ticket on a member's phone. Raises ``LookupError``."""
        for shown in reversed(self.phone(member)):
            if shown.kind == "card" and number in shown.text:
                return shown
        raise LookupError(f"no card of {number} on the phone of {member}")

    async def write(self, member: str, content: str) -> str | None:
        """A member writes to the app; what the phone shows as the answer, ``None`` if the app never took it."""
        return self._show(member, await self.caller.bring(member, _message("text", Content=content)))

    async def send_picture(self, member: str) -> str | None:
        """A member sends a picture."""
        picture = _message("image", PicUrl="https://pictures.invalid/1", MediaId="m1")
        return self._show(member, await self.caller.bring(member, picture))

    async def press(self, member: str, number: str, button: str) -> str | None:
        """A member presses a button of a ticket's card. Raises ``LookupError`` if the card no longer has it."""
        card = self.card(member, number)
        key = next((key for key, text in card.buttons.items() if text == button), None)
        if key is None:
            raise LookupError(f"the card of {number} has no button {button}")
        event = {
            "MsgType": "event",
            "Event": "template_card_event",
            "EventKey": key,
            "TaskId": card.task_id,
            "CardType": "button_interaction",
            "ResponseCode": self.platform.new_code({member: card}),
            "AgentID": AGENT_ID,
        }
        return await self.caller.bring(member, event)

    def _show(self, member: str, answer: str | None) -> str | None:
        if answer:
            within = answer.encode()[:TEXT_BYTES].decode("utf-8", "ignore")
            self.phone(member).append(Shown("text", within, self.clock(), passive=True))
        return answer

    def _application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        app.router.add_post("/cgi-bin/message/send", self._send)
        app.router.add_post("/cgi-bin/message/update_template_card", self._update)
        app.router.add_get("/cgi-bin/agent/get", self._agent)
        self.kf.mount(app, lambda: self._served)
        app.router.add_get("/", _page)
        app.router.add_get("/control/phones", self._control_phones)
        app.router.add_get("/control/kf", self._control_kf)
        app.router.add_post("/control/{what}", self._control)
        return app

    async def _gettoken(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        return await self._served.answer(
            request, lambda: self.platform.gettoken(query.get("corpid", ""), query.get("corpsecret", ""))
        )

    async def _send(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        return await self._served.answer(request, lambda: self._allowed(request) or self.platform.send(body))

    async def _update(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        return await self._served.answer(request, lambda: self._allowed(request) or self.platform.update(body))

    async def _agent(self, request: web.Request) -> web.StreamResponse:
        asked = request.query.get("agentid", "")
        return await self._served.answer(request, lambda: self._allowed(request) or self.platform.agent(asked))

    def _allowed(self, request: web.Request) -> None:
        self.platform.check_token(request.query.get("access_token", ""))

    async def _control_phones(self, _: web.Request) -> web.Response:
        return web.json_response({name: [one.to_dict() for one in things] for name, things in self._phones()})

    async def _control_kf(self, _: web.Request) -> web.Response:
        return web.json_response(self.kf.shown())

    def _phones(self) -> Collection[tuple[str, list[Shown]]]:
        return sorted(self.platform.phones.items())

    async def _control(self, request: web.Request) -> web.Response:
        """``write {member, text}``, ``press {member, number, button}``, ``faults {share, seed, next}``,
        ``clock {seconds}``, ``revoke {}``, ``trusted {value}``, ``prove {}``; ``kf-…`` as the kf account has it."""
        body = await request.json()
        what = request.match_info["what"]
        if what == "write":
            return web.json_response({"answer": await self.write(body["member"], body["text"])})
        if what == "press":
            return web.json_response({"answer": await self.press(body["member"], body["number"], body["button"])})
        if what == "prove":
            return web.json_response({"answer": await self.caller.prove("12345")})
        if what.startswith("kf-"):
            return web.json_response({"answer": await self.kf.control(what.removeprefix("kf-"), body)})
        self._turn(what, body)
        return web.json_response({})

    def _turn(self, what: str, body: dict[str, Any]) -> None:
        if what == "faults":
            self.faults.plan(float(body.get("share", 0)), int(body.get("seed", 0)))
            self.faults.next(map(Fault, body.get("next", ())))
        elif what == "clock":
            self.clock.advance(float(body["seconds"]))
        elif what == "revoke":
            self.platform.revoke()
        elif what == "trusted":
            self.platform.trusted = bool(body["value"])
        else:
            raise web.HTTPNotFound


async def serve(port: int, app_url: str) -> None:
    """Run by hand until the task is cancelled: everybody is a member, the sample team receives parties of the kf
    account, and the settings for the bot are printed."""
    async with WecomSimulator(app_url=app_url, port=port) as simulator:
        simulator.kf.caller.url = app_url.replace("wecom_desk", "wecom_kf")
        simulator.kf.platform.servicers = {member.id: True for member in load(SAMPLE).members}
        print(f"企业微信模拟器：{simulator.url}/（每名成员的手机、当事人的微信客服、故障开关）")
        print("另开一个终端，这样启动执询：\n")
        for name, value in {"team_driver": "kf", **simulator.settings(), **simulator.kf.settings()}.items():
            print(f"export ZHIXUN_{name.upper()}={value}")
        print("python -m bot serve", flush=True)
        await asyncio.Event().wait()


def _message(kind: str, **fields: str) -> dict[str, Any]:
    return {"MsgType": kind, **fields, "AgentID": AGENT_ID}


async def _page(_: web.Request) -> web.Response:
    return web.Response(text=_PAGE.read_text(encoding="utf-8"), content_type="text/html")
