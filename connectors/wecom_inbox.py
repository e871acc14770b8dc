"""What work WeChat brings is dealt with here: once, in order, and to the end even if the platform hangs up."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import redis

from bot.desk.ports import NotDelivered, Office, Ticket, Undeliverable
from connectors.callback import NOT_STORED
from connectors.envelope import identity_of
from connectors.wecom_clerk import Clerk, Pressed
from connectors.wecom_desk import WecomTeam
from connectors.wecom_memory import Choices, Heard
from connectors.words import say_to_member as say

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_LAST_ATTEMPT = 3
_AT_ONCE = 4  # members at the desk; it has one writer at a time
_TELL_TRIES, _TELL_PAUSE = 4, 1.0  # seconds


@dataclass(frozen=True)
class Inbound:
    """One callback: ``id`` is the same for its repeats; ``fields`` are the message's, as the platform names them."""

    id: str
    member: str
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Inbound:
        """Raises :class:`~connectors.envelope.Forged` if it names no sender or no kind."""
        member, id = identity_of(fields)
        return cls(f"wecom:{id}", member, fields)


class Inbox:
    """``answer_within`` seconds a message is answered; the work itself goes on. ``elsewhere`` as the clerk has it."""

    def __init__(
        self,
        client: redis.Redis[str],
        office: Office,
        team: WecomTeam,
        answer_within: float,
        elsewhere: Callable[[Ticket], bool] = lambda _: False,
    ) -> None:
        self._heard = Heard(client)
        self._clerk = Clerk(office, Choices(client), elsewhere)
        self._team = team
        self._answer_within = answer_within
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="wecom-clerk")
        self._running: dict[str, asyncio.Task[str]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def answer(self, inbound: Inbound) -> str:
        """The words for the member, empty for none; the desk's database has it then. A repeat joins the work under way
        or gets the words kept from the first time. Raises :data:`~connectors.callback.NOT_STORED`."""
        attempt = await asyncio.to_thread(self._heard.attempt, inbound.id)
        task = self._running.get(inbound.id)
        if task is None:  # a task of its own: a caller who hangs up does not stop it
            task = self._running[inbound.id] = asyncio.create_task(self._in_turn(inbound))
            task.add_done_callback(lambda _: self._running.pop(inbound.id, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), self._answer_within)
        except NOT_STORED:
            if attempt >= _LAST_ATTEMPT:
                self._do_beside(self._tell_late(inbound, task))
            raise

    def tell(self, member: str, text: str) -> None:
        """Say something to a member, beside all else."""
        self._do_beside(_persist(lambda: self._team.tell(member, text)))

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._running or self._beside)

    async def close(self) -> None:
        """Finish what is under way."""
        while self.busy:
            await asyncio.gather(*self._running.values(), *self._beside, return_exceptions=True)
        self._threads.shutdown(wait=False)

    async def _in_turn(self, inbound: Inbound) -> str:
        """One message of a member after the other, in the order in which they came."""
        async with self._turns[inbound.member]:
            known = await asyncio.to_thread(self._heard.answer, inbound.id)
            if known is not None:
                return known
            words = await self._do(inbound)
            await asyncio.to_thread(self._heard.dealt_with, inbound.id, words)
            return words

    async def _do(self, inbound: Inbound) -> str:
        fields, member = inbound.fields, inbound.member
        kind, event = _lower(fields, "MsgType"), _lower(fields, "Event")
        if kind == "text":
            return await self._at_desk(self._clerk.hear, member, fields.get("Content") or "", inbound.id)
        if kind != "event":
            return await self._at_desk(self._clerk.hear_other, member)
        if event == "template_card_event":
            pressed = await self._at_desk(self._clerk.press, member, fields.get("EventKey") or "", inbound.id)
            self._do_beside(self._show(inbound, pressed))
        return ""  # an event takes no sentence in its answer

    async def _at_desk(self, work: Callable[..., _Result], *arguments: str) -> _Result:
        """In threads of our own: a desk's database that hangs must not take the threads in which parties are served."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _show(self, inbound: Inbound, pressed: Pressed) -> None:
        """After a button: the pressed card says how things stand, and the member reads the words."""
        change, code = pressed.change, inbound.fields.get("ResponseCode")
        if change and code:
            await _persist(lambda: self._team.change_card(inbound.member, code, change))
        await _persist(lambda: self._team.tell(inbound.member, pressed.words))

    async def _tell_late(self, inbound: Inbound, task: asyncio.Task[str]) -> None:
        """The platform will not ask again: say by ourselves what came of it, or that nothing did."""
        try:
            words = await asyncio.shield(task)
        except NOT_STORED:
            words = say("not_taken")
        if words:
            await _persist(lambda: self._team.tell(inbound.member, words))

    def _do_beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


async def _persist(act: Callable[[], Awaitable[None]]) -> None:
    """What is told beside the desk's outbox: a few tries. It can be asked for again (列表, #number)."""
    for attempt in range(1, _TELL_TRIES + 1):
        try:
            return await act()
        except NotDelivered as error:
            if attempt < _TELL_TRIES:
                await asyncio.sleep(min(error.wait or _TELL_PAUSE, _TELL_PAUSE) * attempt)
        except (Undeliverable, redis.RedisError) as error:
            _log.warning("a member could not be told: %s", type(error).__name__)
            return None
    _log.warning("a member could not be told in %d tries", _TELL_TRIES)


def _lower(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.lower() if isinstance(value, str) else ""
