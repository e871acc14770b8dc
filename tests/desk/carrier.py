"""A process that carries out an outbox, for a test that kills it: ``python -m tests.desk.carrier URL FILE``.

The platform it delivers to is a file; what stands there has arrived.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from bot.desk.desk import Desk
from bot.desk.outbox import Pace
from bot.desk.staff import load
from tests.desk.world import SECRET

PACE = Pace(time_limit=0.3, poll=0.02, lanes=4)


class File:
    """Every message a line: lane, key, text."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def deliver(self, message: Any) -> dict[str, str]:
        lane = getattr(message, "conversation", "team")
        await asyncio.sleep(0.002)
        os.write(self._file, f"{lane}\t{message.key}\t{message.text.splitlines()[0]}\n".encode())
        await asyncio.sleep(0.002)
        return {}


async def carry(url: str, path: str) -> None:
    """Work until killed."""
    staff, file = load(), File(path)
    await Desk.open(url, lambda: staff, SECRET).outbox(file, file, PACE).run_forever()


if __name__ == "__main__":
    asyncio.run(carry(*sys.argv[1:]))
