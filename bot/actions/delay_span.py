"""How long a debt is late, as people say it without a day: 拖了十四个月, 整整一年, 逾期420天, 一年半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.case_number import numerals

_N = "(?:[0-9]{1,5}|[零一二两三四五六七八九十百千]{1,8})"
_YEARS = (
    r"(?:(?P<years>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?!\s?[0-9一二三四五六七八九十]+月)(?P<half>半)?"
    r"|(?P<half_year>半年))"
)
_MONTHS = rf"(?:(?P<months>{_N})个(?P<half_of>半)?月|(?P<half_month>半个月))"
_DAYS = rf"(?P<days>{_N})[天日]"
_SPAN = rf"(?=[0-9零一二两三四五六七八九十百千半])(?P<said>(?:{_YEARS})?零?(?:{_MONTHS})?零?(?:{_DAYS})?)"
_MORE = "(?P<more>[多几])?"
_LATE = re.compile(
    rf"(?:逾期|迟延|拖欠|晚|拖|迟|过期|超期)[^0-9零一二两三四五六七八九十半到至从自]{{0,4}}{_SPAN}{_MORE}"
)
_BARE = re.compile(
    rf"^\W*(?:就是|已经|总共|一共|差不多|大概|大约|刚好|正好|有|整整|足足|满)*"
    rf"{_SPAN}{_MORE}(?:左右|了|吧|啊|呢|的)*\W*$"
)
_HALF_YEAR, _HALF_MONTH, _YEAR = 6, 15, 12
_YEAR_OF_TODAY = 10  # "20年" said alone is the year 2020


@dataclass(frozen=True)
class Span:
    """A time of delay: whole months and days, and the words that said it; ``rough`` if they leave it open (一年多)."""

    months: int
    days: int
    said: str
    rough: bool = False

    def before(self, end: date) -> date | None:
        """The day so long before ``end``, in a shorter month its last; ``None`` before the calendar begins."""
        year, month = divmod(end.year * _YEAR + end.month - 1 - self.months, _YEAR)
        try:
            return date(year, month + 1, min(end.day, _length(year, month + 1))) - timedelta(days=self.days)
        except (OverflowError, ValueError):
            return None


def read_span(text: str, *, asked: bool) -> Span | None:
    """The time of delay that ``text`` says; asked for the day, a bare 一年 is one too. Never raises."""
    late = _LATE.search(text)
    match = late or (_BARE.search(text) if asked else None)
    if match is None or not match["said"] or (late is None and _count(match["years"]) >= _YEAR_OF_TODAY):
        return None
    months = _YEAR * _count(match["years"]) + _count(match["months"])
    months += _HALF_YEAR * (bool(match["half"]) + bool(match["half_year"]))
    days = _count(match["days"]) + _HALF_MONTH * (bool(match["half_of"]) + bool(match["half_month"]))
    return Span(months, days, match["said"], rough=bool(match["more"]))


def _count(said: str | None) -> int:
    return int(numerals.number_of(said)) if said else 0


def _length(year: int, month: int) -> int:
    following = date(year + month // _YEAR, month % _YEAR + 1, 1)
    return (following - timedelta(days=1)).day
