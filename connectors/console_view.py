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
    """What the desk calls things: the names of queues by id, of reasons by code, and what to do ``first`` for a
    reason."""

    queues: Mapping[str, str]
    reasons: Mapping[str, str]
    first: Mapping[str, str]


class View:
    """The words of one moment; ``members`` are everybody of the team."""

    def __init__(self, members: Sequence[Member], labels: Labels) -> None:
        self._names = {member.id: member.name for member in members}
        self._labels = labels

    def row(self, ticket: Ticket) -> dict[str, Any]:
        """A ticket as one entry of the list."""
        request = ticket.request
        return {
            "number": ticket.number,
            "version": ticket.version,
            "urgent": request.urgency.value == "urgent",
            "owner": ticket.owner.value,
            "open": ticket.open,
            "state": _state(ticket, self._name(ticket.assignee)),
            "assignee": ticket.assignee,
            "queue": self._queue(ticket.queue),
            "reason": self._labels.reasons.get(request.reason, request.reason),
            "party": request.party or _word("channels", request.channel) + "访客",
            "verified": request.verified,
            "case_number": request.case_number or "",
            "asked": request.asked,
            "opened_at": _moment(ticket.opened_at),
            "promised_at": _moment(ticket.promised_at),
            "replied": ticket.first_reply_at is not None,
        }

    def whole(self, ticket: Ticket, member: Member) -> dict[str, Any]:
        """A ticket with all that a colleague needs to act on it; templates filled in for ``member``."""
        request = ticket.request
        return {
            **self.row(ticket),
            "channel": _word("channels", request.channel),
            "first": self._labels.first.get(request.reason, ""),
            "stage": request.stage,
            "deadlines": list(request.deadlines),
            "suggested": request.suggested,
            "turns": list(request.turns),
            "closed_at": _moment(ticket.closed_at),
            "content": ticket.content,
            "templates": _templates(ticket, member),
        }

    def person(self, member: Member) -> dict[str, Any]:
        """A member, with the names of their queues."""
        return {"id": member.id, "name": member.name, "queues": [self._queue(queue) for queue in member.queues]}

    def queues(self) -> list[dict[str, str]]:
        """Every queue."""
        return [{"id": queue, "name": name} for queue, name in self._labels.queues.items()]

    def _queue(self, queue: str) -> str:
        return self._labels.queues.get(queue, queue)

    def _name(self, member_id: str | None) -> str:
        return self._names.get(member_id or "", member_id or "")


def said_view(part: Said) -> dict[str, Any]:
    """One thing said in a ticket."""
    return {
        "position": part.position,
        "author": part.author.value,
        "name": part.name or _word("authors", part.author.value),
        "mine": part.author is Author.MEMBER,
        "text": part.text,
        "at": _moment(part.at),
    }


def waiting_view(waiting: Waiting) -> dict[str, Any]:
    """A message that has not arrived."""
    return {
        "key": waiting.key,
        "number": waiting.number,
        "to": _word("lanes", waiting.lane.partition(":")[0]),
        "attempts": waiting.attempts,
        "error": waiting.error,
        "dead": waiting.dead,
        "next_at": _moment(waiting.next_at),
    }


def _state(ticket: Ticket, name: str) -> str:
    if not ticket.open or ticket.owner in (Owner.CLOSING, Owner.BOT):
        return _words()["states"]["ended"]
    return _words()["states"][ticket.owner.value].format(name=name)


def _templates(ticket: Ticket, member: Member) -> list[dict[str, str]]:
    known = {
        "案件": f"{ticket.request.case_number}案" if ticket.request.case_number else "您的案件",
        "编号": ticket.number,
        "我": member.name,
    }
    return [{"title": each["title"], "text": each["text"].format(**known)} for each in _reply_templates()]


def _word(kind: str, code: str) -> str:
    return _words()[kind].get(code, code)


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
