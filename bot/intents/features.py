"""What a text is made of: characters, words and sounds, weighted by TF-IDF; saved without pickles. Whatever is learnt
of texts stands on these.

Sounds are pinyin syllables without tones: a speech recogniser that hears 直行 for 执行 changes characters, never
the syllables. Each kind of token makes a row of length one of its own, times the kind's weight, so that the many rare
n-grams do not drown the few telling words.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import jieba
import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Row = tuple[NDArray[np.int64], Floats]
"""A text: the places of its features and their values."""

KINDS = {"字": 0.6, "双": 0.6, "三": 0.25, "词": 0.6, "音": 0.5, "连": 0.6}
"""The kinds of tokens (one, two and three characters, word, syllable, two syllables) and their weights. The
sounds keep misheard lines readable; with more weight on them, lines as written suffer."""

ONE = sum(weight**2 for weight in KINDS.values())
"""What a row and itself come to, multiplied."""

_TERMS = Path(__file__).with_name("data") / "terms.txt"
_MARKS = re.compile(r"[\s,，。！？!?;；:：、~]+")
_OPEN, _CLOSE = "^", "$"


def tokens(text: str) -> list[str]:
    """The tokens of a text, its ends included; the first character of each names its kind.

    Marks only part clauses: they tell how somebody writes, not what they want, and most messages have none.
    """
    lower = _MARKS.sub(" ", text.lower()).strip()
    line = f"{_OPEN}{lower}{_CLOSE}"
    sounds = [_OPEN, *map(_sound, lower), _CLOSE]
    return [
        *_runs("字", line, 1),
        *_runs("双", line, 2),
        *_runs("三", line, 3),
        *(f"词{word}" for word in _cutter().cut(lower.replace(" ", ""))),
        *_runs("音", sounds, 1),
        *_runs("连", sounds, 2),
    ]


def _runs(kind: str, parts: str | list[str], size: int) -> Iterator[str]:
    gap = "" if isinstance(parts, str) else " "
    return (f"{kind}{gap.join(parts[at : at + size])}" for at in range(len(parts) - size + 1))


@lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    """The syllable of a Chinese character; of any other the sign itself, marked, for ``a`` is not 啊."""
    return str(lazy_pinyin(character)[0]) if "\u4e00" <= character <= "\u9fff" else f"={character}"


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    """jieba with the terms of enforcement; an own instance, so that nobody else's words change."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for term in _TERMS.read_text(encoding="utf-8").split():
        cutter.add_word(term)
    return cutter


class Features:
    """Sublinear TF-IDF, a row of weighted length for each kind of token. :meth:`learn` makes one from texts."""

    def __init__(self, vocabulary: list[str], weights: Floats) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self._place = {token: place for place, token in enumerate(vocabulary)}
        names = list(KINDS)
        self._kind = np.array([names.index(token[0]) for token in vocabulary], np.int64)
        self._share = np.array(list(KINDS.values()), np.float32)

    @classmethod
    def learn(cls, texts: list[str], min_texts: int) -> tuple[Features, csr_matrix]:
        """Keep what occurs in at least ``min_texts`` texts; the rarer it is the more it weighs. With it come the texts'
        rows: taking a text apart is most of the work."""
        read = [tokens(text) for text in texts]
        seen = Counter(token for parts in read for token in set(parts))
        vocabulary = sorted(token for token, count in seen.items() if count >= min_texts)
        weights = [math.log((1 + len(texts)) / (1 + seen[token])) + 1 for token in vocabulary]
        features = cls(vocabulary, np.asarray(weights, np.float32))
        return features, features._matrix(map(features._row, read))

    def row(self, text: str) -> Row:
        """The features of one text; none if nothing in it is known."""
        return self._row(tokens(text))

    def matrix(self, texts: list[str]) -> csr_matrix:
        """One row a text."""
        return self._matrix(map(self.row, texts))

    def _row(self, parts: list[str]) -> Row:
        counts = Counter(place for token in parts if (place := self._place.get(token)) is not None)
        places = np.fromiter(counts.keys(), np.int64, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.weights[places]
        kinds = self._kind[places]
        lengths = np.sqrt(np.bincount(kinds, np.square(values), len(KINDS)))
        return places, (values * self._share[kinds] / lengths[kinds]).astype(np.float32)

    def _matrix(self, found: Iterable[Row]) -> csr_matrix:
        rows = list(found)
        ends = np.cumsum([0] + [len(places) for places, _ in rows])
        places = np.concatenate([np.zeros(0, np.int64), *(places for places, _ in rows)])
        values = np.concatenate([np.zeros(0, np.float32), *(values for _, values in rows)])
        return csr_matrix((values, places, ends), shape=(len(rows), len(self.vocabulary)))

    def save(self, folder: Path) -> None:
        """Write ``features.json`` and ``features.npz`` into a folder that exists."""
        (folder / "features.json").write_text(json.dumps(self.vocabulary, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(folder / "features.npz", weights=self.weights)

    @classmethod
    def load(cls, folder: Path) -> Features:
        """Read what :meth:`save` wrote. Raises ``FileNotFoundError`` if there is nothing."""
        vocabulary = json.loads((folder / "features.json").read_text(encoding="utf-8"))
        with np.load(folder / "features.npz", allow_pickle=False) as stored:
            return cls(vocabulary, stored["weights"])
