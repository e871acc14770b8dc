"""Which answers of law a text may ask for, once its intent is known: one small model for each intent.

An intent's model tells its entries apart, those that it borrows and the shared ones: what competes in
:func:`bot.answers.law_choice.find`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax

from bot.answers import law_entries
from bot.data_files import read_yaml
from bot.intents.features import Row
from bot.intents.softmax import Floats, fit_few

Line = tuple[str, str]
"""What somebody says, and the entry that answers it as ``intent/id``."""

_STRENGTH = 60.0
_SHOWN = 8  # entries; what an intent's model finds less likely is never chosen
_KNOWN = ".known"


def lines(folder: Path) -> Iterator[Line]:
    """Every line of ``<intent>.yml`` with its entry. Raises ``ValueError`` for an entry that is none."""
    for path in sorted(folder.glob("*.yml")):
        known = {entry.id for entry in law_entries.load()[path.stem].entries}
        for id_, said in read_yaml(path).items():
            if id_ not in known:
                raise ValueError(f"{path}: {path.stem} has no answer called {id_}")
            yield from ((str(line), f"{path.stem}/{id_}") for line in said)


@dataclass(frozen=True)
class Chooser:
    """One intent's model: ``known`` are the places of the features that its lines have, in order; ``weights`` has a row
    for each of them, one of zeros for what is not known, and the intercept."""

    paths: list[str]
    known: NDArray[np.int64]
    weights: Floats

    @classmethod
    def learn(cls, rows: csr_matrix, entries: list[str]) -> Chooser:
        """Learn from one entry a row; there must be two entries at least."""
        paths, labels = np.unique(entries, return_inverse=True)
        weights = fit_few(rows, labels, len(paths), _STRENGTH)
        known = np.unique(rows.indices).astype(np.int64)
        nothing = np.zeros((1, len(paths)), np.float32)
        return cls(paths.tolist(), known, np.concatenate([weights[known], nothing, weights[-1:]]))

    def chances(self, row: Row) -> Floats:
        """How likely each of ``paths`` is."""
        places, values = row
        at = np.searchsorted(self.known, places)
        found = self.known[np.minimum(at, len(self.known) - 1)] == places
        rows = np.where(found, at, len(self.known))
        return cast(Floats, softmax(values @ self.weights[rows] + self.weights[-1]))


class AnswerModel:
    """Trained models by intent, over rows of :class:`~bot.intents.features.Features`. Safe to share between threads;
    the same lines always make the same model."""

    def __init__(self, choosers: Mapping[str, Chooser]) -> None:
        self._choosers = choosers

    @classmethod
    def train(cls, rows: csr_matrix, entries: Sequence[str]) -> AnswerModel:
        """Learn from one entry (``intent/id``) a row."""
        choosers = {}
        for intent in law_entries.intents():
            wanted = law_entries.competing(intent)
            places = [place for place, path in enumerate(entries) if path in wanted]
            if len({entries[place] for place in places}) > 1:
                choosers[intent] = Chooser.learn(rows[places], [entries[place] for place in places])
        return cls(choosers)

    def likely(self, row: Row, intent: str) -> dict[str, float]:
        """How likely a text asks for each entry, if it has this intent: the likeliest first, at most eight. Empty for
        an intent that has no answers of law."""
        chooser = self._choosers.get(intent)
        if chooser is None:
            return {}
        chances = chooser.chances(row)
        best = np.argsort(-chances, kind="stable")[:_SHOWN]
        return {chooser.paths[place]: round(float(chances[place]), 4) for place in best}

    def save(self, folder: Path) -> None:
        """Write ``answers.npz`` (weights to three digits, which is enough) and ``answers.json`` into a folder that
        exists."""
        weights = {intent: chooser.weights.astype(np.float16) for intent, chooser in self._choosers.items()}
        known = {f"{intent}{_KNOWN}": chooser.known for intent, chooser in self._choosers.items()}
        np.savez_compressed(folder / "answers.npz", **weights, **known)
        paths = {intent: chooser.paths for intent, chooser in self._choosers.items()}
        (folder / "answers.json").write_text(json.dumps(paths), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> AnswerModel:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        paths = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        with np.load(folder / "answers.npz", allow_pickle=False) as stored:
            return cls(
                {
                    intent: Chooser(names, stored[f"{intent}{_KNOWN}"], stored[intent].astype(np.float32))
                    for intent, names in paths.items()
                }
            )
