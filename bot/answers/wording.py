"""How figures are written for people: money in yuan, dates, lists."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal


def money(amount: Decimal) -> str:
    """``Decimal('5289.00')`` -> ``5,289元``; cents only where there are any."""
    return f"{amount:,.2f}".removesuffix(".00") + "元"


def day(value: date) -> str:
    """``date(2026, 11, 3)`` -> ``2026年11月3日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def months_later(start: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a month that has no such day."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
