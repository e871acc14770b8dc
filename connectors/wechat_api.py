"""The calls to the official account's platform: token, customer message, typing, notice, menu.

Source: the platform's pages on customer messages, ``stable_token``, template messages and menus.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import redis

from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from bot.settings import Settings
from connectors.platform_api import PlatformApi, account_name
from connectors.platform_errors import WECHAT, Rejected
from connectors.wechat_ledger import Ledger

_log = logging.getLogger(__name__)
_FOR_A_PERSON = 1  # of the five messages, which the assistant's own leave
_NO_MENUS = frozenset({40200, 48008})  # what an account without menu messages hears


class WechatApi(PlatformApi):
    """One official account. Use it in one event loop; the first call opens its connections. Besides what each method
    names, all raise ``redis.RedisError``. ``clock`` (seconds since 1970) is what ``ledger`` counts by."""

    def __init__(self, settings: Settings, client: redis.Redis[str], clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        account = account_name("wechat", settings.wechat_base_url, settings.wechat_app_id, settings.wechat_secret)
        super().__init__(settings.wechat_base_url, settings.wechat_time_limit, WECHAT, client, account)
        self.ledger = Ledger(client, f"wechat:{settings.wechat_app_id}", clock)

    async def send_text(self, openid: str, text: str, *, by_person: bool = False) -> None:
        """A customer message of at most 2048 bytes. Only what is ``by_person`` may use the last one that is left.

        Raises :class:`~bot.desk.ports.NotDelivered`, :class:`~bot.desk.ports.NotNow` (not before the party writes),
        :class:`~bot.desk.ports.Undeliverable`.
        """
        await self._send(openid, {"msgtype": "text", "text": {"content": text}}, by_person)

    async def send_choices(self, openid: str, text: str, choices: Sequence[str], *, by_person: bool = False) -> bool:
        """The same with choices to tap (``msgmenu``); ``False`` if the account has no such messages. A tap comes back
        as the choice's text."""
        items = [{"id": str(at), "content": choice} for at, choice in enumerate(choices, 1)]
        menu = {"head_content": text, "list": items, "tail_content": ""}
        try:
            await self._send(openid, {"msgtype": "msgmenu", "msgmenu": menu}, by_person)
        except Rejected as refused:
            if refused.code in _NO_MENUS:
                return False
            raise
        return True

    async def show_typing(self, openid: str) -> None:
        """Let the party see that somebody is at it, for 15 seconds at most. Never raises: it is only a courtesy."""
        try:
            await self.call("message/custom/typing", {"touser": openid, "command": "Typing"})
        except (NotDelivered, Undeliverable, redis.RedisError) as error:
            _log.debug("typing is not shown: %s", type(error).__name__)

    async def send_notice(self, openid: str, template: str, values: Mapping[str, str]) -> None:
        """A template message: ``values`` by the template's fields. Raises as :meth:`send_text`."""
        data = {name: {"value": value} for name, value in values.items()}
        await self.call("message/template/send", {"touser": openid, "template_id": template, "data": data})

    async def templates(self) -> list[dict[str, Any]]:
        """The account's templates: ``template_id``, ``title``, ``content`` with ``{{field.DATA}}``."""
        answer = await self.call("template/get_all_private_template", None)
        return list(answer.get("template_list", []))

    async def addresses(self) -> list[str]:
        """From which addresses the platform calls back: what a firewall must let in."""
        return list((await self.call("getcallbackip", None)).get("ip_list", []))

    async def create_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Put this menu in the place of the one there is; phones show it within a day."""
        await self.call("menu/create", {"button": list(buttons)})

    async def menu(self) -> list[dict[str, Any]]:
        """The menu there is; empty if there is none."""
        try:
            answer = await self.call("menu/get", None)
        except Rejected as refused:
            if refused.code == 46003:
                return []
            raise
        return list(answer.get("menu", {}).get("button", []))

    async def _send(self, openid: str, message: Mapping[str, Any], by_person: bool) -> None:
        await self.ledger.take(openid, 0 if by_person else _FOR_A_PERSON)
        try:
            await self.call("message/custom/send", {"touser": openid, **message})
        except NotNow:
            await self.ledger.close(openid)
            raise
        except (NotDelivered, Undeliverable, asyncio.CancelledError):
            await self.ledger.give_back(openid)
            raise

    async def _token_answer(self) -> dict[str, Any]:
        who = {"appid": self._settings.wechat_app_id, "secret": self._settings.wechat_secret}
        # Never force_refresh: it would end the token that all other workers use.
        return await self._ask("stable_token", {"grant_type": "client_credential", **who, "force_refresh": False}, {})
