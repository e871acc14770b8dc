"""Tickets and conversations as rows: everything that reads or changes them inside one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.answers.reply import Urgency
from bot.desk import audit
from bot.desk.ports import Author, Owner, Request, Said, Ticket
from bot.desk.states import Event, after
from bot.desk.tables import CHINA, conversations, moment, numbers, said, seen, stamp, tickets

_WITH_OWNER = sa.select(tickets, conversations.c.owner).select_from(
    tickets.outerjoin(conversations, conversations.c.number == tickets.c.number)
)
_URGENT_FIRST = (tickets.c.urgent.desc(), tickets.c.opened_at, tickets.c.number)
_NEWEST_FIRST = (tickets.c.closed_at.desc(), tickets.c.number.desc())


class Book:
    """One transaction at one moment. Made by ``Desk``; changes need a writing transaction."""

    def __init__(self, connection: Any, seal: audit.Seal, now: datetime) -> None:
        self.connection, self.seal, self.now = connection, seal, now

    def owner(self, conversation: str) -> Owner:
        """Who owns a conversation; the bot, if nothing was ever asked."""
        return self.known_owner(conversation) or Owner.BOT

    def known_owner(self, conversation: str) -> Owner | None:
        """Who owns a conversation; ``None`` if nothing was ever asked in it."""
        row = self._first(sa.select(conversations.c.owner).where(conversations.c.conversation == conversation))
        return Owner(row.owner) if row else None

    def ticket(self, number: str) -> Ticket | None:
        """One ticket."""
        row = self._first(_WITH_OWNER.where(tickets.c.number == number))
        return _ticket(row) if row else None

    def latest(self, conversation: str) -> Ticket | None:
        """The conversation's last ticket, open or not."""
        row = self._first(_WITH_OWNER.where(conversations.c.conversation == conversation))
        return _ticket(row) if row else None

    def find(self, *conditions: Any, closed: bool = False, limit: int = 500) -> list[Ticket]:
        """Tickets by conditions on columns, in the order in which a member wants to see them."""
        ended = tickets.c.closed_at.isnot(None) if closed else tickets.c.closed_at.is_(None)
        order = _NEWEST_FIRST if closed else _URGENT_FIRST
        found = self.connection.execute(_WITH_OWNER.where(ended, *conditions).order_by(*order).limit(limit))
        return [_ticket(row) for row in found]

    def words(self, number: str, after_position: int = 0) -> list[Said]:
        """What was said in a ticket, in order."""
        rows = self.connection.execute(
            sa.select(said).where(said.c.number == number, said.c.position > after_position).order_by(said.c.position)
        )
        return [Said(row.position, row.number, Author(row.author), row.name, row.text, moment(row.at)) for row in rows]

    def say(self, number: str, author: Author, name: str, text: str) -> None:
        """Write down what was said."""
        row = {"number": number, "author": author.value, "name": name, "text": text, "at": stamp(self.now)}
        self.connection.execute(said.insert(), row)

    def open(self, request: Request, queue: str, promised_at: datetime) -> Ticket:
        """A new ticket, with the conversation's owner changed."""
        number = self._next_number()
        owner = after(self.owner(request.conversation), Event.ASK)
        row = {
            "number": number,
            "conversation": request.conversation,
            **_request_columns(request),
            "queue": queue,
            "opened_at": stamp(self.now),
            "promised_at": stamp(promised_at),
            "due_at": stamp(promised_at),
            "reminded": 0,
            "version": 1,
        }
        self.connection.execute(tickets.insert(), row)
        self._own(request.conversation, owner, number)
        self.note("party", "request", number, reason=request.reason, queue=queue, version=1)
        return self._again(number)

    def change(self, ticket: Ticket, event: Event, actor: str, **columns: Any) -> Ticket:
        """Let something happen to a conversation's latest ticket. ``columns`` are columns of the table (moments as
        datetimes) or ``request``. Raises ``Forbidden``."""
        owner = after(ticket.owner, event)
        request = columns.pop("request", None)
        row = {name: stamp(value) if isinstance(value, datetime) else value for name, value in columns.items()}
        row |= _request_columns(request) if request else {}
        version = ticket.version + 1
        self.connection.execute(
            tickets.update().where(tickets.c.number == ticket.number).values(**row, version=version)
        )
        if owner is not ticket.owner:
            self._own(ticket.request.conversation, owner, ticket.number)
        told = {name: columns[name] for name in ("assignee", "queue", "content") if name in columns}
        self.note(actor, event.value, ticket.number, owner=owner.value, version=version, **told)
        return self._again(ticket.number)

    def expect(self, number: str, due_at: datetime) -> None:
        """The team owes an answer by ``due_at``, unless it owes one already."""
        free = tickets.update().where(tickets.c.number == number, tickets.c.due_at.is_(None))
        self.connection.execute(free.values(due_at=stamp(due_at), reminded=0))

    def schedule(self, number: str, due_at: datetime, reminded: int) -> None:
        """How far the reminders for an answer have gone, and when it is due (again)."""
        values = {"due_at": stamp(due_at), "reminded": reminded}
        self.connection.execute(tickets.update().where(tickets.c.number == number).values(values))

    def note(self, actor: str, act: str, number: str = "", **detail: Any) -> None:
        """Add to the audit."""
        audit.append(self.connection, self.seal, self.now, actor, act, number, **detail)

    def answer(self, *parts: str) -> str | None:
        """What was answered to these words of a caller before; ``None`` if they are new."""
        row = self._first(sa.select(seen.c.answer).where(seen.c.digest == _digest(parts)))
        return row.answer if row else None

    def remember(self, answer: str, *parts: str) -> None:
        """Keep the answer for when the caller repeats itself."""
        self.connection.execute(seen.insert(), {"digest": _digest(parts), "answer": answer, "at": stamp(self.now)})

    def _own(self, conversation: str, owner: Owner, number: str) -> None:
        values = {"owner": owner.value, "number": number, "since": stamp(self.now)}
        known = conversations.update().where(conversations.c.conversation == conversation).values(values)
        if not self.connection.execute(known).rowcount:
            self.connection.execute(conversations.insert(), {"conversation": conversation, **values})

    def _next_number(self) -> str:
        """ZX, month and day, a running number: short enough to read out. It counts on where the same day of an earlier
        year ended, so that no number comes twice."""
        day = f"{self.now.astimezone(CHINA):%m%d}"
        row = self._first(sa.select(numbers.c.last).where(numbers.c.day == day))
        last = row.last + 1 if row else 1
        change = numbers.update().where(numbers.c.day == day).values(last=last)
        self.connection.execute(change if row else numbers.insert().values(day=day, last=last))
        return f"ZX{day}-{last:03d}"

    def _again(self, number: str) -> Ticket:
        return _ticket(self.connection.execute(_WITH_OWNER.where(tickets.c.number == number)).one())

    def _first(self, query: Any) -> Any:
        return self.connection.execute(query).first()


def _request_columns(request: Request) -> dict[str, Any]:
    words = (request.party, request.case_number or "", request.asked, request.stage, *request.turns)
    return {
        "request": json.dumps(asdict(request), ensure_ascii=False),
        "urgent": request.urgency is Urgency.URGENT,
        "words": "\n".join(words).lower(),
    }


def _ticket(row: Any) -> Ticket:
    request = json.loads(row.request)
    for name in ("turns", "deadlines"):
        request[name] = tuple(request[name])
    request["urgency"] = Urgency(request["urgency"])
    return Ticket(
        number=row.number,
        request=Request(**request),
        owner=Owner(row.owner) if row.owner else Owner.BOT,
        queue=row.queue,
        assignee=row.assignee,
        opened_at=moment(row.opened_at),
        promised_at=moment(row.promised_at),
        first_reply_at=_maybe(row.first_reply_at),
        closed_at=_maybe(row.closed_at),
        content=row.content,
        version=row.version,
    )


def _maybe(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
