"""Cutting by bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.wecom_text import TEXT_LIMIT, clip, cut, size


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(8, 64))
def test_nothing_is_left_out_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = cut(text, limit)
    assert "".join(pieces) == text
    assert all(size(piece) <= limit for piece in pieces)
    assert all(pieces) or pieces == [""]


def test_a_text_at_the_limit_is_one_piece() -> None:
    assert cut("长" * (TEXT_LIMIT // 3)) == ["长" * (TEXT_LIMIT // 3)]
    assert len(cut("长" * (TEXT_LIMIT // 3 + 1))) == 2


def test_it_is_cut_at_the_end_of_a_sentence() -> None:
    sentences = ["这是一句话，说得不短也不长。", "“这句有引号！”", "还有一句？"] * 20
    for piece in cut("".join(sentences), 300)[:-1]:
        assert piece.endswith(("。", "！”", "？"))


def test_an_emoji_is_not_parted() -> None:
    family = "👨‍👩‍👧‍👦"
    for limit in range(30, 60):
        assert all(piece.replace(family, "").strip("字") == "" for piece in cut("字" * 7 + family + "字" * 30, limit))


@pytest.mark.parametrize(
    ("text", "signs", "shown"),
    [("短", 3, "短"), ("三个字", 3, "三个字"), ("四个字呢", 3, "四个…"), ("两\n行", 5, "两 行"), ("", 3, "")],
)
def test_clipping_to_one_line(text: str, signs: int, shown: str) -> None:
    assert clip(text, signs) == shown
