"""One turn at a time for each conversation, across workers.

Rasa's own ``RedisLockStore`` reads, changes and writes its queue in three steps, so two workers can draw the same
ticket, and whoever waits polls once a second. Here waiting inside one process is a first-come-first-served queue
without polling, and between processes a Redis key that is set if absent and released only by its holder.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore

_ACQUIRE = """
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) or redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0
"""
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1


class AtomicLockStore(LockStore):
    """Locks in Redis. ``lifetime`` (seconds) frees a conversation whose worker died in the middle of a turn."""

    def __init__(self, client: redis.Redis[str], lifetime: float = 30.0) -> None:
        self._redis = client
        self._lifetime = lifetime
        # One name for this process, whose own turns wait in its queue: a lock that Redis gave after we had stopped
        # waiting for its answer is ours to use, and keeps nobody out until it expires.
        self._name = secrets.token_hex(8)
        self._take = client.register_script(_ACQUIRE)
        self._release = client.register_script(_RELEASE)
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        """Hold the conversation for one turn. Raises ``LockError`` if another worker keeps it beyond the lifetime."""
        self._waiting[conversation_id] += 1
        try:
            async with self._queues[conversation_id]:
                await self._acquire(conversation_id)
                try:
                    yield TicketLock(conversation_id)
                finally:
                    self._release(keys=[_key(conversation_id)], args=[self._name])
        finally:
            self._forget(conversation_id)

    async def _acquire(self, conversation_id: str) -> None:
        pause, deadline = _FIRST_PAUSE, asyncio.get_running_loop().time() + self._lifetime + 1
        while not self._take(keys=[_key(conversation_id)], args=[self._name, int(self._lifetime * 1000)]):
            if asyncio.get_running_loop().time() > deadline:
                raise LockError(f"conversation {conversation_id} stays locked by another worker")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _forget(self, conversation_id: str) -> None:
        self._waiting[conversation_id] -= 1
        if not self._waiting[conversation_id]:
            del self._waiting[conversation_id]
            self._queues.pop(conversation_id, None)

    def is_someone_waiting(self, conversation_id: str) -> bool:
        """Whether a turn of this conversation runs or waits in this process."""
        return self._waiting.get(conversation_id, 0) > 0


def _key(conversation_id: str) -> str:
    return f"zhixun:lock:{conversation_id}"
