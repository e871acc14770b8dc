"""Which tickets a member may see, and searching in them."""

from __future__ import annotations

import sqlalchemy as sa

from bot.desk.book import Book
from bot.desk.ports import DeskError, Member, Ticket
from bot.desk.tables import said, tickets
from bot.desk.wording import say

_LIKE_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})


def visible(book: Book, number: str, member: Member) -> Ticket:
    """Another team's ticket is refused in the words of one that does not exist."""
    ticket = book.ticket(number.strip().upper())
    if ticket and (ticket.assignee == member.id or ticket.queue in {*member.queues, *member.heads}):
        return ticket
    raise DeskError(say("refused", "no_ticket", number=number))


def reach(member: Member) -> sa.sql.ColumnElement:
    """The tickets that a member may see, as a condition."""
    return sa.or_(tickets.c.assignee == member.id, tickets.c.queue.in_([*member.queues, *member.heads]))


def contains(word: str) -> sa.sql.ColumnElement:
    """The tickets in whose number, request or conversation a word (lower case) stands, as a condition."""
    pattern = f"%{word.translate(_LIKE_SIGNS)}%"
    spoken = sa.select(said.c.number).where(sa.func.lower(said.c.text).like(pattern, escape="\\"))
    return sa.or_(
        sa.func.lower(tickets.c.number).like(pattern, escape="\\"),
        tickets.c.words.like(pattern, escape="\\"),
        tickets.c.number.in_(spoken),
    )
