"""A 公众号 on this machine: speaks the calls that the bot makes, calls the bot back, shows every party's phone.

In a test: ``async with WechatSimulator(…) as sim``. By hand: ``python -m bot simulate wechat``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from tests.simulators.served import Answer, Clock, Served
from tests.simulators.wechat_calls import Brought, Caller, Mode
from tests.simulators.wechat_control import Control
from tests.simulators.wechat_platform import TEMPLATE, Phone, Platform, Shown

APP_ID, SECRET, ACCOUNT = "wx0000000000000001", "secret-of-the-simulated-account", "gh_000000000001"
TOKEN, AES_KEY = "tokenForTests", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
STICKER = "【收到不支持的消息类型，暂无法显示】"
NOTICE = "该公众号暂时无法提供服务，请稍后再试"
_PARTIES = ("申请执行人", "被执行人", "案外人")  # who has a phone on the page at first
_SILENT_EVENTS = {"unsubscribe", "view", "location", "templatesendjobfinish"}
"""After these the phone shows nothing, whatever the account answers."""


class WechatSimulator:
    """The platform behind a real HTTP server on ``port`` (0: a free one). ``app_url`` is where the bot listens."""

    def __init__(self, app_url: str = "", port: int = 0, clock: Clock | None = None, mode: Mode = Mode.SAFE) -> None:
        self.clock = clock or Clock()
        self.platform = Platform(APP_ID, SECRET, self.clock)
        self.caller = Caller(app_url, ACCOUNT, APP_ID, TOKEN, AES_KEY, self.clock, mode)
        self.control = Control(self)
        self.url = ""
        self.brought: list[Brought] = []
        self._served = Served(self._application(), port, self.platform.tokens.revoke)
        self.faults, self.calls = self._served.faults, self._served.calls
        self._beside: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> WechatSimulator:
        self.url = await self._served.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._served.release()
        await self.settled()
        await self.caller.close()
        await self._served.stop()

    def settings(self) -> dict[str, Any]:
        """What the bot must be told to use this account."""
        return {
            "wechat_app_id": APP_ID,
            "wechat_secret": SECRET,
            "wechat_token": TOKEN,
            "wechat_aes_key": AES_KEY,
            "wechat_mode": self.caller.mode.value,
            "wechat_template_id": TEMPLATE,
            "wechat_base_url": self.url,
        }

    def phone(self, openid: str) -> Phone:
        """One party's chat with the account."""
        return self.platform.phone(openid)

    def shown(self, openid: str) -> list[Shown]:
        """What the account, or the platform in its place, shows this party, oldest first."""
        return [one for one in self.phone(openid).shown if one.way != "party"]

    def texts(self, openid: str) -> list[str]:
        """The texts of :meth:`shown`."""
        return [one.text for one in self.shown(openid)]

    async def write(self, openid: str, text: str, **how: Any) -> Brought:
        """A party writes. ``how`` is ``copies`` and ``cut`` of :meth:`~tests.simulators.wechat_calls.Caller.bring`."""
        return await self.message(openid, "text", text, how, Content=text)

    async def speak(self, openid: str, recognition: str | None = None, **how: Any) -> Brought:
        """A party sends a voice message; ``None``: the platform recognises no speech any more."""
        heard = {} if recognition is None else {"Recognition": recognition}
        return await self.message(openid, "voice", recognition or "", how, MediaId="v1", Format="amr", **heard)

    async def send_picture(self, openid: str, **how: Any) -> Brought:
        return await self.message(openid, "image", "", how, PicUrl="https://pictures.invalid/1", MediaId="m1")

    async def send_video(self, openid: str, kind: str = "video", **how: Any) -> Brought:
        """``kind`` may be ``shortvideo`` as well."""
        return await self.message(openid, kind, "", how, MediaId="m2", ThumbMediaId="m3")

    async def send_location(self, openid: str, label: str = "广东省广州市某区某路1号", **how: Any) -> Brought:
        place = {"Location_X": 23.1, "Location_Y": 113.3, "Scale": 15, "Label": label}
        return await self.message(openid, "location", label, how, **place)

    async def send_link(self, openid: str, title: str, url: str, **how: Any) -> Brought:
        return await self.message(openid, "link", title, how, Title=title, Description="", Url=url)

    async def send_sticker(self, openid: str, **how: Any) -> Brought:
        """A sticker comes as a text that says that it could not be brought."""
        return await self.message(openid, "text", STICKER, how, Content=STICKER)

    async def message(self, openid: str, kind: str, seen: str, how: Mapping[str, Any], **fields: Any) -> Brought:
        """Any message; ``seen`` is what the party sees of it on their own phone."""
        phone = self._following(openid)
        phone.shown.append(Shown(kind, seen, self.clock(), "party"))
        self.platform.acts(openid, "message")
        return await self._bring(openid, {"MsgType": kind, **fields}, **how)

    async def tap(self, openid: str, item: str, **how: Any) -> Brought:
        """Tap an item (by its text) of the newest menu message: it comes as a text, and counts as a click. Raises
        ``LookupError``."""
        for shown in reversed(self.phone(openid).shown):
            for id, text in shown.choices.items():
                if text == item:
                    self.phone(openid).shown.append(Shown("text", text, self.clock(), "party"))
                    self.platform.acts(openid, "click")
                    return await self._bring(openid, {"MsgType": "text", "Content": text, "bizmsgmenuid": id}, **how)
        raise LookupError(f"no menu message offers {item} to {openid}")

    async def follow(self, openid: str, scene: str = "", **how: Any) -> Brought:
        """Follow the account, perhaps by scanning a code with a scene. A following party who scans sends ``SCAN``."""
        already = openid in self.platform.phones and self.phone(openid).following
        self.platform.follow(openid, True)
        self.platform.acts(openid, "scan" if scene else "follow")
        ticket = {"Ticket": f"ticket-of-{scene}"} if scene else {}
        if already and scene:
            return await self.event(openid, "SCAN", how, EventKey=scene, **ticket)
        return await self.event(openid, "subscribe", how, EventKey=f"qrscene_{scene}" if scene else "", **ticket)

    async def unfollow(self, openid: str, **how: Any) -> Brought:
        self.platform.follow(openid, False)
        return await self.event(openid, "unsubscribe", how, EventKey="")

    async def press(self, openid: str, name: str, **how: Any) -> Brought:
        """Press a button of the account's menu. Raises ``LookupError`` if it has no such button."""
        button = next((one for one in self.platform.menu.leaves() if one.get("name") == name), None)
        if button is None:
            raise LookupError(f"the menu has no button {name}")
        if button["type"] == "view":
            return await self.event(openid, "VIEW", how, EventKey=button["url"])
        self.platform.acts(openid, "click")
        event = "CLICK" if button["type"] == "click" else button["type"]
        return await self.event(openid, event, how, EventKey=button.get("key", ""))

    async def event(self, openid: str, event: str, how: Mapping[str, Any] | None = None, **fields: Any) -> Brought:
        """Any event."""
        return await self._bring(openid, {"MsgType": "event", "Event": event, **fields}, **(how or {}))

    async def settled(self) -> None:
        """Wait until the platform has brought what it brings by itself."""
        while self._beside:
            await asyncio.gather(*self._beside)

    async def _bring(self, openid: str, fields: Mapping[str, Any], **how: Any) -> Brought:
        """Bring it, and show the party what came of it: a passive reply, the notice of a failure, or nothing."""
        brought = await self.caller.bring(openid, fields, **how)
        self.brought.append(brought)
        failed = bool(brought.wrong) or not brought.taken
        if str(fields.get("Event", "")).lower() in _SILENT_EVENTS or not self.phone(openid).following:
            return brought
        for reply in brought.replies[:1]:
            shown = Shown(reply.kind, reply.text, self.clock(), "passive", link=reply.link)
            self.phone(openid).shown.append(shown)
            self.phone(openid).typing_until = float("-inf")
        if failed and not brought.replies:
            self.phone(openid).shown.append(Shown("notice", NOTICE, self.clock(), "system"))
        return brought

    def _following(self, openid: str) -> Phone:
        phone = self.phone(openid)
        if not phone.following:
            raise LookupError(f"{openid} does not follow the account")
        return phone

    def _application(self) -> web.Application:
        app = web.Application()
        platform, tokens, menu = self.platform, self.platform.tokens, self.platform.menu
        app.add_routes(self.control.routes())
        app.router.add_get("/cgi-bin/token", self._call(lambda query, _: tokens.plain(query), token=False))
        app.router.add_post("/cgi-bin/stable_token", self._call(lambda _, body: tokens.stable(body), token=False))
        app.router.add_post("/cgi-bin/message/custom/send", self._call(lambda _, body: platform.send(body)))
        app.router.add_post("/cgi-bin/message/custom/typing", self._call(lambda _, body: platform.typing(body)))
        app.router.add_post("/cgi-bin/message/template/send", self._call(lambda _, body: self._template(body)))
        app.router.add_get(
            "/cgi-bin/template/get_all_private_template", self._call(lambda *_: platform.all_templates())
        )
        app.router.add_post("/cgi-bin/menu/create", self._call(lambda _, body: menu.create(platform.read(body))))
        app.router.add_get("/cgi-bin/menu/get", self._call(lambda *_: menu.get()))
        app.router.add_get("/cgi-bin/menu/delete", self._call(lambda *_: menu.delete()))
        for lists in ("getcallbackip", "get_api_domain_ip"):
            app.router.add_get(f"/cgi-bin/{lists}", self._call(lambda *_: {"ip_list": ["203.0.113.8", "203.0.113.9"]}))
        return app

    def _call(self, act: Callable[[dict[str, str], bytes], Answer], token: bool = True) -> Any:
        """A handler that acts on query and body; all but the calls for a token need one."""

        async def handler(request: web.Request) -> web.StreamResponse:
            body, query = await request.read(), dict(request.query)

            def acted() -> Answer:
                if token:
                    self.platform.tokens.check(query.get("access_token", ""))
                return act(query, body)

            return await self._served.answer(request, acted)

        return handler

    def _template(self, body: bytes) -> Answer:
        """Send it; a moment later the account hears what became of it."""
        answer = self.platform.template(body)
        openid = self.platform.read(body)["touser"]
        told = {"MsgID": answer["msgid"], "Status": self.platform.template_status(openid)}
        task = asyncio.create_task(self.event(openid, "TEMPLATESENDJOBFINISH", **told))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return answer


async def serve(port: int, app_url: str) -> None:
    """Run by hand until the task is cancelled; the settings for the bot are printed."""
    async with WechatSimulator(app_url=app_url, port=port) as simulator:
        for name in _PARTIES:
            simulator.control.enter(name)
        print(f"公众号模拟器：{simulator.url}/（当事人的手机、菜单、时钟、故障开关）\n另开一个终端，这样启动执询：\n")
        for name, value in simulator.settings().items():
            print(f"export ZHIXUN_{name.upper()}={value}")
        print("python -m bot serve", flush=True)
        await asyncio.Event().wait()
