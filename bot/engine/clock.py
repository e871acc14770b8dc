"""The day in China, wherever the machine stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The calendar day in China."""
    return datetime.now(_CHINA).date()
