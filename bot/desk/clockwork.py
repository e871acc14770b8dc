"""What happens because time passes: reminders, escalation, a way out of silence, the end of asking, forgetting.

Every step is taken as the only writer and written down with the ticket, so it happens once, however often and in
however many processes :meth:`Clockwork.tick` runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.desk import keeping
from bot.desk.audit import Seal
from bot.desk.base import Base
from bot.desk.book import Book
from bot.desk.database import Database
from bot.desk.ports import SILENT, Note, Owner, Ticket
from bot.desk.rules import rule_of
from bot.desk.staff import Staff
from bot.desk.states import Event
from bot.desk.tables import conversations, moment, stamp, tickets
from bot.desk.wording import say, standing, texts, when

_NEAR, _LATE, _TOLD = 1, 2, 3  # how far the reminders have gone


@dataclass(frozen=True)
class Timing:
    """Minutes; ``silence`` and ``again`` are working minutes.

    ``near``: the reminder before the promised time (never earlier than half of it); ``silence``: after it, until the
    party hears the truth; ``again``: between the reminders of a ticket that stays late; ``rating``: how long the party
    is waited for after the end; ``keep_days``: how long the words of ended tickets are kept.
    """

    near: int = 10
    silence: int = 10
    again: int = 240
    rating: int = 60
    keep_days: int = 180


class Clockwork(Base):
    """Call :meth:`tick` every few seconds."""

    def __init__(
        self,
        database: Database,
        staff: Callable[[], Staff],
        seal: Seal,
        clock: Callable[[], datetime],
        timing: Timing = Timing(),
        native: Collection[str] = (),
    ) -> None:
        super().__init__(database, staff, seal, clock, native)
        self._timing = timing

    def tick(self) -> None:
        """Do all that is due. Raises ``DeskUnavailable``."""
        for look, do in ((self._due, self._remind), (self._unrated, self._end)):
            with self._reading() as book:
                anything = look(book)
            if anything:
                with self._writing() as book:
                    for row in look(book):
                        do(book, row)
        before = self._clock() - timedelta(days=self._timing.keep_days)
        while keeping.forget(self._database, before, self._clock()):
            pass

    def _due(self, book: Book) -> list[Any]:
        soon = stamp(book.now + timedelta(minutes=self._timing.near))
        columns = sa.select(tickets.c.number, tickets.c.due_at, tickets.c.reminded)
        return list(book.connection.execute(columns.where(tickets.c.closed_at.is_(None), tickets.c.due_at <= soon)))

    def _unrated(self, book: Book) -> list[Any]:
        asked = stamp(book.now - timedelta(minutes=self._timing.rating))
        closing = sa.and_(conversations.c.owner == Owner.CLOSING.value, conversations.c.since <= asked)
        return list(book.connection.execute(sa.select(conversations.c.number).where(closing)))

    def _end(self, book: Book, row: Any) -> None:
        book.change(_of(book, row), Event.RATE, "clock")

    def _remind(self, book: Book, row: Any) -> None:
        ticket, due = _of(book, row), moment(row.due_at)
        if row.reminded >= _TOLD:
            if book.now >= due:
                self._call(book, ticket, "again", due, heads=True)
                book.schedule(ticket.number, self._later(book), _TOLD)
            return
        stage = self._stage(book, ticket, due)
        if row.reminded < _LATE <= stage:
            self._call(book, ticket, "late", due, heads=True)
            book.schedule(ticket.number, due, _LATE)
        elif row.reminded == _LATE and stage == _TOLD:
            self._give_way_out(book, ticket)
            book.schedule(ticket.number, self._later(book), _TOLD)
        elif row.reminded < _NEAR <= stage:
            self._call(book, ticket, "near", due)
            book.schedule(ticket.number, due, _NEAR)

    def _stage(self, book: Book, ticket: Ticket, due: datetime) -> int:
        """How far the reminders should have gone by now."""
        if book.now >= self._staff().hours.after(due, self._timing.silence):
            return _TOLD
        if book.now >= due:
            return _LATE
        near = min(self._timing.near, rule_of(ticket.request.reason).minutes / 2)
        return _NEAR if book.now >= due - timedelta(minutes=near) else 0

    def _call(self, book: Book, ticket: Ticket, entry: str, due: datetime, *, heads: bool = False) -> None:
        """Remind whoever can do something about it."""
        staff = self._staff()
        members = [*self._concerned(book, ticket), *(one.id for one in staff.heads(ticket.queue) if heads)]
        text = say(
            "team",
            entry,
            number=ticket.number,
            label=rule_of(ticket.request.reason).label,
            when=when(due, book.now),
            standing=standing(ticket, staff),
        )
        self._tell(book, Note.REMINDER, members, ticket.number, text)
        book.note("clock", entry, ticket.number)

    def _give_way_out(self, book: Book, ticket: Ticket) -> None:
        """The party hears the truth; a ticket whose member is silent goes back to its queue, and the assistant speaks
        again."""
        if ticket.owner in SILENT:
            ticket = book.change(ticket, Event.RELEASE, "clock", assignee=None)
            self._settle(book, ticket, texts()["team"]["back"])
            self._card(book, ticket)
        kept = rule_of(ticket.request.reason).kept
        choices = texts()["party"]["late_choices"]
        self._to_party(book, ticket, "late_kept" if kept else "late", choices=() if kept else tuple(choices))
        book.note("clock", "told", ticket.number)

    def _later(self, book: Book) -> datetime:
        return self._staff().hours.after(book.now, self._timing.again)


def _of(book: Book, row: Any) -> Ticket:
    ticket = book.ticket(row.number)
    assert ticket is not None, "it was found in this transaction"
    return ticket
