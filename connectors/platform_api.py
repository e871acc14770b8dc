"""What the calls to all of WeChat's platforms have in common: time limits, the access token, error codes.

Neither token nor secret nor anything that people write gets into a log or an error's text.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import redis

from bot.desk.ports import NotDelivered
from connectors.access_token import AccessToken
from connectors.platform_errors import Act, Errors

_CONNECT_SECONDS = 3.0


class PlatformApi:
    """One account on one platform. Use it in one event loop; the first call opens its connections. ``time_limit`` is in
    seconds a call; ``account`` names the account in Redis."""

    def __init__(
        self, base_url: str, time_limit: float, errors: Errors, client: redis.Redis[str], account: str
    ) -> None:
        self._base_url, self._time_limit, self._errors = base_url, time_limit, errors
        self._token = AccessToken(client, account, self._fetch_token)
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, path: str, body: Mapping[str, Any] | None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Any call with the account's token, repeated once with a fresh one if the platform refuses it: GET without a
        body, else POST. Raises what :meth:`~connectors.platform_errors.Errors.raise_for` raises."""
        token = await self._token.get()
        answer = await self._ask(path, body, {**(query or {}), "access_token": token})
        if self._errors.verdict(answer["errcode"]).act is Act.REFRESH:
            fresh = await self._token.replace(token)
            answer = await self._ask(path, body, {**(query or {}), "access_token": fresh})
        return self._checked(answer)

    async def close(self) -> None:
        """Let the connections go."""
        if self._session:
            await self._session.close()

    async def _token_answer(self) -> dict[str, Any]:
        """The platform's answer to the call for a token: ``access_token``, ``expires_in`` (seconds)."""
        raise NotImplementedError

    async def _fetch_token(self) -> tuple[str, int]:
        answer = self._checked(await self._token_answer())
        return answer["access_token"], int(answer["expires_in"])

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        self._errors.raise_for(answer["errcode"], str(answer.get("errmsg", "")))
        return answer

    async def _ask(self, path: str, body: Mapping[str, Any] | None, query: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self._base_url.rstrip('/')}/cgi-bin/{path}"
        # Raw UTF-8: the platform shows \uXXXX as it stands. A lone surrogate becomes a question mark.
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        method, headers = ("GET", {}) if data is None else ("POST", {"Content-Type": "application/json"})
        try:
            async with self._connections().request(method, url, params=query, data=data, headers=headers) as response:
                return self._answer(response.status, await response.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            # The cause is left out: it holds the address with token or secret.
            raise NotDelivered(f"{self._errors.platform}接口没有应答：{type(error).__name__}") from None

    def _answer(self, status: int, body: bytes) -> dict[str, Any]:
        if status != 200:
            raise NotDelivered(f"{self._errors.platform}接口返回 HTTP {status}")
        answer = json.loads(body)
        if not isinstance(answer, dict) or not isinstance(answer.get("errcode", 0), int):
            raise NotDelivered(f"{self._errors.platform}接口的应答看不懂")
        return {"errcode": 0, **answer}

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            limits = aiohttp.ClientTimeout(total=self._time_limit, connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=limits)
        return self._session


def account_name(platform: str, *credentials: str) -> str:
    """What distinguishes an account in Redis; tells nothing of its secret."""
    return f"{platform}:{hashlib.sha256(chr(0).join(credentials).encode()).hexdigest()[:16]}"
