"""Opening tickets for what needs a person: once, however often a file is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.answers.reply import Urgency
from bot.desk.ports import DeskUnavailable, Request, Ticket
from bot.desk.rules import rule_of
from bot.transcripts.judging import Judged
from bot.transcripts.ledger import Settled
from bot.transcripts.needs import CALLBACK, Need, conversation, request_of
from bot.transcripts.texts import say


class Counter(Protocol):
    """The desk, as far as it is needed here (:class:`bot.desk.desk.Desk`); both raise ``DeskUnavailable``."""

    def request(self, request: Request) -> Ticket:
        """Ask for a person; the same key asks once."""

    def ticket_of(self, conversation: str) -> Ticket | None:
        """The conversation's latest ticket."""


@dataclass(frozen=True)
class Entered:
    """What came of a need: the ticket's number, or why there is none. ``new``: it was opened in this run."""

    number: str
    new: bool = False
    failed: bool = False


class Tickets:
    """``desk`` may be ``None``: nothing is opened."""

    def __init__(self, desk: Counter | None) -> None:
        self._desk = desk

    def enter(self, call: Judged, need: Need) -> Entered:
        """Ask for a person for a call. Where the call has a ticket already, from an earlier run or because the phone
        line handed it over, that is the one; a promise that was not kept is added to it."""
        if self._desk is None:
            return Entered(say("csv", "dry"))
        try:
            before = self._desk.ticket_of(conversation(call.id))
            if before and need.kind != CALLBACK:
                return Entered(before.number)
            ticket = self._desk.request(request_of(call, need))
        except DeskUnavailable:
            return Entered(say("csv", "failed"), failed=True)
        return Entered(ticket.number, new=before is None or before.number != ticket.number)


def callback_of(settled: Settled) -> Need:
    """The need behind a promise that was not kept."""
    promise = settled.promise
    due = promise.due.shown if promise.due else say("promises", "no_time")
    words = say("ticket", "callback", said=promise.said, due=due)
    return Need(CALLBACK, rule_of(CALLBACK).reason, Urgency.NORMAL, words)
