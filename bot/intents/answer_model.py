"""Which answers of law a text may ask for, once its intent is known: one small model for each intent.

An intent's model tells its entries apart, those that it borrows and the shared ones: what competes in
:func:`bot.answers.law.find`. Characters, words and sounds do for that; sentence vectors would cost more than they tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
import yaml
from scipy.special import softmax

from bot.answers import law
from bot.intents.features import Features
from bot.intents.softmax import Floats, fit_few
from bot.intents.understanding import understood

Line = tuple[str, str]
"""What somebody says, and the entry that answers it as ``intent/id``."""

_MIN_TEXTS = 3
_STRENGTH = 60.0
_KEPT = 1024
_SHOWN = 8  # entries; what an intent's model finds less likely is never chosen


def lines(folder: Path) -> Iterator[Line]:
    """Every line of ``<intent>.yml`` with its entry. Raises ``ValueError`` for an entry that is none."""
    for path in sorted(folder.glob("*.yml")):
        known = {entry.id for entry in law.load()[path.stem].entries}
        for id_, said in yaml.safe_load(path.read_text("utf-8")).items():
            if id_ not in known:
                raise ValueError(f"{path}: {path.stem} has no answer called {id_}")
            yield from ((str(line), f"{path.stem}/{id_}") for line in said)


class AnswerModel:
    """Trained models by intent over one vocabulary. Safe to share between threads; the same lines always make the same
    model."""

    def __init__(self, features: Features, paths: Mapping[str, list[str]], weights: Mapping[str, Floats]) -> None:
        self._features = features
        self._paths = paths
        self._weights = weights
        self._row = lru_cache(maxsize=_KEPT)(features.row)

    @classmethod
    def train(cls, examples: Iterable[Line]) -> AnswerModel:
        """Learn from lines as they came."""
        read = [(understood(text), path) for text, path in examples]
        features = Features.learn([text for text, _ in read], _MIN_TEXTS)
        rows = features.matrix([text for text, _ in read])
        paths, weights = {}, {}
        for intent in law.intents():
            wanted = law.competing(intent)
            places = [place for place, (_, path) in enumerate(read) if path in wanted]
            paths[intent] = sorted({read[place][1] for place in places})
            if len(paths[intent]) > 1:
                labels = np.searchsorted(paths[intent], [read[place][1] for place in places])
                weights[intent] = fit_few(rows[places], labels, len(paths[intent]), _STRENGTH)
        return cls(features, paths, weights)

    def likely(self, text: str, intent: str) -> dict[str, float]:
        """How likely a text that :func:`~bot.intents.understanding.understood` has prepared asks for each entry, if it
        has this intent: the likeliest first, at most eight. Empty for an intent that has no answers of law."""
        if intent not in self._weights:
            return {}
        places, values = self._row(text)
        weights = self._weights[intent]
        chances = softmax(cast(Floats, values @ weights[places] + weights[-1]))
        best = np.argsort(-chances, kind="stable")[:_SHOWN]
        return {self._paths[intent][place]: round(float(chances[place]), 4) for place in best}

    def save(self, folder: Path) -> None:
        """Write ``answers.npz`` (weights to three digits, which is enough) and ``answers.json`` into a folder that
        exists."""
        halves = {intent: weights.astype(np.float16) for intent, weights in self._weights.items()}
        np.savez_compressed(folder / "answers.npz", idf=self._features.weights, **halves)
        words = {"paths": self._paths, "vocabulary": self._features.vocabulary}
        (folder / "answers.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> AnswerModel:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        words = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        with np.load(folder / "answers.npz", allow_pickle=False) as stored:
            weights = {name: values.astype(np.float32) for name, values in stored.items()}
        return cls(Features(words["vocabulary"], weights.pop("idf")), words["paths"], weights)
