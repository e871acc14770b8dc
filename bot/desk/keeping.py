"""Forgetting: what people said in tickets that ended long ago. The ticket's bare figures and the audit stay."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.desk.database import Database
from bot.desk.ports import Owner
from bot.desk.tables import conversations, outbox, said, seen, stamp, tickets

AT_ONCE = 100  # tickets in one transaction, so that nobody waits long
_KEPT = ("channel", "reason", "urgency", "verified", "team_id")


def forget(database: Database, before: datetime, now: datetime) -> int:
    """Forget words, names and case numbers of tickets that ended before a moment, :data:`AT_ONCE` of them at most.

    Keys of callers as old as that are forgotten too. Returns how many tickets it were; raises ``DeskUnavailable``.
    """
    ended = sa.and_(tickets.c.closed_at < stamp(before), tickets.c.purged_at.is_(None))
    query = sa.select(tickets.c.number, tickets.c.request).where(ended).limit(AT_ONCE)
    with database.read() as connection:
        if connection.execute(query).first() is None:
            return 0
    with database.write() as connection:
        rows = connection.execute(query).all()
        for row in rows:
            _forget(connection, row, now)
        connection.execute(seen.delete().where(seen.c.at < stamp(before)))
        return len(rows)


def _forget(connection: Any, row: Any, now: datetime) -> None:
    old = json.loads(row.request)
    bare = {
        "key": "",
        "conversation": "",
        "asked": "",
        **{name: old[name] for name in _KEPT},
        "turns": [],
        "deadlines": [],
    }
    connection.execute(said.delete().where(said.c.number == row.number))
    connection.execute(outbox.delete().where(outbox.c.number == row.number))
    latest = sa.and_(conversations.c.number == row.number, conversations.c.owner == Owner.BOT.value)
    connection.execute(conversations.delete().where(latest))
    values = {"request": json.dumps(bare), "words": "", "conversation": "", "purged_at": stamp(now)}
    connection.execute(tickets.update().where(tickets.c.number == row.number).values(values))
