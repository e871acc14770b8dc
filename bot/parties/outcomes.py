"""What the identity check can answer, as frozen values. Times are whole seconds since the epoch, durations seconds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.parties.masking import mask_name


@dataclass(frozen=True)
class Binding:
    """A sender who proved who they are; it ends at ``expires`` unless it is used before."""

    person_key: str
    name: str
    since: int
    expires: int

    def __repr__(self) -> str:
        return f"Binding(name={mask_name(self.name)!r}, since={self.since}, expires={self.expires})"


@dataclass(frozen=True)
class Started:
    """A check has begun. The value depends on settings only: it says nothing about the case, the name or the phone."""

    valid_for: int
    resend_after: int


@dataclass(frozen=True)
class TooMany:
    """This sender asked for too many codes, or too soon."""

    retry_after: int


@dataclass(frozen=True)
class NothingPending:
    """There is no check that a new code could belong to."""


@dataclass(frozen=True)
class Confirmed:
    """The code was right."""

    binding: Binding


@dataclass(frozen=True)
class Wrong:
    """The code was wrong; ``left`` more tries are allowed, at 0 a new code is needed."""

    left: int


@dataclass(frozen=True)
class Expired:
    """No code is valid now: none was asked for, or it is too old, used, or burnt by wrong tries."""


@dataclass(frozen=True)
class Locked:
    """This sender gave too many wrong codes."""

    retry_after: int


class IdentityUnavailable(Exception):
    """Redis did not answer: nobody can be recognised now, so nobody is."""
