"""What the team console shows: the desk's values in words, as JSON. Codes become words through ``data/console.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.desk.ports import Author, Member, Owner, Said, Ticket, Waiting

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Labels:
    """What the desk calls things: reasons by their code, what to do ``first`` for each, and channels."""

    reasons: Mapping[str, str]
    first: Mapping[str, str]
    channels: Mapping[str, str]


class View:
    """What ``member`` sees; ``members`` are everybody of the team, ``queues`` all queues by id."""

    def __init__(
        self, member: Member | None, members: Sequence[Member], queues: Mapping[str, str], labels: Labels
    ) -> None:
        self._member = member
        self._members = members
        self._queues = queues
        self._labels = labels

    def team(self) -> dict[str, Any]:
        """Who works here, whom the team consists of, and which queues there are."""
        return {
            "member": self._member and self._person(self._member),
            "members": [self._person(member) for member in self._members],
            "queues": [{"id": queue, "name": name} for queue, name in self._queues.items()],
        }

    def row(self, ticket: Ticket) -> dict[str, Any]:
        """A ticket as one entry of the list."""
        request = ticket.request
        return {
            "number": ticket.number,
            "version": ticket.version,
            "urgent": request.urgency.value == "urgent",
            "owner": ticket.owner.value,
            "open": _goes_on(ticket),
            "state": self._state(ticket),
            "mine": self._has(ticket),
            "may": self._may(ticket),
            "queue": self._queues.get(ticket.queue, ticket.queue),
            "reason": self._labels.reasons.get(request.reason, request.reason),
            "party": request.party or _words()["unknown"]["party"],
            "verified": request.verified,
            "channel": self._channel(request.channel),
            "case_number": request.case_number or "",
            "asked": request.asked,
            "opened_at": _moment(ticket.opened_at),
            "promised_at": _moment(ticket.promised_at),
            "replied": ticket.first_reply_at is not None,
        }

    def whole(self, ticket: Ticket) -> dict[str, Any]:
        """A ticket with all that a colleague needs to act on it; templates filled in."""
        request = ticket.request
        return {
            **self.row(ticket),
            "first": self._labels.first.get(request.reason, ""),
            "stage": request.stage,
            "deadlines": list(request.deadlines),
            "suggested": request.suggested,
            "turns": list(request.turns),
            "closed_at": _moment(ticket.closed_at),
            "content": ticket.content,
            "templates": self._templates(ticket),
        }

    def waiting(self, row: Waiting) -> dict[str, Any]:
        """A message that has not arrived."""
        kind, _, to = row.lane.partition(":")
        return {
            "key": row.key,
            "number": row.number,
            "to": self._name(to) if kind == "member" else _words()["authors"]["party"],
            "attempts": row.attempts,
            "error": row.error,
            "dead": row.dead,
        }

    def _may(self, ticket: Ticket) -> dict[str, bool]:
        """What the member can do with it; the desk has the last word."""
        goes_on = _goes_on(ticket)
        mine = goes_on and self._has(ticket)
        free = goes_on and ticket.assignee is None
        heads = goes_on and self._member is not None and ticket.queue in self._member.heads
        return {
            "claim": free,
            "reply": free or mine,
            "transfer": free or mine or heads,
            "close": mine or (heads and not free),
        }

    def _has(self, ticket: Ticket) -> bool:
        return self._member is not None and ticket.assignee == self._member.id

    def _state(self, ticket: Ticket) -> str:
        state = ticket.owner.value if _goes_on(ticket) else "ended"
        return _words()["states"][state].format(name=self._name(ticket.assignee))

    def _templates(self, ticket: Ticket) -> list[dict[str, str]]:
        number = ticket.request.case_number
        known = {
            "案件": f"{number}案" if number else _words()["unknown"]["case"],
            "编号": ticket.number,
            "我": self._member.name if self._member else "",
        }
        return [{"title": each["title"], "text": each["text"].format(**known)} for each in _reply_templates()]

    def _person(self, member: Member) -> dict[str, Any]:
        return {
            "id": member.id,
            "name": member.name,
            "queues": [self._queues.get(queue, queue) for queue in member.queues],
        }

    def _name(self, member_id: str | None) -> str:
        return next((one.name for one in self._members if one.id == member_id), member_id or "")

    def _channel(self, channel: str) -> str:
        return self._labels.channels.get(channel, channel)


def said_view(part: Said) -> dict[str, Any]:
    """One thing said in a ticket."""
    return {
        "position": part.position,
        "author": part.author.value,
        "name": part.name or _words()["authors"][part.author.value],
        "mine": part.author is Author.MEMBER,
        "text": part.text,
        "at": _moment(part.at),
    }


def _goes_on(ticket: Ticket) -> bool:
    return ticket.owner not in (Owner.CLOSING, Owner.BOT)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


@cache
def _words() -> Mapping[str, dict[str, str]]:
    words: Mapping[str, dict[str, str]] = yaml.safe_load((_DATA / "console.yml").read_text(encoding="utf-8"))
    return words


@cache
def _reply_templates() -> Sequence[Mapping[str, str]]:
    templates: Sequence[Mapping[str, str]] = yaml.safe_load((_DATA / "reply_templates.yml").read_text(encoding="utf-8"))
    return templates
