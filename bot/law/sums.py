"""What both sums (delay interest, fee) share: amounts and days as people give them, and errors that say what to ask."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
_DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_EARLIEST, _LATEST = date(1949, 10, 1), date(2199, 12, 31)
LARGEST = Decimal(10) ** 12  # one trillion yuan: beyond it an input is a slip of the keyboard, not a debt


class SumError(ValueError):
    """A sum cannot be worked out; ``hint`` tells the person in kind Chinese what to give instead."""

    hint = "这些数字我算不了，请您再核对一下。"

    def __init__(self, hint: str = "") -> None:
        self.hint = hint or type(self).hint
        super().__init__(self.hint)


class NotAnAmountError(SumError):
    """The amount is not a number."""

    hint = "金额我没看懂，请只发数字，比如 52000 或 5.2万。"


class NegativeAmountError(SumError):
    """An amount below zero, or a payment of nothing."""

    hint = "金额要大于零，请您再核对一下。"


class TooLargeError(SumError):
    """An amount above :data:`LARGEST`."""

    hint = "这个金额太大了，是不是多打了几个零？请您再核对一下。"


class ImpossibleDateError(SumError):
    """A day that the calendar does not have, or no day at all."""

    hint = "日历上没有这一天，请按 2024-03-01 的样子再发一次。"


class EndBeforeStartError(SumError):
    """A period that ends before it starts."""

    hint = "结束的日子比开始的日子还早，请您对调或者再核对一下。"


def money(text: str) -> Decimal:
    """Yuan from ``52000``, ``52,000.50元`` or ``5.2万``. Raises :class:`NotAnAmountError`, :class:`NegativeAmountError`
    or :class:`TooLargeError`."""
    plain = re.sub(r"[,，\s]|元$|块$", "", text.strip())
    factor = 10_000 if plain.endswith("万") else 100_000_000 if plain.endswith("亿") else 1
    try:
        value = Decimal(plain.rstrip("万亿")) * factor
    except InvalidOperation:
        raise NotAnAmountError from None
    return checked(value)


def checked(amount: Decimal) -> Decimal:
    """``amount`` itself if it can be a debt. Raises as :func:`money` does."""
    if not amount.is_finite():
        raise NotAnAmountError
    if amount < 0:
        raise NegativeAmountError
    if amount > LARGEST:
        raise TooLargeError
    return amount


def day(text: str) -> date:
    """A day from ``2024-3-1``, ``2024年3月1日`` or ``20240301``. Raises :class:`ImpossibleDateError`."""
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise ImpossibleDateError
    year, month, number = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, number)
    except ValueError:
        raise ImpossibleDateError from None


def plausible(*days: date) -> None:
    """Raises :class:`ImpossibleDateError` unless all ``days`` lie in years in which a debt can be reckoned."""
    if not all(_EARLIEST <= one <= _LATEST for one in days):
        raise ImpossibleDateError("这个年份太早或者太晚了，我算不了，请您再核对一下。")


def to_cent(amount: Decimal) -> Decimal:
    """Rounded half up to the cent, as money is paid."""
    return amount.quantize(CENT, ROUND_HALF_UP)
