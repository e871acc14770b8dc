"""From a text as it came to a ranking and its certainty."""

import pytest

from bot.intents.certainty import certainty
from bot.intents.classifier import IntentModel
from bot.intents.understanding import Limits, rank, understood


def test_text_is_cleaned_and_numbers_are_hidden() -> None:
    assert understood("喂喂 （2024）粵0111執1234號 點解冇進展㗎？？") == "案号 为什么没有进展的?"


def test_crisis_comes_first(small_model: IntentModel) -> None:
    ranking = rank(small_model, understood("案款到账了吗，拿不到我就跳樓"), Limits())
    assert ranking[0][0] == "crisis"
    assert ranking[0][1] >= Limits().sure


def test_other_texts_keep_their_ranking(small_model: IntentModel) -> None:
    read = understood("查進度")
    assert rank(small_model, read, Limits()) == small_model.predict(read)


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.95, "sure"), (0.8, "sure"), (0.79, "fair"), (0.4, "fair"), (0.39, "unsure")]
)
def test_certainty_follows_the_limits(confidence: float, expected: str) -> None:
    assert certainty([("thank", confidence), ("greet", 0.01)], sure=0.8, unsure=0.4) == expected
