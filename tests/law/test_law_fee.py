"""The fee for enforcement by the bands of 诉讼费用交纳办法第十四条."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.facts import fact
from bot.law.fee import Band, application_fee, bands, fee_without_amount, flat_fee
from bot.law.figures import Unit
from bot.law.sums import NegativeAmountError, TooLargeError

AMOUNTS = st.decimals(min_value=0, max_value=10**10, places=2)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("0", "50.00"),
        ("10000", "50.00"),
        ("10000.01", "50.00"),
        ("10001", "50.02"),
        ("100000", "1400.00"),  # 50 + 90 000 x 1.5 %
        ("500000", "7400.00"),  # 50 + 490 000 x 1.5 %
        ("1000000", "12400.00"),  # 7 400 + 500 000 x 1 %
        ("5000000", "52400.00"),  # 7 400 + 4 500 000 x 1 %
        ("10000000", "77400.00"),  # 52 400 + 5 000 000 x 0.5 %
        ("20000000", "87400.00"),  # 77 400 + 10 000 000 x 0.1 %
    ],
)
def test_worked_examples(amount: str, fee: str) -> None:
    assert application_fee(Decimal(amount)) == Decimal(fee)


@pytest.mark.parametrize("example", ["fee_example_100k", "fee_example_1m"])
def test_the_examples_people_are_told_are_what_is_worked_out(example: str) -> None:
    fee, amount = sorted(fact(example).values(Unit.YUAN))
    assert application_fee(amount) == fee


@given(AMOUNTS, AMOUNTS)
def test_more_money_never_costs_less(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert application_fee(low) <= application_fee(high)


@given(AMOUNTS)
def test_no_part_costs_more_than_the_steepest_band(amount: Decimal) -> None:
    assert 50 <= application_fee(amount) <= 50 + amount * Decimal("0.015") + Decimal("0.01")


@given(AMOUNTS)
def test_the_bands_hold_what_lies_above_the_first(amount: Decimal) -> None:
    flat, upper = flat_fee()
    reached = bands(amount)
    assert sum(band.part for band in reached) == max(amount - upper, 0)
    assert abs(flat + sum(band.fee for band in reached) - application_fee(amount)) < Decimal("0.01")


def test_a_band_says_its_part_its_percentage_and_its_fee() -> None:
    assert bands(Decimal(100_000)) == (Band(Decimal(90_000), Decimal("1.5"), Decimal(1_350)),)
    assert bands(Decimal(10_000)) == ()


def test_without_an_amount_there_is_a_range() -> None:
    assert fee_without_amount() == (Decimal(50), Decimal(500))


def test_what_is_no_amount() -> None:
    with pytest.raises(NegativeAmountError):
        application_fee(Decimal(-1))
    with pytest.raises(TooLargeError):
        application_fee(Decimal(10) ** 13)
