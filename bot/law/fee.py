"""The fee for enforcement (执行申请费) by 《诉讼费用交纳办法》第十四条; the figures are those of the facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.law.facts import fact
from bot.law.figures import Unit
from bot.law.sums import checked, to_cent

_BANDS = ("fee_band_2", "fee_band_3", "fee_band_4", "fee_band_5")


@dataclass(frozen=True)
class Band:
    """The part of a sum that lies in one band, in yuan, its percentage, and the fee for it (not rounded)."""

    part: Decimal
    percent: Decimal
    fee: Decimal


def flat_fee() -> tuple[Decimal, Decimal]:
    """The flat fee of the first band and up to which sum it holds, in yuan."""
    fee, upper = sorted(fact("fee_band_1").values(Unit.YUAN))
    return fee, upper


def bands(amount: Decimal) -> tuple[Band, ...]:
    """The bands above the first that ``amount`` yuan reaches into. Raises :class:`bot.law.sums.SumError`."""
    checked(amount)
    reached = []
    for band in map(fact, _BANDS):
        lower, *upper = band.values(Unit.YUAN)
        part, percent = min([amount, *upper]) - lower, band.values(Unit.PERCENT)[0]
        if part > 0:
            reached.append(Band(part, percent, part * percent / 100))
    return tuple(reached)


def application_fee(amount: Decimal) -> Decimal:
    """The fee in yuan for enforcing ``amount`` yuan: a flat sum for the first band, then each part at its percentage.
    The debtor bears it and nobody pays it in advance (第二十条、第三十八条). Raises :class:`bot.law.sums.SumError`."""
    return to_cent(flat_fee()[0] + sum((band.fee for band in bands(amount)), Decimal(0)))


def fee_without_amount() -> tuple[Decimal, Decimal]:
    """The lowest and the highest fee in yuan where nothing is to be paid (delivery of a thing, an act)."""
    low, high = sorted(fact("fee_no_amount").values(Unit.YUAN))
    return low, high
