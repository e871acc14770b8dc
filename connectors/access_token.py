"""The access token of one account: cached in Redis for all workers, fetched by one of them at a time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import redis

from bot.desk.ports import NotDelivered

Fetch = Callable[[], Awaitable[tuple[str, int]]]
"""Asks the platform: the token and the seconds it lives."""

_EARLY = 300  # seconds before its end at which a token is no longer used
_LOCK_SECONDS = 10  # longer than one fetch may take
_PAUSE = 0.05
_DROP_IF_SAME = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class AccessToken:
    """``account`` names it in Redis: two never share a token. Many tasks that need one at the same time cause one
    fetch, and share its failure too: who asks for tokens too often is blocked."""

    def __init__(self, client: redis.Redis[str], account: str, fetch: Fetch) -> None:
        self._redis = client
        self._key, self._lock_key = f"zhixun:token:{account}", f"zhixun:token_lock:{account}"
        self._fetch = fetch
        self._drop_if_same = client.register_script(_DROP_IF_SAME)
        self._flight: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """A token that should be valid. Raises what ``fetch`` raises, and ``NotDelivered`` if another worker is at it
        and does not get one."""
        return await self._cached() or await self._shared_fetch()

    async def replace(self, failed: str) -> str:
        """A token instead of one that the platform refused. What another task has already replaced is not dropped."""
        await asyncio.to_thread(self._drop_if_same, keys=[self._key], args=[failed])
        return await self.get()

    async def _cached(self) -> str | None:
        return await asyncio.to_thread(self._redis.get, self._key)

    async def _shared_fetch(self) -> str:
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._fetch_or_wait())
        return await asyncio.shield(self._flight)

    async def _fetch_or_wait(self) -> str:
        mine = secrets.token_hex(8)
        for _ in range(round(_LOCK_SECONDS / _PAUSE)):
            if token := await self._cached():
                return token
            if await asyncio.to_thread(self._redis.set, self._lock_key, mine, nx=True, px=_LOCK_SECONDS * 1000):
                return await self._fetch_and_keep(mine)
            await asyncio.sleep(_PAUSE)
        raise NotDelivered("另一个进程正在取 access_token，还没有取到", _PAUSE)

    async def _fetch_and_keep(self, mine: str) -> str:
        try:
            if token := await self._cached():  # kept by somebody between our look and our lock
                return token
            token, lives = await self._fetch()
            await asyncio.to_thread(self._redis.set, self._key, token, ex=max(lives - _EARLY, 1))
            return token
        finally:
            await asyncio.to_thread(self._drop_if_same, keys=[self._lock_key], args=[mine])
