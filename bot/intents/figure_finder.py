"""Rasa component: amounts and days in a message, as the entities ``amount`` (yuan) and ``date`` (ISO)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intents.amounts import find_amounts
from bot.intents.days import find_days

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
class FigureFinder(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Stands after the cleaner."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FigureFinder:
        """Rasa's constructor."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for every amount and every day."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = entities(text, message.get("normalized") or text, datetime.now(_CHINA).date())
            known = message.get(ENTITIES) or []
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages
