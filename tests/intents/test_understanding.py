"""From a text as it came to a ranking and its certainty."""

import pytest

from bot.intents.certainty import certainty
from bot.intents.crisis import crisis_first
from bot.intents.reader import Reader
from bot.intents.understanding import Limits, rank, understood


def test_text_is_cleaned_and_numbers_are_hidden() -> None:
    assert understood("喂喂 （2024）粵0111執1234號 點解冇進展㗎？？") == "案号 为什么没有进展的?"


def test_plain_words_of_dying_come_first_whatever_the_classifier_thinks() -> None:
    ranking = crisis_first(
        [("ask_payout", 0.95), ("crisis", 0.05)], understood("拿不到钱我就跳樓"), 0.12, confidence=0.8
    )
    assert ranking == [("crisis", 0.95), ("ask_payout", 0.95)]


def test_other_texts_keep_their_ranking(small_reader: Reader) -> None:
    read = understood("查進度")
    assert rank(small_reader, read, Limits()) == small_reader.rank(read)


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.95, "sure"), (0.8, "sure"), (0.79, "fair"), (0.4, "fair"), (0.39, "unsure")]
)
def test_certainty_follows_the_limits(confidence: float, expected: str) -> None:
    assert certainty([("thank", confidence), ("greet", 0.01)], sure=0.8, unsure=0.4) == expected


@pytest.mark.parametrize("text", ["おはようございます", "안녕하세요", "Спасибо", "ขอบคุณ", "a"])
def test_what_cannot_be_read_is_out_of_scope(small_reader: Reader, text: str) -> None:
    assert rank(small_reader, understood(text), Limits())[0] == ("out_of_scope", Limits().sure)


@pytest.mark.parametrize("text", ["查進度", "2024", "hello", "?", "案号の", "b2"])
def test_what_can_be_read_is_left_to_the_model(small_reader: Reader, text: str) -> None:
    assert rank(small_reader, understood(text), Limits()) == small_reader.rank(understood(text))


@pytest.mark.parametrize("text", ["那怎么办", "然后呢", "为什么", "那我呢"])
def test_what_leans_on_something_before_is_not_sure_by_itself(small_reader: Reader, text: str) -> None:
    ranking, plain = rank(small_reader, understood(text), Limits()), small_reader.rank(understood(text))
    assert ranking[0][0] == "ask_progress" and ranking[0][1] < Limits().unsure
    assert sorted(name for name, _ in ranking) == sorted(name for name, _ in plain)
    assert sum(chance for _, chance in ranking) <= 1.001
