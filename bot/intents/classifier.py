"""Which intent a text has, and how sure that is.

Two models share the n-grams. The light one knows nothing else and costs a tenth of a millisecond; where it is not sure,
the full one adds a sentence vector (5 to 15 ms). Both are calibrated: a confidence of 0.8 is right in about 80 of 100.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from bot.intents.features import Features
from bot.intents.softmax import Floats, Labels, fit, temperature
from bot.intents.vectors import Encoder

Ranking = list[tuple[str, float]]

_KEPT = 4096  # answers
_BLOCK, _PARTS = 10, 5


@dataclass(frozen=True)
class Training:
    """How a model is trained. The defaults were chosen by cross-validation on ``data/nlu``."""

    min_texts: int = 3
    """An n-gram must occur in so many texts: 3 was as accurate as 2 (0.772 and 0.771) at half the size."""
    strength: float = 15.0
    """The inverse of the regularisation: 5, 15 and 40 gave 0.772, 0.777 and 0.780."""
    vector_weight: float = 2.0
    """The sentence vector's weight beside the n-grams: 1.5, 2 and 4 gave 0.774, 0.777 and 0.757."""


class Untrainable(ValueError):
    """The training texts hold fewer than two intents."""


class IntentModel:
    """A trained model. Safe to share between threads; the same texts always make the same model."""

    def __init__(
        self, intents: list[str], features: Features, arrays: dict[str, Floats], encoder: Encoder | None, alone: float
    ) -> None:
        self.intents = intents
        self._features = features
        self._arrays = arrays
        self._encoder = encoder if "full" in arrays else None
        self._alone = alone
        self._remembered = lru_cache(maxsize=_KEPT)(self._rank)

    @classmethod
    def train(
        cls, texts: list[str], labels: list[str], encoder: Encoder | None, alone: float, how: Training = Training()
    ) -> IntentModel:
        """Learn from one intent a text. ``alone`` is the confidence from which the light model answers by itself.

        Raises :class:`Untrainable` for fewer than two intents.
        """
        intents = sorted(set(labels))
        if len(intents) < 2:
            raise Untrainable("to tell intents apart takes at least two of them")
        target = np.searchsorted(intents, labels)
        features = Features.learn(texts, max(1, min(how.min_texts, len(texts) // len(intents))))
        sparse = features.matrix(texts)
        arrays = _calibrated("light", sparse, np.zeros((len(texts), 0), np.float32), target, how)
        if encoder is not None:
            vectors = encoder.encode(texts)
            mean = vectors.mean(axis=0)
            arrays |= _calibrated("full", sparse, (vectors - mean) * how.vector_weight, target, how)
            arrays |= {"mean": mean, "vector_weight": np.full(1, how.vector_weight, np.float32)}
        return cls(intents, features, arrays, encoder, alone)

    def predict(self, text: str) -> Ranking:
        """All intents with their confidence, the likeliest first. The confidences sum to one."""
        return list(self._remembered(text))

    def _rank(self, text: str) -> tuple[tuple[str, float], ...]:
        places, values = self._features.row(text)
        chances = self._chances("light", places, values, np.zeros(0, np.float32))
        if self._encoder is not None and chances.max() < self._alone:
            vector = (self._encoder.encode([text])[0] - self._arrays["mean"]) * self._arrays["vector_weight"]
            chances = self._chances("full", places, values, vector)
        return tuple((self.intents[place], float(chances[place])) for place in np.argsort(-chances, kind="stable"))

    def _chances(self, model: str, places: NDArray[np.int64], values: Floats, vector: Floats) -> NDArray[Any]:
        weights, split = self._arrays[model], len(self._features.vocabulary)
        scores = values @ weights[places] + vector @ weights[split:-1] + weights[-1]
        return np.asarray(softmax(scores / self._arrays[f"{model}_temperature"]))

    def save(self, folder: Path) -> None:
        """Write ``intents.npz`` and ``intents.json`` into a folder that exists."""
        np.savez_compressed(folder / "intents.npz", idf=self._features.weights, **self._arrays)
        words = {"intents": self.intents, "vocabulary": self._features.vocabulary}
        (folder / "intents.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder: Encoder | None, alone: float) -> IntentModel:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        words = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        features = Features(words["vocabulary"], arrays.pop("idf"))
        return cls(words["intents"], features, arrays, encoder, alone)


def _calibrated(name: str, sparse: Any, dense: Floats, target: Labels, how: Training) -> dict[str, Floats]:
    """The weights, and the temperature measured with a fifth of the texts held out."""
    classes = int(target.max()) + 1
    held = _held_out(target)
    weights = fit(sparse[~held], dense[~held], target[~held], classes, how.strength)
    split = sparse.shape[1]
    scores = sparse[held] @ weights[:split] + dense[held] @ weights[split:-1] + weights[-1]
    weights = fit(sparse, dense, target, classes, how.strength)
    divisor = np.full(1, temperature(scores, target[held]), np.float32)
    return {name: weights, f"{name}_temperature": divisor}


def _held_out(target: Labels) -> NDArray[np.bool_]:
    """Every fifth block of ten neighbours within an intent: neighbours in a file resemble each other, and a line whose
    like was learnt would make the model look surer than it may be."""
    held = np.zeros(len(target), bool)
    for intent in range(int(target.max()) + 1):
        places = np.flatnonzero(target == intent)
        size = min(_BLOCK, max(1, len(places) // _PARTS))
        held[places[(np.arange(len(places)) // size) % _PARTS == _PARTS - 1]] = True
    return held
