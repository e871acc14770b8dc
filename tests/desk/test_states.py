"""The owner of a conversation: every transition, and everything else forbidden."""

from __future__ import annotations

import itertools

import pytest

from bot.desk.ports import SILENT, Owner
from bot.desk.states import Event, Forbidden, after

ALLOWED = """
bot       ask       requested
requested ask       requested
requested withdraw  bot
requested claim     claimed
requested release   requested
requested pass      claimed
claimed   ask       claimed
claimed   write     human
claimed   release   requested
claimed   pass      claimed
claimed   end       closing
human     ask       human
human     write     human
human     release   requested
human     pass      claimed
human     end       closing
closing   ask       requested
closing   rate      bot
"""
TABLE = {(Owner(a), Event(b)): Owner(c) for a, b, c in (line.split() for line in ALLOWED.split("\n") if line)}


@pytest.mark.parametrize(("owner", "event"), itertools.product(Owner, Event))
def test_every_transition(owner: Owner, event: Event) -> None:
    if (owner, event) in TABLE:
        assert after(owner, event) is TABLE[owner, event]
    else:
        with pytest.raises(Forbidden):
            after(owner, event)


def test_a_ticket_goes_round() -> None:
    owner = Owner.BOT
    seen = [owner := after(owner, event) for event in (Event.ASK, Event.CLAIM, Event.WRITE, Event.END, Event.RATE)]
    assert seen == [Owner.REQUESTED, Owner.CLAIMED, Owner.HUMAN, Owner.CLOSING, Owner.BOT]


def test_the_bot_speaks_again_only_after_somebody_let_go() -> None:
    ways_out = {event for event in Event for owner in SILENT if TABLE.get((owner, event), owner) not in SILENT}
    assert ways_out == {Event.RELEASE, Event.END}
