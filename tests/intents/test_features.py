"""Features: n-grams and words, weighted."""

import numpy as np
import pytest

from bot.intents.features import Features, tokens

TEXTS = ["限高了怎么办", "限高怎么解除", "怎么坐车", "查进度"]


def test_tokens_know_the_ends_of_a_text_and_the_words_of_the_field() -> None:
    found = tokens("限高令解除")
    assert {"^限高", "解除$", "限", " 限高令"} <= set(found)


def test_latin_letters_count_in_any_case() -> None:
    assert tokens("QQ号") == tokens("qq号")


def test_marks_make_no_words() -> None:
    assert " ," not in tokens("你好,法官")


def test_keeps_what_occurs_often_enough() -> None:
    vocabulary = Features.learn(TEXTS, min_texts=2).vocabulary
    assert "限高" in vocabulary
    assert "坐车" not in vocabulary


def test_the_rarer_the_heavier() -> None:
    features = Features.learn(TEXTS, min_texts=1)
    weight = dict(zip(features.vocabulary, features.weights, strict=True))
    assert weight["坐车"] > weight["限高"] > weight["怎么"]


def test_rows_have_length_one() -> None:
    features = Features.learn(TEXTS, min_texts=1)
    lengths = np.sqrt(features.matrix(TEXTS).power(2).sum(axis=1))
    assert np.asarray(lengths).ravel() == pytest.approx([1.0] * len(TEXTS), abs=1e-5)


def test_matrix_holds_the_rows() -> None:
    features = Features.learn(TEXTS, min_texts=1)
    places, values = features.row(TEXTS[1])
    row = features.matrix(TEXTS)[1].toarray()[0]
    assert row[places] == pytest.approx(values)
    assert np.count_nonzero(row) == len(places)


def test_unknown_text_has_no_features() -> None:
    places, values = Features(["限高"], np.ones(1, np.float32)).row("xyz")
    assert len(places) == len(values) == 0
