"""The limits of the identity check. Every duration is in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

_SHORTEST_SECRET = 16


@dataclass(frozen=True)
class IdentitySettings:
    """How long codes and bindings live and how often one may try.

    With the defaults a stranger guesses one code right with a chance of at most 10 in a million per sender and day,
    and 150 in a million per case and day (30 codes of 5 tries), however many senders join in.
    Raises ``ValueError`` for a short secret or a limit that is not positive.
    """

    secret: str = field(repr=False)
    """Key of all hashes; the same in every worker, at least 16 characters. A new one ends all checks and bindings."""

    code_seconds: int = 300
    code_tries: int = 5
    check_seconds: int = 900
    """How long case and name are kept so that a new code can be asked for without typing them again."""
    resend_seconds: int = 60
    """Least time between two codes of one check."""

    sender_starts: int = 5
    """Codes asked for by one sender in ``sender_starts_window``."""
    sender_starts_window: int = 3_600
    sender_wrong: int = 10
    """Wrong codes given by one sender in ``sender_wrong_window``."""
    sender_wrong_window: int = 86_400
    case_starts: int = 30
    """Codes asked for in one case, by whomever, in ``case_starts_window``."""
    case_starts_window: int = 86_400

    idle_seconds: int = 1_800
    """A binding ends when it was not used for so long."""
    absolute_seconds: int = 43_200
    """A binding ends so long after it began, used or not."""

    prefix: str = "zhixun:parties:"
    """Begins every Redis key."""

    def __post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_SECRET:
            raise ValueError(f"secret needs at least {_SHORTEST_SECRET} characters")
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int) and value <= 0:
                raise ValueError(f"{setting.name} must be positive")
        if self.check_seconds < self.code_seconds:
            raise ValueError("check_seconds must not be shorter than code_seconds")
