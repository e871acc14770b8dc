"""The desk as the assistant sees it: asking for a person, who owns the conversation, what waits for the party."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from bot.answers.reply import Urgency
from bot.desk import posting, routing
from bot.desk.base import Base
from bot.desk.book import Book
from bot.desk.ports import SILENT, Author, Note, Owner, PartyMessage, Request, Ticket
from bot.desk.rules import Rule, rule_of
from bot.desk.states import Event
from bot.desk.tables import outbox
from bot.desk.wording import rating, say, standing

_TALKING = frozenset({Owner.REQUESTED, *SILENT})


class Heard(NamedTuple):
    """Who owned the conversation when the party spoke, what they said of their contentment, if they were asked, and
    whether the desk knows the conversation at all: nothing can wait for one that it never heard of."""

    owner: Owner
    content: bool | None = None
    known: bool = True


class PartySide(Base):
    """Every method may block on the database and raises ``DeskUnavailable``."""

    def request(self, request: Request) -> Ticket:
        """Ask for a person. The same ``key`` gives the same ticket; while a ticket is open the matter is added to it.

        Ticket, words and outgoing messages are committed together, before anything is sent. Raises ``KeyError`` for a
        reason that is not in ``rules.yml``.
        """
        rule, place = rule_of(request.reason), ("request", request.conversation, request.key)
        request = _carried(request)
        with self._writing() as book:
            latest = book.latest(request.conversation)
            if latest and book.answer(*place):
                return book.ticket(book.answer(*place) or "") or latest
            add = latest and latest.owner in _TALKING
            ticket = self._add(book, latest, request, rule) if latest and add else self._open(book, request, rule)
            book.remember(ticket.number, *place)
            return ticket

    def opening(self) -> datetime | None:
        """When somebody is there next; ``None`` while somebody is."""
        now, hours = self._clock(), self._staff().hours
        return None if hours.is_open(now) else hours.next_opening(now)

    def standing(self, ticket: Ticket) -> str:
        """Where a ticket stands, in a few words for the party."""
        return standing(ticket, self._staff())

    def queue_name(self, queue: str) -> str:
        """What a queue is called."""
        return self._staff().queues[queue]

    def owner(self, conversation: str) -> Owner:
        """Who owns a conversation."""
        with self._reading() as book:
            return book.owner(conversation)

    def ticket_of(self, conversation: str) -> Ticket | None:
        """The conversation's latest ticket."""
        with self._reading() as book:
            return book.latest(conversation)

    def heard(self, conversation: str, text: str, key: str, *, seen: bool = False) -> Heard:
        """The party said something: it is written down and carried to whoever has the ticket, unless they have
        ``seen`` it already.

        While the bot owns the conversation nothing is written.
        """
        place = ("heard", conversation, key)
        with self._reading() as book:
            owner = book.known_owner(conversation)
            if owner is None or (owner is Owner.BOT and book.answer(*place) is None):
                return Heard(Owner.BOT, known=owner is not None)
        with self._writing() as book:
            before, ticket = book.answer(*place), book.latest(conversation)
            if before:
                said, content, _ = json.loads(before)
                return Heard(Owner(said), content)
            heard = self._take_in(book, ticket, carried_text(text), seen) if ticket else Heard(Owner.BOT)
            book.remember(json.dumps(heard), *place)
            return heard

    def withdraw(self, conversation: str) -> Ticket | None:
        """「不用了」: take the request back. ``None`` if there is none that waits, or if it is one that must not be
        taken back (danger to somebody)."""
        with self._writing() as book:
            ticket = book.latest(conversation)
            if not ticket or ticket.owner is not Owner.REQUESTED or rule_of(ticket.request.reason).kept:
                return None
            ticket = book.change(ticket, Event.WITHDRAW, "party", closed_at=book.now, due_at=None)
            self._settle(book, ticket, say("team", "withdrawn"))
            return ticket

    def held(self, conversation: str) -> list[PartyMessage]:
        """What could not go outside a turn and must be given in this one, in order. Tell :meth:`arrived` of each."""
        waiting = sa.select(outbox).where(
            outbox.c.lane == posting.party_lane(conversation), outbox.c.state.in_((posting.HELD, posting.WAITING))
        )
        with self._reading() as book:
            head = book.connection.execute(waiting.order_by(outbox.c.id).limit(1)).first()
        if head is None or head.state != posting.HELD:
            return []  # nothing waits for a turn; if there is something, the outbox is at it
        with self._writing() as book:
            rows = book.connection.execute(waiting.order_by(outbox.c.id)).all()
            if rows and rows[0].state == posting.HELD:  # what waits behind it is this turn's too, not the outbox's
                taken = outbox.update().where(outbox.c.id.in_([row.id for row in rows]))
                book.connection.execute(taken.values(state=posting.HELD))
                return [posting.party_message(row) for row in rows]
        return []

    def arrived(self, key: str) -> None:
        """A held message was given to the party; the member whose words they are hears so."""
        with self._writing() as book:
            row = book.connection.execute(sa.select(outbox).where(outbox.c.key == key)).first()
            if row and posting.mark_done(book.connection, key, book.now, {}) and row.author:
                self._tell(book, Note.TOLD, [row.author], row.number, say("team", "arrived", number=row.number))

    def _open(self, book: Book, request: Request, rule: Rule) -> Ticket:
        staff = self._staff()
        queue = routing.queue_for(rule, request.team_id, staff, book.now)
        ticket = book.open(request, queue, routing.promised_at(rule, staff, book.now))
        book.say(ticket.number, Author.PARTY, request.party, request.asked)
        self._card(book, ticket)
        self._pass_on(book, ticket)
        return ticket

    def _add(self, book: Book, ticket: Ticket, request: Request, rule: Rule) -> Ticket:
        """More for an open ticket: the graver reason stands on it from now on, and the promise never gets later."""
        graver = request.urgency is Urgency.URGENT and ticket.request.urgency is not Urgency.URGENT
        book.say(ticket.number, Author.PARTY, request.party, request.asked)
        if graver:
            promised = routing.promised_at(rule, self._staff(), book.now)
            promised = promised if ticket.first_reply_at else min(ticket.promised_at, promised)
            raised = replace(ticket.request, reason=request.reason, urgency=request.urgency)
            ticket = book.change(
                ticket, Event.ASK, "party", request=raised, promised_at=promised, due_at=promised, reminded=0
            )
            self._card(book, ticket)
        else:
            ticket = book.change(ticket, Event.ASK, "party")
            book.expect(ticket.number, self._promise(book, ticket))
            text = say("team", "added", label=rule.label, text=request.asked)
            self._tell(book, Note.SAID, self._concerned(book, ticket), ticket.number, text)
        return ticket

    def _take_in(self, book: Book, ticket: Ticket, text: str, seen: bool) -> Heard:
        if ticket.owner is Owner.CLOSING:
            content = rating(text)
            if content is not None:
                book.change(ticket, Event.RATE, "party", content=content)
            return Heard(Owner.CLOSING, content)
        if ticket.owner in _TALKING:
            book.say(ticket.number, Author.PARTY, ticket.request.party, text)
            book.note("party", "said", ticket.number, **self._seal.fingerprint(text))
        if ticket.owner in SILENT:
            if not seen:
                self._tell(book, Note.SAID, self._concerned(book, ticket), ticket.number, text)
            book.expect(ticket.number, self._promise(book, ticket))
        return Heard(ticket.owner)


def _carried(request: Request) -> Request:
    asked, suggested, *turns = map(carried_text, (request.asked, request.suggested, *request.turns))
    return replace(request, asked=asked, suggested=suggested, turns=tuple(turns))


def carried_text(text: str) -> str:
    """``text`` without what no database and no platform carries: NUL and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode()
