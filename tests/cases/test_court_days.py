"""Working days of the sample store."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from bot.cases.sample.court_days import CourtDays, term_end

DAYS = CourtDays(date(2026, 1, 1), date(2028, 12, 31))


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("day", "back", "on"),
    [
        ("2026-11-23", "2026-11-23", "2026-11-23"),  # a Monday
        ("2026-11-22", "2026-11-20", "2026-11-23"),  # a Sunday
        ("2026-10-03", "2026-09-30", "2026-10-08"),  # National Day
        ("2026-02-14", "2026-02-13", "2026-02-24"),  # a Saturday that is worked in exchange, before the Spring Festival
        ("2027-10-01", "2027-10-01", "2027-10-01"),  # a Friday of a year whose holidays are not announced
    ],
)
def test_nearest_working_days(day: str, back: str, on: str) -> None:
    assert DAYS.back(ordinal(day)) == ordinal(back)
    assert DAYS.on(ordinal(day)) == ordinal(on)


def test_day_between_is_a_working_day_not_too_early_and_not_too_late() -> None:
    rng = Random(1)
    for start in range(ordinal("2026-01-05"), ordinal("2026-12-01"), 3):
        drawn = DAYS.between(start, 2, 20, rng)
        assert DAYS.works(drawn)
        assert 2 <= drawn - start <= 20


def test_day_after_a_minimum_that_falls_into_a_holiday_is_the_first_after_it() -> None:
    assert DAYS.between(ordinal("2026-09-29"), 3, 5, Random(1)) == ordinal("2026-10-08")


@pytest.mark.parametrize(
    ("day", "years", "end"),
    [("2026-03-05", 1, "2027-03-04"), ("2026-03-01", 3, "2029-02-28"), ("2028-02-29", 1, "2029-02-27")],
)
def test_term_ends_the_day_before_the_anniversary(day: str, years: int, end: str) -> None:
    assert term_end(ordinal(day), years) == ordinal(end)
