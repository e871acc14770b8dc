"""How well case numbers are found in generated texts, on a few hundred of them."""

from __future__ import annotations

import pytest

from bench import numbers
from bench.number_samples import Maker, Sample, cardinal
from bench.numbers import GROUPS, WRONG_AT_MOST, Result, outcome
from bot.case_number import CaseNumber, PartialCaseNumber

CASES = 300
SLACK = 2.0
"""Percent by which so few samples may fall short of a target by chance."""

NUMBER = CaseNumber(2024, "粤0111", "执", 1234)


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return numbers.measure("held", seed=1, cases=CASES)


@pytest.mark.parametrize("place", range(len(GROUPS)), ids=[group.title for group in GROUPS])
def test_the_targets_are_met(results: list[Result], place: int) -> None:
    assert results[place].right >= results[place].group.right - SLACK


def test_a_wrong_number_is_hardly_ever_given_as_certain(results: list[Result]) -> None:
    assert numbers.wrong(results) <= WRONG_AT_MOST + SLACK / 4


def test_the_same_seed_makes_the_same_samples_and_another_others() -> None:
    first, again, other = (Maker("held", seed) for seed in (1, 1, 2))
    assert [first.spoken() for _ in range(20)] == [again.spoken() for _ in range(20)]
    assert [first.spoken() for _ in range(20)] != [other.spoken() for _ in range(20)]


def test_the_halves_share_no_phrasing() -> None:
    sentences = [{Maker(half, seed).other().text for seed in range(300)} for half in ("tune", "held")]
    assert not sentences[0] & sentences[1]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("（2024）粤0111执1234号", NUMBER, "exact"),
        ("（2024）粤0111执1235号", NUMBER, "wrong"),
        ("粤0111执1234号", NUMBER, "missed"),
        ("你好", NUMBER, "missed"),
        ("二零二四年粤零一一一执是一二三四号", NUMBER, "asked"),
        ("粤0111执1234号", PartialCaseNumber(None, "粤0111", "执", 1234), "exact"),
        ("（2024）粤0111执1234号", PartialCaseNumber(None, "粤0111", "执", 1234), "wrong"),
        ("你好", None, "exact"),
        ("执1234号", None, "wrong"),
    ],
)
def test_tells_how_a_text_came_out(text: str, number: CaseNumber | PartialCaseNumber | None, expected: str) -> None:
    assert outcome(Sample(text, number)) == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "五"),
        (10, "十"),
        (12, "十二"),
        (40, "四十"),
        (105, "一百零五"),
        (1010, "一千零一十"),
        (2222, "两千二百二十二"),
        (20_003, "两万零三"),
    ],
)
def test_cardinals_are_read_as_people_read_them(value: int, said: str) -> None:
    assert cardinal(value) == said
