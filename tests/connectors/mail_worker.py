"""A worker of the mailroom in a process of its own, for tests to kill: ``python mail_worker.py SOCKET TEXT…``.

It stores letters with these texts, begins their turn, says so on standard output, and never ends it.
"""

from __future__ import annotations

import asyncio
import sys
import time

import redis

from bot.answers.reply import Reply
from connectors import mailroom
from connectors.mail_store import MailStore
from connectors.mailroom import Letter, Mailroom


async def turn(conversation: str, text: str, message_id: str) -> list[Reply]:
    print("began", text.replace("\n", "+"), flush=True)
    await asyncio.Event().wait()
    return []


async def send(conversation: str, key: str, replies: list[Reply]) -> None:
    raise AssertionError("nothing was answered")


async def main(socket: str, *texts: str) -> None:
    client: redis.Redis[str] = redis.Redis(unix_socket_path=socket, decode_responses=True)
    store = MailStore(client, "wechat", lifetime=3600, lease=mailroom._LEASE)
    for text in texts:
        store.take(Letter("wechat:o1", f"id of {text}", text, 0.0), time.time(), gather=0.05)
    await Mailroom(client, "wechat", turn, send, gather=0.05, lifetime=3600).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    mailroom._LEASE = 0.4  # a dead worker is missed sooner than in earnest
    asyncio.run(main(*sys.argv[1:]))
