"""Which intent a text has, and how sure that is.

Two kinds of knowledge, added: a linear model knows what the lines of an intent have in common, a memory knows each
line. The sum is calibrated: a confidence of 0.8 is right in about 80 of 100.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from scipy.special import softmax

from bot.intents.features import Row
from bot.intents.memory import Memory
from bot.intents.softmax import Floats, Labels, fit, temperature

Ranking = list[tuple[str, float]]
_Mask = NDArray[np.bool_]

_BLOCK, _PARTS = 10, 5


@dataclass(frozen=True)
class Training:
    """How a model is trained; what it reaches is printed by ``python -m bot evaluate``."""

    strength: float = 6.0
    """The inverse of the linear model's regularisation."""
    near: float = 16.0
    """What the cosine to the nearest line weighs beside the linear model's scores."""


class Untrainable(ValueError):
    """The training texts hold fewer than two intents."""


class IntentModel:
    """A trained model over rows of :class:`~bot.intents.features.Features`. Safe to share between threads; the same
    lines always make the same model."""

    def __init__(self, intents: list[str], weights: Floats, memory: Memory, near: float, divisor: float) -> None:
        self.intents = intents
        self._weights = weights
        self._memory = memory
        self._near = near
        self._divisor = divisor

    @classmethod
    def train(
        cls, rows: csr_matrix, labels: list[str], asked: csr_matrix, topics: list[str], how: Training = Training()
    ) -> IntentModel:
        """Learn from one intent a row. ``asked`` are questions of law with their intents ``topics``; those of an intent
        that has no row are left out. They are not remembered one by one: each is this field's own, and something near
        to it is found for whatever is none of its business.

        Raises :class:`Untrainable` for fewer than two intents.
        """
        intents = sorted(set(labels))
        if len(intents) < 2:
            raise Untrainable("to tell intents apart takes at least two of them")
        target = np.searchsorted(intents, labels)
        kept = [place for place, topic in enumerate(topics) if topic in intents]
        beside = asked[kept], np.searchsorted(intents, [topics[place] for place in kept]).astype(np.int64)
        held = _held_out(target)
        divisor = 1.0
        if held.any():
            part = cls._learnt(intents, rows[~held], target[~held], beside, how)
            divisor = temperature(part._scores(rows[held]), target[held])
        return cls._learnt(intents, rows, target, beside, how, divisor)

    @classmethod
    def _learnt(
        cls,
        intents: list[str],
        rows: csr_matrix,
        target: Labels,
        beside: tuple[csr_matrix, Labels],
        how: Training,
        divisor: float = 1.0,
    ) -> IntentModel:
        every, labels = vstack([rows, beside[0]]).tocsr(), np.concatenate([target, beside[1]])
        weights = fit(every, labels, len(intents), how.strength)
        return cls(intents, weights, Memory.learn(rows, target), how.near, divisor)

    def rank(self, row: Row) -> Ranking:
        """All intents with their confidence, the likeliest first. The confidences sum to one."""
        places, values = row
        scores = values @ self._weights[places] + self._weights[-1] + self._near * self._memory.nearest(row)
        chances = softmax(scores / self._divisor)
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[place], float(chances[place])) for place in order]

    def _scores(self, rows: csr_matrix) -> Floats:
        linear = np.asarray(rows @ self._weights[:-1] + self._weights[-1])
        return cast(Floats, linear + self._near * self._memory.nearest_of(rows))

    def save(self, folder: Path) -> None:
        """Write ``intents.npz`` and ``intents.json`` into a folder that exists."""
        np.savez_compressed(folder / "intents.npz", weights=self._weights, **self._memory.arrays())
        words = {"intents": self.intents, "near": self._near, "divisor": self._divisor}
        (folder / "intents.json").write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        words = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        weights = cast(Floats, arrays.pop("weights"))
        return cls(words["intents"], weights, Memory.of(arrays), words["near"], words["divisor"])


def _held_out(target: Labels) -> _Mask:
    """Every fifth block of ten neighbours within an intent: neighbours in a file resemble each other, and a line whose
    like was learnt would make the model look surer than it may be."""
    held = np.zeros(len(target), bool)
    for intent in range(int(target.max()) + 1):
        places = np.flatnonzero(target == intent)
        size = min(_BLOCK, max(1, len(places) // _PARTS))
        held[places[(np.arange(len(places)) // size) % _PARTS == _PARTS - 1]] = True
    return held
