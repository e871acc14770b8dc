"""Answers to an offer of meanings."""

from __future__ import annotations

import pytest

from bot.answers.picking import by_words, is_none, is_yes
from bot.intents.cleaning import clean

_OFFER = ["案款什么时候能发给我", "执行一般要多久", "谁在办我的案子，怎么联系"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("案款", 0),
        ("案款那个", 0),
        ("我想问案款", 0),
        ("多久", 1),
        ("怎么联系", 2),
        ("谁在办", 2),
        ("是执行要多久", None),
    ],
)
def test_a_word_of_one_offer_picks_it(text: str, at: int | None) -> None:
    assert by_words(text, _OFFER) == at


@pytest.mark.parametrize("text", ["案", "什么", "么", "", "我的案子现在办到什么程度了呢", "你好"])
def test_other_words_pick_nothing(text: str) -> None:
    assert by_words(text, [*_OFFER, "查到什么财产"]) is None


@pytest.mark.parametrize("text", ["都不是", "以上都不是", "不是", "都不对", "没有我想问的", "不是这个意思", "都唔係"])
def test_none_of_them(text: str) -> None:
    assert is_none(clean(text).text)
    assert not is_yes(text)


@pytest.mark.parametrize("text", ["是", "好", "要", "好的", "嗯", "可以", "转吧", "行", "好的谢谢", "係", "OK"])
def test_yes(text: str) -> None:
    assert is_yes(clean(text).text)
    assert not is_none(text)


@pytest.mark.parametrize("text", ["不要", "好烦", "要多久", "是不是", "不用了", "可以还款吗"])
def test_neither(text: str) -> None:
    assert not is_yes(text)
