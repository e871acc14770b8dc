"""The memory of lines: the nearest of each label, against the plain reckoning."""

from __future__ import annotations

import numpy as np
import pytest

from bot.intents.features import Features
from bot.intents.memory import Memory
from tests.intents.small_corpus import LABELS, TEXTS

_FEATURES, _ROWS = Features.learn(TEXTS, 1)
_NAMES = sorted(set(LABELS))
_TARGET = np.searchsorted(_NAMES, LABELS)
_MEMORY = Memory.learn(_ROWS, _TARGET)


_TELLING = np.asarray((_ROWS > 0).sum(axis=0)).ravel() <= 10
"""What at most ten lines have: a tenth of them is fewer."""


def test_a_line_is_nearest_to_itself() -> None:
    for text, label in zip(TEXTS, LABELS, strict=True):
        nearest = _MEMORY.nearest(_FEATURES.row(text))
        assert int(nearest.argmax()) == _NAMES.index(label)
        assert nearest.max() <= 1.0 + 1e-5


def test_it_finds_what_a_plain_search_finds() -> None:
    row = _FEATURES.row("我的钱什么时候发")
    dense = np.zeros(len(_FEATURES.vocabulary), np.float32)
    dense[row[0]] = row[1]
    likeness = (_ROWS @ (dense * _TELLING)) / np.asarray(_ROWS.power(2).sum(axis=1)).ravel().max()
    plain = [likeness[label == _TARGET].max() for label in range(len(_NAMES))]
    assert _MEMORY.nearest(row) == pytest.approx(np.array(plain), abs=1e-4)


def test_one_text_and_many_come_to_the_same() -> None:
    many = _MEMORY.nearest_of(_ROWS[:5])
    assert many[3] == pytest.approx(_MEMORY.nearest(_FEATURES.row(TEXTS[3])), abs=1e-5)


def test_what_nothing_is_known_of_is_near_to_nothing() -> None:
    nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    assert _MEMORY.nearest(nothing).tolist() == [0.0] * len(_NAMES)


def test_its_arrays_make_the_same_again() -> None:
    again = Memory.of(_MEMORY.arrays())
    row = _FEATURES.row("案款几时到")
    assert again.nearest(row) == pytest.approx(_MEMORY.nearest(row), abs=1e-3)


def test_what_most_lines_have_tells_nothing() -> None:
    texts = [f"甲{one}{other}" for one in "abcdefghijkl" for other in "mnopqrstuvwx"]
    features, rows = Features.learn(texts, 1)
    memory = Memory.learn(rows, np.arange(len(texts)) % 2)
    assert memory.nearest(features.row("甲")).max() == 0
    assert memory.nearest(features.row(texts[3])).argmax() == 1
