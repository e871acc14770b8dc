"""Other offices' business: where it is sent, and that no number is given that is not certain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.answers import elsewhere
from bot.intents.cleaning import clean

_TABLE = yaml.safe_load(Path(__file__).with_name("elsewhere.yml").read_text(encoding="utf-8"))
_LINES = [(text, kind) for kind, texts in _TABLE.items() for text in texts]
# Police, ambulance, courts, legal service, labour, tax, consumers, government: the numbers that hold nationwide.
_CERTAIN = {"110", "120", "12368", "12348", "12333", "12366", "12315", "12345"}


@pytest.mark.parametrize(("text", "kind"), _LINES)
def test_business_goes_to_its_office(text: str, kind: str) -> None:
    found = elsewhere.find(clean(text).text)
    assert (found.id if found else "none") == kind


def test_the_table_of_lines_is_large_enough_and_knows_every_entry() -> None:
    assert len(_LINES) >= 60
    assert {entry.id for entry in elsewhere.everything()} == set(_TABLE) - {"none"}


@pytest.mark.parametrize("entry", elsewhere.everything(), ids=lambda entry: entry.id)
def test_answers_are_short_and_name_only_certain_numbers(entry: elsewhere.Elsewhere) -> None:
    assert 2 <= len(entry.lines) <= 4
    assert all(len(line) <= 40 for line in entry.lines)
    assert set(re.findall(r"\d{3,}", "".join(entry.lines))) <= _CERTAIN


@pytest.mark.parametrize("text", ["今天天气怎么样", "", "啊啊啊", "a", "123"])
def test_what_the_table_does_not_know_has_no_answer(text: str) -> None:
    assert elsewhere.answer(text) is None


def test_the_answer_says_that_it_is_other_business_and_offers_what_is_done_here() -> None:
    reply = elsewhere.answer("个税怎么申报")
    assert reply is not None
    assert "12366" in "".join(reply.lines)
    assert "转人工" in reply.choices
