"""The desk's tables. Moments are integers: milliseconds since 1970 in UTC.

The owner of a conversation stands in ``conversations`` and nowhere else; a ticket that is not its conversation's
latest is over. ``docs/desk.md`` tells what each table is for.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

CHINA = timezone(timedelta(hours=8))
metadata = sa.MetaData()

_Position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up only what it calls INTEGER
_Moment = sa.BigInteger

tickets = sa.Table(
    "desk_tickets",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("request", sa.Text, nullable=False),  # JSON of ports.Request
    sa.Column("words", sa.Text, nullable=False),  # what a search looks in, lower case
    sa.Column("queue", sa.String(64), nullable=False),
    sa.Column("assignee", sa.String(64)),
    sa.Column("opened_at", _Moment, nullable=False),
    sa.Column("promised_at", _Moment, nullable=False),
    sa.Column("due_at", _Moment),  # when the team must have said its next word; null: nothing is due
    sa.Column("reminded", sa.Integer, nullable=False),  # how far the reminders for due_at have gone
    sa.Column("first_reply_at", _Moment),
    sa.Column("closed_at", _Moment),
    sa.Column("content", sa.Boolean),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("purged_at", _Moment),
    sa.Index("desk_tickets_conversation", "conversation"),
    sa.Index("desk_tickets_open", "closed_at", "due_at"),
)

conversations = sa.Table(
    "desk_conversations",
    metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("owner", sa.String(10), nullable=False),
    sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
    sa.Column("since", _Moment, nullable=False),
    sa.Index("desk_conversations_number", "number"),
    sa.Index("desk_conversations_owner", "owner", "since"),
)

said = sa.Table(
    "desk_said",
    metadata,
    sa.Column("position", _Position, primary_key=True, autoincrement=True),
    sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
    sa.Column("author", sa.String(10), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", _Moment, nullable=False),
    sa.Index("desk_said_number", "number", "position"),
)

outbox = sa.Table(
    "desk_outbox",
    metadata,
    sa.Column("id", _Position, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(32), nullable=False, unique=True),
    sa.Column("lane", sa.String(270), nullable=False),  # what must arrive in order: one member's, one conversation's
    sa.Column("number", sa.String(20), sa.ForeignKey("desk_tickets.number"), nullable=False),
    sa.Column("member", sa.String(64)),  # to whom; null: to the party
    sa.Column("note", sa.String(10)),  # ports.Note; null: to the party
    sa.Column("author", sa.String(64)),  # the member whose words these are, who hears if they do not arrive
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # emptied once it arrived
    sa.Column("choices", sa.Text, nullable=False),  # JSON list
    sa.Column("state", sa.String(10), nullable=False),  # waiting, held, done, dead
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", _Moment, nullable=False),
    sa.Column("leased_by", sa.String(32)),
    sa.Column("leased_until", _Moment, nullable=False),
    sa.Column("error", sa.String(255), nullable=False),
    sa.Column("receipt", sa.Text),  # JSON object
    sa.Column("done_at", _Moment),
    sa.Index("desk_outbox_lane", "state", "lane", "id"),
    sa.Index("desk_outbox_number", "number"),
    sqlite_autoincrement=True,  # the order of a lane: an id never comes again
)

seen = sa.Table(
    "desk_seen",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("answer", sa.String(64), nullable=False),
    sa.Column("at", _Moment, nullable=False, index=True),
)

numbers = sa.Table(
    "desk_numbers",
    metadata,
    sa.Column("day", sa.String(4), primary_key=True),  # month and day, without the year: no number ever comes again
    sa.Column("last", sa.Integer, nullable=False),
)

audit = sa.Table(
    "desk_audit",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", _Moment, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("act", sa.String(32), nullable=False),
    sa.Column("number", sa.String(20), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

audit_head = sa.Table(
    "desk_audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("mac", sa.String(64), nullable=False),
)


def stamp(moment: datetime) -> int:
    """A moment as it is stored."""
    return round(moment.timestamp() * 1000)


def moment(value: int) -> datetime:
    """A stored moment, in China's time."""
    return datetime.fromtimestamp(value / 1000, CHINA)
