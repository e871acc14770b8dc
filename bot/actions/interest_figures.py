"""What a message says about a debt: the principal, the day it fell due, the ordinary rate, what was paid and when.

People say it in one breath (欠我5万，去年3月1号到期，5月20号还了1万), so every amount and day is read with its
own clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.actions.delay_span import read_span
from bot.actions.rate_words import PeriodMissing, read_rate
from bot.answers.sums import MOST_PAYMENTS
from bot.intents.amounts import Amount, find_amounts
from bot.intents.days import Day, find_days
from bot.law.interest import Payment
from bot.law.rates import OrdinaryRate
from bot.law.sums import SumError, plausible

T = TypeVar("T")

_SEPARATOR = re.compile(r"[,，。;；!！?？\s]+")
_PAID = re.compile(
    r"[还付给转打交][了过]|已[经]?[还付给]|先[还付给]|[扣划]了|划走|扣划|划扣|执行到|到账|收到|还款(?!日|期)|偿还"
)
_OWED = re.compile(r"本金|欠|标的|货款|借款|应还|该还|要还|没还|未还|不对|错")
_JUDGED = re.compile(r"判决|判的|生效|送达|调解书")
_DUE = re.compile(r"到期|届满|期限|期满|之?前[要应该]?[还付给履]|应还|该还|应当|起算|开始|从|自|应付|截止|不对|错")
_FELL_DUE = re.compile(r"到期|届满|期满")
_RATE_WORDS = re.compile(r"利率|[年月]息|[%％]|百分之|lpr", re.IGNORECASE)
_UNTIL = re.compile(r"(?:[算计]?[到至]|[-~—])$")
_PERIOD_UNTIL = re.compile(r"期限?[到至是为]{0,2}$")
_UNTIL_AFTER = re.compile(r"^(?:为?止|能?还清)")
_TODAY = frozenset({"今天", "今日"})

_NO_PAYMENT = re.compile(
    r"(?:没有?|未|冇)(?:再)?[还付给]过?(?:钱|款)?(?:$|[,，。;；!！\s])|没还过|未还过|一分.{0,3}[没未冇]|一直没[还付给]"
)
_NO = re.compile(r"^\W*(?:没有?|无|冇|否|不用|都?没有?[过的了]?)\W*$")


@dataclass(frozen=True)
class Heard:
    """The figures in one message; what it does not say is None. ``rate`` is a rate or why there is none; ``span`` are
    the words that told how long it is late, if ``due`` was only counted back from them; ``problem`` is a key of the
    texts: why something else that was said cannot be used; ``paid_some_day``: money was paid, on a day not told."""

    principal: Decimal | None = None
    due: date | None = None
    rate: OrdinaryRate | str | None = None
    payments: tuple[Payment, ...] | None = None
    until: date | None = None
    span: str | None = None
    problem: str | None = None
    paid_some_day: bool = field(default=False, compare=False)

    @property
    def nothing(self) -> bool:
        """Whether the message holds no figure at all, not even an unusable one."""
        return self == Heard()


class _Unusable(Exception):
    """A figure that cannot be used; the argument is a key of the texts."""


def read(text: str, today: date, asked: str | None = None) -> Heard:
    """What ``text`` says; ``asked`` is the slot that was asked for last, if any. Never raises."""
    return _Reader(text, today, asked).heard()


class _Reader:
    """One message: its amounts and days with their clauses, parted into what is owed and what was paid."""

    def __init__(self, text: str, today: date, asked: str | None) -> None:
        self._text, self._today, self._asked = text, today, asked
        self._days = find_days(text, today)
        self._amounts = find_amounts(text, today, bare=asked in ("principal", "part_payments"))
        self._problems: list[str] = []
        paying = asked == "part_payments"
        self._paid = [one for one in self._amounts if _is_paid(self._clause(one), paying)]
        self._paid_days = [one for one in self._days if _is_paid(self._clause(one), paying)]

    def heard(self) -> Heard:
        """Everything that can be used, and the first thing that cannot."""
        due, until, span = self._usable(self._period) or (None, None, None)
        payments = self._usable(self._payments)
        return Heard(
            principal=self._usable(self._principal),
            due=due,
            rate=self._usable(self._rate),
            payments=payments,
            until=until,
            span=span,
            problem=self._problems[0] if self._problems else None,
            paid_some_day=bool(self._paid) and not payments,
        )

    def _usable(self, reading: Callable[[], T]) -> T | None:
        try:
            return reading()
        except _Unusable as unusable:
            self._problems.append(str(unusable))
            return None

    def _clause(self, one: Amount | Day) -> str:
        """The clause in which a figure stands; a comma inside a figure does not end it."""
        figures: list[Amount | Day] = [*self._amounts, *self._days]
        inside = {at for figure in figures for at in range(figure.start, figure.end)}
        ends = [match.span() for match in _SEPARATOR.finditer(self._text) if match.start() not in inside]
        start = max((end for _, end in ends if end <= one.start), default=0)
        stop = min((begin for begin, _ in ends if begin >= one.end), default=len(self._text))
        return self._text[start:stop]

    def _principal(self) -> Decimal | None:
        owed = [one for one in self._amounts if one not in self._paid]
        named = [one for one in owed if "本金" in self._clause(one)]
        values = {_reckonable(one) for one in named or owed}
        if len(values) > 1:
            raise _Unusable("several_amounts")
        return values.pop() if values else None

    def _period(self) -> tuple[date | None, date | None, str | None]:
        """The day the debt fell due, the day up to which the sum is wanted, and the words if only a span was said."""
        asking = self._asked == "due_day"
        days = [one for one in self._days if one not in self._paid_days and not self._of_the_rate(one)]
        until = [one for one in days if _is_until(self._text, one) and not (asking and len(days) == 1)]
        rest = [one for one in days if one not in until]
        judged = [one for one in rest if self._is_judgment(one) and not (asking and len(rest) == 1)]
        due = {_exact(one) for one in rest if one not in judged}
        if len(due) > 1:
            raise _Unusable("several_days")
        end = _exact(until[-1]) if until else None
        day, span = (due.pop(), None) if due else self._so_long_ago(end or self._today)
        _check_period(day, end, [one.value for one in judged if one.value], self._today)
        return day, end, span

    def _so_long_ago(self, end: date) -> tuple[date | None, str | None]:
        """逾期420天, 拖了十四个月: the day so long before the end, and the words that say so."""
        asking = self._asked == "due_day"
        span = read_span(self._text, asked=asking)
        if span is None or (span.rough and not asking):
            return None, None
        if span.rough:
            raise _Unusable("day_inexact")
        return _plausible(span.before(end)), span.said

    def _of_the_rate(self, one: Day) -> bool:
        """从2021年1月1日起按年利率3.85%: from when ordinary interest runs, not the day the debt fell due."""
        clause = self._clause(one)
        return bool(_RATE_WORDS.search(clause) and not _FELL_DUE.search(clause))

    def _is_judgment(self, one: Day) -> bool:
        clause = self._clause(one)
        return bool(_JUDGED.search(clause) and not _DUE.search(clause))

    def _rate(self) -> OrdinaryRate | str | None:
        try:
            return read_rate(self._text, asking=self._asked == "ordinary_rate")
        except PeriodMissing:
            raise _Unusable("rate_period") from None

    def _payments(self) -> tuple[Payment, ...] | None:
        """The payments, each amount with its day in the order in which they were said. Told beside something else and
        not exactly, they are left for the question that asks for them."""
        asking = self._asked == "part_payments"
        paid, days = self._paid, self._paid_days
        if not paid and not days:
            none = _NO_PAYMENT.search(self._text) or (asking and _NO.match(self._text))
            return () if none else None
        try:
            return _paired(paid, days, self._today)
        except _Unusable:
            if asking:
                raise
            return None


def _is_paid(clause: str, paying: bool) -> bool:
    return bool((paying or _PAID.search(clause)) and not _OWED.search(clause))


def _reckonable(one: Amount) -> Decimal:
    if one.flaw:
        raise _Unusable(f"amount_{one.flaw.value}")
    if not one.value:
        raise _Unusable("amount_negative")
    return one.value


def _check_period(due: date | None, end: date | None, judged: list[date], today: date) -> None:
    if due is None:
        return
    if any(due < day for day in judged):
        raise _Unusable("before_judgment")
    if due > today:
        raise _Unusable("day_future")
    if end and end < due:
        raise _Unusable("until_early")


def _is_until(text: str, one: Day) -> bool:
    after = text[one.end :]
    if re.match(r"\s?(?:到期|届满|期满|[要应]?[还付给])", after) and not _UNTIL_AFTER.match(after):
        return False
    before = text[: one.start].rstrip()
    if _PERIOD_UNTIL.search(before):
        return False
    return bool(_UNTIL.search(before) or _UNTIL_AFTER.match(after) or text[one.start : one.end] in _TODAY)


def _exact(one: Day) -> date:
    if one.value is None:
        raise _Unusable("day_impossible")
    if not one.exact:
        raise _Unusable("day_inexact")
    return _plausible(one.value)


def _plausible(value: date | None) -> date:
    day = value or date.min
    try:
        plausible(day)
    except SumError:
        raise _Unusable("day_too_far") from None
    return day


def _paired(paid: list[Amount], days: list[Day], today: date) -> tuple[Payment, ...]:
    if len(paid) != len(days):
        raise _Unusable("payments_pairs")
    if len(paid) > MOST_PAYMENTS:
        raise _Unusable("payments_many")
    payments = tuple(Payment(_exact(day), _reckonable(one)) for day, one in zip(days, paid, strict=True))
    if any(payment.day > today for payment in payments):
        raise _Unusable("payment_future")
    return payments
