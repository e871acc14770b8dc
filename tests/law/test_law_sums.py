"""Amounts and days as people type them, and a kind word for each mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.law.sums import (
    EndBeforeStartError,
    ImpossibleDateError,
    NegativeAmountError,
    NotAnAmountError,
    SumError,
    TooLargeError,
    checked,
    day,
    money,
    plausible,
    to_cent,
)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("52000", 52_000),
        (" 52,000.50元", "52000.50"),
        ("5.2万", 52_000),
        ("5.2万元", 52_000),
        ("1亿", 10**8),
        ("300块", 300),
    ],
)
def test_amounts(text: str, yuan: int | str) -> None:
    assert money(text) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NotAnAmountError), ("很多", NotAnAmountError), ("5万2", NotAnAmountError), ("nan", NotAnAmountError),
        ("Infinity", NotAnAmountError), ("-3", NegativeAmountError), ("99999亿", TooLargeError),
        ("1e400", TooLargeError),
    ],
)  # fmt: skip
def test_what_is_no_debt(text: str, error: type[SumError]) -> None:
    with pytest.raises(error) as caught:
        money(text)
    assert caught.value.hint == error.hint


def test_the_largest_amount_is_still_taken() -> None:
    assert checked(Decimal(10) ** 12) == Decimal(10) ** 12


@pytest.mark.parametrize(
    "text", ["2024-3-1", "2024-03-01", "2024年3月1日", "2024/3/1", "2024.3.1", "20240301", " 2024-03-01 "]
)
def test_days(text: str) -> None:
    assert day(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2023-2-29", "2024-13-01", "20240230", "明天", "", "24-3-1", "0000-01-01"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        day(text)


@pytest.mark.parametrize("one", [date(1949, 9, 30), date(2200, 1, 1), date.max, date.min])
def test_years_in_which_nobody_owes(one: date) -> None:
    with pytest.raises(ImpossibleDateError, match="年份"):
        plausible(date(2024, 1, 1), one)


@pytest.mark.parametrize(
    "error", [SumError, NotAnAmountError, NegativeAmountError, TooLargeError, ImpossibleDateError, EndBeforeStartError]
)
def test_every_error_tells_in_chinese_what_to_do(error: type[SumError]) -> None:
    assert "请" in error().hint
    assert isinstance(error(), ValueError)


def test_half_a_cent_goes_up() -> None:
    assert to_cent(Decimal("0.005")) == Decimal("0.01")
    assert to_cent(Decimal("0.004999")) == Decimal("0.00")
