"""What both sides of the desk, the party's and the team's, stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.desk import posting, routing, summary
from bot.desk.audit import Seal
from bot.desk.book import Book
from bot.desk.database import Database
from bot.desk.ports import Member, Note, Ticket
from bot.desk.staff import Staff
from bot.desk.tables import CHINA
from bot.desk.wording import say


class Base:
    """Database, team and clock. ``staff`` is asked every time, since absences change while the service runs."""

    def __init__(
        self, database: Database, staff: Callable[[], Staff], seal: Seal, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._staff, self._seal, self._clock = database, staff, seal, clock

    @contextmanager
    def _writing(self) -> Iterator[Book]:
        with self._database.write() as connection:
            yield Book(connection, self._seal, self._clock())

    @contextmanager
    def _reading(self) -> Iterator[Book]:
        with self._database.read() as connection:
            yield Book(connection, self._seal, self._clock())

    def _tell(self, book: Book, note: Note, members: tuple[Member, ...], number: str, text: str) -> None:
        posting.to_team(book.connection, book.now, note, members, number, text)

    def _tell_queue(self, book: Book, note: Note, ticket: Ticket, text: str) -> None:
        """Everybody of the ticket's queue who is there; the member who has the ticket, if somebody has."""
        assignee = ticket.assignee and self._staff().member(ticket.assignee)
        members = (assignee,) if assignee else routing.told(ticket.queue, self._staff(), book.now)
        self._tell(book, note, members, ticket.number, text)

    def _card(self, book: Book, ticket: Ticket) -> None:
        """A card for those who can take the ticket, or for the one who was given it."""
        self._tell_queue(book, Note.CARD, ticket, summary.text(ticket, book.words(ticket.number), book.now))

    def _settle(self, book: Book, ticket: Ticket, text: str, *, but: tuple[str, ...] = ()) -> None:
        """The cards that were given out must say so."""
        holders = posting.card_holders(book.connection, ticket.number) - set(but)
        members = tuple(one for one in self._staff().members if one.id in holders)
        self._tell(book, Note.SETTLED, members, ticket.number, text)

    def _to_party(
        self, book: Book, ticket: Ticket, entry: str, /, *, choices: tuple[str, ...] = (), **values: object
    ) -> None:
        """One of the desk's own sentences."""
        text = say("party", entry, number=ticket.number, **values)
        posting.to_party(book.connection, book.now, ticket.request.conversation, ticket.number, text, choices=choices)


def china_now() -> datetime:
    """The clock of a running service."""
    return datetime.now(CHINA)
