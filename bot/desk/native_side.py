"""The desk as a platform sees it on which members and parties talk by themselves: ``ports.NativeTalk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.answers.reply import Urgency
from bot.desk import posting, routing
from bot.desk.book import Book
from bot.desk.party_side import carried_text
from bot.desk.ports import SILENT, Member, Owner, Request, Ticket
from bot.desk.rules import rule_of
from bot.desk.team_side import TeamSide
from bot.desk.wording import say

_REASON = "request_human"  # of a ticket that a member opened by writing first


class NativeSide(TeamSide):
    """See :class:`bot.desk.ports.NativeTalk` for what each method means; ``heard`` is the party's side's."""

    def took(self, conversation: str, member_id: str, key: str) -> Ticket:
        return self._there("took", conversation, member_id, key, self._theirs)

    def spoke(self, conversation: str, member_id: str, text: str, key: str) -> Ticket:
        return self._there("spoke", conversation, member_id, key, partial(self._spoken, text=carried_text(text)))

    def ended(self, conversation: str, member_id: str, key: str) -> None:
        member, place = self.member(member_id), ("ended", conversation, member_id.lower(), key)
        with self._writing() as book:
            ticket = book.latest(conversation)
            theirs = ticket and member and ticket.owner in SILENT and ticket.assignee == member.id
            if ticket and theirs and not book.answer(*place):
                self._ended(book, ticket, ticket.assignee or "")
                book.remember(ticket.number, *place)

    def _there(
        self,
        verb: str,
        conversation: str,
        member_id: str,
        key: str,
        do: Callable[[Book, str, Ticket | None, Member], Ticket],
    ) -> Ticket:
        """Write down once for each key what happened there. Who may was the platform's to judge."""
        member, place = self._known(member_id), (verb, conversation, member_id.lower(), key)
        with self._writing() as book:
            ticket = book.ticket(book.answer(*place) or "")
            if ticket is None:
                ticket = do(book, conversation, _alive(book.latest(conversation)), member)
                book.remember(ticket.number, *place)
            return ticket

    def _theirs(self, book: Book, conversation: str, ticket: Ticket | None, member: Member) -> Ticket:
        if ticket and ticket.assignee == member.id:
            return ticket
        if ticket and ticket.assignee:
            return self._passed(book, ticket, member.id, member, self._promise(book, ticket))
        ticket = self._claim(book, ticket or self._contacted(book, conversation, member), member)
        if member.id not in posting.card_holders(book.connection, ticket.number):
            self._card(book, ticket)
        return ticket

    def _spoken(self, book: Book, conversation: str, ticket: Ticket | None, member: Member, text: str) -> Ticket:
        if ticket is None or ticket.assignee is None:
            ticket = self._theirs(book, conversation, ticket, member)
        return self._write_down(book, ticket, member, text)

    def _contacted(self, book: Book, conversation: str, member: Member) -> Ticket:
        """A new ticket for a talk that the member began; what is known of the party stands in the last one."""
        last = book.latest(conversation)
        request = Request(
            "", conversation, conversation.partition(":")[0], _REASON, Urgency.NORMAL, say("team", "contacted")
        )
        if last:
            request = replace(last.request, reason=_REASON, urgency=Urgency.NORMAL, asked=request.asked, turns=())
        staff = self._staff()
        queue = last.queue if last and last.queue in staff.queues else member.queues[0]
        return book.open(request, queue, routing.promised_at(rule_of(_REASON), staff, book.now))


def _alive(ticket: Ticket | None) -> Ticket | None:
    return ticket if ticket and ticket.owner in (Owner.REQUESTED, *SILENT) else None
