"""Which intent a text has, and how sure that is.

Two kinds of knowledge, added: a linear model knows what the lines of an intent have in common, a memory knows each
line. The sum is calibrated: a confidence of 0.8 is right in about 80 of 100.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
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

    strength: float = 15.0
    """The inverse of the linear model's regularisation."""
    near: float = 16.0
    """What the cosine to the nearest line weighs beside the linear model's scores."""
    asked: float = 4.0
    """The same for the nearest question of law: all of these are the field's own, so that more weight on them would
    answer what is none of its business."""


class Untrainable(ValueError):
    """The training texts hold fewer than two intents."""


class IntentModel:
    """A trained model over rows of :class:`~bot.intents.features.Features`. Safe to share between threads; the same
    lines always make the same model."""

    def __init__(
        self, intents: list[str], weights: Floats, lines: Memory, questions: Memory, how: Training, divisor: float
    ) -> None:
        self.intents = intents
        self._weights = weights
        self._lines = lines
        self._questions = questions
        self._how = how
        self._divisor = divisor

    @classmethod
    def train(
        cls, rows: csr_matrix, labels: list[str], asked: csr_matrix, topics: list[str], how: Training = Training()
    ) -> IntentModel:
        """Learn from one intent a row. ``asked`` are questions of law, which are only remembered, with their intents
        ``topics``; those of an intent that has no row are left out.

        Raises :class:`Untrainable` for fewer than two intents.
        """
        intents = sorted(set(labels))
        if len(intents) < 2:
            raise Untrainable("to tell intents apart takes at least two of them")
        target, count = np.searchsorted(intents, labels), len(intents)
        kept = [place for place, topic in enumerate(topics) if topic in intents]
        places = np.searchsorted(intents, [topics[place] for place in kept]).astype(np.int64)
        questions = Memory.learn(asked[kept], places, count)
        held = _held_out(target)
        known, theirs = rows[~held], target[~held]
        part = cls(
            intents, fit(known, theirs, count, how.strength), Memory.learn(known, theirs, count), questions, how, 1.0
        )
        divisor = temperature(part._scores_of(rows[held]), target[held]) if held.any() else 1.0
        whole = fit(rows, target, count, how.strength)
        return cls(intents, whole, Memory.learn(rows, target, count), questions, how, divisor)

    def rank(self, row: Row) -> Ranking:
        """All intents with their confidence, the likeliest first. The confidences sum to one."""
        places, values = row
        linear = values @ self._weights[places] + self._weights[-1]
        near = self._how.near * self._lines.nearest(row) + self._how.asked * self._questions.nearest(row)
        chances = softmax((linear + near) / self._divisor)
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[place], float(chances[place])) for place in order]

    def _scores_of(self, rows: csr_matrix) -> Floats:
        linear = np.asarray(rows @ self._weights[:-1] + self._weights[-1])
        near = self._how.near * self._lines.nearest_of(rows) + self._how.asked * self._questions.nearest_of(rows)
        return cast(Floats, linear + near)

    def save(self, folder: Path) -> None:
        """Write ``intents.npz``, ``lines.npz``, ``questions.npz`` and ``intents.json`` into a folder that exists."""
        np.savez_compressed(folder / "intents.npz", weights=self._weights)
        np.savez_compressed(folder / "lines.npz", **self._lines.arrays())
        np.savez_compressed(folder / "questions.npz", **self._questions.arrays())
        words = {"intents": self.intents, "how": asdict(self._how), "divisor": self._divisor}
        (folder / "intents.json").write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        words = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        weights = cast(Floats, _stored(folder / "intents.npz")["weights"])
        lines, questions = (Memory.of(_stored(folder / f"{name}.npz")) for name in ("lines", "questions"))
        return cls(words["intents"], weights, lines, questions, Training(**words["how"]), words["divisor"])


def _stored(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def _held_out(target: Labels) -> _Mask:
    """Every fifth block of ten neighbours within an intent: neighbours in a file resemble each other, and a line whose
    like was learnt would make the model look surer than it may be."""
    held = np.zeros(len(target), bool)
    for intent in range(int(target.max()) + 1):
        places = np.flatnonzero(target == intent)
        size = min(_BLOCK, max(1, len(places) // _PARTS))
        held[places[(np.arange(len(places)) // size) % _PARTS == _PARTS - 1]] = True
    return held
