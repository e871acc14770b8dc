"""Putting messages into the outbox, inside the transaction of what they tell. ``outbox.py`` carries them out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.desk.ports import Member, Note, PartyMessage
from bot.desk.tables import outbox, stamp

WAITING, HELD, DONE, DEAD = "waiting", "held", "done", "dead"


def to_team(connection: Any, at: datetime, note: Note, members: Iterable[Member], number: str, text: str) -> None:
    """One row for each member: what one cannot receive holds nobody else back."""
    for member in members:
        _put(connection, at, f"member:{member.id}", number, text, member=member.id, note=note.value)


def to_party(
    connection: Any,
    at: datetime,
    conversation: str,
    number: str,
    text: str,
    *,
    name: str = "",
    author: str | None = None,
    choices: Iterable[str] = (),
) -> None:
    """Something for the party: a member's words (``author`` is the member's id) or the desk's own."""
    _put(
        connection, at, party_lane(conversation), number, text, name=name, author=author, choices=json.dumps([*choices])
    )


def card_holders(connection: Any, number: str) -> frozenset[str]:
    """Ids of the members who were given a card of this ticket."""
    rows = connection.execute(
        sa.select(outbox.c.member).where(outbox.c.number == number, outbox.c.note == Note.CARD.value)
    )
    return frozenset(row.member for row in rows)


def party_message(row: Any, conversation: str) -> PartyMessage:
    """A row of the outbox as the party's channels know it."""
    return PartyMessage(row.key, conversation, row.number, row.name, row.text, tuple(json.loads(row.choices)))


def mark_done(connection: Any, key: str, at: datetime, receipt: dict[str, str]) -> None:
    """It arrived. The words stand in the ticket; here they are not needed any more."""
    values = {"state": DONE, "done_at": stamp(at), "text": "", "error": "", "receipt": json.dumps(receipt)}
    connection.execute(outbox.update().where(outbox.c.key == key, outbox.c.state != DONE).values(values))


def party_lane(conversation: str) -> str:
    """Where a conversation's messages wait."""
    return f"party:{conversation}"


def _put(connection: Any, at: datetime, lane: str, number: str, text: str, **more: Any) -> None:
    row = {
        "key": f"{number}-{secrets.token_hex(6)}",
        "lane": lane,
        "number": number,
        "member": None,
        "note": None,
        "author": None,
        "name": "",
        "text": text,
        "choices": "[]",
        "state": WAITING,
        "attempts": 0,
        "next_at": stamp(at),
        "leased_until": 0,
        "error": "",
        **more,
    }
    connection.execute(outbox.insert(), row)
