"""Features: n-grams and words, weighted."""

import numpy as np
import pytest

from bot.intents.features import KINDS, Features, tokens

TEXTS = ["限高了怎么办", "限高怎么解除", "怎么坐车", "查进度"]


def test_tokens_know_the_ends_of_a_text_and_the_words_of_the_field() -> None:
    found = tokens("限高令解除")
    assert {"三^限高", "双除$", "字限", "词限高令", "音xian", "连jie chu"} <= set(found)


def test_a_homophone_changes_characters_never_sounds() -> None:
    right, heard = ({token for token in tokens(text) if token[0] in "音连"} for text in ("执行到哪", "直行到哪"))
    assert right == heard


def test_latin_letters_count_in_any_case() -> None:
    assert tokens("QQ号") == tokens("qq号")


@pytest.mark.parametrize("text", ["你好法官 在吗？", "你好法官，在吗", " 你好法官。在吗!"])
def test_marks_only_part_clauses(text: str) -> None:
    assert tokens(text) == tokens("你好法官 在吗")


def test_marks_make_no_words() -> None:
    assert "词," not in tokens("你好,法官")


def test_keeps_what_occurs_often_enough() -> None:
    vocabulary = Features.learn(TEXTS, min_texts=2)[0].vocabulary
    assert "词限高" in vocabulary
    assert "词坐车" not in vocabulary


def test_the_rarer_the_heavier() -> None:
    features, _ = Features.learn(TEXTS, min_texts=1)
    weight = dict(zip(features.vocabulary, features.weights, strict=True))
    assert weight["双坐车"] > weight["双限高"] > weight["双怎么"]


def test_every_kind_of_token_has_its_own_length() -> None:
    features, _ = Features.learn(TEXTS, min_texts=1)
    places, values = features.row(TEXTS[0])
    for kind, length in KINDS.items():
        of_kind = [value for place, value in zip(places, values, strict=True) if features.vocabulary[place][0] == kind]
        assert np.linalg.norm(of_kind) == pytest.approx(length, abs=1e-5)


def test_matrix_holds_the_rows() -> None:
    features, _ = Features.learn(TEXTS, min_texts=1)
    places, values = features.row(TEXTS[1])
    row = features.matrix(TEXTS)[1].toarray()[0]
    assert row[places] == pytest.approx(values)
    assert np.count_nonzero(row) == len(places)


def test_unknown_text_has_no_features() -> None:
    places, values = Features(["双限高"], np.ones(1, np.float32)).row("xyz")
    assert len(places) == len(values) == 0


def test_the_rows_that_come_with_it_are_those_of_the_texts() -> None:
    features, rows = Features.learn(TEXTS, min_texts=2)
    assert (rows != features.matrix(TEXTS)).nnz == 0
