"""What each channel shows or says of a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.reply import Disclosure, Reply
from connectors.render import pages, portions, render

HINT = "\n回复“继续”看后面"
CHANNELS = ("web", "rest", "wechat", "ivr", "robot")

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


def bare(text: str) -> str:
    """Without any blanks."""
    return "".join(text.split())


def test_screens_show_title_and_lines() -> None:
    reply = Reply(title="后果", lines=("会加重。", "会罚款。"), choices=("转人工",), speech="不同的话。")
    assert render(reply, "web") == render(reply, "rest") == "后果\n会加重。\n会罚款。"


def test_wechat_numbers_the_choices() -> None:
    reply = Reply(lines=("没听懂。",), choices=("查进展", "转人工"))
    assert render(reply, "wechat") == "没听懂。\n\n回复数字可以选：\n1. 查进展\n2. 转人工"


def test_wechat_does_not_list_choices_twice() -> None:
    listed = Reply(lines=("哪一个？", "1. 甲案，2月1日立案", "2. 乙案"), choices=("甲案", "乙案"))
    assert render(listed, "wechat") == "哪一个？\n1. 甲案，2月1日立案\n2. 乙案"
    partly = Reply(lines=("哪一个？", "1. 甲案"), choices=("甲案", "都不是"))
    assert render(partly, "wechat") == "哪一个？\n1. 甲案\n\n回复数字可以选：\n2. 都不是"


def test_wechat_shows_the_link() -> None:
    assert render(Reply(lines=("见网站。",), link="https://a.example"), "wechat") == "见网站。\n\nhttps://a.example"


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


@given(replies, st.integers(64, 400))
def test_pages_fit_and_lose_nothing(reply: Reply, limit: int) -> None:
    shown = pages(reply, limit)
    assert all(len(page.encode()) <= limit for page in shown)
    assert all(page.endswith(HINT) for page in shown[:-1])
    together = bare("".join([page.removesuffix(HINT) for page in shown[:-1]] + shown[-1:]))
    assert together == bare("".join(pages(reply, 10**6)))
    everything = (*reply.lines, *reply.choices, reply.link)
    assert all(bare(part) in together for part in everything if bare(part))


@given(st.lists(st.integers(1, 15), min_size=1, max_size=60))
def test_pages_are_cut_at_the_ends_of_sentences(lengths: list[int]) -> None:
    lines = tuple("执" * length + "。" for length in lengths)
    shown = pages(Reply(lines=lines), 100)
    for page in shown:
        assert page.removesuffix(HINT).endswith("。")


def test_a_page_takes_all_that_fits() -> None:
    sentence = "法" * 99 + "。"  # 300 bytes
    assert pages(Reply(lines=(sentence * 6,))) == [sentence * 6]
    first, second = pages(Reply(lines=(sentence * 7,)))
    assert (first, second) == (sentence * 6 + HINT, sentence)


def test_a_closing_quote_stays_with_its_sentence() -> None:
    line = "他说“" + "好" * 20 + "。”" + "坏" * 20 + "。"
    assert pages(Reply(lines=(line,)), 110)[0].removesuffix(HINT).endswith("。”")


def test_pages_have_a_least_size() -> None:
    with pytest.raises(ValueError, match="64"):
        pages(Reply(lines=("a",)), 63)


def test_rendering_stays_fast_on_hostile_text() -> None:
    for sign in ("（", "，", " ", "http://", "。", "a"):
        for channel in CHANNELS:
            assert portions(Reply(lines=(sign * 5000,), title=sign * 5000), channel)
