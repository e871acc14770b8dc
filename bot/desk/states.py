"""Who owns a conversation, and what may change that: one table.

A conversation goes round: bot, requested, claimed, human, closing, bot. What is not in the table cannot happen.
"""

from __future__ import annotations

from enum import Enum

from bot.desk.ports import Owner


class Event(str, Enum):
    """What changes the owner, or tries to."""

    ASK = "ask"  # the party asks for a person, or asks for something more
    WITHDRAW = "withdraw"  # the party needs nobody any more
    CLAIM = "claim"  # a member takes the ticket
    WRITE = "write"  # a member writes to the party
    RELEASE = "release"  # the ticket goes to a queue: given back, passed on, or its member is silent
    PASS = "pass"  # the ticket goes to another member
    END = "end"  # a member ends it
    RATE = "rate"  # the party says whether they are content, or says nothing for a while


class Forbidden(Exception):
    """This cannot happen in this state."""

    def __init__(self, owner: Owner, event: Event) -> None:
        super().__init__(f"{event.value} while {owner.value}")
        self.owner, self.event = owner, event


TRANSITIONS: dict[Owner, dict[Event, Owner]] = {
    Owner.BOT: {Event.ASK: Owner.REQUESTED},
    Owner.REQUESTED: {
        Event.ASK: Owner.REQUESTED,
        Event.WITHDRAW: Owner.BOT,
        Event.CLAIM: Owner.CLAIMED,
        Event.RELEASE: Owner.REQUESTED,
        Event.PASS: Owner.CLAIMED,
    },
    Owner.CLAIMED: {
        Event.ASK: Owner.CLAIMED,
        Event.WRITE: Owner.HUMAN,
        Event.RELEASE: Owner.REQUESTED,
        Event.PASS: Owner.CLAIMED,
        Event.END: Owner.CLOSING,
    },
    Owner.HUMAN: {
        Event.ASK: Owner.HUMAN,
        Event.WRITE: Owner.HUMAN,
        Event.RELEASE: Owner.REQUESTED,
        Event.PASS: Owner.CLAIMED,
        Event.END: Owner.CLOSING,
    },
    Owner.CLOSING: {Event.ASK: Owner.REQUESTED, Event.RATE: Owner.BOT},
}


def after(owner: Owner, event: Event) -> Owner:
    """Who owns the conversation after ``event``. Raises :class:`Forbidden`."""
    try:
        return TRANSITIONS[owner][event]
    except KeyError:
        raise Forbidden(owner, event) from None
