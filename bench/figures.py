"""From samples to figures: percentiles, medians of rounds, ratios."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of 100 of the values do not exceed (nearest rank).
    Raises ``ValueError`` if there are no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


@dataclass(frozen=True)
class Row:
    """One line of a table: what each side reached in each round."""

    name: str
    unit: str
    stock: tuple[float, ...]
    ours: tuple[float, ...]
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """How many times better ours is, by the medians; below 1 stock is better."""
        stock, ours = statistics.median(self.stock), statistics.median(self.ours)
        return ours / stock if self.more_is_better else stock / ours


def number(value: float) -> str:
    """Three significant digits as far as the fraction goes: 1234, 56.8, 7.34, 0.123."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.{2 - math.floor(math.log10(abs(value)))}f}"


def spread(values: Sequence[float]) -> str:
    """The median, and the least and the greatest if there are several."""
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle}（{number(min(values))}–{number(max(values))}）"
