"""Days in what people write and say: 2024-3-5, 二零二四年三月五号, 去年三月, 上个月15号, 昨天.

``today`` is what relative words count from. A day and a month without a year mean the last such day that has been:
people speak of what happened. Nothing is guessed beyond that: where only the month is said, ``exact`` is false.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.case_number import numerals

_CENTURY = 100


@dataclass(frozen=True)
class Day:
    """A day at start:end of a text. ``value`` is None if the calendar has no such day; ``exact`` is false where only
    the month or a round span is known (its first day, or the day so long ago, then stands for it)."""

    value: date | None
    start: int
    end: int
    exact: bool = True


_N = "[0-9零〇一二两三四五六七八九十]"
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "当月": 0, "下个月": 1, "下月": 1}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
_SPANS = {"天": 1, "日": 1, "个星期": 7, "星期": 7, "周": 7, "个礼拜": 7, "礼拜": 7}
_OLD = "以?之?前"


def _words(table: dict[str, int]) -> str:
    return "|".join(sorted(table, key=len, reverse=True))


_DAY = re.compile(
    r"(?<![0-9.])(?P<y>(?:19|20)[0-9]{2})(?P<sep>[-./])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])"
    r"|(?<![0-9])(?P<cy>(?:19|20)[0-9]{2})(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3][0-9])(?![0-9.]|\s?[元块万亿])"
    rf"|(?:(?P<year>{_N}{{4}}|{_N}{{2}})年|(?P<yword>{_words(_YEARS)}))?的?"
    rf"(?:(?P<month>{_N}{{1,2}})月份?|(?P<mword>{_words(_MONTHS)}))的?(?:(?P<day>{_N}{{1,3}})[日号])?"
    rf"|(?P<word>{_words(_DAYS)})"
    rf"|(?P<count>{_N}{{1,4}})(?:(?P<span>{_words(_SPANS)})|(?P<months>个月)|(?P<years>年)){_OLD}"
)


def find_days(text: str, today: date) -> tuple[Day, ...]:
    """The days named in ``text``, in order. Never raises."""
    return tuple(day for match in _DAY.finditer(text) if (day := _read(match, today)))


def _read(match: re.Match[str], today: date) -> Day | None:
    for written in (("y", "m", "d"), ("cy", "cm", "cd")):
        if match[written[0]]:
            value = _date(*(int(match[name]) for name in written))
            return Day(value, match.start(), match.end())
    if match["word"]:
        return Day(_shifted(today, _DAYS[match["word"]]), match.start(), match.end())
    return _ago(match, today) if match["count"] else _spoken(match, today)


def _ago(match: re.Match[str], today: date) -> Day:
    count = int(numerals.number_of(match["count"]))
    if match["span"]:
        return Day(_shifted(today, -count * _SPANS[match["span"]]), match.start(), match.end())
    year, month = _month(today, -count if match["months"] else -12 * count)
    return Day(_date(year, month, 1), match.start(), match.end(), exact=False)


def _spoken(match: re.Match[str], today: date) -> Day | None:
    """Year, month and day in words; a month alone is no day unless a year or a word such as 上个月 goes with it."""
    named = match["year"] or match["yword"]
    if not (named or match["mword"] or match["day"]):
        return None
    year, month = _year(match, today), _month_of(match)
    if match["mword"] and not named:
        year, month = _month(today, _MONTHS[match["mword"]])
    day = int(numerals.number_of(match["day"])) if match["day"] else 1
    value = _date(year, month, day)
    if not named and not match["mword"] and (value is None or value > today):
        value = _date(year - 1, month, day) or value
    return Day(value, match.start(), match.end(), exact=bool(match["day"]))


def _year(match: re.Match[str], today: date) -> int:
    if match["yword"]:
        return today.year + _YEARS[match["yword"]]
    if not match["year"]:
        return today.year
    year = int(numerals.number_of(match["year"]))
    if len(match["year"]) > 2 or year >= _CENTURY:
        return year
    return year + (2000 if year <= today.year % _CENTURY + 1 else 1900)


def _month_of(match: re.Match[str]) -> int:
    return int(numerals.number_of(match["month"])) if match["month"] else 1


def _month(today: date, shift: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1


def _shifted(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
