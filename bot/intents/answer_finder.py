"""Which answers of law a text may ask for: the second step after its intent, as a Rasa component.

The lines are no training data of Rasa's: ``data/questions/<intent>.yml`` holds for every entry of
``bot/answers/data/law/<intent>.yml`` what people say who need it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.intents import numbers
from bot.intents.answer_model import AnswerModel, lines
from bot.intents.components import QUESTIONS, RANKING, fingerprint
from bot.intents.steps import Learnt, normalized

ANSWERS = "answers"

_MEANINGS = 3  # how many of the likeliest intents may be answered instead of the first


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerFinder(Learnt):
    """Adds to every message the likely answers of each intent that it may have, ``{intent: {"intent/id": 0.8, …}}``,
    and to each question in it those of its own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``lines`` is the folder of the lines, from where training runs."""
        return {"lines": "data/questions"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa keeps a trained component while its fingerprint stays; Rasa does not know the lines."""
        return fingerprint(Path(config["lines"]))

    def read(self, folder: Path) -> AnswerModel:
        return AnswerModel.load(folder)

    def learn(self, training_data: TrainingData) -> AnswerModel:
        """Learn from the lines; Rasa's own data are not for this."""
        return AnswerModel.train(lines(Path(self.config["lines"])))

    def classify(self, message: Message) -> None:
        model: AnswerModel = self.model
        text = numbers.prepared(normalized(message))
        asked = [entry["name"] for entry in (message.get(RANKING) or [])[:_MEANINGS]]
        message.set(ANSWERS, _of(model, text, asked), add_to_output=True)
        for question in message.get(QUESTIONS) or []:
            question[ANSWERS] = model.likely(numbers.prepared(question["text"]), question["intent"])


def _of(model: AnswerModel, text: str, intents: list[str]) -> dict[str, dict[str, float]]:
    found = {intent: model.likely(text, intent) for intent in intents}
    return {intent: likely for intent, likely in found.items() if likely}
