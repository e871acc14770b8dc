"""A bare number picks one of the choices offered last."""

from __future__ import annotations

import pytest
import redis

from bot.answers.reply import Reply
from bot.engine.choices import Choices


@pytest.fixture
def choices(redis_client: redis.Redis[str]) -> Choices:
    kept = Choices(redis_client)
    kept.keep("web:a", [Reply(lines=("问",), choices=("甲", "乙")), Reply(lines=("后",))])
    return kept


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("1", "甲"),
        ("2", "乙"),
        ("②", "乙"),
        ("第二个", "乙"),
        ("选1", "甲"),
        ("一", "甲"),
        ("2。", "乙"),
        ("第1项", "甲"),
        ("选第二个", "乙"),
        ("我选2", "乙"),
        ("就第一个吧", "甲"),
        ("那就2吧", "乙"),
        ("二", "乙"),
        ("选3", "选3"),
        ("最后一个", "乙"),
        ("第二个问题", "乙"),
    ],
)
def test_number_picks(choices: Choices, text: str, picked: str) -> None:
    assert choices.picked("web:a", text) == picked


@pytest.mark.parametrize("text", ["3", "123456", "1234号", "第二天", "两个", "甲", "0", "一万", "一个月", "第一次"])
def test_other_texts_stay(choices: Choices, text: str) -> None:
    assert choices.picked("web:a", text) == text


def test_choices_belong_to_one_sender(choices: Choices) -> None:
    assert choices.picked("web:b", "1") == "1"


def test_a_turn_without_choices_leaves_nothing_to_pick(choices: Choices) -> None:
    choices.keep("web:a", [Reply(lines=("好",))])
    assert choices.picked("web:a", "1") == "1"
