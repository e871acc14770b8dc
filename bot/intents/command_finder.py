"""Rasa component: a fixed phrase wins over whatever the classifier made of it."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.intents.commands import fixed_intent
from bot.intents.steps import Step, normalized


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CommandFinder(Step):
    """Stands last in the pipeline, so that neither a low confidence nor a look-alike intent hides one."""

    def read(self, message: Message) -> None:
        """Set the intent of a command or an offered choice; the ranking stays the classifier's."""
        name = fixed_intent(normalized(message))
        if name:
            message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)
