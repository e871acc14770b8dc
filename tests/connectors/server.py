"""A real Sanic server on a free port of this machine, in a thread, with a bot of a few lines behind it."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response

from bot.answers.reply import Reply

Sanic.test_mode = True  # a starting application rewrites methods of Sanic's classes; this lets another one start later

ANSWER = Reply(
    title="进展", lines=("财产已经冻结。", "下一步划拨。"), choices=("什么时候发钱", "转人工"), facts=("stage",)
)


class Bot:
    """Remembers what it heard, and answers each message with ``replies``."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = replies or (ANSWER,)
        self.heard: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        for reply in self.replies:
            await message.output_channel.send_custom_json(message.sender_id, reply.to_dict())


class SlowBot(Bot):
    """Answers when it is allowed to; tells when it began and when it ended."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.allowed, self.ended = threading.Event(), threading.Event(), threading.Event()

    async def __call__(self, message: UserMessage) -> None:
        self.began.set()
        await asyncio.to_thread(self.allowed.wait, 10)
        await super().__call__(message)
        self.ended.set()


class BrokenBot(Bot):
    """Fails with a text that must not travel."""

    async def __call__(self, message: UserMessage) -> None:
        raise RuntimeError(f"cannot answer {message.text}")


@contextmanager
def serving(bot: Bot, *parts: InputChannel | Blueprint) -> Iterator[str]:
    """Serve channels and blueprints as the application does; yields the address."""
    app = Sanic(f"test-{uuid4().hex}", configure_logging=False)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 0.1
    app.add_route(lambda _: response.text("ok"), "/health")
    for part in parts:
        if isinstance(part, InputChannel):
            app.blueprint(part.blueprint(bot), url_prefix=f"/webhooks/{part.url_prefix()}")
        else:
            app.blueprint(part)
    loops: queue.Queue[asyncio.AbstractEventLoop] = queue.Queue()
    app.after_server_start(lambda _, loop: loops.put(loop))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        options = {"sock": listening, "register_sys_signals": False, "access_log": False, "motd": False}
        # A daemon: a stop that comes before the loop runs is lost, and must not keep the tests from ending.
        thread = threading.Thread(target=app.run, kwargs=options, daemon=True)
        thread.start()
        loop = loops.get(timeout=10)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
