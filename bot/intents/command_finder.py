"""Rasa component: a fixed phrase wins over whatever the classifier made of it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intents.commands import fixed_intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CommandFinder(GraphComponent):  # type: ignore[misc]
    """Stands last in the pipeline, so that neither a low confidence nor a look-alike intent hides one."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CommandFinder:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of a command or an offered choice; the ranking stays the classifier's."""
        for message in messages:
            name = fixed_intent(message.get("normalized") or message.get(TEXT) or "")
            if name:
                message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)
        return messages
