"""Rasa component: amounts and days in a message, as the entities ``amount`` (yuan) and ``date`` (ISO)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.intents.amounts import find_amounts
from bot.intents.days import find_days
from bot.intents.steps import Finder

_CHINA = timezone(timedelta(hours=8))


def entities(text: str, cleaned: str, today: date) -> list[dict[str, Any]]:
    """Rasa's form of what can be reckoned with; flawed amounts and days that are not exact are left to the dialogue.

    Found in the cleaned text; positions count in ``text`` as it came (the whole text where cleaning rewrote them)."""
    amounts = [("amount", f"{one.value:f}", one.start, one.end) for one in find_amounts(cleaned, today) if not one.flaw]
    days = [
        ("date", one.value.isoformat(), one.start, one.end)
        for one in find_days(cleaned, today)
        if one.value and one.exact
    ]
    return [_entity(text, cleaned[start:end], kind, value) for kind, value, start, end in amounts + days]


def _entity(text: str, said: str, kind: str, value: str) -> dict[str, Any]:
    start = text.find(said)
    span = (0, len(text)) if start < 0 else (start, start + len(said))
    return {"entity": kind, "value": value, "start": span[0], "end": span[1]}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FigureFinder(Finder):
    """Stands after the cleaner."""

    def find(self, text: str, cleaned: str) -> list[dict[str, Any]]:
        """An entity for every amount and every day."""
        return entities(text, cleaned, datetime.now(_CHINA).date())
