"""Two ports, so that nothing runs in circles: how the team is told, and how a party is told outside a turn.

Connectors implement them, ``bot/engine/wiring.py`` joins them; the desk knows only the ports.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot.answers.reply import Urgency


@dataclass(frozen=True)
class Card:
    """What a colleague sees of a request: enough to act on in ten seconds.

    ``sender`` is the conversation to answer to; ``verified`` says whether the person proved who they are; ``turns``
    are the last things said, oldest first.
    """

    number: str
    reason: str
    urgency: Urgency
    sender: str
    channel: str
    verified: bool
    case_number: str | None
    asked: str
    turns: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON types."""
        return asdict(self)


class TeamUnavailable(Exception):
    """The team cannot be told now; the person must hear so and be given another way."""


class TeamChannel(Protocol):
    """Tells the team."""

    def notify(self, card: Card) -> None:
        """Put a card before the team. Raises :class:`TeamUnavailable`."""
