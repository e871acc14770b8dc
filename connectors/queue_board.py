"""How many people wait where, out of the court's queue system; nothing is said where it does not tell."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

_TIME_LIMIT = 0.5  # seconds; a visitor does not wait for a hint
_KEPT = 10.0  # seconds
_LARGEST = 64 * 1024  # bytes
_MOST_PEOPLE = 10_000


class QueueBoard:
    """Reads ``GET <url>`` -> ``{"<place id>": <people waiting>}`` at most every ten seconds; without a url it knows
    nothing."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._read_at = float("-inf")
        self._waiting: dict[str, int] = {}
        self._reading = asyncio.Lock()

    async def waiting(self, place_id: str) -> int | None:
        """How many wait there; ``None`` if that is not known. Never raises."""
        if not self._url:
            return None
        async with self._reading:
            if self._clock() - self._read_at >= _KEPT:
                self._waiting = await self._read()
                self._read_at = self._clock()
        return self._waiting.get(place_id)

    async def _read(self) -> dict[str, int]:
        try:
            limit = aiohttp.ClientTimeout(total=_TIME_LIMIT)
            async with aiohttp.ClientSession(timeout=limit) as session, session.get(self._url) as response:
                response.raise_for_status()
                if (response.content_length or 0) > _LARGEST:
                    return {}
                return _numbers(await response.json(content_type=None))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            log.warning("the queue system does not answer: %s", type(error).__name__)
            return {}


def _numbers(content: Any) -> dict[str, int]:
    if not isinstance(content, dict):
        return {}
    return {str(name): n for name, n in content.items() if type(n) is int and 0 <= n <= _MOST_PEOPLE}
