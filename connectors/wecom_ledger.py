"""How many messages a member may still get. Beyond 30 a minute or 1000 an hour the platform drops them without a word,
so we count first and wait ourselves."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

import redis

from bot.desk.ports import NotDelivered

_SCRIPT = Path(__file__).parent / "lua" / "wecom_ledger.lua"
_MINUTE, _HOUR = 60, 3600
# The platform counts when a message arrives and we when it leaves: the windows are longer by what it may be under way.
_UNDER_WAY = 5


class Ledger:
    """Counts what one app sends to each member, in Redis, for all workers. An attempt counts even if it fails: nobody
    knows whether the platform counted it."""

    def __init__(
        self, client: redis.Redis[str], account: str, per_minute: int, per_hour: int, clock: Callable[[], float]
    ) -> None:
        self._take = client.register_script(_SCRIPT.read_text(encoding="utf-8"))
        self._account = account
        self._windows = (_MINUTE + _UNDER_WAY, per_minute, _HOUR + _UNDER_WAY, per_hour)
        self._clock = clock

    async def take(self, member: str) -> None:
        """Enter one message. Raises :class:`~bot.desk.ports.NotDelivered` with the seconds to wait if it is one too
        many."""
        arguments = [self._clock(), *self._windows, secrets.token_hex(8)]
        key = f"zhixun:sent:{self._account}:{member.lower()}"
        wait = float(await asyncio.to_thread(self._take, keys=[key], args=arguments))
        if wait:
            raise NotDelivered("这名成员短时间内收到的消息已到平台上限，稍后再发", wait)
