"""Working time: holidays, make-up workdays, noon, and a year that the calendar does not know."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import CHINA, Hours

HOURS = Hours(((time(8, 30), time(12)), (time(14, 30), time(17, 30))))


def at(text: str) -> datetime:
    """``11-26 9:00`` of 2026, in China."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("11-26 9:00", "11-26 9:00"),
        ("11-26 7:00", "11-26 8:30"),
        ("11-26 12:00", "11-26 14:30"),
        ("11-26 13:59", "11-26 14:30"),
        ("11-26 17:30", "11-27 8:30"),
        ("11-27 18:00", "11-30 8:30"),  # over a weekend
        ("09-30 18:00", "10-08 8:30"),  # over the National Day holidays
        ("10-10 7:00", "10-10 8:30"),  # a Saturday that makes up for them
        ("02-14 6:00", "02-14 8:30"),  # a Saturday that makes up for the Spring Festival
        ("02-14 18:00", "02-24 8:30"),
    ],
)
def test_next_opening(now: str, opens: str) -> None:
    assert HOURS.next_opening(at(now)) == at(opens)
    assert HOURS.is_open(at(now)) is (now == opens)


@pytest.mark.parametrize(
    ("now", "minutes", "then"),
    [
        ("11-26 9:00", 120, "11-26 11:00"),
        ("11-26 11:00", 60, "11-26 12:00"),
        ("11-26 11:00", 61, "11-26 14:31"),
        ("11-26 17:00", 60, "11-27 9:00"),
        ("11-27 17:29", 2, "11-30 8:31"),
        ("11-28 10:00", 5, "11-30 8:35"),
        ("11-26 8:30", 390, "11-26 17:30"),
        ("11-26 8:30", 391, "11-27 8:31"),
        ("09-30 17:00", 60, "10-08 9:00"),
    ],
)
def test_promises_in_working_minutes(now: str, minutes: int, then: str) -> None:
    assert HOURS.after(at(now), minutes) == at(then)


def test_moments_of_other_time_zones_are_the_same_moments() -> None:
    utc = at("11-26 9:00").astimezone(timezone.utc)
    assert HOURS.after(utc, 30) == at("11-26 9:30")


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)), st.integers(1, 2000), st.integers(1, 2000))
def test_working_minutes_add_up_and_end_in_working_time(naive: datetime, first: int, second: int) -> None:
    now = naive.replace(tzinfo=CHINA)
    then = HOURS.after(now, first)
    assert HOURS.is_open(then - timedelta(microseconds=1))
    assert HOURS.after(then, second) == HOURS.after(now, first + second)


def test_the_court_may_differ_from_the_calendar() -> None:
    own = Hours(HOURS.spans, frozenset({date(2026, 11, 26)}), frozenset({date(2026, 11, 28)}))
    assert own.next_opening(at("11-26 9:00")) == at("11-27 8:30")
    assert own.next_opening(at("11-27 18:00")) == at("11-28 8:30")


def test_an_unknown_year_is_monday_to_friday_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "bot.hours"):
        days = [HOURS.works_on(date(2041, 5, 1) + timedelta(days=n)) for n in range(7)]  # from a Wednesday
    assert days == [True, True, True, False, False, True, True]
    assert caplog.text.count("2041") == 1 and "chinesecalendar" in caplog.text


def test_an_office_that_never_opens_is_said_instead_of_sought_for_ever() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(400))
    with pytest.raises(ValueError, match="没有一个工作日"):
        Hours(HOURS.spans, closed).next_opening(at("11-26 9:00"))
