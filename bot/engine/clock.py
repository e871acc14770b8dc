"""The day and the moment in China, wherever the machine stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """The moment, with China's time zone."""
    return datetime.now(_CHINA)


def today() -> date:
    """The calendar day in China."""
    return now().date()
