"""Case numbers: hidden from the classifier, shown as entities."""

import json

import pytest

from bot.case_number import find
from bot.intents.cleaning import clean
from bot.intents.numbers import entities, hide, prepared


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2024)粤0111执1234号到哪了", "案号到哪了"),
        ("粤0605执3321号和2023粤01执恢88号", "案号和案号"),
        ("没有号码的话", "没有号码的话"),
        ("", ""),
    ],
)
def test_the_classifier_reads_one_word_for_any_number(text: str, expected: str) -> None:
    assert prepared(text) == expected
    assert hide(text, find(text)) == expected


def test_a_whole_number_is_canonical() -> None:
    text = "查（2024）粤0111执1234号"
    assert entities(text, find(text)) == [
        {"entity": "case_number", "value": "（2024）粤0111执1234号", "start": 1, "end": len(text)}
    ]


def test_a_partial_number_shows_its_parts() -> None:
    text = "粤0605执3321号"
    (entity,) = entities(text, find(text))
    parts = json.loads(entity["value"])
    assert parts["court"] == "粤0605"
    assert parts["serial"] == 3321
    assert parts["year"] is None


def test_positions_count_in_the_text_as_it_came() -> None:
    text = "喂喂那个 我想问 2024粤0111执1234号"
    (entity,) = entities(text, find(clean(text).text))
    assert text[entity["start"] : entity["end"]] == "2024粤0111执1234号"


def test_a_number_that_cleaning_rewrote_takes_the_whole_text() -> None:
    text = "２０２４粵０１１１執１２３４號"
    (entity,) = entities(text, find(clean(text).text))
    assert (entity["start"], entity["end"]) == (0, len(text))
