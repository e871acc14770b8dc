"""Many small pieces of writing in one transaction: what many lanes have to write down costs one flush to the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.desk.database import Database

T = TypeVar("T")
_Piece = tuple[Callable[[Any], Any], "asyncio.Future[Any]"]


class GroupCommit:
    """Call it with a function of a connection. What arrives while a transaction runs goes into the next, all together:
    if that fails, all of it failed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk-outbox")
        self._waiting: list[_Piece] = []
        self._writer: asyncio.Task[None] | None = None

    async def __call__(self, work: Callable[[Any], T]) -> T:
        """What ``work`` returns, once it is committed. Raises what the transaction raised."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await done

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                results = await asyncio.get_running_loop().run_in_executor(self._thread, self._all, batch)
            except Exception as error:
                for _, done in _still_wanted(batch):
                    done.set_exception(error)
            else:
                for result, done in _still_wanted(zip(results, (done for _, done in batch), strict=True)):
                    done.set_result(result)

    def _all(self, batch: list[_Piece]) -> list[Any]:
        with self._database.write() as connection:
            return [work(connection) for work, _ in batch]


def _still_wanted(pairs: Iterable[tuple[Any, asyncio.Future[Any]]]) -> list[tuple[Any, asyncio.Future[Any]]]:
    """Whoever waited may have been cancelled."""
    return [pair for pair in pairs if not pair[1].done()]
