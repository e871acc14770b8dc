"""Carrying out what the desk has to say: nothing lost, nothing doubled, in order.

A *lane* is what must arrive in order: one member's messages, or one conversation's. The first row of a lane that has
not arrived is its *head*; only heads are tried, so a row that fails holds back its own lane and no other. A worker
leases the head; when it arrives, the lease moves on to the next row in the same transaction. A worker that dies leaves
a lease that lapses, and the row is tried again with the same key.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.desk.audit import Seal
from bot.desk.database import Database
from bot.desk.group_commit import GroupCommit
from bot.desk.lanes import Lanes, Parcel
from bot.desk.ports import (
    DeskUnavailable,
    NotDelivered,
    NotNow,
    PartyChannel,
    PartyMessage,
    TeamChannel,
    TeamMessage,
    Undeliverable,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How the outbox works. Seconds, except ``lanes`` (at the same time), ``run`` (rows of a lane at a stretch) and
    ``tries``: with the longest interval they last for about a day."""

    time_limit: float = 10.0
    first_wait: float = 1.0
    longest_wait: float = 300.0
    tries: int = 300
    lanes: int = 20
    run: int = 50
    poll: float = 0.5


class Outbox:
    """One worker; any number of them, in any number of processes, may work on one database."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        team: TeamChannel,
        party: PartyChannel,
        clock: Callable[[], datetime],
        pace: Pace = Pace(),
    ) -> None:
        self._team, self._party, self._pace = team, party, pace
        self._lanes = Lanes(seal, clock, secrets.token_hex(8), lease=3 * pace.time_limit)
        self._database, self._write = database, GroupCommit(database)
        self._stopped = asyncio.Event()

    async def run_once(self) -> int:
        """Try what is due, each lane as far as it goes; how many rows were tried. Raises ``DeskUnavailable``."""
        heads = await self._lease(self._pace.lanes)
        return sum(await asyncio.gather(*map(self._carry, heads)))

    async def run_forever(self) -> None:
        """Work until :meth:`stop`; an outage of the database is waited out."""
        running: set[asyncio.Task[int]] = set()
        while not self._stopped.is_set():
            heads = await self._due(self._pace.lanes - len(running))
            running |= {asyncio.create_task(self._carry(head)) for head in heads}
            await self._something_happens(running)
            running = {task for task in running if not task.done()}
        await asyncio.gather(*running)

    def stop(self) -> None:
        """Let :meth:`run_forever` end after the rows that are under way."""
        self._stopped.set()

    def close(self) -> None:
        """Let go of the worker's thread."""
        self._write.close()

    async def _due(self, room: int) -> list[Parcel]:
        try:
            return await self._lease(room) if room else []
        except DeskUnavailable:
            log.exception("the outbox cannot read its rows")
            return []

    async def _something_happens(self, running: set[asyncio.Task[int]]) -> None:
        """A lane is through, or it is time to look again."""
        stopped = asyncio.create_task(self._stopped.wait())
        await asyncio.wait({*running, stopped}, timeout=self._pace.poll, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()

    async def _carry(self, head: Parcel) -> int:
        """A lane's rows from its head on, until one does not arrive."""
        parcel: Parcel | None = head
        for tried in range(1, self._pace.run + 1):
            assert parcel is not None
            try:
                parcel = await self._try(parcel, last=tried == self._pace.run)
            except DeskUnavailable:
                log.exception("what was delivered could not be marked: it is tried again with the same key")
                return tried
            if parcel is None:
                return tried
        return self._pace.run

    async def _lease(self, room: int) -> list[Parcel]:
        if not await asyncio.to_thread(self._anything_due):  # the usual case, and it must not stop a writer
            return []
        return await self._write(partial(self._lanes.lease, lanes=room))

    def _anything_due(self) -> bool:
        with self._database.read() as connection:
            return self._lanes.anything_due(connection)

    async def _try(self, parcel: Parcel, *, last: bool) -> Parcel | None:
        """Deliver one row and write down what came of it; the next of the lane."""
        lanes = self._lanes
        try:
            receipt = await asyncio.wait_for(self._deliver(parcel), self._pace.time_limit)
        except NotDelivered as error:
            if isinstance(error, NotNow) and isinstance(parcel.message, PartyMessage):
                return await self._write(partial(lanes.hold, parcel=parcel, error=str(error)))
            return await self._again(parcel, str(error), error.wait)
        except Undeliverable as error:
            return await self._write(partial(lanes.give_up, parcel=parcel, error=str(error)))
        except asyncio.TimeoutError:
            return await self._again(parcel, "超时没有答复")
        except Exception as error:  # a fault of the driver must not stop the others; its text may hold secrets
            log.exception("a driver failed in a way that it should not")
            return await self._again(parcel, f"驱动出错（{type(error).__name__}）")
        return await self._write(partial(lanes.done, parcel=parcel, receipt=receipt, last=last))

    async def _again(self, parcel: Parcel, error: str, wait: float | None = None) -> Parcel | None:
        if parcel.attempts >= self._pace.tries:
            error = f"试了 {parcel.attempts} 次：{error}"
            return await self._write(partial(self._lanes.give_up, parcel=parcel, error=error))
        wait = self._backoff(parcel.attempts) if wait is None else wait
        return await self._write(partial(self._lanes.later, parcel=parcel, error=error, wait=wait))

    async def _deliver(self, parcel: Parcel) -> dict[str, str]:
        if isinstance(parcel.message, TeamMessage):
            return await self._team.deliver(parcel.message)
        await self._party.deliver(parcel.message)
        return {}

    def _backoff(self, attempts: int) -> float:
        """Twice as long every time, with jitter, so that not everything comes back in the same second."""
        doubled = self._pace.first_wait * 2.0 ** min(attempts - 1, 30)
        return min(doubled, self._pace.longest_wait) * random.uniform(0.5, 1.0)
