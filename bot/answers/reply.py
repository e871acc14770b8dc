"""Reply: one answer, many voices.

An action makes one :class:`Reply`; every channel renders it for its own medium (text, speech, card).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Disclosure(str, Enum):
    """How far a text may travel: ``public`` to anybody, ``party`` only to a person who proved who they are."""

    PUBLIC = "public"
    PARTY = "party"


class Urgency(str, Enum):
    """How soon a colleague must look at a hand-over."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True)
class Handover:
    """Why a person should take over: ``reason`` is a code (``request_human``, ``complain``, ``crisis`` …)."""

    reason: str
    summary: str
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True)
class Reply:
    """One answer. ``lines`` are short sentences; ``facts`` name the law facts and case fields that it rests on;
    ``choices`` are what the person may say next; ``speech`` is filled only where it must differ from the lines;
    ``place`` is the id of the place in the venue's data where the reply sends the person."""

    lines: tuple[str, ...]
    title: str = ""
    facts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    link: str = ""
    disclosure: Disclosure = Disclosure.PUBLIC
    speech: str = ""
    handover: Handover | None = None
    place: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON types; :meth:`from_dict` is the inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reply:
        """Rebuild a reply that went through JSON. Raises ``KeyError`` if ``lines`` is missing."""
        handover = data.get("handover")
        return cls(
            lines=tuple(data["lines"]),
            title=data.get("title", ""),
            facts=tuple(data.get("facts", ())),
            choices=tuple(data.get("choices", ())),
            link=data.get("link", ""),
            disclosure=Disclosure(data.get("disclosure", Disclosure.PUBLIC)),
            speech=data.get("speech", ""),
            handover=handover and Handover(handover["reason"], handover["summary"], Urgency(handover["urgency"])),
            place=data.get("place", ""),
        )
