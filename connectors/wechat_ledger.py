"""How many customer messages a party may still get: five within 48 hours of their last message, three within a minute
of a tap, a scan or a follow. What the platform answers is stronger. Source: its page on customer messages."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import redis

from bot.desk.ports import NotNow
from connectors.words import say_on_wechat as say

_SCRIPT = Path(__file__).parent / "lua" / "wechat_ledger.lua"
_KEPT = 48 * 3600  # seconds


class Act(Enum):
    """What a party did: how many messages it allows, for how many seconds."""

    MESSAGE = ("message", 5, _KEPT)
    TAP = ("tap", 3, 60)

    @property
    def allowance(self) -> tuple[str, int, int]:
        """Name, messages, seconds."""
        name, messages, seconds = self.value
        return name, messages, seconds


class Ledger:
    """What the parties of one account allow, in Redis, for all workers. Methods raise ``redis.RedisError``. ``clock``
    gives seconds since 1970."""

    def __init__(self, client: redis.Redis[str], account: str, clock: Callable[[], float]) -> None:
        self._redis = client
        self._account = account
        self._clock = clock
        self._step = client.register_script(_SCRIPT.read_text(encoding="utf-8"))

    async def note(self, openid: str, act: Act) -> None:
        """The party did something: its allowance begins anew."""
        name, messages, seconds = act.allowance
        await self._set(openid, {f"{name}_left": messages, f"{name}_until": self._clock() + seconds})

    async def close(self, openid: str) -> None:
        """The platform takes no more, whatever was counted here; until the party does something."""
        await self._set(openid, {"message_until": 0, "tap_until": 0})

    async def take(self, openid: str, kept: int) -> None:
        """Enter one message and leave ``kept`` for others. Raises :class:`~bot.desk.ports.NotNow` if it is one too
        many."""
        if not self._step(keys=[self._key(openid)], args=[self._clock(), kept, 1]):
            raise NotNow(say("quota"))

    async def give_back(self, openid: str) -> None:
        """The message did not go, as far as anybody knows."""
        self._step(keys=[self._key(openid)], args=[self._clock(), 0, -1])

    async def _set(self, openid: str, fields: dict[str, float]) -> None:
        self._write(self._key(openid), fields)

    def _write(self, key: str, fields: dict[str, float]) -> None:
        with self._redis.pipeline() as pipe:
            for name, value in fields.items():
                pipe.hset(key, name, str(value))
            pipe.expire(key, _KEPT)
            pipe.execute()

    def _key(self, openid: str) -> str:
        return f"zhixun:quota:{self._account}:{openid}"
