"""One turn at a time for each conversation, also between workers."""

from __future__ import annotations

import asyncio

import pytest
import redis
from rasa.core.lock_store import LockError

from bot.engine.lock_store import AtomicLockStore


async def _turns(stores: list[AtomicLockStore], conversation: str) -> list[str]:
    """Run one turn on each store at once and note when each begins and ends."""
    notes: list[str] = []

    async def turn(at: int, store: AtomicLockStore) -> None:
        async with store.lock(conversation):
            notes.append(f"begin {at}")
            await asyncio.sleep(0.002)
            notes.append(f"end {at}")

    await asyncio.gather(*(turn(at, store) for at, store in enumerate(stores)))
    return notes


async def test_turns_of_one_worker_run_one_after_the_other_in_order(redis_client: redis.Redis[str]) -> None:
    store = AtomicLockStore(redis_client)
    notes = await _turns([store] * 20, "web:a")
    assert notes == [note for at in range(20) for note in (f"begin {at}", f"end {at}")]


async def test_two_workers_never_hold_one_conversation_together(redis_client: redis.Redis[str]) -> None:
    for _ in range(50):
        notes = await _turns([AtomicLockStore(redis_client), AtomicLockStore(redis_client)], "web:a")
        assert [note.split()[0] for note in notes] == ["begin", "end", "begin", "end"]


async def test_other_conversations_do_not_wait(redis_client: redis.Redis[str]) -> None:
    store = AtomicLockStore(redis_client)
    async with store.lock("web:a"):
        await asyncio.wait_for(_turns([store], "web:b"), 1)


async def test_a_lock_left_by_a_dead_worker_ends(redis_client: redis.Redis[str]) -> None:
    redis_client.set("zhixun:lock:web:a", "dead", px=50)
    await asyncio.wait_for(_turns([AtomicLockStore(redis_client)], "web:a"), 2)


async def test_a_lock_whose_answer_was_lost_keeps_nobody_out(redis_client: redis.Redis[str]) -> None:
    store = AtomicLockStore(redis_client)
    redis_client.set("zhixun:lock:web:a", store._name, px=30_000)  # what a Redis that stalled does when it goes on
    await asyncio.wait_for(_turns([store], "web:a"), 2)
    assert redis_client.keys("zhixun:lock:*") == []


async def test_a_lock_held_too_long_is_an_error_and_not_stolen(redis_client: redis.Redis[str]) -> None:
    redis_client.set("zhixun:lock:web:a", "other")
    store = AtomicLockStore(redis_client, lifetime=0.05)
    with pytest.raises(LockError):
        async with store.lock("web:a"):
            pass
    assert redis_client.get("zhixun:lock:web:a") == "other"


async def test_nothing_is_kept_of_finished_turns(redis_client: redis.Redis[str]) -> None:
    store = AtomicLockStore(redis_client)
    async with store.lock("web:a"):
        assert store.is_someone_waiting("web:a")
    assert not store.is_someone_waiting("web:a")
    assert redis_client.keys("zhixun:lock:*") == []
