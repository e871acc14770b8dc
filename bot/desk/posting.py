"""Putting messages into the outbox, inside the transaction of what they tell. ``outbox.py`` carries them out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.desk.ports import Note, PartyMessage
from bot.desk.tables import outbox, stamp

WAITING, HELD, DONE, DEAD = "waiting", "held", "done", "dead"

_PARTY = "party:"
_MEMBER = "member:"
_OWNER = "owner:"
# The assistant's answer to a request, a member's first words: once the conversation has changed hands, the platform
# lets neither through.
_AFTER_WORDS = timedelta(seconds=1.5)


def to_team(connection: Any, at: datetime, note: Note, members: Iterable[str], number: str, text: str) -> None:
    """One row for each member's id: what one cannot receive holds nobody else back."""
    rows = [
        _row(at, _MEMBER + member, number, text, member=member, note=note.value) for member in dict.fromkeys(members)
    ]
    if rows:
        connection.execute(outbox.insert(), rows)


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
    lane, shown = party_lane(conversation), json.dumps([*choices], ensure_ascii=False)
    connection.execute(outbox.insert(), _row(at, lane, number, text, name=name, author=author, choices=shown))


def to_platform(connection: Any, at: datetime, conversation: str, number: str) -> None:
    """A conversation changed hands: the platform must follow, after what was said with the same stroke."""
    row = _row(at + _AFTER_WORDS, _OWNER + conversation, number, "", member="", note=Note.OWNER.value)
    connection.execute(outbox.insert(), row)


def card_holders(connection: Any, number: str) -> list[str]:
    """Ids of the members who were given a card of this ticket, in the order in which they were."""
    cards = sa.select(outbox.c.member).where(outbox.c.number == number, outbox.c.note == Note.CARD.value)
    return list(dict.fromkeys(row.member for row in connection.execute(cards.order_by(outbox.c.id))))


def party_message(row: Any) -> PartyMessage:
    """A row of the outbox as the party's channels know it."""
    conversation = row.lane.removeprefix(_PARTY)
    return PartyMessage(row.key, conversation, row.number, row.name, row.text, tuple(json.loads(row.choices)))


def mark_done(connection: Any, key: str, at: datetime, receipt: dict[str, str]) -> bool:
    """It arrived. The words stand in the ticket; here they are not needed any more. Whether this is news."""
    values = {"state": DONE, "done_at": stamp(at), "text": "", "error": "", "receipt": json.dumps(receipt)}
    fresh = outbox.update().where(outbox.c.key == key, outbox.c.state != DONE).values(values)
    return bool(connection.execute(fresh).rowcount)


def party_lane(conversation: str) -> str:
    """Where a conversation's messages wait."""
    return _PARTY + conversation


def _row(at: datetime, lane: str, number: str, text: str, **more: Any) -> dict[str, Any]:
    return {
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
