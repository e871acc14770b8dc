"""Ordinary interest (一般债务利息) as judgments word it: so much per cent a year or a month, or so much a day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

DAYS_A_YEAR = 365
_MONTHS_A_YEAR = 12


class Period(str, Enum):
    """What a rate is counted for."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True)
class OrdinaryRate:
    """``percent`` for one ``period``: 3.85 a year, 1 a month, 0.05 a day."""

    percent: Decimal
    period: Period

    @property
    def daily(self) -> Decimal:
        """The fraction of the principal for one day, a year taken as 365 days."""
        if self.period is Period.DAY:
            return self.percent / 100
        yearly = self.percent * (_MONTHS_A_YEAR if self.period is Period.MONTH else 1)
        return yearly / 100 / DAYS_A_YEAR
