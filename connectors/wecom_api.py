"""The calls to work WeChat that the desk needs: token, message, change of a card."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import redis

from bot.settings import Settings
from connectors.platform_api import PlatformApi, account_name
from connectors.platform_errors import WECOM
from connectors.wecom_ledger import Ledger

_REPEAT_SECONDS = 4 * 3600  # the longest time over which the platform looks for repeats


class WecomApi(PlatformApi):
    """One app of one corporation. Use it in one event loop; the first call opens its connections.

    ``clock`` (seconds since 1970) is what the ledger counts by.
    """

    def __init__(self, settings: Settings, client: redis.Redis[str], clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        account = _account(settings)
        super().__init__(settings.wecom_base_url, settings.wecom_time_limit, WECOM, client, account)
        self._ledger = Ledger(client, account, settings.wecom_member_per_minute, settings.wecom_member_per_hour, clock)

    async def send(self, member: str, message: Mapping[str, Any], *, once: bool = True) -> dict[str, Any]:
        """Send one message (``msgtype`` and its content) to one member; the platform's answer, which for a card holds
        ``response_code``. With ``once``, an identical message within four hours is shown once.

        Raises :class:`~bot.desk.ports.NotDelivered`, :class:`~bot.desk.ports.Undeliverable`.
        """
        await self._ledger.take(member)
        envelope = {
            "touser": member,
            "agentid": self._settings.wecom_agent_id,
            "enable_duplicate_check": int(once),
            "duplicate_check_interval": _REPEAT_SECONDS,
        }
        answer = await self.call("message/send", {**envelope, **message})
        if answer.get("invaliduser"):
            WECOM.raise_for(81013)
        return answer

    async def update_card(self, member: str, response_code: str, change: Mapping[str, Any]) -> None:
        """Change a card on a member's phone: ``change`` is ``{"button": …}`` or ``{"template_card": …}``. A code works
        once and for 72 hours; afterwards :class:`~bot.desk.ports.Undeliverable`."""
        target = {"userids": [member], "agentid": self._settings.wecom_agent_id, "response_code": response_code}
        await self.call("message/update_template_card", {**target, **change})

    async def app(self) -> dict[str, Any]:
        """How the platform describes the app: ``name``, ``close`` (1: disabled), whom it may see. Changes nothing."""
        return await self.call("agent/get", None, {"agentid": str(self._settings.wecom_agent_id)})

    async def _token_answer(self) -> dict[str, Any]:
        who = {"corpid": self._settings.wecom_corp_id, "corpsecret": self._settings.wecom_secret}
        return await self._ask("gettoken", None, who)


def _account(settings: Settings) -> str:
    parts = (settings.wecom_base_url, settings.wecom_corp_id, str(settings.wecom_agent_id), settings.wecom_secret)
    return account_name("wecom", *parts)
