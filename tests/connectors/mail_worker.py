"""A worker of the mailroom in a process of its own, for tests to kill: ``python mail_worker.py SOCKET FIRST SECOND``.

It stores two letters, begins their turn, says so on standard output, and never ends it.
"""

from __future__ import annotations

import asyncio
import sys

import redis

from bot.answers.reply import Reply
from connectors import mailroom
from connectors.mailroom import Letter, Mailroom


async def turn(conversation: str, text: str, message_id: str) -> list[Reply]:
    print("began", text.replace("\n", "+"), flush=True)
    await asyncio.Event().wait()
    return []


async def send(conversation: str, key: str, replies: list[Reply]) -> None:
    raise AssertionError("nothing was answered")


async def main(socket: str, *texts: str) -> None:
    client: redis.Redis[str] = redis.Redis(unix_socket_path=socket, decode_responses=True)
    room = Mailroom(client, "wechat", turn, send, gather=0.05, lifetime=3600)
    await room.start()
    for text in texts:
        await room.take(Letter("wechat:o1", f"id of {text}", text, 0.0))
    await asyncio.Event().wait()


if __name__ == "__main__":
    mailroom._LEASE = 0.4  # a dead worker is missed sooner than in earnest
    asyncio.run(main(*sys.argv[1:]))
