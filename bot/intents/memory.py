"""Every line that was learnt, kept: how near a text comes to the nearest line of each intent.

A linear model knows what the lines of an intent have in common; this knows each of them, the rare ones too.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from bot.intents.features import ONE, Row
from bot.intents.softmax import Floats, Labels

_COMMON = 0.1  # what so many lines share does not tell which of them is near, and is most of the work
_FEW = 10  # lines; among so few nothing is common
_AT_ONCE = 500  # rows; their likeness to all lines takes some 60 MB


class Memory:
    """Lines by label. Safe to share between threads."""

    def __init__(self, lines: csr_matrix, first: NDArray[np.int64]) -> None:
        """``lines`` has a row a feature and a column a line, label by label; ``first`` is where each label begins."""
        self._lines = lines
        self._first = first

    @classmethod
    def learn(cls, rows: csr_matrix, labels: Labels) -> Memory:
        """Keep a row a line, without what is common. Labels count from zero and none may be missing."""
        order = np.argsort(labels, kind="stable")
        lines = rows[order].T.tocsr()
        telling = np.diff(lines.indptr) <= max(_FEW, _COMMON * len(labels))
        return cls(
            (diags(telling.astype(np.float32)) @ lines).tocsr(),
            np.searchsorted(labels[order], np.arange(labels.max() + 1)),
        )

    def nearest(self, row: Row) -> Floats:
        """The cosine to the nearest line of each label, common features left out of the line."""
        places, values = row
        if not len(places):
            return np.zeros(len(self._first), np.float32)
        return cast(Floats, self._best((values @ self._lines[places])[np.newaxis])[0])

    def nearest_of(self, rows: csr_matrix) -> Floats:
        """The same for many: a row a text, a column a label."""
        parts = range(0, rows.shape[0], _AT_ONCE)
        return np.concatenate([self._best((rows[at : at + _AT_ONCE] @ self._lines).toarray()) for at in parts])

    def _best(self, likeness: Floats) -> Floats:
        return cast(Floats, np.maximum.reduceat(likeness, self._first, axis=1) / ONE)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What :meth:`of` makes the same of again; values to three digits, which is enough."""
        values, size = self._lines.data.astype(np.float16), np.array(self._lines.shape)
        places = {"columns": self._lines.indices, "ends": self._lines.indptr, "first": self._first, "size": size}
        return {"values": values, **places}

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]]) -> Memory:
        """The memory whose :meth:`arrays` these are."""
        parts = arrays["values"].astype(np.float32), arrays["columns"], arrays["ends"]
        return cls(csr_matrix(parts, shape=tuple(arrays["size"])), arrays["first"])
