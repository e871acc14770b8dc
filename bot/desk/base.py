"""What the sides of the desk, the party's, the team's and the clock's, stand on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.desk import posting, routing, summary
from bot.desk.audit import Seal
from bot.desk.book import Book
from bot.desk.database import Database
from bot.desk.ports import Note, Ticket
from bot.desk.rules import rule_of
from bot.desk.staff import Staff
from bot.desk.tables import CHINA
from bot.desk.wording import say


class Base:
    """Database, team and clock. ``staff`` is asked every time, since absences change while the service runs;
    ``native`` are the channels on whose platform members and parties talk by themselves."""

    def __init__(
        self,
        database: Database,
        staff: Callable[[], Staff],
        seal: Seal,
        clock: Callable[[], datetime],
        native: Collection[str] = (),
    ) -> None:
        self._database, self._staff, self._seal, self._clock = database, staff, seal, clock
        self._native = native

    @contextmanager
    def _writing(self) -> Iterator[Book]:
        with self._database.write() as connection:
            yield Book(connection, self._seal, self._clock())

    @contextmanager
    def _reading(self) -> Iterator[Book]:
        with self._database.read() as connection:
            yield Book(connection, self._seal, self._clock())

    def _tell(self, book: Book, note: Note, members: Iterable[str], number: str, text: str) -> None:
        posting.to_team(book.connection, book.now, note, members, number, text)

    def _concerned(self, book: Book, ticket: Ticket) -> list[str]:
        """The member who has the ticket; while nobody has, everybody of its queue who is there."""
        if ticket.assignee:
            return [ticket.assignee]
        return [member.id for member in routing.told(ticket.queue, self._staff(), book.now)]

    def _card(self, book: Book, ticket: Ticket) -> None:
        """A card for those who can take the ticket, or for the one who was given it."""
        text = summary.text(ticket, book.words(ticket.number), book.now)
        self._tell(book, Note.CARD, self._concerned(book, ticket), ticket.number, text)

    def _settle(self, book: Book, ticket: Ticket, text: str, *, but: str | None = None) -> None:
        """Somebody else has it now, or nobody: the cards that were given out must say so."""
        holders = posting.card_holders(book.connection, ticket.number)
        self._tell(book, Note.SETTLED, [one for one in holders if one != but], ticket.number, text)
        self._pass_on(book, ticket)

    def _pass_on(self, book: Book, ticket: Ticket) -> None:
        """Where the platform itself passes conversations on, it must follow."""
        conversation = ticket.request.conversation
        if conversation.partition(":")[0] in self._native:
            posting.to_platform(book.connection, book.now, conversation, ticket.number)

    def _to_party(
        self, book: Book, ticket: Ticket, entry: str, /, *, choices: tuple[str, ...] = (), **values: object
    ) -> None:
        """One of the desk's own sentences."""
        text = say("party", entry, number=ticket.number, **values)
        posting.to_party(book.connection, book.now, ticket.request.conversation, ticket.number, text, choices=choices)

    def _promise(self, book: Book, ticket: Ticket) -> datetime:
        """By when an answer is due if the clock starts now."""
        return routing.promised_at(rule_of(ticket.request.reason), self._staff(), book.now)


def china_now() -> datetime:
    """The clock of a running service."""
    return datetime.now(CHINA)
