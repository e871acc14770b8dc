"""The door: what people may send, in whatever shape, and what is let in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import talk
from bot.answers.reply import Reply
from bot.engine.door import admit


@pytest.mark.parametrize(
    "text", [None, "", "   ", "\n\t", "\u200b\u200b", "😀😀👍", "……", "\u202e\u202c", "/", "///  "]
)
def test_without_words_gets_a_kind_sentence(text: str | None) -> None:
    assert admit(text) == talk.trouble("empty")


@pytest.mark.parametrize("text", ["?", "？", "？？"])
def test_a_lone_question_mark_is_a_question(text: str) -> None:
    assert admit(text) == "？"


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("/restart", "restart"),
        ('/ask_progress{"case_number": "x"}', 'ask_progress{"case_number": "x"}'),
        (" //back", "back"),
        ("\u200b/ask_progress", "ask_progress"),
        ("我的案子/进展", "我的案子/进展"),
    ],
)
def test_a_forced_intent_is_only_text(text: str, admitted: str) -> None:
    assert admit(text) == admitted


def test_hidden_and_direction_signs_are_taken_out() -> None:
    assert admit("我的案\u202e件\u200b执行到\x00哪一步了") == "我的案件执行到 哪一步了"


def test_hundred_kilobytes_are_refused_with_a_sentence() -> None:
    assert admit("钱" * 34_000) == talk.trouble("too_long")


def test_a_long_story_is_let_in() -> None:
    assert admit("我" * 9_000) == "我" * 9_000


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\xff\xfe", bytes(range(256))])
def test_binary_is_called_unreadable(data: bytes) -> None:
    assert admit(data.decode("utf-8", errors="replace")) == talk.trouble("unreadable")


@given(st.text(max_size=300))
def test_nothing_admitted_can_force_an_intent(text: str) -> None:
    admitted = admit(text)
    assert isinstance(admitted, Reply) or (admitted and not admitted.startswith("/"))
