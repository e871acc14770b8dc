"""What each channel shows or says of a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.reply import Disclosure, Reply
from connectors.render import portions, render

CHANNELS = ("web", "rest", "wechat", "wecom_kf", "ivr", "robot")

_words = st.text(st.sampled_from("执行法院（）()【】“”、，。！？；:：.1a5 \n/\t𠮷😀"), max_size=60) | st.text(
    max_size=30
)
replies = st.builds(
    Reply,
    lines=st.lists(_words, max_size=8).map(tuple),
    title=_words,
    choices=st.lists(_words, max_size=4).map(tuple),
    link=st.sampled_from(["", "https://www.example.cn/a"]),
    speech=_words | st.just(""),
    disclosure=st.sampled_from(Disclosure),
)


def test_screens_show_title_and_lines() -> None:
    reply = Reply(title="后果", lines=("会加重。", "会罚款。"), choices=("转人工",), speech="不同的话。")
    assert render(reply, "web") == render(reply, "rest") == "后果\n会加重。\n会罚款。"


def test_a_title_that_only_repeats_is_left_out() -> None:
    assert render(Reply(title="已退出", lines=("已退出。", "再见。")), "web") == "已退出。\n再见。"


def test_equal_lines_both_stay() -> None:
    """Two equal payments on one day are two payments."""
    assert render(Reply(lines=("3月1日收到500元。", "3月1日收到500元。")), "web").count("500元") == 2


def test_the_robot_says_what_everybody_may_hear() -> None:
    reply = Reply(lines=("执行依据（判决书）。",), title="标题", choices=("转人工",))
    assert render(reply, "robot") == "执行依据，判决书。"


@given(replies)
def test_the_robot_says_nothing_of_a_party(reply: Reply) -> None:
    said = portions(replace(reply, disclosure=Disclosure.PARTY), "robot")
    assert said == portions(Reply(lines=("别的",), disclosure=Disclosure.PARTY), "robot")
    assert "自己的手机" in said[0]


def test_unknown_channels_are_an_error() -> None:
    with pytest.raises(KeyError):
        render(Reply(lines=("a",)), "fax")


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_to_say_is_an_empty_text(channel: str) -> None:
    assert portions(Reply(lines=("", " ")), channel) == [""]


@given(replies, st.sampled_from(CHANNELS))
def test_every_channel_renders_every_reply(reply: Reply, channel: str) -> None:
    assert render(reply, channel) == portions(reply, channel)[0]


def test_rendering_stays_fast_on_hostile_text() -> None:
    for sign in ("（", "，", " ", "http://", "。", "a"):
        for channel in CHANNELS:
            assert portions(Reply(lines=(sign * 5000,), title=sign * 5000), channel)
