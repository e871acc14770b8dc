"""By when a promise is due, from the words and the moment."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.hours import CHINA, Hours
from bot.transcripts.due import due_of

_WEDNESDAY = datetime(2026, 11, 25, 9, 12, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("said", "due", "exact"),
    [
        ("明天给您回电", "11-26 17:30", False),
        ("下午三点前答复", "11-25 15:00", True),
        ("三点前给您答复", "11-25 15:00", True),
        ("明天上午给您回电话", "11-26 12:00", True),
        ("今天下班前给您回复", "11-25 17:30", False),
        ("明天下午给您回电", "11-26 17:30", False),
        ("后天上午十点半之前联系您", "11-27 10:30", True),
        ("周五之前我们打电话给您", "11-27 17:30", False),
        ("下周二给您回电", "12-01 17:30", False),
        ("周一给您回电", "11-30 17:30", False),
        ("三个工作日内给您回复", "11-30 17:30", False),
        ("两天之内联系您", "11-27 17:30", False),
        ("一周内答复您", "12-02 17:30", False),
        ("半小时后给您回电话", "11-25 09:42", True),
        ("两个小时内回复您", "11-25 11:12", True),
        ("十五分钟左右给您打过去", "11-25 09:27", True),
        ("28号给您答复", "11-28 17:30", False),
        ("12月3号上午给您回电", "12-03 12:00", True),
        ("3号给您回电", "12-03 17:30", False),
        ("月底前给您回复", "11-30 17:30", False),
        ("这两天会有同事联系您", "11-27 17:30", False),
        ("两三天给您回个信", "11-28 17:30", False),
        ("今天16:30前回电", "11-25 16:30", True),
        ("晚上八点给您打电话", "11-25 20:00", True),
        ("今天中午给您回电", "11-25 14:00", True),
    ],
)
def test_the_words_tell_the_day_or_the_time(said: str, due: str, exact: bool, hours: Hours) -> None:
    found = due_of(said, _WEDNESDAY, hours)
    assert found and (f"{found.at:%m-%d %H:%M}", found.exact) == (due, exact)


@pytest.mark.parametrize(
    "said",
    [
        "尽快给您回电",
        "稍后联系您",
        "有结果通知您",
        "过几天给您回复",
        "2月30号给您答复",
        "上午八点前回电",
        "25点给您回电",
    ],
)
def test_where_the_words_do_not_tell_nothing_is_guessed(said: str, hours: Hours) -> None:
    assert due_of(said, _WEDNESDAY, hours) is None


def test_working_days_leave_out_weekends_and_holidays(hours: Hours) -> None:
    before_the_holiday = datetime(2026, 9, 30, 16, 0, tzinfo=CHINA)
    due = due_of("一个工作日内给您答复", before_the_holiday, hours)
    assert due and due.at.date() >= date(2026, 10, 8)


def test_today_after_closing_still_ends_today(hours: Hours) -> None:
    late = datetime(2026, 11, 25, 18, 5, tzinfo=CHINA)
    due = due_of("今天给您回电", late, hours)
    assert due and due.at.date() == late.date() and due.at > late


def test_it_is_shown_as_a_day_or_as_a_time(hours: Hours) -> None:
    day, moment = due_of("明天给您回电", _WEDNESDAY, hours), due_of("下午三点前答复", _WEDNESDAY, hours)
    assert day and moment
    assert (day.shown, moment.shown) == ("11月26日当天", "11月25日15:00前")
