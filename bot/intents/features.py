"""What a text is made of: character n-grams and words, weighted by TF-IDF; fast for one line, saved without pickles."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import jieba
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

_TERMS = Path(__file__).with_name("data") / "terms.txt"
_LONGEST = 4
_MARKS = re.compile(r"[\s,，。！？!?;；:：、~]+")


def tokens(text: str) -> list[str]:
    """The n-grams (1 to 4 characters, with the text's ends) and the words of a text. Words start with a space."""
    line = f"^{text.lower()}$"
    grams = [line[at : at + size] for size in range(1, _LONGEST + 1) for at in range(len(line) - size + 1)]
    return grams + [f" {word}" for word in _cutter().cut(_MARKS.sub("", text.lower()))]


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    """jieba with the terms of enforcement; an own instance, so that nobody else's words change."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for term in _TERMS.read_text(encoding="utf-8").split():
        cutter.add_word(term)
    return cutter


class Features:
    """Sublinear TF-IDF, rows of length one. :meth:`learn` makes one from texts."""

    def __init__(self, vocabulary: list[str], weights: Floats) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self._place = {token: place for place, token in enumerate(vocabulary)}

    @classmethod
    def learn(cls, texts: list[str], min_texts: int) -> Features:
        """Keep what occurs in at least ``min_texts`` texts; the rarer it is the more it weighs."""
        seen = Counter(token for text in texts for token in set(tokens(text)))
        vocabulary = sorted(token for token, count in seen.items() if count >= min_texts)
        weights = [math.log((1 + len(texts)) / (1 + seen[token])) + 1 for token in vocabulary]
        return cls(vocabulary, np.asarray(weights, np.float32))

    def row(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """The places and values of one text's features; both empty if nothing in it is known."""
        counts = Counter(place for token in tokens(text) if (place := self._place.get(token)) is not None)
        places = np.fromiter(counts.keys(), np.int64, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.weights[places]
        return places, values / (np.linalg.norm(values) or 1.0)

    def matrix(self, texts: list[str]) -> csr_matrix:
        """One row a text."""
        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0] + [len(places) for places, _ in rows])
        return csr_matrix(
            (
                np.concatenate([values for _, values in rows]).astype(np.float32),
                np.concatenate([places for places, _ in rows]),
                ends,
            ),
            shape=(len(texts), len(self.vocabulary)),
        )
