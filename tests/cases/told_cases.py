"""Sample cases read back from stores of many days, and what rules about them need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import chinese_calendar

from bot.cases.model import CaseFile, Event, EventKind
from bot.cases.store import CaseStore

Told = list[tuple[CaseFile, date]]


def read_all(path: Path) -> Iterator[CaseFile]:
    store = CaseStore.open(f"sqlite:///{path}")
    with store._engine.connect() as connection:
        numbers = [row[0] for row in connection.exec_driver_sql("SELECT case_number FROM v_case")]
    for number in numbers:
        file = store.file(number)
        assert file is not None
        yield file
    store.close()


def of_kind(file: CaseFile, *kinds: EventKind) -> list[Event]:
    return [event for event in file.events if event.kind in kinds]


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def days_between(earlier: Event, later: Event) -> int:
    return (later.happened_on - earlier.happened_on).days


def works(day: date) -> bool:
    try:
        holiday = chinese_calendar.is_holiday(day)
    except NotImplementedError:
        holiday = False
    return day.weekday() < 5 and not holiday


def broken(told: Told, rule: Callable[[CaseFile, date], bool]) -> list[str]:
    return [f"{file.case.case_number} on {today}" for file, today in told if not rule(file, today)]
