"""Days in words and figures, counted from today."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.cleaning import clean
from bot.intents.days import Day, find_days

TODAY = date(2026, 11, 26)
SIGNS = "零一二三四五六七八九十0123456789年月日号去前今明个上下天周-./的"


def _one(text: str, today: date = TODAY) -> Day:
    (found,) = find_days(clean(text).text, today)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二零二四年三月五号", date(2024, 3, 5)), ("2024-3-5", date(2024, 3, 5)), ("2024.3.5", date(2024, 3, 5)),
        ("2024/03/05", date(2024, 3, 5)), ("20240305", date(2024, 3, 5)), ("2024年3月5日", date(2024, 3, 5)),
        ("24年3月5日", date(2024, 3, 5)), ("九九年五月一日", date(1999, 5, 1)), ("二〇二五年十二月三十一日", date(2025, 12, 31)),
        ("去年3月5号", date(2025, 3, 5)), ("前年的5月20日", date(2024, 5, 20)), ("上个月15号", date(2026, 10, 15)),
        ("下个月三号", date(2026, 12, 3)), ("昨天", date(2026, 11, 25)), ("大前天", date(2026, 11, 23)),
        ("明天", date(2026, 11, 27)), ("三天前", date(2026, 11, 23)), ("两个星期以前", date(2026, 11, 12)),
    ],
)  # fmt: skip
def test_a_day_is_read(text: str, day: date) -> None:
    assert (_one(text).value, _one(text).exact) == (day, True)


@pytest.mark.parametrize(("text", "day"), [("3月5号", date(2026, 3, 5)), ("12月5号", date(2025, 12, 5))])
def test_without_a_year_it_is_the_last_such_day(text: str, day: date) -> None:
    assert _one(text).value == day


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("去年三月", date(2025, 3, 1)),
        ("二四年三月", date(2024, 3, 1)),
        ("上个月", date(2026, 10, 1)),
        ("3个月前", date(2026, 8, 1)),
    ],
)
def test_a_month_alone_is_not_exact(text: str, first: date) -> None:
    assert (_one(text).value, _one(text).exact) == (first, False)


@pytest.mark.parametrize("text", ["2024-2-30", "2024年13月1日", "2023年2月29日", "2月30号", "20240230", "去年2月29日"])
def test_a_day_that_the_calendar_does_not_have(text: str) -> None:
    assert _one(text).value is None


@pytest.mark.parametrize(
    "text", ["三月", "3个月", "二十五号", "5万", "（2026）粤0111执1001号", "13800138000", "1.2.3", "2024年"]
)
def test_this_is_no_day(text: str) -> None:
    assert find_days(clean(text).text, TODAY) == ()


def test_last_month_in_january_is_december() -> None:
    assert _one("上个月15号", date(2026, 1, 10)).value == date(2025, 12, 15)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert [found.value for found in find_days(written, TODAY)] == [day]


@settings(deadline=None)
@given(st.integers(0, 4_000))
def test_so_many_days_ago(count: int) -> None:
    assert _one(f"{count}天前").value == TODAY - timedelta(days=count)


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(SIGNS, max_size=40)), st.dates())
def test_reading_never_raises(text: str, today: date) -> None:
    for found in find_days(text, today):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("text", ["9" * 2_000, "二零" * 1_000, "去年三月" * 500, "3月" * 1_000])
def test_hostile_length_is_no_load(text: str) -> None:
    start = time.perf_counter()
    find_days(text, TODAY)
    assert time.perf_counter() - start < 1
