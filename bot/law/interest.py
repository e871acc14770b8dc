"""Delay interest (迟延履行期间的债务利息) by 法释〔2014〕8号.

Two parts (第一条): general interest, only if the judgment ordered it and at its rate; and the doubled part,
money debt without general interest x 0.0175 % a day x days, whose rate is read from the facts.

Days: the period starts when the time for performance has run out (第二条) and ends with the payment (第三条). Whoever
pays on the due day itself is not late, so the days counted are those after the due day up to and including the day of
payment: due on the 1st, paid on the 11th, ten days. Without a due day in the judgment ``due`` is the day the judgment
took effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from bot.law.facts import fact
from bot.law.figures import Unit
from bot.law.sums import EndBeforeStartError, NegativeAmountError, SumError, checked, plausible, to_cent

_ONE_DAY = timedelta(days=1)


class Part(str, Enum):
    """What a payment may be credited to."""

    PRINCIPAL = "principal"
    GENERAL = "general"
    DOUBLED = "doubled"


# 第四条: debts fixed by the judgment first, the doubled part last. The article does not rank principal and general
# interest among themselves; principal first is this project's reading. Whatever the parties agreed goes before it.
ARTICLE_4 = (Part.PRINCIPAL, Part.GENERAL, Part.DOUBLED)


class OrderError(SumError):
    """The order of crediting does not name each part once."""

    hint = "还款先抵哪一项没有说清，请写明本金、一般利息、加倍利息的先后。"


@dataclass(frozen=True)
class Payment:
    """Money that reached the applicant or was levied by the court (第三条: the day of levying counts)."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class Span:
    """Days without doubled interest, first and last included (第三条第三款: stays the debtor did not ask for)."""

    first: date
    last: date


@dataclass(frozen=True)
class Debt:
    """One sum of money a judgment orders, without general interest; ``due`` is the last day for paying it.
    ``general_rate`` is the daily rate of general interest as a fraction if the judgment ordered it, else zero.
    Instalments are one debt each (第二条)."""

    principal: Decimal
    due: date
    general_rate: Decimal = Decimal(0)


@dataclass(frozen=True)
class Stretch:
    """A time in which the principal stood still: so many yuan for so many days. ``counted`` are the days of the doubled
    part, ``late`` all days after the due day, which is what general interest runs on."""

    principal: Decimal
    counted: int
    late: int


@dataclass(frozen=True)
class Statement:
    """What is owed at the end of a day, in yuan to the cent, and how it arose.

    ``days`` are the days the doubled part was counted for; ``earlier_days`` those before 2014-08-01, for which the
    interpretation sends to older rules (第七条) and nothing was counted. ``overpaid`` is what the payments exceeded;
    ``stretches`` are what the interest was reckoned on, oldest first."""

    principal: Decimal
    general: Decimal
    doubled: Decimal
    days: int
    earlier_days: int
    overpaid: Decimal
    stretches: tuple[Stretch, ...] = ()

    @property
    def total(self) -> Decimal:
        """Everything still owed, in yuan."""
        return self.principal + self.general + self.doubled


def daily_rate() -> Decimal:
    """The rate of the doubled part, a fraction of the debt per day."""
    return fact("delay_interest_formula").values(Unit.RATE_PER_DAY)[0]


def doubled_interest(principal: Decimal, days: int) -> Decimal:
    """The doubled part for a sum that stood still for ``days`` days, in yuan to the cent. Raises :class:`SumError`."""
    if days < 0:
        raise EndBeforeStartError
    return to_cent(checked(principal) * daily_rate() * days)


def delay_days(due: date, end: date, excluded: Iterable[Span] = ()) -> tuple[int, int]:
    """How many days of delay count for the doubled part, and how many lie before the interpretation took effect."""
    first, last = due + _ONE_DAY, end
    start = max(first, fact("delay_interest_formula").instrument.in_force_from)
    return _outside(excluded, start, last), _days(first, min(start - _ONE_DAY, last))


def _days(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)


def _outside(spans: Iterable[Span], first: date, last: date) -> int:
    """The days from ``first`` to ``last`` that lie in none of the spans, which may overlap."""
    count = 0
    for span in sorted(spans, key=lambda span: span.first):
        count += _days(first, min(span.first - _ONE_DAY, last))
        first = max(first, min(span.last, last) + _ONE_DAY)
    return count + _days(first, last)


def statement(
    debt: Debt,
    until: date,
    payments: Sequence[Payment] = (),
    *,
    excluded: Sequence[Span] = (),
    order: Sequence[Part] = ARTICLE_4,
) -> Statement:
    """What ``debt`` has grown to at the end of ``until``. Payments after ``until`` are left out; those made before the
    debt was due lower it from the start. Raises :class:`SumError` for amounts, days and orders that cannot be."""
    _check(debt, until, payments, excluded, order)
    owed = {Part.PRINCIPAL: debt.principal, Part.GENERAL: Decimal(0), Part.DOUBLED: Decimal(0)}
    overpaid, days, earlier, since = Decimal(0), 0, 0, debt.due
    stretches: list[Stretch] = []
    steps = sorted((payment for payment in payments if payment.day <= until), key=lambda payment: payment.day)
    for step in (*steps, Payment(until, Decimal(0))):
        counted, before = delay_days(since, step.day, excluded)
        owed[Part.DOUBLED] += owed[Part.PRINCIPAL] * daily_rate() * counted
        late = max((step.day - since).days, 0)
        owed[Part.GENERAL] += owed[Part.PRINCIPAL] * debt.general_rate * late
        if owed[Part.PRINCIPAL] > 0:
            days, earlier = days + counted, earlier + before
            stretches += [Stretch(owed[Part.PRINCIPAL], counted, late)] if late else []
        since = max(since, step.day)
        overpaid += _credit(step.amount, owed, order)
    return Statement(
        principal=to_cent(owed[Part.PRINCIPAL]),
        general=to_cent(owed[Part.GENERAL]),
        doubled=to_cent(owed[Part.DOUBLED]),
        days=days,
        earlier_days=earlier,
        overpaid=to_cent(overpaid),
        stretches=tuple(stretches),
    )


def _credit(amount: Decimal, owed: dict[Part, Decimal], order: Sequence[Part]) -> Decimal:
    """Take ``amount`` off what is owed, in ``order``; what is left over comes back."""
    for part in order:
        taken = min(amount, owed[part])
        owed[part] -= taken
        amount -= taken
    return amount


def _check(
    debt: Debt, until: date, payments: Sequence[Payment], excluded: Sequence[Span], order: Sequence[Part]
) -> None:
    checked(debt.principal)
    plausible(debt.due, until, *(payment.day for payment in payments), *(span.last for span in excluded))
    if not 0 <= debt.general_rate < 1:
        raise NegativeAmountError("一般利息的日利率应当在0和1之间，请您再核对一下。")
    if until < debt.due or any(span.last < span.first for span in excluded):
        raise EndBeforeStartError
    if any(checked(payment.amount) == 0 for payment in payments):
        raise NegativeAmountError
    if sorted(order) != sorted(Part):
        raise OrderError
