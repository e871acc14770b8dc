"""Live updates for open console pages: server-sent events, at most one look at the desk a second for each."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

from sanic import Request

from bot.desk.ports import DeskError, DeskUnavailable

_PAUSE, _LONGEST_PAUSE = 1.0, 20.0  # seconds between two looks
_SHARE = 10  # all pages together look for at most a tenth of the time, so that parties are answered all the same
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
        for _ in range(_LOOKS):
            began = time.monotonic()
            try:
                news = await asyncio.to_thread(look, after)
            except (DeskError, DeskUnavailable):
                return
            state = {name: value for name, value in news.items() if name not in ("now", "said")}
            # A comment where nothing is new, or the connection would be taken for dead.
            yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n" if news["said"] or state != shown else ":\n\n"
            shown = state
            after = news["said"][-1]["position"] if news["said"] else after
            if await self._stopped((time.monotonic() - began) * _SHARE * self._open.total()):
                return

    async def _stopped(self, pause: float) -> bool:
        """Whether the server stops within about so many seconds."""
        try:
            await asyncio.wait_for(self._stopping.wait(), min(max(pause, _PAUSE), _LONGEST_PAUSE))
        except asyncio.TimeoutError:
            return False
        return True
