"""What the identity check needs from outside; ``bot/engine/wiring.py`` joins these ports to drivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.parties.masking import mask_name, mask_phone


@dataclass(frozen=True)
class RegisteredParty:
    """A person the court registered in a case; ``phone`` is ``None`` if the court knows none."""

    person_key: str
    name: str
    phone: str | None

    def __repr__(self) -> str:
        phone = mask_phone(self.phone) if self.phone else None
        return f"RegisteredParty(name={mask_name(self.name)!r}, phone={phone!r})"


class PartyDirectory(Protocol):
    """Who is registered in which case."""

    def find(self, case_number: str, name: str) -> RegisteredParty | None:
        """The one party of that name in that case, or ``None`` if there is none or more than one.

        ``case_number`` is in canonical form and is compared exactly, or the limit by case could be walked around with
        other spellings; names are compared by :func:`bot.parties.reading.comparable_name`. Called from a worker thread.
        """


class CodeSender(Protocol):
    """Carries a text message to a phone."""

    def send(self, phone: str, text: str) -> None:
        """Send now or raise; it must have a time limit of its own. Called from a worker thread."""
