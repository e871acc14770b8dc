"""What legal staff see, and that a wrong edit does not slip through."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.law.facts import Confidence, fact, load
from bot.law.figures import Figure, Unit
from bot.law.review import Row, faults, problems, table, write_csv


def test_the_facts_have_no_faults() -> None:
    assert problems() == ()


def test_the_table_holds_every_fact_once() -> None:
    assert [row.id for row in table()] == list(load())


def _row(fact_id: str) -> Row:
    return next(row for row in table() if row.id == fact_id)


def test_a_row_shows_what_is_said_and_where_it_stands() -> None:
    row = _row("fine_unit_range")
    assert row.figures == "50000 yuan, 1000000 yuan"
    assert row.source == "《民事诉讼法》第一百一十八条"
    assert row.applies == "debtor; organisation; all stages"
    assert row.in_force == "2024-01-01 –"
    assert (row.confidence, row.mark) == ("primary", "")


def test_what_is_not_from_an_official_text_is_marked() -> None:
    assert _row("dishonest_term").mark == "转载，待核对官方文本"
    assert _row("payout_30_days").mark == "未核，不得当作定论"


def test_the_csv_can_be_read_back() -> None:
    out = io.StringIO(newline="")
    write_csv(out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [Row(**row) for row in rows] == list(table())


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("法院对个人罚款，每次最多20万元。", "said but not typed: 200000 yuan"),
        ("法院对个人可以罚款。", "typed but not said: 100000 yuan"),
        ("法院对个人罚款，每次最多10万元", "not one sentence"),
        ("罚款最多10万元。每次都是。", "not one sentence"),
        ("2023年9月1日起，法院对个人罚款最多10万元。", "the date 2023-9-1"),
    ],
)
def test_a_wrong_sentence_is_found(statement: str, fault: str) -> None:
    assert any(fault in found for found in faults(replace(fact("fine_individual_max"), statement=statement)))


def test_a_wrong_figure_is_found() -> None:
    wrong = replace(fact("fine_individual_max"), figures=(Figure(Decimal(100_000), Unit.DAYS),))
    assert len(list(faults(wrong))) == 2


def test_an_unverified_fact_without_a_hedge_is_found() -> None:
    sure = replace(fact("fine_individual_max"), confidence=Confidence.UNVERIFIED)
    assert list(faults(sure)) == ["unverified, but stated as settled"]
