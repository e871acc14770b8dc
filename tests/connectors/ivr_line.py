"""A telephone for tests: turns of calls to a real server, in the neutral contract."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import httpx
import redis

from bot.desk.desk import Desk
from bot.engine import phone
from bot.engine.assistant import Assistant
from bot.engine.lock_store import AtomicLockStore
from bot.engine.tracker_store import slots_of
from bot.settings import Settings
from connectors.ivr import IvrChannel, Surroundings
from connectors.ivr_hearing import Meaning
from tests.connectors.server import Bot, serving

MOBILE = "13800000000"


class Caller:
    """Somebody on the phone: every turn is the next one of their call, and must be taken."""

    def __init__(self, client: httpx.Client, number: str = MOBILE) -> None:
        self.id = uuid4().hex
        self._client = client
        self._number = number
        self._turns = itertools.count()

    def does(self, event: str, **more: Any) -> dict[str, Any]:
        """One event; the answer."""
        body = {"call": self.id, "turn": next(self._turns), "caller": self._number, "event": event, **more}
        response = self._client.post("/turn", json=body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def says(self, text: str, confidence: float | None = 0.9, *others: str, event: str = "speech", **more: Any) -> str:
        """Speech; what is said to it."""
        speech = {"text": text, "confidence": confidence, "alternatives": [{"text": other} for other in others]}
        return str(self.does(event, speech=speech, **more)["speech"]["text"])

    def presses(self, keys: str) -> str:
        """Keys; what is said to them."""
        return str(self.does("keys", keys=keys)["speech"]["text"])


async def _no_meaning(_: str) -> Meaning:
    return Meaning()


async def _nothing_awaited(_: str) -> str:
    return ""


@contextmanager
def line_to(
    bot: Bot | Callable[[Any], Awaitable[None]],
    settings: Settings,
    client: redis.Redis[str],
    desk: Desk | None = None,
    assistant: Assistant | None = None,
) -> Iterator[httpx.Client]:
    """A server with the phone line; with an ``assistant`` it understands and knows what is awaited."""
    holds = AtomicLockStore(client)

    async def understand(text: str) -> Meaning:
        assert assistant
        return phone.meaning(await assistant.parse(text))

    async def awaited(conversation: str) -> str:
        return phone.waited_for(slots_of(client, conversation))

    around = Surroundings(
        redis=lambda: client,
        desk=lambda: desk,  # type: ignore[arg-type, return-value]
        hold=holds.lock,
        understand=understand if assistant else _no_meaning,
        awaited=awaited if assistant else _nothing_awaited,
    )
    with ExitStack() as stack:
        url = stack.enter_context(serving(bot, IvrChannel(settings, around)))  # type: ignore[arg-type]
        yield stack.enter_context(httpx.Client(base_url=f"{url}/webhooks/ivr", timeout=20))
