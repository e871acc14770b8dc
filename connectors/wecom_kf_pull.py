"""Fetching what parties wrote to a kf account: a callback only says that there is something, the cursor says where we
are. One worker at a time fetches for an account; the cursor moves on once a page is stored."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import redis

from bot.desk.ports import NotDelivered, Undeliverable
from connectors.platform_errors import Rejected
from connectors.wecom_kf_api import KfApi, Page

_log = logging.getLogger(__name__)

Store = Callable[[str, list[dict[str, Any]]], Awaitable[bool]]
"""Stores the messages and events of one page of an account. ``False``: something of it must be brought again later,
and the cursor stays; the pages after it are brought all the same. Raises ``redis.RedisError`` if nothing is stored."""

# Seconds.
_LEASE = 30  # longer than a page takes; a worker that dies is replaced after as long
_SWEEP = 2.0
_UNCALLED = 120  # a callback may have got lost: we look as seldom as the platform lets us without one
_PAUSE = 5.0  # after a failure, if the platform does not say how long

_BAD_TOKEN = 95007
_DROP_IF_SAME = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
_KEEP_IF_MINE = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('expire', KEYS[1], ARGV[2])
"""
_NO_TOKEN = "-"


class Puller:
    """``history`` (seconds) is how old a message may be that lay there before the first start. ``clock`` gives seconds
    since 1970. Use it in one event loop."""

    def __init__(
        self,
        api: KfApi,
        client: redis.Redis[str],
        accounts: Iterable[str],
        store: Store,
        history: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._api, self._redis, self._store = api, client, store
        self._accounts = tuple(accounts)
        self._history, self._clock = history, clock
        self._drop_if_same = client.register_script(_DROP_IF_SAME)
        self._keep_if_mine = client.register_script(_KEEP_IF_MINE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, float] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def want(self, account: str, token: str) -> None:
        """There is something to fetch. Noted when this returns: whichever worker fetches does so once more. Raises
        ``redis.RedisError``."""
        await asyncio.to_thread(self._redis.set, _wanted(account), token or _NO_TOKEN)
        self._not_before.pop(account, None)
        self._run(account)

    async def start(self) -> None:
        """Fetch what came while nobody was here; from now on go on where another worker died."""
        for account in self._accounts:
            with contextlib.suppress(redis.RedisError):  # the next callback comes
                await asyncio.to_thread(self._redis.set, _wanted(account), _NO_TOKEN, nx=True)
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Finish the pages under way."""
        if self._sweeper:
            self._sweeper.cancel()
        await asyncio.gather(*filter(None, [self._sweeper, *self._running.values()]), return_exceptions=True)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._running)

    async def _sweep(self) -> None:
        while True:
            for account in self._accounts:
                with contextlib.suppress(redis.RedisError):
                    if await asyncio.to_thread(self._is_due, account):
                        self._run(account)
            await asyncio.sleep(_SWEEP)

    def _is_due(self, account: str) -> bool:
        if self._redis.set(f"zhixun:kf:looked:{account}", "1", nx=True, ex=_UNCALLED):
            self._redis.set(_wanted(account), _NO_TOKEN, nx=True)
        return bool(self._redis.exists(_wanted(account)))

    def _run(self, account: str) -> None:
        waits = self._not_before.get(account, 0) > self._clock()
        if account in self._running or waits:
            return
        task = self._running[account] = asyncio.create_task(self._fetch(account))
        task.add_done_callback(lambda _: self._running.pop(account, None))

    async def _fetch(self, account: str) -> None:
        try:
            # Looked at again after the lease is given up: a callback that found it taken counts on that.
            while token := await asyncio.to_thread(self._redis.get, _wanted(account)):
                if not await self._fetch_leased(account, token):
                    return
        except (NotDelivered, Undeliverable) as error:
            self._not_before[account] = self._clock() + (getattr(error, "wait", None) or _PAUSE)
            _log.warning("a kf account could not be read: %s", error)
        except redis.RedisError as error:
            _log.warning("a kf account waits until Redis answers: %s", type(error).__name__)

    async def _fetch_leased(self, account: str, token: str) -> bool:
        """Fetch all there is; ``False`` if another worker is at it, or something must be brought again."""
        lease, mine = f"zhixun:kf:lease:{account}", secrets.token_hex(8)
        if not await asyncio.to_thread(self._redis.set, lease, mine, nx=True, ex=_LEASE):
            return False
        try:
            whole = await self._pages(account, "" if token == _NO_TOKEN else token, lease, mine)
            if whole:
                await asyncio.to_thread(self._drop_if_same, keys=[_wanted(account)], args=[token])
            else:
                self._not_before[account] = self._clock() + _PAUSE
            return whole
        finally:
            await asyncio.to_thread(self._drop_if_same, keys=[lease], args=[mine])

    async def _pages(self, account: str, token: str, lease: str, mine: str) -> bool:
        cursor, since = await asyncio.to_thread(self._place, account)
        whole = True
        while await asyncio.to_thread(self._keep_if_mine, keys=[lease], args=[mine, _LEASE]):
            page = await self._page(account, cursor, token)
            items = [one for one in page.items if _seconds(one) >= since]
            whole = await self._store(account, items) and whole
            cursor = page.cursor or cursor
            if whole:
                await asyncio.to_thread(self._redis.hset, _account(account), "cursor", cursor)
            if not page.more:
                return whole
        return False

    async def _page(self, account: str, cursor: str, token: str) -> Page:
        try:
            return await self._api.pull(account, cursor, token)
        except Rejected as error:
            if error.code != _BAD_TOKEN or not token:
                raise
            return await self._api.pull(account, cursor, "")  # it was too old

    def _place(self, account: str) -> tuple[str, float]:
        """The cursor, and the moment before which nothing is read: set at the first start, for good."""
        self._redis.hsetnx(_account(account), "since", str(self._clock() - self._history))
        cursor, since = self._redis.hmget(_account(account), "cursor", "since")
        return cursor or "", float(since or 0)


def _seconds(item: dict[str, Any]) -> float:
    at = item.get("send_time")
    return float(at) if isinstance(at, (int, float)) else 0.0


def _account(account: str) -> str:
    return f"zhixun:kf:account:{account}"


def _wanted(account: str) -> str:
    return f"zhixun:kf:wanted:{account}"
