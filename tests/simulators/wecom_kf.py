"""The kf accounts of a simulated work WeChat: the app's calls, callbacks, parties' phones, servicers' clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.simulators.served import Served
from tests.simulators.wecom_calls import Caller
from tests.simulators.wecom_kf_platform import KfPlatform, Seen, read


class KfSimulator:
    """Stands on the server of the simulated work WeChat. ``allowed`` refuses a call without a good token; ``caller``
    brings callbacks to the bot. Every act of a person brings one, unless ``quiet``."""

    def __init__(self, platform: KfPlatform, caller: Caller, allowed: Callable[[web.Request], None]) -> None:
        self.platform, self.caller, self._allowed = platform, caller, allowed
        self.quiet = False

    def mount(self, app: web.Application, served: Callable[[], Served]) -> None:
        """Add the calls to the server."""
        calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "sync_msg": self.platform.sync,
            "send_msg": self.platform.send,
            "send_msg_on_event": self.platform.send_on_event,
            "service_state/get": self.platform.standing,
            "service_state/trans": self.platform.trans,
            "account/list": self.platform.account_list,
        }

        def post(act: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[web.Request], Any]:
            async def handle(request: web.Request) -> web.StreamResponse:
                body = await request.read()
                return await served().answer(request, lambda: self._allowed(request) or act(read(body)))

            return handle

        async def servicers(request: web.Request) -> web.StreamResponse:
            account = request.query.get("open_kfid", "")
            return await served().answer(
                request, lambda: self._allowed(request) or self.platform.servicer_list(account)
            )

        for name, act in calls.items():
            app.router.add_post(f"/cgi-bin/kf/{name}", post(act))
        app.router.add_get("/cgi-bin/kf/servicer/list", servicers)

    def settings(self) -> dict[str, Any]:
        """What the bot must be told to answer this account."""
        return {"kf_open_kfid": self.platform.account, "kf_token": self.caller.token, "kf_aes_key": self.caller.aes_key}

    def phone(self, user: str) -> list[Seen]:
        """Everything in a party's chat, oldest first."""
        return self.platform.session(self._party(user)).phone

    def heard(self, user: str) -> list[str]:
        """What a party was told, by whomever."""
        return [seen.text for seen in self.phone(user) if seen.by]

    def state(self, user: str) -> tuple[int, str]:
        """A party's state and who serves them."""
        session = self.platform.session(self._party(user))
        return session.state, session.servicer

    async def enter(self, user: str, **scene: str) -> None:
        """A party opens the chat."""
        self.platform.entered(self._party(user), **scene)
        await self.bring()

    async def write(self, user: str, text: str, kind: str = "text", **content: Any) -> str:
        """A party sends something; its msgid."""
        msgid = self.platform.wrote(self._party(user), text, kind, **content)
        await self.bring()
        return msgid

    async def tap(self, user: str, choice: str) -> None:
        """A party taps on a choice of the newest menu that has it. Raises ``LookupError``."""
        for seen in reversed(self.phone(user)):
            for menu_id, content in seen.choices.items():
                if content == choice:
                    await self.write(user, content, menu_id=menu_id)
                    return
        raise LookupError(f"no menu on the phone of {user} has {choice}")

    async def recall(self, user: str, msgid: str) -> None:
        """A party takes a message back."""
        self.platform.happened(self._party(user), {"event_type": "user_recall_msg", "recall_msgid": msgid})
        await self.bring()

    async def say(self, servicer: str, user: str, text: str) -> None:
        """A servicer writes in their client."""
        self.platform.said(self._party(user), servicer, text)
        await self.bring()

    async def take(self, servicer: str, user: str) -> None:
        """A servicer takes a party out of the pool."""
        self.platform.taken(self._party(user), servicer)
        await self.bring()

    async def transfer(self, user: str, to: str) -> None:
        """Who serves a party gives them to a colleague, in the client."""
        self.platform.transferred(self._party(user), to)
        await self.bring()

    async def end(self, user: str) -> None:
        """Who serves a party ends the session, in the client."""
        self.platform.ended(self._party(user))
        await self.bring()

    async def bring(self, account: str | None = None, token: str | None = None) -> str | None:
        """The callback: something waits. ``None`` if the bot never took it."""
        if self.quiet:
            return ""
        return await self.caller.bring_xml(self.xml(account, token))

    def xml(self, account: str | None = None, token: str | None = None) -> str:
        """The callback's inside."""
        platform = self.platform
        fields = {
            "ToUserName": self.caller.corp_id,
            "CreateTime": str(int(platform.clock())),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": platform.new_token() if token is None else token,
            "OpenKfId": account or platform.account,
        }
        return f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in fields.items())}</xml>"

    def shown(self) -> dict[str, Any]:
        """For the page: every party's chat, who serves them, and who receives."""
        parties = {
            user: {
                "state": self.state(user)[0],
                "servicer": self.state(user)[1],
                "things": [asdict(seen) for seen in self.phone(user)],
            }
            for _, user in sorted(self.platform.sessions)
        }
        return {"parties": parties, "servicers": self.platform.servicers}

    async def control(self, what: str, body: dict[str, str]) -> str | None:
        """What the page's buttons do; ``None`` if it cannot be done now."""
        user, member, words = (body.get(name, "") for name in ("user", "member", "text"))
        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "enter": lambda: self.enter(user),
            "write": lambda: self.write(user, words),
            "picture": lambda: self.write(user, "（图片）", "image", media_id="m1"),
            "tap": lambda: self.tap(user, words),
            "say": lambda: self.say(member or self.state(user)[1], user, words),
            "take": lambda: self.take(member, user),
            "end": lambda: self.end(user),
            "receive": lambda: self._receive(member),
        }
        if what not in acts:
            raise web.HTTPNotFound
        try:
            await acts[what]()
        except (AssertionError, LookupError):
            return None
        return "好了"

    async def _receive(self, member: str) -> None:
        """A servicer starts to receive, or stops."""
        self.platform.servicers[member] = not self.platform.servicers.get(member, False)

    def _party(self, user: str) -> tuple[str, str]:
        return self.platform.account, user
