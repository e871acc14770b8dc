"""Commands are known by their exact words, in the ways people put them."""

import pytest

from bot.intents.commands import fixed_intent


@pytest.mark.parametrize(
    "text", ["再说一遍", "刚刚讲的再说一次", "你刚才说的那句再念一遍?", "能不能再讲一遍", "请再说一遍吧"]
)
def test_again(text: str) -> None:
    assert fixed_intent(text) == "command_repeat"


@pytest.mark.parametrize("text", ["刚才说的那套房什么时候拍", "我再说一遍我没有钱", "再说", "刚才打电话那个人是谁"])
def test_what_only_sounds_like_a_command_is_none(text: str) -> None:
    assert fixed_intent(text) is None
