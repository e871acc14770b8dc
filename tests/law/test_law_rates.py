"""Ordinary interest as judgments word it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.rates import OrdinaryRate, Period


@pytest.mark.parametrize(
    ("percent", "period", "daily"),
    [("3.65", Period.YEAR, "0.0001"), ("1", Period.MONTH, "0.12"), ("0.05", Period.DAY, "0.0005")],
)
def test_a_rate_for_one_day(percent: str, period: Period, daily: str) -> None:
    expected = Decimal(daily) / (365 if period is Period.MONTH else 1)
    assert OrdinaryRate(Decimal(percent), period).daily == expected


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_twelve_months_make_a_year(percent: Decimal) -> None:
    monthly, yearly = OrdinaryRate(percent, Period.MONTH), OrdinaryRate(percent * 12, Period.YEAR)
    assert monthly.daily == yearly.daily
