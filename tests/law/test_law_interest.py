"""Delay interest by 法释〔2014〕8号: worked examples, and what must hold for every debt."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.facts import fact
from bot.law.figures import Unit
from bot.law.interest import (
    ARTICLE_4,
    Debt,
    OrderError,
    Part,
    Payment,
    Span,
    Stretch,
    daily_rate,
    delay_days,
    doubled_interest,
    statement,
)
from bot.law.sums import (
    EndBeforeStartError,
    ImpossibleDateError,
    NegativeAmountError,
    SumError,
    TooLargeError,
)

YUAN = st.decimals(min_value=0, max_value=10**9, places=2)
DAY = st.dates(date(2014, 8, 1), date(2060, 12, 31))
DAYS = st.integers(0, 20_000)
CENT = Decimal("0.01")
DUE = date(2024, 1, 1)


def _debt(principal: int = 100_000, general_rate: str = "0") -> Debt:
    return Debt(Decimal(principal), DUE, Decimal(general_rate))


def test_ten_days_after_the_due_day_are_ten_days() -> None:
    """第二条、第三条: from the end of the period to the day of payment; the due day itself is not late."""
    owed = statement(_debt(), date(2024, 1, 11))
    assert (owed.days, owed.doubled, owed.total) == (10, Decimal("175.00"), Decimal("100175.00"))


def test_whoever_pays_on_the_due_day_owes_nothing_more() -> None:
    owed = statement(_debt(), DUE, [Payment(DUE, Decimal(100_000))])
    assert (owed.total, owed.days, owed.overpaid) == (0, 0, 0)


def test_a_leap_year_has_366_days() -> None:
    assert statement(_debt(), date(2025, 1, 1)).days == 366


def test_the_daily_example_people_are_told_is_what_is_worked_out() -> None:
    example = sorted(fact("delay_interest_daily_example").values(Unit.YUAN))
    assert doubled_interest(example[1], 1) == example[0]


def test_part_payments_lower_what_the_interest_is_reckoned_on() -> None:
    """第三条: each part up to the day it was paid. 100 000 x 10 days + 40 000 x 20 days."""
    owed = statement(_debt(), date(2024, 1, 31), [Payment(date(2024, 1, 11), Decimal(60_000))])
    assert owed.principal == 40_000
    assert owed.doubled == Decimal("175.00") + Decimal("140.00")
    assert owed.days == 30


def test_the_doubled_part_is_credited_last() -> None:
    """第四条."""
    owed = statement(_debt(), date(2024, 1, 11), [Payment(date(2024, 1, 11), Decimal(100_100))])
    assert (owed.principal, owed.doubled) == (0, Decimal("75.00"))


def test_an_agreed_order_goes_before_article_4() -> None:
    payments = [Payment(date(2024, 1, 11), Decimal(100_000))]
    agreed = (Part.DOUBLED, Part.GENERAL, Part.PRINCIPAL)
    owed = statement(_debt(), date(2024, 1, 11), payments, order=agreed)
    assert (owed.principal, owed.doubled) == (Decimal("175.00"), 0)


def test_general_interest_is_added_only_if_ordered_and_never_bears_interest() -> None:
    """第一条. 0.01 % a day on 100 000 for ten days; the doubled part is the same with and without it."""
    plain, ordered = (statement(_debt(general_rate=rate), date(2024, 1, 11)) for rate in ("0", "0.0001"))
    assert (plain.general, ordered.general) == (0, Decimal("100.00"))
    assert plain.doubled == ordered.doubled


def test_stays_not_asked_for_by_the_debtor_do_not_count_but_general_interest_runs_on() -> None:
    """第三条第三款 speaks of the doubled part only."""
    stay = [Span(date(2024, 1, 3), date(2024, 1, 6))]
    owed = statement(_debt(general_rate="0.0001"), date(2024, 1, 11), excluded=stay)
    assert (owed.days, owed.doubled, owed.general) == (6, Decimal("105.00"), Decimal("100.00"))


def test_overlapping_stays_are_taken_off_once() -> None:
    spans = [Span(date(2024, 1, 5), date(2024, 1, 8)), Span(date(2024, 1, 3), date(2024, 1, 6))]
    assert delay_days(DUE, date(2024, 1, 11), spans) == (4, 0)


def test_a_stay_around_the_whole_delay_leaves_nothing() -> None:
    assert delay_days(DUE, date(2024, 1, 11), [Span(date(2023, 1, 1), date(2025, 1, 1))]) == (0, 0)


def test_days_before_the_interpretation_are_reported_and_not_counted() -> None:
    """第七条: 2014-08-01 is the first day it covers; older delay goes by older rules that are not in the data."""
    owed = statement(Debt(Decimal(100_000), date(2014, 7, 21)), date(2014, 8, 10))
    assert (owed.earlier_days, owed.days, owed.doubled) == (10, 10, Decimal("175.00"))
    assert delay_days(date(2014, 7, 1), date(2014, 7, 11)) == (0, 10)


def test_money_paid_before_the_due_day_lowers_the_debt_from_the_start() -> None:
    owed = statement(_debt(), date(2024, 1, 11), [Payment(date(2023, 12, 1), Decimal(50_000))])
    assert (owed.principal, owed.doubled) == (50_000, Decimal("87.50"))


def test_payments_after_the_day_asked_for_are_left_out() -> None:
    late = [Payment(date(2024, 3, 1), Decimal(100_000))]
    assert statement(_debt(), date(2024, 1, 11), late) == statement(_debt(), date(2024, 1, 11))


def test_what_is_paid_too_much_is_named() -> None:
    owed = statement(_debt(), date(2024, 2, 1), [Payment(DUE, Decimal(100_001))])
    assert (owed.overpaid, owed.days, owed.total) == (1, 0, 0)


@given(YUAN, DAYS, DAYS)
def test_two_periods_add_up_to_one(principal: Decimal, one: int, other: int) -> None:
    apart = doubled_interest(principal, one) + doubled_interest(principal, other)
    assert abs(apart - doubled_interest(principal, one + other)) <= CENT


@given(YUAN, DAYS, DAYS)
def test_more_days_never_cost_less(principal: Decimal, one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert doubled_interest(principal, few) <= doubled_interest(principal, many)


@given(YUAN)
def test_no_day_costs_nothing(principal: Decimal) -> None:
    assert doubled_interest(principal, 0) == 0


@given(DAY, st.integers(0, 5_000), st.integers(0, 5_000))
def test_days_of_two_periods_add_up(start: date, one: int, other: int) -> None:
    middle, end = start + timedelta(one), start + timedelta(one + other)
    assert delay_days(start, middle)[0] + delay_days(middle, end)[0] == delay_days(start, end)[0] == one + other


@given(DAY, st.integers(0, 400), st.lists(st.tuples(st.integers(-50, 450), st.integers(0, 100)), max_size=4))
def test_excluded_days_are_those_a_calendar_shows(start: date, length: int, stays: list[tuple[int, int]]) -> None:
    spans = [Span(start + timedelta(first), start + timedelta(first + more)) for first, more in stays]
    days = [start + timedelta(n) for n in range(1, length + 1)]
    outside = [day for day in days if not any(span.first <= day <= span.last for span in spans)]
    assert delay_days(start, start + timedelta(length), spans) == (len(outside), 0)


@given(YUAN, st.lists(st.tuples(st.integers(0, 900), st.integers(1, 10**8)), max_size=5))
def test_no_money_is_lost_or_made(principal: Decimal, paid: list[tuple[int, int]]) -> None:
    """What was owed and what grew equals what was paid and what is left, to a cent a payment."""
    payments = [Payment(DUE + timedelta(after), Decimal(amount)) for after, amount in paid]
    owed = statement(Debt(principal, DUE), DUE + timedelta(1_000), payments)
    grown = owed.total + sum(payment.amount for payment in payments) - owed.overpaid - principal
    assert -CENT <= grown <= doubled_interest(principal, 1_000) + CENT


@given(YUAN, st.integers(0, 900), st.integers(1, 10**8))
def test_paying_never_makes_a_debt_larger(principal: Decimal, after: int, amount: int) -> None:
    end = DUE + timedelta(1_000)
    with_payment = statement(Debt(principal, DUE), end, [Payment(DUE + timedelta(after), Decimal(amount))])
    assert with_payment.total <= statement(Debt(principal, DUE), end).total


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"debt": Debt(Decimal(-1), DUE)}, NegativeAmountError),
        ({"debt": Debt(Decimal(10) ** 13, DUE)}, TooLargeError),
        ({"debt": Debt(Decimal(1), DUE, Decimal(-1))}, NegativeAmountError),
        ({"debt": Debt(Decimal(1), DUE, Decimal(6))}, NegativeAmountError),
        ({"debt": Debt(Decimal(1), date.max)}, ImpossibleDateError),
        ({"until": date(2023, 12, 31)}, EndBeforeStartError),
        ({"until": date(2200, 1, 1)}, ImpossibleDateError),
        ({"payments": [Payment(DUE, Decimal(0))]}, NegativeAmountError),
        ({"payments": [Payment(DUE, Decimal(-5))]}, NegativeAmountError),
        ({"excluded": [Span(date(2024, 1, 2), date(2024, 1, 1))]}, EndBeforeStartError),
        ({"order": (Part.PRINCIPAL, Part.DOUBLED)}, OrderError),
        ({"order": (Part.PRINCIPAL, Part.PRINCIPAL, Part.DOUBLED)}, OrderError),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(change: dict[str, object], error: type[SumError]) -> None:
    given_: dict[str, object] = {"debt": _debt(), "until": date(2024, 2, 1), **change}
    with pytest.raises(error) as caught:
        statement(**given_)  # type: ignore[arg-type]
    assert "请" in caught.value.hint


def test_days_cannot_be_negative() -> None:
    with pytest.raises(EndBeforeStartError):
        doubled_interest(Decimal(1), -1)


def test_the_rate_is_the_one_of_the_fact() -> None:
    assert daily_rate() == Decimal("0.000175")
    assert ARTICLE_4[-1] is Part.DOUBLED


def test_the_stretches_are_what_the_interest_was_reckoned_on() -> None:
    payments = [Payment(date(2024, 1, 11), Decimal(60_000)), Payment(date(2024, 1, 11), Decimal(10_000))]
    excluded = [Span(date(2024, 1, 2), date(2024, 1, 3))]
    owed = statement(_debt(), date(2024, 1, 31), payments, excluded=excluded)
    assert owed.stretches == (Stretch(Decimal(100_000), 8, 10), Stretch(Decimal(30_000), 20, 20))


@given(YUAN, st.lists(st.tuples(st.integers(-50, 900), st.integers(1, 10**8)), max_size=5))
def test_the_stretches_add_up_to_what_was_reckoned(principal: Decimal, paid: list[tuple[int, int]]) -> None:
    payments = [Payment(DUE + timedelta(after), Decimal(amount)) for after, amount in paid]
    owed = statement(Debt(principal, DUE), DUE + timedelta(1_000), payments)
    assert sum(stretch.counted for stretch in owed.stretches) == owed.days
    earned = sum((stretch.principal * stretch.counted for stretch in owed.stretches), Decimal(0)) * daily_rate()
    assert owed.doubled <= earned + Decimal("0.01")
