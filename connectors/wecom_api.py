"""The calls to work WeChat that the desk needs: token, message, change of a card.

Neither token nor secret nor anything that people write gets into a log or an error's text.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import redis

from bot.desk.ports import NotDelivered
from bot.settings import Settings
from connectors.wecom_errors import Act, raise_for, verdict
from connectors.wecom_ledger import Ledger
from connectors.wecom_tokens import Tokens

_CONNECT_SECONDS = 3.0
_REPEAT_SECONDS = 4 * 3600  # the longest time over which the platform looks for repeats


class WecomApi:
    """One app of one corporation. Use it in one event loop; the first call opens its connections.

    ``clock`` (seconds since 1970) is what the ledger counts by.
    """

    def __init__(self, settings: Settings, client: redis.Redis[str], clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        app = app_name(settings)
        self._tokens = Tokens(client, app, self._fetch_token)
        self._ledger = Ledger(client, app, settings.wecom_member_per_minute, settings.wecom_member_per_hour, clock)
        self._session: aiohttp.ClientSession | None = None

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
            raise_for(81013)
        return answer

    async def update_card(self, member: str, response_code: str, change: Mapping[str, Any]) -> None:
        """Change a card on a member's phone: ``change`` is ``{"button": …}`` or ``{"template_card": …}``. A code works
        once and for 72 hours; afterwards :class:`~bot.desk.ports.Undeliverable`."""
        target = {"userids": [member], "agentid": self._settings.wecom_agent_id, "response_code": response_code}
        await self.call("message/update_template_card", {**target, **change})

    async def app(self) -> dict[str, Any]:
        """How the platform describes the app: ``name``, ``close`` (1: disabled), whom it may see. Changes nothing."""
        return await self.call("agent/get", None, {"agentid": str(self._settings.wecom_agent_id)})

    async def call(
        self, path: str, body: Mapping[str, Any] | None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Any call with the app's token, repeated once with a fresh one if the platform refuses it: GET without a
        body, else POST. Raises :class:`~bot.desk.ports.NotDelivered`, :class:`~bot.desk.ports.Undeliverable`."""
        # Raw UTF-8: the platform shows \uXXXX as it stands. A lone surrogate becomes a question mark.
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        token = await self._tokens.get()
        answer = await self._ask(path, {**(query or {}), "access_token": token}, data)
        if verdict(answer["errcode"]).act is Act.REFRESH:
            fresh = await self._tokens.replace(token)
            answer = await self._ask(path, {**(query or {}), "access_token": fresh}, data)
        raise_for(answer["errcode"], answer.get("errmsg", ""))
        return answer

    async def close(self) -> None:
        """Let the connections go."""
        if self._session:
            await self._session.close()

    async def _fetch_token(self) -> tuple[str, int]:
        who = {"corpid": self._settings.wecom_corp_id, "corpsecret": self._settings.wecom_secret}
        answer = await self._ask("gettoken", who, None)
        raise_for(answer["errcode"], answer.get("errmsg", ""))
        return answer["access_token"], int(answer["expires_in"])

    async def _ask(self, path: str, query: dict[str, str], data: bytes | None) -> dict[str, Any]:
        url = f"{self._settings.wecom_base_url.rstrip('/')}/cgi-bin/{path}"
        method, headers = ("POST", {"Content-Type": "application/json"}) if data else ("GET", {})
        try:
            async with self._connections().request(method, url, params=query, data=data, headers=headers) as response:
                return _answer(response.status, await response.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            # The cause is left out: it holds the address with token or secret.
            raise NotDelivered(f"企业微信接口没有应答：{type(error).__name__}") from None

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            limits = aiohttp.ClientTimeout(total=self._settings.wecom_time_limit, connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=limits)
        return self._session


def app_name(settings: Settings) -> str:
    """What distinguishes this app in Redis; tells nothing of the secret."""
    parts = (settings.wecom_base_url, settings.wecom_corp_id, str(settings.wecom_agent_id), settings.wecom_secret)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _answer(status: int, body: bytes) -> dict[str, Any]:
    if status != 200:
        raise NotDelivered(f"企业微信接口返回 HTTP {status}")
    answer = json.loads(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("errcode", 0), int):
        raise NotDelivered("企业微信接口的应答看不懂")
    return {"errcode": 0, **answer}
