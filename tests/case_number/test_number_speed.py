"""Hostile texts cost time in proportion to their length, not more."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.case_number import compact, find, find_courts, is_valid, parse_part
from bot.case_number.spoken import LONGEST

HOSTILE = [
    "（2024",
    "粤0111",
    "1",
    "（",
    "执",
    "执1",
    "执1号",
    "（2024）粤0111",
    "（2024）粤0111执1234号",
    "2024年",
    "2024执",
    "24年执",
    "白云法院",
    "广东省广州市",
    "1 ",
    "\u200b",
    "第1号",
    "（2015）穗云",
    "穗云法",
    "穗云法执字第",
    "（2015）穗云法执字",
    "yue0111",
    "1o",
    "之一",
    "、1",
    "（2024）粤0111执1号、1",
    "行",
    "民诉前调",
    "-1",
]
SAID = [
    "一",
    "二零二四年",
    "粤零一一一",
    "执一",
    "月",
    "直",
    "是",
    "一不对",
    "零一一一",
    "嗯",
    "执是",
    "一千",
    "二零",
    "不对是",
    "两千零二十",
]

ROUNDS = 5
SLACK_SECONDS = 0.002
"""What the clock and the neighbours on the machine may add to a short run."""


def _seconds(work: Callable[[str], object], text: str) -> float:
    """The processor time of the fastest of a few runs."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def _assert_in_proportion(work: Callable[[str], object], piece: str, size: int) -> None:
    text = piece * (size // len(piece))
    work(text)
    half, full = _seconds(work, text[: len(text) // 2]), _seconds(work, text)
    assert full <= 3 * half + SLACK_SECONDS


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    _assert_in_proportion(find, piece, 10_000)


@pytest.mark.parametrize("piece", ["1 ", "1o", "o", "yue0111", "白云法院", "广东省广州市", "（2024", "1"])
@pytest.mark.parametrize("work", [find_courts, compact, is_valid])
def test_so_do_the_other_ways_in(work: Callable[[str], object], piece: str) -> None:
    _assert_in_proportion(work, piece, 10_000)


@pytest.mark.parametrize("piece", [*SAID, *HOSTILE])
def test_twice_the_speech_takes_about_twice_the_time(piece: str) -> None:
    _assert_in_proportion(find, piece, LONGEST)


@pytest.mark.parametrize("piece", SAID)
def test_answers_are_read_in_proportion_too(piece: str) -> None:
    _assert_in_proportion(lambda text: parse_part(text, ["year", "court", "type", "serial"]), piece, 200)


@pytest.mark.parametrize("piece", HOSTILE)
def test_digits_of_every_length_end_in_an_answer(piece: str) -> None:
    assert not is_valid(piece * 40)
