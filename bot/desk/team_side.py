"""The desk as the team sees it: ``ports.Office``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from bot.desk import posting, routing, summary
from bot.desk.base import Base
from bot.desk.book import Book
from bot.desk.ports import Author, DeskError, Member, Note, Office, Owner, Said, Ticket, Waiting
from bot.desk.reach import contains, reach, visible
from bot.desk.states import Event
from bot.desk.tables import moment, outbox, stamp, tickets
from bot.desk.wording import say, texts, when

_OVER = frozenset({Owner.CLOSING, Owner.BOT})


class TeamSide(Base, Office):
    """See :class:`bot.desk.ports.Office` for what each method means."""

    def members(self) -> Sequence[Member]:
        return self._staff().members

    def member(self, member_id: str) -> Member | None:
        return self._staff().member(member_id)

    def queues(self) -> Mapping[str, str]:
        return self._staff().queues

    def tickets(self, member_id: str, *, closed: bool = False, words: str = "") -> Sequence[Ticket]:
        member = self._known(member_id)
        with self._reading() as book:
            return book.find(reach(member), *map(contains, words.lower().split()), closed=closed)

    def ticket(self, number: str, member_id: str) -> Ticket:
        member = self._known(member_id)
        with self._writing() as book:
            ticket = visible(book, number, member)
            book.note(member.id, "look", ticket.number)
            return ticket

    def summary(self, number: str, member_id: str) -> Sequence[tuple[str, str]]:
        member = self._known(member_id)
        with self._reading() as book:
            ticket = visible(book, number, member)
            return summary.parts(ticket, book.words(ticket.number), book.now)

    def said(self, number: str, member_id: str, after: int = 0) -> Sequence[Said]:
        member = self._known(member_id)
        with self._reading() as book:
            return book.words(visible(book, number, member).number, after)

    def claim(self, number: str, member_id: str, key: str) -> Ticket:
        return self._act("claim", number, member_id, key, self._claim)

    def reply(self, number: str, member_id: str, text: str, key: str) -> Ticket:
        words = _sendable(text)
        return self._act("reply", number, member_id, key, partial(self._reply, text=words))

    def transfer(self, number: str, member_id: str, to: str, key: str) -> Ticket:
        return self._act("transfer", number, member_id, key, partial(self._transfer, to=to.strip()))

    def close(self, number: str, member_id: str, key: str) -> Ticket:
        return self._act("close", number, member_id, key, self._close)

    def undelivered(self, member_id: str) -> Sequence[Waiting]:
        member = self._known(member_id)
        trouble = sa.or_(outbox.c.state.in_((posting.DEAD, posting.HELD)), outbox.c.error != "")
        query = sa.select(outbox).join(tickets, tickets.c.number == outbox.c.number)
        with self._reading() as book:
            rows = book.connection.execute(
                query.where(reach(member), trouble, outbox.c.state != posting.DONE).order_by(outbox.c.id)
            ).all()
        return sorted(map(_waiting, rows), key=lambda row: not row.dead)

    def retry(self, key: str, member_id: str) -> None:
        member = self._known(member_id)
        mine = sa.select(tickets.c.number).where(reach(member))
        with self._writing() as book:
            again = {"state": posting.WAITING, "attempts": 0, "error": "", "next_at": stamp(book.now)}
            dead = sa.and_(outbox.c.key == key, outbox.c.state == posting.DEAD, outbox.c.number.in_(mine))
            if not book.connection.execute(outbox.update().where(dead).values(again)).rowcount:
                raise DeskError(say("refused", "not_dead"))
            book.note(member.id, "retry", key=key)

    def _act(
        self, verb: str, number: str, member_id: str, key: str, do: Callable[[Book, Ticket, Member], Ticket]
    ) -> Ticket:
        """Do something once for each key, as the only writer."""
        member, place = self._known(member_id), (verb, number.upper(), member_id.lower(), key)
        with self._writing() as book:
            ticket = book.ticket(book.answer(*place) or "")
            if ticket is None:
                ticket = do(book, visible(book, number, member), member)
                book.remember(ticket.number, *place)
            return ticket

    def _claim(self, book: Book, ticket: Ticket, member: Member) -> Ticket:
        self._must_be_free(ticket, member, "taken")
        if ticket.assignee == member.id:
            return ticket
        late = ticket.promised_at < book.now
        clock = {"due_at": self._promise(book, ticket), "reminded": 0} if late else {}
        ticket = book.change(ticket, Event.CLAIM, member.id, assignee=member.id, **clock)
        self._settle(book, ticket, say("team", "claimed", name=member.name), but=member.id)
        more = [one.text for one in book.words(ticket.number) if one.author is Author.PARTY][1:]
        if more:
            told = "\n".join([texts()["team"]["while_waiting"], *more])
            self._tell(book, Note.SAID, [member.id], ticket.number, told)
        return ticket

    def _reply(self, book: Book, ticket: Ticket, member: Member, text: str) -> Ticket:
        self._must_be_free(ticket, member, "others")
        if ticket.assignee is None:
            ticket = self._claim(book, ticket, member)
        ticket = self._write_down(book, ticket, member, text)
        posting.to_party(
            book.connection,
            book.now,
            ticket.request.conversation,
            ticket.number,
            text,
            name=member.name,
            author=member.id,
        )
        return ticket

    def _write_down(self, book: Book, ticket: Ticket, member: Member, text: str) -> Ticket:
        first = ticket.first_reply_at or book.now
        ticket = book.change(ticket, Event.WRITE, member.id, first_reply_at=first, due_at=None)
        book.say(ticket.number, Author.MEMBER, member.name, text)
        book.note(member.id, "said", ticket.number, **self._seal.fingerprint(text))
        return ticket

    def _transfer(self, book: Book, ticket: Ticket, member: Member, to: str) -> Ticket:
        if ticket.queue not in member.heads:
            self._must_be_free(ticket, member, "others")
        _must_go_on(ticket)
        staff = self._staff()
        target = staff.member(to) or next((one for one in staff.members if one.name == to), None)
        queue = next((queue for queue, name in staff.queues.items() if to in (queue, name)), None)
        due = self._promise(book, ticket)
        if target:
            return self._pass(book, ticket, member, target, due)
        if queue:
            if not routing.present(queue, staff, book.now):
                raise DeskError(say("refused", "empty_queue", queue=staff.queues[queue]))
            return self._release(book, ticket, member.id, queue, due)
        raise DeskError(say("refused", "nobody", to=to))

    def _pass(self, book: Book, ticket: Ticket, member: Member, target: Member, due: datetime) -> Ticket:
        if target.id == ticket.assignee:
            raise DeskError(say("refused", "same", name=target.name))
        if self._staff().is_away(target.id, book.now.date()):
            raise DeskError(say("refused", "away", name=target.name))
        return self._passed(book, ticket, member.id, target, due)

    def _passed(self, book: Book, ticket: Ticket, actor: str, target: Member, due: datetime) -> Ticket:
        ticket = book.change(ticket, Event.PASS, actor, assignee=target.id, due_at=due, reminded=0)
        self._settle(book, ticket, say("team", "passed", name=target.name), but=target.id)
        self._card(book, ticket)
        self._to_party(book, ticket, "transferred_member", name=target.name)
        return ticket

    def _release(self, book: Book, ticket: Ticket, actor: str, queue: str, due: datetime) -> Ticket:
        ticket = book.change(
            ticket, Event.RELEASE, actor, assignee=None, queue=queue, promised_at=due, due_at=due, reminded=0
        )
        name = self._staff().queues[queue]
        self._settle(book, ticket, say("team", "moved", queue=name))
        self._card(book, ticket)
        self._to_party(book, ticket, "transferred_queue", queue=name, when=when(due, book.now))
        return ticket

    def _close(self, book: Book, ticket: Ticket, member: Member) -> Ticket:
        _must_go_on(ticket)
        if ticket.assignee is None:
            raise DeskError(say("refused", "unclaimed"))
        if ticket.queue not in member.heads:
            self._must_be_free(ticket, member, "others")
        return self._ended(book, ticket, member.id)

    def _ended(self, book: Book, ticket: Ticket, actor: str) -> Ticket:
        ticket = book.change(ticket, Event.END, actor, closed_at=book.now, due_at=None)
        self._settle(book, ticket, say("team", "ended"))
        self._to_party(book, ticket, "closing", choices=tuple(texts()["party"]["closing_choices"]))
        return ticket

    def _known(self, member_id: str) -> Member:
        member = self.member(member_id)
        if member is None:
            raise DeskError(say("refused", "stranger"))
        return member

    def _must_be_free(self, ticket: Ticket, member: Member, refusal: str) -> None:
        """For this member: nobody's or their own."""
        _must_go_on(ticket)
        if ticket.assignee not in (None, member.id):
            other = self.member(ticket.assignee or "")
            raise DeskError(say("refused", refusal, name=other.name if other else ticket.assignee))


def _must_go_on(ticket: Ticket) -> None:
    if ticket.owner in _OVER:
        raise DeskError(say("refused", "over"))


def _sendable(text: str) -> str:
    words = text.strip()
    try:
        size = len(words.encode())
    except UnicodeEncodeError:
        size, words = 0, "\0"
    if not words:
        raise DeskError(say("refused", "empty"))
    if "\0" in words:
        raise DeskError(say("refused", "unreadable"))
    if size > summary.LIMIT:
        raise DeskError(say("refused", "too_long", size=size, limit=summary.LIMIT))
    return words


def _waiting(row: sa.engine.Row) -> Waiting:
    dead = row.state == posting.DEAD
    return Waiting(row.key, row.lane, row.number, row.attempts, row.error, dead, moment(row.next_at))
