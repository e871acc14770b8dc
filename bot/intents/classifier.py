"""Which intent a text has, and how sure that is.

Two models. The light one knows characters, words and sounds, has learnt from every line and is quick. Where it is not
sure, a sentence vector, which costs more than all the rest, adds its opinion: a model of its own, learnt from a sample
of the lines, because a vector takes as long in training as in use. Their scores are added. Both answers are calibrated:
a confidence of 0.8 is right in about 80 of 100.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax

from bot.intents.features import Features
from bot.intents.softmax import Floats, Labels, fit, temperature
from bot.intents.vectors import Encoder

Ranking = list[tuple[str, float]]
_Mask = NDArray[np.bool_]

_KEPT = 4096  # answers
_BLOCK, _PARTS = 10, 5


@dataclass(frozen=True)
class Training:
    """How a model is trained. The defaults were chosen by cross-validation; what they reach together is printed by
    ``python -m bot evaluate``."""

    min_texts: int = 5
    """A token must occur in so many texts; fewer make the model larger, not better."""
    strength: float = 15.0
    """The inverse of the light model's regularisation."""
    vector_strength: float = 60.0
    """The same for the sentence vectors."""
    vector_share: float = 0.3
    """The weight of their scores beside the light model's."""
    sample: int = 60
    """From how many lines of an intent they learn, at most."""


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
        self._encoder = encoder if "vector" in arrays else None
        self._alone = alone
        self._remembered = lru_cache(maxsize=_KEPT)(self._rank)
        self._glanced = lru_cache(maxsize=_KEPT)(self._glance)

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
        with ThreadPoolExecutor(1) as pool:  # the vectors take as long as all the rest: compute them meanwhile
            taken = _sample(target, how.sample)
            vectors = pool.submit(encoder.encode, [texts[place] for place in taken]) if encoder else None
            features = Features.learn(texts, max(1, min(how.min_texts, len(texts) // len(intents))))
            held = _held_out(target)
            scores, arrays = _light(features.matrix(texts), target, held, how)
            if vectors:
                arrays |= _vector(vectors.result(), scores[taken], target[taken], held[taken], how)
        return cls(intents, features, arrays, encoder, alone)

    def predict(self, text: str) -> Ranking:
        """All intents with their confidence, the likeliest first. The confidences sum to one."""
        return list(self._remembered(text))

    def glance(self, text: str) -> Ranking:
        """The same by the light model alone: for the parts of a message whose whole was read carefully."""
        return list(self._glanced(text))

    def _glance(self, text: str) -> tuple[tuple[str, float], ...]:
        return self._ordered(softmax(self._light_scores(text) / self._arrays["light_temperature"]))

    def _rank(self, text: str) -> tuple[tuple[str, float], ...]:
        scores = self._light_scores(text)
        chances = softmax(scores / self._arrays["light_temperature"])
        if self._encoder is not None and chances.max() < self._alone:
            weights = self._arrays["vector"]
            centred = self._encoder.encode([text])[0] - self._arrays["vector_mean"]
            scores = scores + self._arrays["vector_share"] * (centred @ weights[:-1] + weights[-1])
            chances = softmax(scores / self._arrays["both_temperature"])
        return self._ordered(chances)

    def _light_scores(self, text: str) -> Floats:
        places, values = self._features.row(text)
        weights = self._arrays["light"]
        return cast(Floats, values @ weights[places] + weights[-1])

    def _ordered(self, chances: NDArray[Any]) -> tuple[tuple[str, float], ...]:
        return tuple((self.intents[place], float(chances[place])) for place in np.argsort(-chances, kind="stable"))

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


def _light(rows: csr_matrix, target: Labels, held: _Mask, how: Training) -> tuple[Floats, dict[str, Floats]]:
    """The light model, and the scores that a model without the held-out lines gives to all lines: how sure it is of
    lines that it has not seen is measured on the held-out ones."""
    classes = int(target.max()) + 1
    weights = fit(rows[~held], target[~held], classes, how.strength)
    scores = np.asarray(rows @ weights[:-1] + weights[-1])
    divisor = temperature(scores[held], target[held])
    whole = fit(rows, target, classes, how.strength)
    return scores, {"light": whole, "light_temperature": _number(divisor)}


def _vector(vectors: Floats, light: Floats, target: Labels, held: _Mask, how: Training) -> dict[str, Floats]:
    """The model of sentence vectors, and how sure both are together, measured as for the light model."""
    classes = int(target.max()) + 1
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    weights = fit(centred[~held], target[~held], classes, how.vector_strength)
    both = light + how.vector_share * (centred @ weights[:-1] + weights[-1])
    return {
        "vector": fit(centred, target, classes, how.vector_strength),
        "vector_mean": mean,
        "vector_share": _number(how.vector_share),
        "both_temperature": _number(temperature(both[held], target[held])),
    }


def _sample(target: Labels, most: int) -> NDArray[np.int64]:
    """The places of at most ``most`` lines an intent, spread evenly over its file, in order."""
    taken = []
    for intent in range(int(target.max()) + 1):
        places = np.flatnonzero(target == intent)
        taken.append(places[np.unique(np.linspace(0, len(places) - 1, min(most, len(places))).astype(int))])
    return np.sort(np.concatenate(taken))


def _number(value: float) -> Floats:
    return np.full(1, value, np.float32)


def _held_out(target: Labels) -> _Mask:
    """Every fifth block of ten neighbours within an intent: neighbours in a file resemble each other, and a line whose
    like was learnt would make the model look surer than it may be."""
    held = np.zeros(len(target), bool)
    for intent in range(int(target.max()) + 1):
        places = np.flatnonzero(target == intent)
        size = min(_BLOCK, max(1, len(places) // _PARTS))
        held[places[(np.arange(len(places)) // size) % _PARTS == _PARTS - 1]] = True
    return held
