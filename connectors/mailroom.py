"""Messages that a platform brings, and may bring again: each is read once, in order, and answered once.

A channel whose platform repeats what it believes lost (公众号, 微信客服) uses it like this::

    room = Mailroom(client, "wechat", turn, send, lifetime=settings.conversation_ttl)
    await room.start()                                  # after the server started
    new = await room.take(letter)                       # stored; only now may the platform be told that it arrived
    replies = await room.answer(letter, within=4.0)     # if the platform waits for the answer; else leave it out
    await room.stop()                                   # before what ``turn`` and ``send`` use is closed

What nobody waits for is told by ``send``. All state is in Redis, so any worker goes on where another stopped.

- The first letter of a quiet conversation is read at once. Letters that come within ``gather`` seconds of the last one,
  or during a turn, are collected until as long a quiet (three seconds at most) and read as one turn.
- One turn of a conversation at a time across workers, in the order in which the letters were stored.
- A letter whose turn failed, or whose worker died, is read once more; then the party is asked to send it again.
- An answer leaves at most once. Only the same letter, brought again after somebody waited for its answer, gets it
  again: the platform brings a letter again because the answer did not arrive. Of several who wait, one gets it.
- A waiting caller who is cut off does not lose it: it is kept for the platform's repeat, and sent if none comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import redis

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.mail_store import Desk, Letter, MailStore
from connectors.words import say

__all__ = ["Letter", "Mailroom", "Send", "Turn"]

Turn = Callable[[str, str, str], Awaitable[list[Reply]]]
"""``(conversation, text, message id)``: one turn of the assistant. The id is the newest letter's."""
Send = Callable[[str, str, list[Reply]], Awaitable[None]]
"""``(conversation, key, replies)``: tells the party. ``key`` is the same for every try. Raises
:class:`~bot.desk.ports.NotDelivered` (tried again), :class:`~bot.desk.ports.NotNow` (kept until the party writes; then
it is told before the new answer), :class:`~bot.desk.ports.Undeliverable` (given up)."""

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

# Seconds.
_LONGEST_GATHER = 3.0
_LEASE, _RENEWED = 10.0, 3.0
_SWEEP = 1.0
_POLL, _LONG_POLL = 0.1, 1.0  # what another worker did is seen this late
_REPEAT_WITHIN = 6.0  # WeChat gives up after five seconds and brings the letter again at once
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0

_WAITING, _READY, _DONE = "waiting", "ready", "done"  # states of a letter
_READINGS = 2
_THREADS = 4
_SENDS = 8  # tries, about three minutes; then it is kept until the party writes


class Mailroom:
    """The mailroom of one channel in one process. ``gather`` and ``lifetime`` (how long letters, answers not handed
    over and the memory of repeats are kept) are seconds; ``at_once`` turns and as many sends run at a time: a turn is
    mostly reckoning, so more of them at once only keep callbacks waiting."""

    def __init__(
        self,
        client: redis.Redis[str],
        channel: str,
        turn: Turn,
        send: Send,
        *,
        gather: float = 1.0,
        lifetime: int,
        at_once: int = 8,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = MailStore(client, channel, lifetime, _LEASE)
        self._turn, self._send = turn, send
        self._gather, self._clock = gather, clock
        self._turns, self._sends = asyncio.Semaphore(at_once), asyncio.Semaphore(at_once)
        # Threads of our own: whatever hangs elsewhere must not keep letters from being stored.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=f"mail-{channel}")
        self._readers: dict[str, asyncio.Task[None]] = {}
        self._stirred: dict[str, asyncio.Event] = {}
        self._leases: dict[str, str] = {}
        self._waiters: Counter[str] = Counter()
        self._news: dict[str, asyncio.Future[str]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._duties: list[asyncio.Task[None]] = []
        self._stopping = False

    async def take(self, letter: Letter) -> bool:
        """Store a letter; ``False`` if it is a repeat. Raises ``redis.RedisError`` if it is not stored: the platform
        must bring it again."""
        new = await self._do(self._store.take, letter, self._clock(), self._gather)
        self._look_after(letter.conversation)
        return new

    async def answer(self, letter: Letter, within: float) -> list[Reply] | None:
        """Wait at most ``within`` seconds for the turn that reads this letter. The replies, for whoever waits for the
        newest letter of the turn; empty if there is nothing (more) to say; ``None`` if they are not there in time:
        ``send`` tells them then."""
        self._waiters[letter.id] += 1  # before the first pause: the reader sees at once that somebody waits
        news = self._news.setdefault(letter.id, asyncio.get_running_loop().create_future())
        try:
            return await self._awaited(letter, within, news)
        except asyncio.CancelledError:
            self._do_beside(self._expect_repeat(letter, _REPEAT_WITHIN))
            raise
        finally:
            self._waiters[letter.id] -= 1
            if not self._waiters[letter.id]:
                del self._waiters[letter.id], self._news[letter.id]

    async def start(self) -> None:
        """Begin to look after what others left, in the past and from now on."""
        self._duties = [asyncio.create_task(self._sweep()), asyncio.create_task(self._renew())]

    async def stop(self) -> None:
        """Finish what is under way. Letters that still come are stored, for another worker or the next start."""
        self._stopping = True
        for event in self._stirred.values():
            event.set()
        for news in self._news.values():
            _tell_once(news, _WAITING)
        while self.busy:
            await asyncio.gather(*self._readers.values(), *self._beside, return_exceptions=True)
        for duty in self._duties:
            duty.cancel()
        await asyncio.gather(*self._duties, return_exceptions=True)
        self._threads.shutdown(wait=False)

    @property
    def busy(self) -> bool:
        """Whether something is under way in this process."""
        return bool(self._readers or self._beside)

    # -- those who wait

    async def _awaited(self, letter: Letter, within: float, news: asyncio.Future[str]) -> list[Reply] | None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + within
        state, kept = await self._try(self._store.await_answer, letter.id, within) or (_WAITING, [])
        if state not in (_WAITING, _READY):
            return kept
        while state == _WAITING:
            if clock() >= deadline or self._stopping:
                await self._expect_repeat(letter, 0)
                return None
            # What is read here is told by the reader; what another worker reads has to be looked for.
            pause = _LONG_POLL if letter.conversation in self._leases else _POLL
            await asyncio.wait({news}, timeout=min(pause, deadline - clock()))
            if news.done():
                state = news.result()
            else:
                state, _ = await self._try(self._store.state, letter.id) or (_WAITING, [])
        # Of several who waited for the letter one gets the answer.
        return await self._handed(letter) if state == _READY else []

    async def _handed(self, letter: Letter) -> list[Reply]:
        """The pile, if nobody was faster. A caller who is cut off at this moment leaves it where it was."""
        taking = asyncio.ensure_future(self._do(self._store.hand, letter.conversation, letter.id, True))
        try:
            return _flat(await asyncio.shield(taking))
        except asyncio.CancelledError:
            self._do_beside(self._undo(letter, taking))
            raise
        finally:
            self._stir(letter.conversation)

    async def _undo(self, letter: Letter, taking: asyncio.Future[list[list[Reply]]]) -> None:
        if pile := await taking:
            due = self._clock() + _REPEAT_WITHIN
            await self._surely(self._store.put_back, letter.conversation, letter.id, pile, due, 0)

    async def _expect_repeat(self, letter: Letter, seconds: float) -> None:
        """Nobody waits any more; the platform brings the letter again within ``seconds``, or not at all."""
        await self._try(self._store.await_answer, letter.id, seconds)
        self._stir(letter.conversation)

    # -- readers: one task a conversation

    def _look_after(self, conversation: str) -> None:
        if conversation in self._readers:
            self._stir(conversation)
        elif not self._stopping:
            self._stirred[conversation] = asyncio.Event()
            task = self._readers[conversation] = asyncio.create_task(self._read_all(conversation))
            task.add_done_callback(lambda _: self._ended(conversation))

    def _stir(self, conversation: str) -> None:
        if event := self._stirred.get(conversation):
            event.set()

    def _ended(self, conversation: str) -> None:
        del self._readers[conversation]
        if self._stirred.pop(conversation).is_set():  # it came when the reader was already leaving
            self._look_after(conversation)

    async def _read_all(self, conversation: str) -> None:
        token = secrets.token_hex(8)
        try:
            while True:
                self._stirred[conversation].clear()
                desk = await self._do(self._store.look, conversation, token)
                if desk is None:
                    return  # its reader finds the letter
                self._leases[conversation] = token
                if await self._step(conversation, token, desk):
                    return
        except redis.RedisError as error:
            log.warning("letters wait until Redis answers: %s", type(error).__name__)
        finally:
            self._leases.pop(conversation, None)

    async def _step(self, conversation: str, token: str, desk: Desk) -> bool:
        """Do what is next: read, send, wait, or let go; whether it let go."""
        stirred = self._stirred[conversation]
        now, ready_at = self._clock(), desk.ready_at(self._gather, _LONGEST_GATHER)
        here = self._waiters[desk.key] > 0
        if desk.pile and desk.due <= now and not desk.awaited and not here:
            await self._tell(conversation, desk)
        elif ready_at <= now or (self._stopping and desk.letters):
            await self._read(conversation, token, desk)
        elif desk.letters:
            await _first(stirred, ready_at - now)
        elif desk.pile and desk.due <= now and (here or not self._stopping):
            await _first(stirred, _POLL)
        else:
            return await self._do(self._store.release, conversation, token)
        return False

    async def _read(self, conversation: str, token: str, desk: Desk) -> None:
        batch = desk.letters[: desk.batch or len(desk.letters)]
        newest = batch[-1].letter
        if desk.tries >= _READINGS:
            log.error("a letter could not be read in %d turns", desk.tries)
            replies = [Reply(lines=(say("failed"),))]
        else:
            await self._do(self._store.begin, conversation, len(batch))
            try:
                async with self._turns:
                    replies = await self._turn(
                        conversation, "\n".join(stored.letter.text for stored in batch), newest.id
                    )
            except Exception as error:
                # Its text may hold what the person wrote: only the kind is logged.
                log.error("a turn failed: %s", type(error).__name__)
                return
        if not await self._surely(self._store.finish, token, batch, replies, self._clock()):
            return log.error("another worker took over during a turn: the answer is theirs")
        for stored in batch:
            if news := self._news.get(stored.letter.id):
                _tell_once(news, _READY if stored.letter.id == newest.id else _DONE)

    async def _tell(self, conversation: str, desk: Desk) -> None:
        pile = await self._do(self._store.hand, conversation, desk.key, False)
        if not pile:
            return
        due, sends = math.inf, desk.sends + 1
        try:
            async with self._sends:
                return await self._send(conversation, desk.key, _flat(pile))
        except NotNow:
            pass
        except NotDelivered as error:
            if sends < _SENDS:
                due = self._clock() + (error.wait or min(_FIRST_PAUSE * 2 ** (sends - 1), _LONGEST_PAUSE))
        except Undeliverable as error:
            return log.error("an answer cannot be delivered: %s", type(error).__name__)
        except Exception as error:
            return log.error("an answer may not have arrived: %s", type(error).__name__)
        await self._surely(self._store.put_back, conversation, desk.key, pile, due, sends)

    # -- beside

    async def _sweep(self) -> None:
        """What others left: at the start all that lies there, later what is due or what nobody looked after."""
        until = math.inf
        while True:
            for conversation in await self._try(self._store.waiting, until) or ():
                self._look_after(conversation)
            await asyncio.sleep(_SWEEP)
            until = self._clock()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            for conversation in await self._try(self._store.renew, dict(self._leases)) or ():
                log.error("another worker took over a conversation")
                self._leases.pop(conversation, None)

    def _do_beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _do(self, act: Callable[..., _Result], *arguments: object) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *arguments)

    async def _try(self, act: Callable[..., _Result], *arguments: object) -> _Result | None:
        """``None`` while Redis does not answer."""
        try:
            return await self._do(act, *arguments)
        except redis.RedisError as error:
            log.warning("the mailroom has no Redis: %s", type(error).__name__)
            return None

    async def _surely(self, act: Callable[..., _Result], *arguments: object) -> _Result:
        """Try until Redis answers; a turn's answer is not thrown away because Redis is away for a moment."""
        pause = _POLL
        while True:
            try:
                return await self._do(act, *arguments)
            except redis.RedisError as error:
                if self._stopping and pause >= _SWEEP:
                    raise
                log.warning("an answer waits until Redis answers: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _SWEEP)


def _flat(pile: list[list[Reply]]) -> list[Reply]:
    return [reply for answer in pile for reply in answer]


def _tell_once(news: asyncio.Future[str], state: str) -> None:
    if not news.done():
        news.set_result(state)


async def _first(event: asyncio.Event, seconds: float) -> None:
    """Until the event, at most ``seconds``."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), max(seconds, 0.001))
