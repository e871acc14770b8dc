"""What a serving process does beside answering: carrying out what the desk has to say, and its clockwork."""

from __future__ import annotations

import asyncio
import logging

from bot.desk.desk import Desk
from bot.desk.outbox import Outbox
from bot.desk.ports import DeskUnavailable

log = logging.getLogger(__name__)

_TICK = 5.0  # seconds


class Duties:
    """Started and stopped with the server; any number of processes may have them at the same time."""

    def __init__(self, desk: Desk, outbox: Outbox) -> None:
        self._desk = desk
        self._outbox = outbox
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, in the running loop."""
        self._tasks = [asyncio.create_task(self._outbox.run_forever()), asyncio.create_task(self._clockwork())]

    async def stop(self) -> None:
        """End after the messages that are under way."""
        self._outbox.stop()
        carrying, clockwork = self._tasks
        clockwork.cancel()
        await asyncio.gather(carrying, clockwork, return_exceptions=True)

    async def _clockwork(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._desk.tick)
            except DeskUnavailable:
                log.exception("the desk's clockwork cannot read its database")
            await asyncio.sleep(_TICK)
