"""Understanding as Rasa graph components; each is a thin shell over a plain module of this package.

    text ─▶ Cleaner ─▶ CaseNumberFinder ─▶ ZhixunClassifier
            "normalized"   "case_numbers", entities   intent, intent_ranking, "certainty",
                                                      "answers", "questions", "unclear", "later"

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
from bot.intents.answer_model import lines
from bot.intents.certainty import certainty
from bot.intents.classifier import Ranking
from bot.intents.crisis import CRISIS, on_top
from bot.intents.reader import Reader
from bot.intents.several import Question, several
from bot.intents.steps import NORMALIZED, Finder, Learnt, Step, normalized
from bot.intents.understanding import Limits, rank, understood

RANKING = "intent_ranking"
CERTAINTY = "certainty"
ANSWERS = "answers"
QUESTIONS = "questions"
UNCLEAR = "unclear"
LATER = "later"

_BELOW = Path(__file__).parent, Path(__file__).parents[1] / "case_number"
_MEANINGS = 3  # how many of the likeliest intents may be answered instead of the first
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
    """Names the intent, ranks the others, says how certain that is, and which answers of law each may ask for
    (``{intent: {"intent/id": 0.8, …}}``; each question of several has those of its own).

    The lines for the answers are no training data of Rasa's: ``data/questions/<intent>.yml`` holds for every entry of
    ``bot/answers/data/law/<intent>.yml`` what people say who need it.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._limits = Limits(**{name: config[name] for name in asdict(Limits())})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``lines`` is the folder of the questions of law, from where training runs; the limits are those of
        :class:`Limits`."""
        return {"lines": "data/questions", "ranking_length": 10, **asdict(Limits())}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa keeps a trained component while its fingerprint stays; it does not know of the questions, nor of the
        modules and data below it."""
        return fingerprint(Path(config["lines"]))

    def read(self, folder: Path) -> Reader:
        return Reader.load(folder)

    def learn(self, training_data: TrainingData) -> Reader:
        """Learn from the lines that have an intent, and from the questions of law."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [numbers.prepared(normalized(example)) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        questions = [(understood(text), path) for text, path in lines(Path(self.config["lines"]))]
        return Reader.train(texts, labels, questions)

    def classify(self, message: Message) -> None:
        reader: Reader = self.model
        text = numbers.prepared(normalized(message))
        ranking = rank(reader, text, self._limits)
        parts = several(normalized(message), ranking[0][0], lambda part: reader.rank(numbers.prepared(part)))
        if parts.questions and parts.questions[0]["intent"] == CRISIS:
            ranking = on_top(ranking, self._limits.sure)
        named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        message.set(INTENT, named[0], add_to_output=True)
        message.set(RANKING, named[: self.config["ranking_length"]], add_to_output=True)
        message.set(CERTAINTY, certainty(ranking, self._limits.sure, self._limits.unsure), add_to_output=True)
        message.set(ANSWERS, _answers(reader, text, ranking), add_to_output=True)
        questions = [{**one, ANSWERS: _likely(reader, one)} for one in parts.questions]
        message.set(QUESTIONS, questions, add_to_output=True)
        message.set(UNCLEAR, parts.unclear, add_to_output=True)
        message.set(LATER, parts.later, add_to_output=True)


def _answers(reader: Reader, text: str, ranking: Ranking) -> dict[str, dict[str, float]]:
    found = {intent: reader.likely(text, intent) for intent, _ in ranking[:_MEANINGS]}
    return {intent: likely for intent, likely in found.items() if likely}


def _likely(reader: Reader, question: Question) -> dict[str, float]:
    return reader.likely(numbers.prepared(question["text"]), question["intent"])
