"""Which answers of law a text may ask for: the second step after its intent, as a Rasa component.

The lines are no training data of Rasa's: ``data/questions/<intent>.yml`` holds for every entry of
``bot/answers/data/law/<intent>.yml`` what people say who need it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.intents import numbers
from bot.intents.answer_model import AnswerModel, lines
from bot.intents.components import QUESTIONS, RANKING, fingerprint
from bot.intents.steps import normalized

ANSWERS = "answers"

_MEANINGS = 3  # how many of the likeliest intents may be answered instead of the first


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerFinder(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Adds to every message the likely answers of each intent that it may have, ``{intent: {"intent/id": 0.8, …}}``,
    and to each question in it those of its own."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: AnswerModel | None = None
    ) -> None:
        self._lines = Path(config["lines"])
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``lines`` is the folder of the lines, from where training runs."""
        return {"lines": "data/questions"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa keeps a trained component while its fingerprint stays; Rasa does not know the lines."""
        return fingerprint(Path(config["lines"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerFinder:
        """Rasa's constructor of an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerFinder:
        """Rasa's constructor of a trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, AnswerModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the lines; Rasa's own data are not for this."""
        self._model = AnswerModel.train(lines(self._lines))
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the answers to every message."""
        if self._model is not None:
            for message in messages:
                self._add(self._model, message)
        return messages

    def _add(self, model: AnswerModel, message: Message) -> None:
        text = numbers.prepared(normalized(message))
        asked = [entry["name"] for entry in (message.get(RANKING) or [])[:_MEANINGS]]
        message.set(ANSWERS, _of(model, text, asked), add_to_output=True)
        for question in message.get(QUESTIONS) or []:
            question[ANSWERS] = model.likely(numbers.prepared(question["text"]), question["intent"])


def _of(model: AnswerModel, text: str, intents: list[str]) -> dict[str, dict[str, float]]:
    found = {intent: model.likely(text, intent) for intent in intents}
    return {intent: likely for intent, likely in found.items() if likely}
