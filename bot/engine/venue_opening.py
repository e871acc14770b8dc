"""Which venue this process knows: the court's own, or the sample one beside the sample cases."""

from __future__ import annotations

from pathlib import Path

from bot.answers.places import Venue
from bot.answers.venue_file import load
from bot.settings import Mode, Settings


def venue_of(settings: Settings) -> Venue | None:
    """The venue of ``venue_file``; without one the sample venue, but only in embedded mode with the sample cases:
    where real parties ask, nothing invented is told. Raises :class:`bot.answers.venue_file.BadVenue`."""
    if settings.venue_file:
        return load(Path(settings.venue_file))
    demonstration = settings.mode is Mode.EMBEDDED and not settings.store_url
    return load() if demonstration else None
