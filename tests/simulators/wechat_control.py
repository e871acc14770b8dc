"""The simulated 公众号 by hand: a page with every party's phone, and the switches behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.simulators.faults import Fault
from tests.simulators.wechat_calls import Mischief, Mode
from tests.simulators.wechat_platform import Phone

if TYPE_CHECKING:
    from tests.simulators.wechat import WechatSimulator

_PAGE = Path(__file__).with_name("wechat_page.html")
_RECENT = 12  # callbacks that the page lists


class Control:
    """Pages and switches of one simulator; parties have names here, and always the same openid for a name."""

    def __init__(self, simulator: WechatSimulator) -> None:
        self._sim = simulator
        self._names: dict[str, str] = {}
        self._proved = ""

    def routes(self) -> list[web.RouteDef]:
        """``GET /`` (the page), ``GET /control/state``, ``POST /control/act`` (a party does something) and
        ``POST /control/switch`` (something about the platform changes)."""
        return [
            web.get("/", self._page),
            web.get("/control/state", self._state),
            web.post("/control/act", self._act),
            web.post("/control/switch", self._switch),
        ]

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=_PAGE.read_text(encoding="utf-8"), content_type="text/html")

    async def _state(self, _: web.Request) -> web.Response:
        sim = self._sim
        platform = sim.platform
        recent = [{"statuses": one.statuses, "wrong": one.wrong} for one in sim.brought[-_RECENT:]]
        state = {
            "now": sim.clock(),
            "menu": platform.menu.buttons,
            "parties": [self._party(phone) for phone in platform.phones.values()],
            "brought": recent,
            "calls": sim.calls[-_RECENT:],
            "proved": self._proved,
            "switches": {
                "mode": sim.caller.mode.value,
                "address": sim.caller.url,
                "verified": platform.verified,
                "test": platform.test,
                "listed": platform.tokens.listed,
            },
        }
        return web.json_response(state)

    async def _act(self, request: web.Request) -> web.Response:
        """``{party, what, …}``, see :data:`_ACTS`; answers when the callback is over."""
        asked = await request.json()
        act = _ACTS.get(asked.pop("what", ""))
        if act is None:
            raise web.HTTPNotFound
        try:
            await act(self._sim, asked)
        except LookupError as error:
            return web.json_response({"told": str(error)}, status=409)
        return web.json_response({})

    async def _switch(self, request: web.Request) -> web.Response:
        """``{name: value}``, see :meth:`_switches`."""
        switches = self._switches()
        asked = await request.json()
        if not set(asked) <= set(switches):
            raise web.HTTPNotFound
        try:
            for name, value in asked.items():
                switches[name](value)
        except (KeyError, TypeError, ValueError):
            return web.json_response({"told": "这个值不行"}, status=400)
        if "prove" in asked:
            status, echo = await self._sim.caller.prove("1234567890")
            self._proved = "通过" if (status, echo) == (200, "1234567890") else f"没有通过：{status}"
        return web.json_response({})

    def _switches(self) -> dict[str, Callable[[Any], Any]]:
        sim = self._sim
        platform, tokens = sim.platform, sim.platform.tokens
        return {
            "party": self.enter,
            "clock": lambda seconds: sim.clock.advance(float(seconds)),
            "faults": lambda share: sim.faults.plan(float(share)),
            "next": lambda faults: sim.faults.next([Fault(fault) for fault in faults]),
            "revoke": lambda code: tokens.revoke(int(code)),
            "mischief": lambda shares: setattr(sim.caller, "mischief", Mischief(*map(float, shares))),
            "mode": lambda mode: setattr(sim.caller, "mode", Mode(mode)),
            "address": lambda url: setattr(sim.caller, "url", str(url)),
            "verified": lambda value: setattr(platform, "verified", bool(value)),
            "test": lambda value: setattr(platform, "test", bool(value)),
            "listed": lambda value: setattr(tokens, "listed", bool(value)),
            "block": lambda openid: setattr(platform.phones[openid], "blocked", not platform.phones[openid].blocked),
            "prove": lambda _: None,
        }

    def enter(self, name: object) -> None:
        """Somebody gets a phone; they do not follow the account yet."""
        openid = "oSim" + hashlib.sha256(str(name).encode()).hexdigest()[:24]
        if openid not in self._names:
            self._names[openid] = str(name)
            self._sim.platform.phone(openid).following = False

    def _party(self, phone: Phone) -> dict[str, Any]:
        return {
            "openid": phone.openid,
            "name": self._names.get(phone.openid, phone.openid),
            "following": phone.following,
            "blocked": phone.blocked,
            "typing": self._sim.clock() < phone.typing_until,
            "left": self._sim.platform.left(phone.openid),
            "shown": [one.to_dict() for one in phone.shown],
        }


_ACTS: dict[str, Callable[[WechatSimulator, dict[str, Any]], Any]] = {
    "write": lambda sim, told: sim.write(told["party"], told["text"]),
    "speak": lambda sim, told: sim.speak(told["party"], told.get("recognition")),
    "picture": lambda sim, told: sim.send_picture(told["party"]),
    "video": lambda sim, told: sim.send_video(told["party"]),
    "location": lambda sim, told: sim.send_location(told["party"]),
    "sticker": lambda sim, told: sim.send_sticker(told["party"]),
    "link": lambda sim, told: sim.send_link(told["party"], "一篇文章", "https://articles.invalid/1"),
    "follow": lambda sim, told: sim.follow(told["party"], told.get("scene", "")),
    "unfollow": lambda sim, told: sim.unfollow(told["party"]),
    "press": lambda sim, told: sim.press(told["party"], told["name"]),
    "tap": lambda sim, told: sim.tap(told["party"], told["item"]),
}
