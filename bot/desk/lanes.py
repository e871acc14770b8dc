"""The outbox's rows: leasing the heads of lanes, and writing down what came of a try."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.desk import posting
from bot.desk.audit import Seal
from bot.desk.book import Book
from bot.desk.ports import Note, PartyMessage, TeamMessage
from bot.desk.posting import DEAD, DONE, HELD, WAITING
from bot.desk.tables import outbox, stamp
from bot.desk.wording import say

_SHOWN = 200  # characters of an error


@dataclass(frozen=True)
class Parcel:
    """One row under way: its place, the message, and which try this is."""

    id: int
    lane: str
    author: str | None
    attempts: int
    message: TeamMessage | PartyMessage


class Lanes:
    """The rows as one worker sees them; ``lease`` is how many seconds it has for a row. Every method takes a connection
    in a transaction, a writing one but for :meth:`anything_due`."""

    def __init__(self, seal: Seal, clock: Callable[[], datetime], worker: str, lease: float) -> None:
        self._seal, self._clock = seal, clock
        self._worker, self._lease = worker, timedelta(seconds=lease)

    def anything_due(self, connection: Any) -> bool:
        """Whether :meth:`lease` would find something."""
        return connection.execute(self._due(1)).first() is not None

    def lease(self, connection: Any, lanes: int) -> list[Parcel]:
        """The heads of up to so many lanes that are due and that nobody is at, now leased to this worker."""
        book = self._book(connection)
        return [self._take(book, row) for row in connection.execute(self._due(lanes)).all()]

    def done(self, connection: Any, parcel: Parcel, receipt: dict[str, str], last: bool) -> Parcel | None:
        """It arrived; the next row of the lane, leased, unless this was the ``last`` for now."""
        posting.mark_done(connection, parcel.message.key, self._clock(), receipt)
        return None if last else self._next(connection, parcel)

    def later(self, connection: Any, parcel: Parcel, error: str, wait: float) -> None:
        """It did not arrive: again after ``wait`` seconds."""
        then = stamp(self._clock() + timedelta(seconds=wait))
        self._mark(connection, parcel, next_at=then, leased_until=0, error=error[:_SHOWN])

    def hold(self, connection: Any, parcel: Parcel, error: str) -> None:
        """It waits for the party's next turn; the member whose words these are hears so."""
        if self._mark(connection, parcel, state=HELD, leased_until=0, error=error[:_SHOWN]):
            self._tell_author(connection, parcel, "held", error)

    def give_up(self, connection: Any, parcel: Parcel, error: str) -> Parcel | None:
        """It will not arrive: a dead letter. The lane goes on."""
        if not self._mark(connection, parcel, state=DEAD, leased_until=0, error=error[:_SHOWN]):
            return None
        self._tell_author(connection, parcel, "undeliverable", error)
        self._book(connection).note("outbox", "dead", parcel.message.ticket_number, key=parcel.message.key)
        return self._next(connection, parcel)

    def _due(self, lanes: int) -> Any:
        waiting = sa.select(sa.func.min(outbox.c.id)).where(outbox.c.state.in_((WAITING, HELD))).group_by(outbox.c.lane)
        now = stamp(self._clock())
        return (
            sa.select(outbox)
            .where(outbox.c.id.in_(waiting), outbox.c.state == WAITING)
            .where(outbox.c.next_at <= now, outbox.c.leased_until <= now)
            .order_by(outbox.c.next_at, outbox.c.id)
            .limit(lanes)
        )

    def _next(self, connection: Any, parcel: Parcel) -> Parcel | None:
        after = sa.and_(outbox.c.lane == parcel.lane, outbox.c.id > parcel.id, outbox.c.state.in_((WAITING, HELD)))
        row = connection.execute(sa.select(outbox).where(after).order_by(outbox.c.id).limit(1)).first()
        now = stamp(self._clock())
        if row is None or row.state == HELD or row.next_at > now or row.leased_until > now:
            return None
        return self._take(self._book(connection), row)

    def _take(self, book: Book, row: Any) -> Parcel:
        """A try counts from its beginning: a row that kills its worker every time becomes a dead letter too."""
        leased = {
            "attempts": row.attempts + 1,
            "leased_by": self._worker,
            "leased_until": stamp(book.now + self._lease),
        }
        book.connection.execute(outbox.update().where(outbox.c.id == row.id).values(leased))
        return Parcel(row.id, row.lane, row.author, row.attempts + 1, _message(book, row))

    def _mark(self, connection: Any, parcel: Parcel, **values: Any) -> bool:
        """Only while the lease is this worker's: what another has taken over is the other's to judge."""
        mine = sa.and_(outbox.c.id == parcel.id, outbox.c.leased_by == self._worker, outbox.c.state == WAITING)
        return bool(connection.execute(outbox.update().where(mine).values(values)).rowcount)

    def _tell_author(self, connection: Any, parcel: Parcel, entry: str, error: str) -> None:
        if parcel.author:
            number = parcel.message.ticket_number
            text = say("team", entry, number=number, error=error[:_SHOWN])
            posting.to_team(connection, self._clock(), Note.TOLD, [parcel.author], number, text)

    def _book(self, connection: Any) -> Book:
        return Book(connection, self._seal, self._clock())


def _message(book: Book, row: Any) -> TeamMessage | PartyMessage:
    if row.member is None:
        return posting.party_message(row)
    ticket = book.ticket(row.number)
    assert ticket is not None, "the foreign key holds it"
    receipts = _receipts(book.connection, row) if row.note == Note.SETTLED.value else ()
    members = (row.member,) if row.member else ()
    return TeamMessage(row.key, Note(row.note), members, ticket, row.text, receipts)


def _receipts(connection: Any, row: Any) -> tuple[dict[str, str], ...]:
    """Of this member's earlier cards of the ticket."""
    cards = sa.and_(outbox.c.number == row.number, outbox.c.lane == row.lane, outbox.c.note == Note.CARD.value)
    query = sa.select(outbox.c.receipt).where(cards, outbox.c.state == DONE, outbox.c.id < row.id).order_by(outbox.c.id)
    return tuple(json.loads(card.receipt) for card in connection.execute(query) if card.receipt)
