"""A desk with its team, a clock that the test turns, and drivers that keep what they carried."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from bot.answers.reply import Urgency
from bot.desk.audit import Seal
from bot.desk.clockwork import Timing
from bot.desk.database import Database
from bot.desk.desk import Desk
from bot.desk.outbox import Pace
from bot.desk.ports import Note, PartyMessage, Request, TeamMessage, Ticket
from bot.desk.staff import Absence, Staff, load
from bot.desk.tables import CHINA

MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=CHINA)  # a Thursday
LIN, HE, SHEN, PAN, GU = "lin.shuyao", "he.zhiyuan", "shen.anran", "pan.wenjing", "gu.changhe"
TEAM = "0111-K"  # Lin (also its head) and He
SECRET = "a secret of thirty-two characters"


_sample = cache(load)


def request(key: str = "k1", conversation: str = "web:a", **changes: Any) -> Request:
    """Somebody asks for a person."""
    given: dict[str, Any] = {
        "reason": "request_human",
        "channel": "web",
        "urgency": Urgency.NORMAL,
        "asked": "我想问问承办人",
        "team_id": TEAM,
        **changes,
    }
    return Request(key=key, conversation=conversation, **given)


class World:
    """One desk under test."""

    def __init__(self, url: str, timing: Timing = Timing(), now: datetime = MORNING) -> None:
        self.now, self.staff, self.url, self._timing = now, _sample(), url, timing
        self.desk = self.another()

    def another(self) -> Desk:
        """A desk on the same database, as another process has it."""
        return Desk(Database(self.url), lambda: self.staff, Seal(SECRET), lambda: self.now, self._timing)

    def later(self, **time: float) -> None:
        """Turn the clock."""
        self.now += timedelta(**time)

    def away(self, *members: str, day: date = MORNING.date()) -> None:
        """These are absent on a day."""
        gaps = tuple(Absence(member, day, day) for member in members)
        self.staff = Staff(self.staff.members, self.staff.queues, gaps, self.staff.hours)

    def claimed(self, member: str = LIN) -> Ticket:
        """A ticket that a member took."""
        return self.desk.claim(self.desk.request(request()).number, member, "claim")

    def ended(self) -> Ticket:
        """A ticket that was answered and ended."""
        ticket = self.claimed()
        self.desk.reply(ticket.number, LIN, "已经办好", "reply")
        return self.desk.close(ticket.number, LIN, "close")

    def carry(self, drivers: Drivers | None = None, rounds: int = 50) -> Drivers:
        """Let the outbox work until nothing is due; what it carried."""
        drivers = drivers or Drivers()

        async def work() -> None:
            outbox = self.desk.outbox(drivers.team, drivers.party, Pace(time_limit=1.0))
            for _ in range(rounds):
                if not await outbox.run_once():
                    break
            outbox.close()

        asyncio.run(work())
        return drivers


class Channel:
    """Keeps every message once a key, in the order in which it came; fails as it is told."""

    def __init__(self, fault: Callable[[str, int], Exception | None]) -> None:
        self.messages: list[Any] = []
        self.calls: dict[str, int] = defaultdict(int)
        self._fault, self._keys = fault, set[str]()

    async def deliver(self, message: Any) -> Any:
        self.calls[message.key] += 1
        error = self._fault(message.key, self.calls[message.key])
        if error and not isinstance(error, Lost):
            raise error
        if message.key not in self._keys:
            self._keys.add(message.key)
            self.messages.append(message)
        if error:
            raise error.args[0]
        return {"response_code": message.key}


class Lost(Exception):
    """It arrived, but the answer to the caller got lost; carries what the caller sees."""


class Drivers:
    """Both channels."""

    def __init__(
        self,
        team_fault: Callable[[str, int], Exception | None] = lambda key, call: None,
        party_fault: Callable[[str, int], Exception | None] = lambda key, call: None,
    ) -> None:
        self.team, self.party = Channel(team_fault), Channel(party_fault)

    def to(self, member: str, *notes: Note) -> list[TeamMessage]:
        """What a member got, of some kinds."""
        return [one for one in self.team.messages if one.members == (member,) and (not notes or one.note in notes)]

    def said(self, conversation: str = "web:a") -> list[PartyMessage]:
        """What a party got."""
        return [one for one in self.party.messages if one.conversation == conversation]

    def notes(self, note: Note) -> dict[str, list[str]]:
        """Members and the texts that they got of one kind."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.team.messages:
            if one.note is note:
                found[one.members[0]].append(one.text)
        return dict(found)


def texts(messages: Iterable[Any]) -> list[str]:
    """What they say."""
    return [message.text for message in messages]
