"""Live updates for open console pages: server-sent events, one look at the desk a second."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

from sanic import Request

from bot.desk.ports import DeskError, DeskUnavailable

PAUSE = 1.0  # seconds between two looks
_BEAT = 15  # looks without news after which a comment keeps the connection from being taken for dead
_LOOKS = 300  # looks a connection lasts; the browser then opens a new one, and shows its cookie again
_MOST = 3  # connections a member; a browser opens six to one server, and other requests must get through

Look = Callable[[int], dict[str, Any]]
"""What is there now, with what was ``said`` after a position; blocks on the desk, and raises its errors."""


class Events:
    """The open connections of one server."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all of them, so that they do not hold up a server that stops."""
        self._stopping.set()

    def full(self, member_id: str) -> bool:
        """Whether a member has as many as they may have; further pages ask by themselves."""
        return self._open[member_id] >= _MOST

    async def send(self, request: Request, member_id: str, after: int, look: Look) -> None:
        """Send what changed since the last look, until the page goes, the server stops, the desk does not answer, or
        the time is over."""
        self._open[member_id] += 1
        try:
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=headers)
            async for event in self._events(after, look):
                await response.send(event)
            await response.eof()
        finally:
            self._open[member_id] -= 1

    async def _events(self, after: int, look: Look) -> AsyncIterator[str]:
        shown: dict[str, Any] = {}
        for number in range(_LOOKS):
            try:
                news = await asyncio.to_thread(look, after)
            except (DeskError, DeskUnavailable):
                return
            state = {name: value for name, value in news.items() if name not in ("now", "said")}
            if news["said"] or state != shown:
                yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
            elif number % _BEAT == 0:
                yield ":\n\n"
            shown = state
            after = news["said"][-1]["position"] if news["said"] else after
            if await self._stopped():
                return

    async def _stopped(self) -> bool:
        """Whether the server stops; waits a second to know."""
        try:
            await asyncio.wait_for(self._stopping.wait(), PAUSE)
        except asyncio.TimeoutError:
            return False
        return True
