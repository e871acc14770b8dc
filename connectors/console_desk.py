"""The desk as the team console shows it: what members ask and change, as plain JSON. Every method blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from bot.desk.ports import DeskError, Member, Office, Ticket
from connectors.console_view import Labels, View, said_view

_LONGEST_SEARCH = 100

_Content = dict[str, Any]


class ConsoleDesk:
    """Every method raises what :class:`~bot.desk.ports.Office` raises."""

    def __init__(self, office: Callable[[], Office], labels: Labels) -> None:
        self._office = office
        self._labels = labels

    def member(self, member_id: str) -> Member | None:
        """A member of the team, ``None`` for anybody else."""
        return self._office().member(member_id) if member_id else None

    def team(self, member_id: str) -> _Content:
        """Who works here, whom the team consists of, and which queues there are."""
        return self._view(self.member(member_id)).team()

    def tickets(self, member: Member, *, closed: bool, words: str) -> _Content:
        """Tickets that the member may see, at most as many as the desk gives at once."""
        found = self._office().tickets(member.id, closed=closed, words=words.strip()[:_LONGEST_SEARCH])
        return {"now": _now(), "tickets": self._rows(member, found)}

    def news(self, member: Member, number: str, after: int) -> _Content:
        """All that changes on a page: open tickets, what was said after a position in the one that is looked at
        (nothing if it may no longer be seen), and how many messages have not arrived."""
        office = self._office()
        undelivered = office.undelivered(member.id)
        return {
            "now": _now(),
            "tickets": self._rows(member, office.tickets(member.id)),
            "said": self._said_if_seen(member, number, after) if number else [],
            "waiting": len(undelivered),
            "dead": sum(row.dead for row in undelivered),
        }

    def ticket(self, member: Member, number: str) -> _Content:
        """One ticket with all that is known, and what was said."""
        ticket = self._office().ticket(number, member.id)
        return {"now": _now(), "ticket": self._view(member).whole(ticket), "said": self.said(member, number, 0)}

    def said(self, member: Member, number: str, after: int) -> list[_Content]:
        """What was said in a ticket after a position."""
        return [said_view(part) for part in self._office().said(number, member.id, after)]

    def undelivered(self, member: Member) -> _Content:
        """What has not arrived."""
        shown = self._view(member)
        return {"now": _now(), "messages": [shown.waiting(row) for row in self._office().undelivered(member.id)]}

    def claim(self, member: Member, number: str, key: str) -> _Content:
        """Take a ticket."""
        return self._changed(member, self._office().claim(number, member.id, key))

    def reply(self, member: Member, number: str, text: str, key: str) -> _Content:
        """Write to the party."""
        return self._changed(member, self._office().reply(number, member.id, text, key))

    def transfer(self, member: Member, number: str, to: str, key: str) -> _Content:
        """Give a ticket to a member or a queue."""
        return self._changed(member, self._office().transfer(number, member.id, to, key))

    def close(self, member: Member, number: str, key: str) -> _Content:
        """End a ticket."""
        return self._changed(member, self._office().close(number, member.id, key))

    def retry(self, member: Member, message: str) -> _Content:
        """Try to deliver a dead letter again."""
        self._office().retry(message, member.id)
        return self.undelivered(member)

    def _rows(self, member: Member, tickets: Sequence[Ticket]) -> list[_Content]:
        shown = self._view(member)
        return [shown.row(ticket) for ticket in tickets]

    def _view(self, member: Member | None) -> View:
        office = self._office()
        return View(member, office.members(), office.queues(), self._labels)

    def _changed(self, member: Member, ticket: Ticket) -> _Content:
        return {"now": _now(), "ticket": self._view(member).row(ticket)}

    def _said_if_seen(self, member: Member, number: str, after: int) -> list[_Content]:
        try:
            return self.said(member, number, after)
        except DeskError:
            return []


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
