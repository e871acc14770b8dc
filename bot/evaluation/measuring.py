"""Measuring how well intents are told apart: on the training data by cross-validation, or on a labelled file."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.actions.asked import allows_others
from bot.answers import talk
from bot.evaluation.corpus import Example, folds
from bot.intents.answer_model import Line
from bot.intents.certainty import certainty
from bot.intents.classifier import Ranking
from bot.intents.crisis import CRISIS
from bot.intents.reader import Reader
from bot.intents.understanding import OUT_OF_SCOPE, Limits, rank, understood

_BINS = 10

Predict = Callable[[str], Ranking]
Progress = Callable[[int, int], None]
"""Told how many of how many parts are done."""


@dataclass(frozen=True)
class Judged:
    """One line with the model's answer and the seconds it took."""

    example: Example
    ranking: Ranking
    seconds: float

    @property
    def said(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """The confidence of the likeliest intent."""
        return self.ranking[0][1]

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is one of the right ones."""
        return self.example.accepts(self.said)

    @property
    def among_three(self) -> bool:
        """Whether a right intent is among the three likeliest."""
        return any(self.example.accepts(name) for name, _ in self.ranking[:3])

    def helped(self, limits: Limits) -> bool:
        """Whether a right intent is answered, or is among the choices that the bot offers to a message that stands
        alone (:mod:`bot.actions.answering`, :mod:`bot.actions.unclear`)."""
        return any(self.example.accepts(name) for name in _answered_or_offered(self.ranking, limits))

    @property
    def truth(self) -> str:
        """The right intent that counts: the one said if it is right, else the first."""
        return self.said if self.right else self.example.intent


@dataclass(frozen=True)
class Report:
    """The figures of one measurement. The limits decide which lines would be asked back or answered with choices."""

    judged: tuple[Judged, ...]
    limits: Limits

    @cached_property
    def accuracy(self) -> float:
        """The share of lines whose likeliest intent is right."""
        return _share(line.right for line in self.judged)

    @cached_property
    def in_scope_accuracy(self) -> float:
        """The same over the lines that are not out of scope."""
        return _share(line.right for line in self.judged if line.truth != OUT_OF_SCOPE)

    @cached_property
    def refused(self) -> float:
        """The share of lines in scope that are said to be out of scope."""
        return _share(line.said == OUT_OF_SCOPE for line in self.judged if line.truth != OUT_OF_SCOPE)

    @cached_property
    def helped(self) -> float:
        """The share of lines with a right intent answered or offered."""
        return _share(line.helped(self.limits) for line in self.judged)

    @cached_property
    def false_alarms(self) -> int:
        """How many lines without danger are said to be a crisis."""
        return sum(line.said == CRISIS and not line.right for line in self.judged)

    @cached_property
    def top_three(self) -> float:
        """The share of lines with a right intent among the three likeliest."""
        return _share(line.among_three for line in self.judged)

    @cached_property
    def macro_f1(self) -> float:
        """The mean of the intents' F1."""
        names = {line.truth for line in self.judged}
        return float(np.mean([_f1(*self.precision_recall(name)) for name in names]))

    def precision_recall(self, intent: str) -> tuple[float, float]:
        """Of the lines said to be of an intent, how many are; of those that are, how many were said to be."""
        said = [line.right for line in self.judged if line.said == intent]
        there = [line.right for line in self.judged if line.truth == intent]
        return _share(said), _share(there)

    @cached_property
    def sure(self) -> float:
        """The share of lines that are answered without other meanings as choices."""
        return _share(line.confidence >= self.limits.sure for line in self.judged)

    @cached_property
    def clarified(self) -> float:
        """The share of lines that would be asked back."""
        return _share(line.confidence < self.limits.unsure for line in self.judged)

    @cached_property
    def answered_accuracy(self) -> float:
        """The accuracy over the lines that would not be asked back."""
        return _share(line.right for line in self.judged if line.confidence >= self.limits.unsure)

    @cached_property
    def calibration_error(self) -> float:
        """Expected calibration error over ten bins: how far confidence and accuracy lie apart."""
        bins = defaultdict(list)
        for line in self.judged:
            bins[min(int(line.confidence * _BINS), _BINS - 1)].append((line.confidence, line.right))
        gaps = [abs(float(np.sum([sure - right for sure, right in lines]))) for lines in bins.values()]
        return sum(gaps) / len(self.judged)

    def milliseconds(self, percentile: float) -> float:
        """What one line cost."""
        return float(np.percentile([line.seconds for line in self.judged], percentile)) * 1000

    @cached_property
    def confusions(self) -> list[tuple[str, str, list[Judged]]]:
        """Right intent, intent said, and the lines, the surest mistake first; the commonest confusion first."""
        pairs: dict[tuple[str, str], list[Judged]] = defaultdict(list)
        for line in self.judged:
            if not line.right:
                pairs[line.example.intent, line.said].append(line)
        ordered = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return [(right, said, sorted(lines, key=lambda line: -line.confidence)) for (right, said), lines in ordered]

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each intent (first) was said to be each (second)."""
        return Counter((line.truth, line.said) for line in self.judged)


def run(predict: Predict, examples: Sequence[Example], limits: Limits) -> Report:
    """Judge a classifier, given as a function from a text as it came to its ranking."""
    return Report(tuple(_judge(predict, example) for example in examples), limits)


def cross_validate(
    examples: Sequence[Example],
    questions: Sequence[Line],
    limits: Limits,
    count: int = 5,
    progress: Progress | None = None,
) -> Report:
    """Judge every line by a reader that has seen neither it nor its neighbours; the ``questions`` of law, which were
    written apart, are known to all. Takes ``count`` trainings."""
    fold_of = folds(examples, count)
    read = [understood(example.text) for example in examples]
    asked_of_law = [(understood(text), path) for text, path in questions]
    judged: list[Judged] = []
    for fold in range(count):
        known = [place for place, its in enumerate(fold_of) if its != fold]
        reader = Reader.train([read[i] for i in known], [examples[i].intent for i in known], asked_of_law)
        asked = [example for example, its in zip(examples, fold_of, strict=True) if its == fold]
        judged += run(_predicting(reader, limits), asked, limits).judged
        if progress:
            progress(fold + 1, count)
    return Report(tuple(judged), limits)


def _predicting(reader: Reader, limits: Limits) -> Predict:
    return lambda text: rank(reader, understood(text), limits)


def _judge(predict: Predict, example: Example) -> Judged:
    start = time.perf_counter()
    ranking = predict(example.text)
    return Judged(example, ranking, time.perf_counter() - start)


def _answered_or_offered(ranking: Ranking, limits: Limits) -> list[str]:
    said, offered = ranking[0][0], talk.likely(ranking)
    how = certainty(ranking, limits.sure, limits.unsure)
    if how == "unsure":
        return offered if len(offered) > 1 else []
    return [said, *talk.rather(ranking)] if how == "fair" and allows_others(said) else [said]


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return sum(values) / len(values) if values else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
