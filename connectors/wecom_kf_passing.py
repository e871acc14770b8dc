"""Who serves a party: what the desk has and what the platform has are brought together.

Neither side is asked to remember what the other did. Whenever something may have changed (a turn, an event of the
platform's, a change at the desk) both are looked at, and ``with`` in Redis tells which of them moved since the last
look: the member with whom the platform was last known to be, and the ticket.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import redis

from bot.desk.ports import SILENT, DeskError, DeskUnavailable, NativeTalk, NotDelivered, Owner, Ticket, Undeliverable
from connectors.platform_errors import Rejected
from connectors.wecom_kf_api import CHANNEL, KfApi, Party, Standing, State
from connectors.wecom_kf_party import PartySide, text
from connectors.words import say_in_kf as say

_log = logging.getLogger(__name__)
_NO_SERVICER, _NOT_ALLOWED = 95014, 95016
_NOT_NATIVE = "-"  # instead of a member: the platform would not take them, their words go through us

# Seconds.
_KEPT = 30 * 86400
_LOCK, _LOCK_WAIT = 20, 15
_CODE = 18  # the code of an end serves 20 seconds

Tell = Callable[[str, str], Awaitable[None]]
"""``(member, text)``: says something to one member beside the desk's outbox."""


@dataclass(frozen=True)
class Settled:
    """How things stand now. ``moved``: the member was given the party just now; ``member``: who has it."""

    state: State
    member: str = ""
    moved: bool = False


class Passing:
    """``tell``: how members are told, if the desk's driver passes conversations on to them; without it the desk is only
    told what the platform does. ``pool``: a party who waits for a person queues at the platform while nobody receives.

    Every method raises :class:`~bot.desk.ports.NotDelivered`, :class:`~connectors.platform_errors.Rejected`,
    :class:`~bot.desk.ports.DeskUnavailable` and ``redis.RedisError``."""

    def __init__(
        self,
        api: KfApi,
        client: redis.Redis[str],
        talk: NativeTalk,
        party: PartySide,
        tell: Tell | None,
        *,
        pool: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._api, self._redis, self._talk, self._party = api, client, talk, party
        self._tell, self._pool, self._clock = tell, pool, clock

    async def settle(self, party: Party, *, asked: bool = False) -> Settled:
        """Bring both together. ``asked``: the desk says that the ticket's owner changed."""
        lock = self._redis.lock(f"zhixun:kf:lock:{party.conversation}", _LOCK, sleep=0.02, thread_local=False)
        if not await asyncio.to_thread(lambda: lock.acquire(blocking_timeout=_LOCK_WAIT)):
            raise NotDelivered(say("redis_down"))
        try:
            return await self._settle(party, asked)
        finally:
            await asyncio.to_thread(_let_go, lock)

    def serves(self, ticket: Ticket) -> bool:
        """Whether the member who has a ticket has the party in the platform's client, so that nothing goes through us.
        Blocks; raises only ``redis.RedisError``."""
        conversation = ticket.request.conversation
        if ticket.request.channel != CHANNEL or not ticket.assignee:
            return False
        return self._redis.get(_with(Party.of(conversation))) == _mark(ticket.number, ticket.assignee)

    async def state(self, party: Party) -> State:
        """What the platform has now."""
        return (await self._api.standing(party)).state

    async def is_served(self, party: Party) -> bool:
        """Whether a member serves the party in the platform's client, and did so before. One look at Redis for all who
        nobody serves."""
        known = await asyncio.to_thread(self._redis.exists, _with(party))
        try:
            settled = await self.settle(party) if known else None
        except (NotDelivered, Undeliverable, DeskUnavailable):
            return False  # the turn looks again
        return settled is not None and settled.state is State.HUMAN and not settled.moved

    async def note_code(self, party: Party, code: str, at: float) -> None:
        """A code with which one thing can be told though the talk has ended, given at ``at``."""
        seconds = int(_CODE - max(self._clock() - at, 0))
        if code and seconds > 0:
            await asyncio.to_thread(self._redis.set, _code(party), code, ex=seconds)

    async def code(self, party: Party) -> str:
        """That code, once; empty if there is none."""
        return await asyncio.to_thread(self._redis.getdel, _code(party)) or ""

    async def joined(self, party: Party, code: str, ticket: Ticket) -> None:
        """Somebody took the party out of the queue: tell them, once."""
        if not code or not ticket.assignee:
            return
        member = await asyncio.to_thread(self._talk.member, ticket.assignee)
        words = say("joined", name=member.name if member else ticket.assignee)
        await self._tell_party(party, code, f"joined:{ticket.number}:{ticket.assignee}", words)

    async def _settle(self, party: Party, asked: bool) -> Settled:
        there = await self._api.standing(party)
        ticket = await asyncio.to_thread(self._talk.ticket_of, party.conversation)
        before = await asyncio.to_thread(self._redis.get, _with(party))
        if there.state is State.HUMAN:
            return await self._served(party, there, ticket, before)
        if ticket and ticket.owner in SILENT:
            return await self._claimed(party, there, ticket, before)
        await asyncio.to_thread(self._redis.delete, _with(party))
        if ticket and ticket.owner is Owner.REQUESTED and asked and there.state in (State.NEW, State.ASSISTANT):
            return await self._waiting(party, there, ticket)
        return Settled(there.state)

    async def _served(self, party: Party, there: Standing, ticket: Ticket | None, before: str | None) -> Settled:
        """The platform is with a person. If it was when last seen, and the desk has moved on, it follows; else the
        desk is told."""
        silent = ticket is not None and ticket.owner in SILENT
        mine = ticket and _mark(ticket.number, there.servicer)
        if ticket and silent and ticket.assignee and _same(ticket.assignee, there.servicer):
            await self._note(party, ticket.number, there.servicer)
            return Settled(State.HUMAN, there.servicer)
        if ticket and before == mine and silent:
            return await self._pass_to(party, ticket)
        if ticket and before == mine:
            return await self._end(party, there)
        return await self._taken(party, there)

    async def _claimed(self, party: Party, there: Standing, ticket: Ticket, before: str | None) -> Settled:
        """A member has the ticket, the platform is with nobody: their talk has ended, or has yet to begin."""
        member = ticket.assignee or ""
        if before == _mark(ticket.number, member):
            await asyncio.to_thread(self._redis.delete, _with(party))
            key = f"ended:{ticket.number}:{ticket.version}"
            await asyncio.to_thread(self._talk.ended, party.conversation, member, key)
            return Settled(there.state)
        if self._tell is None or before == _mark(ticket.number, _NOT_NATIVE + member):
            return Settled(there.state)
        if there.state is State.OVER:
            await self._tell_member(party, ticket, "after_end")
            return Settled(there.state)
        return await self._pass_to(party, ticket)

    async def _pass_to(self, party: Party, ticket: Ticket) -> Settled:
        """Give the party to the member who has the ticket; if the platform will not, their words go through us."""
        member = ticket.assignee or ""
        try:
            code = await self._api.pass_on(party, State.HUMAN, member)
        except Rejected as error:
            if error.code not in (_NO_SERVICER, _NOT_ALLOWED):
                raise
            if error.code == _NO_SERVICER:
                await self._note(party, ticket.number, _NOT_NATIVE + member)
                await self._tell_member(party, ticket, "not_servicer")
            there = await self._api.standing(party)
            return Settled(there.state, there.servicer)
        await self._note(party, ticket.number, member)
        await self._tell_member(party, ticket, "handed")
        await self.joined(party, code, ticket)
        return Settled(State.HUMAN, member, moved=True)

    async def _end(self, party: Party, there: Standing) -> Settled:
        """The desk ended it, or gave it back to a queue."""
        code = await self._api.pass_on(party, State.OVER)
        await self.note_code(party, code, self._clock())
        await asyncio.to_thread(self._redis.delete, _with(party))
        return Settled(State.OVER)

    async def _taken(self, party: Party, there: Standing) -> Settled:
        """The platform gave the party to somebody by itself."""
        try:
            key = f"took:{there.servicer}:{self._clock()}"
            ticket = await asyncio.to_thread(self._talk.took, party.conversation, there.servicer, key)
        except DeskError:
            _log.warning("a party is served by somebody who is not in the office file")
            return Settled(State.HUMAN, there.servicer)
        await self._note(party, ticket.number, there.servicer)
        return Settled(State.HUMAN, there.servicer)

    async def _waiting(self, party: Party, there: Standing, ticket: Ticket) -> Settled:
        """A person was asked for. Where the party queues at the platform while nobody receives, they do from now on."""
        if self._tell is None or not self._pool or any((await self._api.servicers(party.account)).values()):
            return Settled(there.state)
        code = await self._api.pass_on(party, State.POOL)
        await self._tell_party(party, code, f"pooled:{ticket.number}", say("pooled", number=ticket.number))
        return Settled(State.POOL)

    async def _note(self, party: Party, number: str, member: str) -> None:
        await asyncio.to_thread(self._redis.set, _with(party), _mark(number, member), ex=_KEPT)

    async def _tell_member(self, party: Party, ticket: Ticket, entry: str) -> None:
        """Once for each member and ticket; it can be seen on the card and in the client as well."""
        told = f"zhixun:kf:told:{party.conversation}:{ticket.number}:{ticket.assignee}:{entry}"
        new = await asyncio.to_thread(lambda: self._redis.set(told, "1", nx=True, ex=_KEPT))
        if self._tell and ticket.assignee and new:
            try:
                await self._tell(ticket.assignee, say(entry, number=f"#{ticket.number}"))
            except (NotDelivered, Undeliverable) as error:
                _log.warning("a member was not told of a conversation in the kf client: %s", error)

    async def _tell_party(self, party: Party, code: str, key: str, words: str) -> None:
        try:
            await self._party.say_with(code, party, f"{party.conversation}/{key}", text(words))
        except (NotDelivered, Undeliverable) as error:
            _log.warning("a party was not told who serves them: %s", error)


def _mark(number: str, member: str) -> str:
    return f"{number}:{member.lower()}"


def _same(member: str, servicer: str) -> bool:
    return member.lower() == servicer.lower()


def _let_go(lock: redis.lock.Lock) -> None:
    """It may have lapsed: then it is another's."""
    try:
        lock.release()
    except redis.exceptions.LockError:
        _log.warning("a party's states took longer to settle than they may")


def _with(party: Party) -> str:
    return f"zhixun:kf:with:{party.conversation}"


def _code(party: Party) -> str:
    return f"zhixun:kf:code:{party.conversation}"
