"""Reading a text: which intent it has and which answers of law it may ask for, decided together.

The words of a question often tell the answer more plainly than its topic. 「贴了封条的东西我能卖吗」 is a question
about crime as well as about seizure: the answer that says it settles which. So each intent that comes into question
counts for as much as the best of its answers fits the words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.answers import law_choice, law_entries, roles
from bot.answers.law_choice import Likely
from bot.intents.answer_model import AnswerModel, Line
from bot.intents.classifier import IntentModel, Ranking, Training
from bot.intents.crisis import CRISIS
from bot.intents.features import Features

_MIN_TEXTS = 5  # a feature must occur in so many lines; fewer make the model larger, not better
_COMES_INTO_QUESTION = 0.01  # a confidence; below, no answer fits so well that it would win
_OF_LAW = 0.5  # how likely a text must ask about the law at all before a shared answer is due
_DUE = 0.8  # and how likely it must ask for that answer: whoever suffers from evasion must not be told off for it
_ANSWER = 0.3  # what the fit of the best answer weighs beside the logarithm of an intent's confidence
_KEPT = 4096  # texts


class _Read(NamedTuple):
    """What is known of a text: its ranking, and the shared answer that it asks for."""

    ranking: tuple[tuple[str, float], ...]
    due: str | None


class Reader:
    """All that is learnt. Safe to share between threads; the same lines always make the same reader.

    Texts are read as :func:`~bot.intents.understanding.understood` prepares them.
    """

    def __init__(self, features: Features, intents: IntentModel, answers: AnswerModel) -> None:
        self._answers = answers
        self._intents = intents
        self._row = lru_cache(_KEPT)(features.row)
        self._features = features
        self._read = lru_cache(_KEPT)(self._learn_of)

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
        return list(self._read(text).ranking)

    def shared(self, text: str) -> str | None:
        """The answer, as ``intent/id``, that is due whatever the topic (no help with evasion, no judgment yet, frozen
        by the police), if the text asks for one: as likely as all intents that come into question make it."""
        return self._read(text).due

    def likely(self, text: str, intent: str) -> dict[str, float]:
        """How likely a text asks for each answer of law, if it has this intent (:meth:`AnswerModel.likely`); an answer
        that is due whatever the topic comes first."""
        likely, due = self._answers.likely(self._row(text), intent), self.shared(text)
        if due is None or not likely:
            return likely
        return {due: 1.0, **{path: chance for path, chance in likely.items() if path != due}}

    def _learn_of(self, text: str) -> _Read:
        row = self._row(text)
        ranking = self._intents.rank(row)
        asked = {name: chance for name, chance in ranking if chance >= _COMES_INTO_QUESTION and name != CRISIS}
        likely = {name: self._answers.likely(row, name) for name in asked if name in law_entries.intents()}
        return _Read(tuple(_weighed(text, ranking, asked, likely)), _due(asked, likely))

    def save(self, folder: Path) -> None:
        """Write everything into a folder that exists."""
        for part in (self._features, self._intents, self._answers):
            part.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        return cls(Features.load(folder), IntentModel.load(folder), AnswerModel.load(folder))


def _weighed(text: str, ranking: Ranking, asked: Mapping[str, float], likely: Mapping[str, Likely]) -> Ranking:
    """The ranking with what is shared among the intents that come into question shared anew: each counts for as much as
    the best of its answers fits. The others, and danger before all, keep what they have."""
    if len(asked) < 2 or not any(likely.values()):
        return ranking
    role = roles.stated(text)
    fits = {name: law_choice.fit(name, text, role, chances) for name, chances in likely.items() if chances}
    weights = {name: chance * math.exp(_ANSWER * fits.get(name, 0.0)) for name, chance in asked.items()}
    share = sum(asked.values()) / sum(weights.values())
    told = {name: weight * share for name, weight in weights.items()}
    return sorted(((name, told.get(name, chance)) for name, chance in ranking), key=lambda one: -one[1])


def _due(asked: Mapping[str, float], likely: Mapping[str, Likely]) -> str | None:
    total = sum(asked[name] for name in likely)
    if total < _OF_LAW:
        return None
    chances = {
        path: sum(asked[name] * told.get(path, 0.0) for name, told in likely.items()) for path in law_entries.shared()
    }
    path, chance = max(chances.items(), key=lambda one: one[1])
    return path if chance / total >= _DUE else None
