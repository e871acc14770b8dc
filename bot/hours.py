"""Office hours: working days with public holidays and make-up workdays, and promises in working minutes.

Of the desk and of the venue both, which know nothing of each other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any

import chinese_calendar

log = logging.getLogger(__name__)

CHINA = timezone(timedelta(hours=8))

_LOOKED_AHEAD = 60  # days; no holiday is longer
_SATURDAY = 5


@dataclass(frozen=True)
class Hours:
    """When somebody is there: ``spans`` of a working day, in order; ``closed`` and ``opened`` are days on which the
    court differs from the calendar."""

    spans: tuple[tuple[time, time], ...]
    closed: frozenset[date] = field(default=frozenset())
    opened: frozenset[date] = field(default=frozenset())

    def works_on(self, day: date) -> bool:
        """Whether this is a working day."""
        return day in self.opened or (day not in self.closed and _is_workday(day))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there now."""
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from ``at`` on when somebody is there; ``at`` itself if it is such a moment."""
        return next(self._spans_from(at))[0]

    def after(self, at: datetime, minutes: int) -> datetime:
        """The moment ``minutes`` (at least one) working minutes after ``at``."""
        left = timedelta(minutes=minutes)
        for begin, end in self._spans_from(at):
            if begin + left <= end:
                return begin + left
            left -= end - begin
        raise AssertionError("the spans never end")

    def _spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the working time from ``at`` on, span by span."""
        local = at.astimezone(CHINA)
        day = local.date()
        last_working = day
        while day - last_working < timedelta(days=_LOOKED_AHEAD):
            if self.works_on(day):
                last_working = day
                for begin, end in self.spans:
                    opens, closes = (datetime.combine(day, when, CHINA) for when in (begin, end))
                    if closes > local:
                        yield max(opens, local), closes
            day += timedelta(days=1)
        raise ValueError(f"{last_working} 以后 {_LOOKED_AHEAD} 天没有一个工作日：请检查办公时间")


def read_hours(entry: dict[str, Any]) -> Hours:
    """Hours as a file writes them: ``spans: ["8:30-12:00", …]``, ``closed`` and ``opened`` as lists of days.

    Raises ``ValueError`` with a sentence for spans that do not fit, ``KeyError`` or ``TypeError`` for other shapes.
    """
    spans = tuple(map(_span, entry["spans"]))
    if not spans:
        raise ValueError('hours.spans 至少写一段，例如 "8:30-12:00"')
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise ValueError("hours.spans 的各段要从早到晚，不能重叠")
    closed, opened = (frozenset(map(read_day, entry.get(name) or ())) for name in ("closed", "opened"))
    return Hours(spans, closed, opened)


def read_day(value: Any) -> date:
    """A day as YAML reads it. Raises ``ValueError`` with a sentence."""
    if not isinstance(value, date):
        raise ValueError(f"{value} 不是日期，请写成 2026-12-01")
    return value


def _span(text: Any) -> tuple[time, time]:
    begin, _, end = str(text).partition("-")
    return _time(begin), _time(end)


def _time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError(f"{text} 不是时间，请写成 8:30") from error


def _is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn_of(day.year)
        return day.weekday() < _SATURDAY


@cache
def _warn_of(year: int) -> None:
    """Once a year and process."""
    log.warning(
        "节假日表里没有 %d 年，按周一至周五上班计算：请升级 chinesecalendar，或在团队文件、场所文件里写明",
        year,
    )
