"""On which days a court works. Days are ordinals (``date.toordinal``): a million cases need fast sums."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

import chinese_calendar


class CourtDays:
    """Working days between two dates: Monday to Friday, without the public holidays that are already announced.

    Saturdays that are worked in exchange are left out: an act of a court on a Saturday would surprise."""

    def __init__(self, first: date, last: date) -> None:
        self._first = first.toordinal()
        days = [first + timedelta(days=n) for n in range(last.toordinal() - self._first + 1)]
        self._iso = [day.isoformat() for day in days]
        works = [_works(day) for day in days]
        self._back = _nearest(works)
        self._on = [len(days) - 1 - n for n in reversed(_nearest(works[::-1]))]

    def iso(self, day: int) -> str:
        """The day as the store writes it, ``YYYY-MM-DD``."""
        return self._iso[day - self._first]

    def ordinal(self, iso: str) -> int:
        """The inverse of :meth:`iso`."""
        return date.fromisoformat(iso).toordinal()

    def works(self, day: int) -> bool:
        """Whether the court works on this day."""
        return self.back(day) == day

    def back(self, day: int) -> int:
        """This day if the court works, else the last one before."""
        return self._first + self._back[day - self._first]

    def on(self, day: int) -> int:
        """This day if the court works, else the next one after."""
        return self._first + self._on[day - self._first]

    def between(self, day: int, least: int, most: int, rng: Random) -> int:
        """A working day ``least`` to ``most`` days after ``day``; the first one after ``least`` if there is none."""
        drawn = self.back(day + least + int(rng.random() * (most - least + 1)))
        return drawn if drawn >= day + least else self.on(day + least)


@cache
def _works(day: date) -> bool:
    if day.weekday() >= 5:
        return False
    try:
        return not chinese_calendar.is_holiday(day)
    except NotImplementedError:  # holidays of later years are announced every autumn
        return True


def _nearest(works: list[bool]) -> list[int]:
    """For each place the last place so far where the court works (its own, if none)."""
    nearest, last = [], 0
    for place, working in enumerate(works):
        last = place if working else last
        nearest.append(last)
    return nearest


@cache
def term_end(day: int, years: int) -> int:
    """The last day of a term of whole years that begins on ``day``: one day before the anniversary."""
    begin = date.fromordinal(day)
    if (begin.month, begin.day) == (2, 29):
        begin -= timedelta(days=1)
    return begin.replace(year=begin.year + years).toordinal() - 1
