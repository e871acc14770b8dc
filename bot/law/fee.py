"""The fee for enforcement (执行申请费) by 《诉讼费用交纳办法》第十四条; the figures are those of the facts."""

from __future__ import annotations

from decimal import Decimal

from bot.law.facts import fact
from bot.law.figures import Unit
from bot.law.sums import checked, to_cent

_BANDS = ("fee_band_2", "fee_band_3", "fee_band_4", "fee_band_5")


def application_fee(amount: Decimal) -> Decimal:
    """The fee in yuan for enforcing ``amount`` yuan: a flat sum for the first band, then each part at its percentage.
    The debtor bears it and nobody pays it in advance (第二十条、第三十八条). Raises :class:`bot.law.sums.SumError`."""
    checked(amount)
    fee = min(fact("fee_band_1").values(Unit.YUAN))
    for band in map(fact, _BANDS):
        lower, *upper = band.values(Unit.YUAN)
        part = min([amount, *upper]) - lower
        fee += max(part, Decimal(0)) * band.values(Unit.PERCENT)[0] / 100
    return to_cent(fee)


def fee_without_amount() -> tuple[Decimal, Decimal]:
    """The lowest and the highest fee in yuan where nothing is to be paid (delivery of a thing, an act)."""
    low, high = sorted(fact("fee_no_amount").values(Unit.YUAN))
    return low, high
