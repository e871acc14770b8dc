"""What the simulated platforms have in common: a clock, refusals, and answers over HTTP that fail on demand."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.simulators.faults import Fault, Faults

Answer = dict[str, Any]
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
_TOKEN_FAULTS = (Fault.TOKEN_EXPIRED, Fault.TOKEN_INVALID)


class Clock:
    """Seconds since 1970 that run by themselves and can be moved on."""

    def __init__(self, fixed: float | None = None) -> None:
        self._fixed, self._ahead = fixed, 0.0

    def __call__(self) -> float:
        return (time.time() if self._fixed is None else self._fixed) + self._ahead

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._ahead += seconds


class Refusal(Exception):
    """The platform answers with an error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_json(body: bytes) -> dict[str, Any]:
    """A body as a JSON object. Raises :class:`Refusal` for what the platforms do not read."""
    if _ESCAPED.search(body):
        raise Refusal(40033, "invalid charset: \\u escapes")
    try:
        message = json.loads(body.decode())
    except ValueError as error:
        raise Refusal(47001, "data format error") from error
    if not isinstance(message, dict):
        raise Refusal(47001, "data format error")
    return message


class Served:
    """A platform's calls behind a real HTTP server on ``port`` (0: a free one). ``calls`` remembers what was called;
    ``revoke`` ends the token early, whoever uses it hears that code."""

    def __init__(self, application: web.Application, port: int, revoke: Callable[[int], None]) -> None:
        self.faults = Faults()
        self.calls: list[str] = []
        self._port, self._revoke = port, revoke
        self._released = asyncio.Event()
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)

    async def start(self) -> str:
        """The server's address."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def release(self) -> None:
        """Let go of every call that hangs."""
        self._released.set()

    async def stop(self) -> None:
        self.release()
        await self._runner.cleanup()

    async def answer(self, request: web.Request, act: Callable[[], Answer]) -> web.StreamResponse:
        """Act and answer, or fail as the next fault says."""
        self.calls.append(request.path.removeprefix("/cgi-bin/"))
        fault = self.faults.draw()
        if fault in _TOKEN_FAULTS and fault:
            self._revoke(int(fault.value))
        answer = _acted(act) if fault is None or fault.accepted or fault in _TOKEN_FAULTS else {}
        if fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER):
            await self._released.wait()
        if fault in (Fault.CUT_BEFORE, Fault.CUT_AFTER) and request.transport:
            request.transport.abort()
        if fault in (Fault.HTTP_500, Fault.HTTP_502_AFTER):
            return web.Response(status=int(fault.value[:3]))
        return web.Response(text="<html>") if fault is Fault.NONSENSE else web.json_response(_told(fault, answer))


def _acted(act: Callable[[], Answer]) -> Answer:
    try:
        return {"errcode": 0, "errmsg": "ok", **act()}
    except Refusal as refusal:
        return {"errcode": refusal.code, "errmsg": str(refusal)}


def _told(fault: Fault | None, answer: Answer) -> Answer:
    if fault in (Fault.BUSY, Fault.TOO_OFTEN):
        return {"errcode": int(fault.value), "errmsg": "fault on demand"}
    return answer
