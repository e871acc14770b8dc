"""Office hours: working days with public holidays and make-up workdays, and promises in working minutes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from bot.desk.tables import CHINA

log = logging.getLogger(__name__)

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
        "节假日表里没有 %d 年，暂按周一至周五上班计算：请升级 chinesecalendar，或在 desk_file 的 closed、opened 里写明",
        year,
    )
