"""How long a debt is late, as people say it without a day: 拖了十四个月, 整整一年, 逾期420天, 四百天没还."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.case_number import numerals

_N = "(?:[0-9]{1,5}|[零一二两三四五六七八九十百千]{1,8})"
_YEARS = (
    r"(?:(?P<years>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?!\s?[0-9一二三四五六七八九十]+月)(?P<half>半)?"
    r"|(?P<half_year>半年))"
)
_MONTHS = rf"(?:(?P<months>{_N})(?P<some_months>[多几来余])?个(?P<half_of>半)?月|(?P<half_month>半个月))"
_DAYS = rf"(?P<days>{_N})(?P<some_days>[多几来余])?[天日]"
_SPAN = rf"(?=[0-9零一二两三四五六七八九十百千半])(?P<said>(?:{_YEARS})?零?(?:{_MONTHS})?零?(?:{_DAYS})?)"
_MORE = "(?P<more>[多几])?"
_BEGUN = r"逾期|迟延|拖欠|晚|拖|迟|过期|超期|超(?!过?(?:六|6)个月|过?半年)|过[了咗](?=期|日子|那天)"
_UP_TO_NOW = "(?:到(?:现在|今天|今日|如今|目前|而家))?"
_ABOUT = "(?:差不多|大概|大约|已经|总共|一共|整整|足足|将近|快要?|约|有|都|了|咗)*"
_LATE = re.compile(rf"(?:{_BEGUN})[^0-9零一二两三四五六七八九十半到至从自]{{0,4}}{_UP_TO_NOW}{_ABOUT}{_SPAN}{_MORE}")
_STILL_OPEN = re.compile(
    rf"(?<![0-9零一二两三四五六七八九十百千第]){_SPAN}{_MORE}"
    r"(?:了|咗|都|还|仍|仲|也|一直|过去)*(?:没有?|未|冇)(?:肯)?(?:还|给|付|俾|畀|清)"
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
    late = next((found for found in map(_said_in(text), (_LATE, _STILL_OPEN)) if found), None)
    match = late or (_BARE.search(text) if asked else None)
    if match is None or not match["said"] or (late is None and _count(match["years"]) >= _YEAR_OF_TODAY):
        return None
    months = _YEAR * _count(match["years"]) + _count(match["months"])
    months += _HALF_YEAR * (bool(match["half"]) + bool(match["half_year"]))
    days = _count(match["days"]) + _HALF_MONTH * (bool(match["half_of"]) + bool(match["half_month"]))
    rough = any(match[name] for name in ("more", "some_months", "some_days"))
    return Span(months, days, match["said"] + (match["more"] or ""), rough)


def _said_in(text: str) -> Callable[[re.Pattern[str]], re.Match[str] | None]:
    """Where a pattern stands in the text with a time in it; an empty one says nothing."""
    return lambda pattern: next((found for found in pattern.finditer(text) if found["said"]), None)


def _count(said: str | None) -> int:
    return int(numerals.number_of(said)) if said else 0


def _length(year: int, month: int) -> int:
    following = date(year + month // _YEAR, month % _YEAR + 1, 1)
    return (following - timedelta(days=1)).day
