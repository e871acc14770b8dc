"""Reading a text: which intent it has and which answers of law it may ask for, decided together.

The words of a question often tell the answer more plainly than its topic. 「贴了封条的东西我能卖吗」 is a question
about crime as well as about seizure: the answer that says it settles which. So each intent that comes into question
counts for as much as the best of its answers fits the words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.answers import law, roles
from bot.intents.answer_model import AnswerModel, Line
from bot.intents.classifier import IntentModel, Ranking, Training
from bot.intents.crisis import CRISIS
from bot.intents.features import Features

_MIN_TEXTS = 5  # a feature must occur in so many lines; fewer make the model larger, not better
_COMES_INTO_QUESTION = 0.003  # a confidence
_ANSWER = 0.3  # what the fit of the best answer weighs beside the logarithm of an intent's confidence
_KEPT = 4096  # texts


class Reader:
    """All that is learnt. Safe to share between threads; the same lines always make the same reader.

    Texts are read as :func:`~bot.intents.understanding.understood` prepares them.
    """

    def __init__(self, features: Features, intents: IntentModel, answers: AnswerModel) -> None:
        self._answers = answers
        self._intents = intents
        self._row = lru_cache(_KEPT)(features.row)
        self._features = features
        self._ranked = lru_cache(_KEPT)(self._rank)

    @classmethod
    def train(
        cls, texts: list[str], labels: list[str], questions: Iterable[Line], how: Training = Training()
    ) -> Reader:
        """Learn from one intent a text, and from prepared questions of law with their entries.

        Raises :class:`~bot.intents.classifier.Untrainable` for fewer than two intents.
        """
        asked = list(questions)
        said = [text for text, _ in asked]
        enough = max(1, min(_MIN_TEXTS, len(texts) // max(1, len(set(labels)))))
        features, learnt = Features.learn([*texts, *said], enough)
        rows, more = learnt[: len(texts)], learnt[len(texts) :]
        paths = [path for _, path in asked]
        intents = IntentModel.train(rows, labels, more, [path.split("/")[0] for path in paths], how)
        return cls(features, intents, AnswerModel.train(more, paths))

    def rank(self, text: str) -> Ranking:
        """All intents with their confidence, the likeliest first. The confidences sum to one."""
        return list(self._ranked(text))

    def likely(self, text: str, intent: str) -> dict[str, float]:
        """How likely a text asks for each answer of law, if it has this intent (:meth:`AnswerModel.likely`)."""
        return self._answers.likely(self._row(text), intent)

    def _rank(self, text: str) -> tuple[tuple[str, float], ...]:
        ranking = self._intents.rank(self._row(text))
        asked = {name: chance for name, chance in ranking if chance >= _COMES_INTO_QUESTION and name != CRISIS}
        if len(asked) < 2 or not any(name in law.intents() for name in asked):
            return tuple(ranking)
        weights = {name: chance * math.exp(_ANSWER * self._fit(text, name)) for name, chance in asked.items()}
        share = sum(asked.values()) / sum(weights.values())
        told = {name: weight * share for name, weight in weights.items()}
        return tuple(sorted(((name, told.get(name, chance)) for name, chance in ranking), key=lambda one: -one[1]))

    def _fit(self, text: str, intent: str) -> float:
        likely = self.likely(text, intent)
        return law.fit(intent, text, roles.stated(text), likely) if likely else 0.0

    def save(self, folder: Path) -> None:
        """Write everything into a folder that exists."""
        for part in (self._features, self._intents, self._answers):
            part.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        return cls(Features.load(folder), IntentModel.load(folder), AnswerModel.load(folder))
