"""The smallest HTTP client that can keep a server busy: one kept-alive connection, JSON in, JSON out.

A general client spends more time on a request than the faster side does on a turn. ``bench/ceiling.py`` shows how many
requests this one makes alone.
"""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any

from bench.processes import LOOPBACK, BenchError

_TIME_LIMIT = 60.0  # seconds for one request


class Connection:
    """One connection to a server on this machine: ``async with Connection(port) as connection``."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._writer.close()

    async def post(self, path: str, content: dict[str, Any]) -> Any:
        """The decoded answer to one request. Raises :class:`BenchError` for anything but 200, ``OSError`` and
        ``asyncio.IncompleteReadError`` if the connection breaks."""
        body = json.dumps(content).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            status, answer = await asyncio.wait_for(self._answer(), _TIME_LIMIT)
        except asyncio.TimeoutError as error:
            raise BenchError(f"no answer from port {self._port} in {_TIME_LIMIT:.0f} s") from error
        if status != 200:
            raise BenchError(f"port {self._port} answered {status} to {path}: {answer[:300].decode(errors='replace')}")
        return json.loads(answer)

    async def _answer(self) -> tuple[int, bytes]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines if line)
        return int(first.split()[1]), await self._reader.readexactly(int(fields["content-length"]))
