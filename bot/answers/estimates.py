"""The doubled part as far as it can be known: for the time that somebody named, or before all figures are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answers.law import sources
from bot.answers.reply import Reply
from bot.answers.sums import Figures, doubled_lines, rate_wording
from bot.answers.texts import say
from bot.answers.wording import money
from bot.law.facts import fact
from bot.law.interest import Debt, doubled_interest, statement
from bot.law.rates import OrdinaryRate
from bot.law.sums import to_cent

_FACTS = ("delay_interest_formula", "delay_interest_base", "delay_interest_start", "delay_interest_end")
_GENERAL = ("delay_interest_two_parts", "delay_interest_general_only_if_ordered")
_EARLIER = "delay_interest_before_2014"
_CALENDAR = ("delay_interest_formula", "delay_interest_start", "delay_interest_start_no_period", "delay_interest_end")
_YEAR = 365
_AFTER = ("帮我算利息", "加倍利息从哪天算", "一般利息也要付吗")


@dataclass(frozen=True)
class Delay:
    """A time of delay as it was named: ``days`` to reckon with and the words; ``open_end`` if it was more than that
    (一年多). ``by_dates`` are the days that the dates in the same message make, where they make another number;
    ``earlier`` are days before 2014-08-01, which older rules count, beside ``days``."""

    days: int
    said: str
    open_end: bool = False
    by_dates: int | None = None
    earlier: int = 0


def estimate(principal: Decimal, delay: Delay | None, rate: OrdinaryRate | str | None) -> Reply:
    """The doubled part for the time that was named, or for one day and for a year. Raises
    :class:`bot.law.sums.SumError`."""
    days = delay.days if delay else _YEAR
    lines = [
        _say("doubled", amount=money(doubled_interest(principal, days)), principal=money(principal), days=days),
        _stated(principal, delay),
        *_mismatch(principal, delay),
        *([_earlier(delay.earlier)] if delay and delay.earlier else []),
        _general(principal, days, rate),
        _say("caution"),
    ]
    old = [_EARLIER] if delay and delay.earlier else []
    return _reply(lines, (*_FACTS, *_GENERAL, *old), _AFTER)


def so_far(figures: Figures, *, payments_known: bool) -> Reply:
    """The doubled part from the day the debt fell due, before the rest is known. Raises
    :class:`bot.law.sums.SumError`."""
    owed = statement(Debt(figures.principal, figures.due), figures.until, figures.payments)
    lines = doubled_lines(owed, figures)
    if owed.earlier_days:
        lines.append(_earlier(owed.earlier_days))
    if not payments_known and owed.days:
        lines.append(_say("payments_open"))
    return _reply(lines, (*_FACTS, *([_EARLIER] if owed.earlier_days else [])))


def daily(principal: Decimal) -> Reply:
    """What one day costs, before the day is known. Raises :class:`bot.law.sums.SumError`."""
    return _reply([_say("daily", principal=money(principal), daily=_one_day(principal))], _FACTS[:2])


def impossible_day(said: str, principal: Decimal | None) -> Reply:
    """The calendar has no such day; what one day costs can be told all the same. Raises
    :class:`bot.law.sums.SumError`."""
    cost = [] if principal is None else [_say("daily", principal=money(principal), daily=_one_day(principal))]
    lines = [_say("impossible", said=said), _say("impossible_where"), *cost, _say("impossible_then")]
    return _reply(lines, _CALENDAR, ("帮我算利息", "加倍利息从哪天算", "转人工"))


def _say(key: str, **values: object) -> str:
    return say("sums", "estimate", key, **values)


def _reply(lines: Sequence[str], facts: Sequence[str], choices: Sequence[str] = ()) -> Reply:
    return Reply(
        title=_say("title"),
        lines=(*lines, *sources(map(fact, facts))),
        facts=tuple(facts),
        choices=tuple(choices),
        speech="\n".join(lines),
    )


def _earlier(days: int) -> str:
    return say("sums", "interest", "earlier", days=days)


def _one_day(principal: Decimal) -> str:
    return money(doubled_interest(principal, 1))


def _stated(principal: Decimal, delay: Delay | None) -> str:
    one = _one_day(principal)
    if delay is None:
        return _say("no_time", daily=one)
    return _say("at_least" if delay.open_end else "stated", said=delay.said, days=delay.days, daily=one)


def _mismatch(principal: Decimal, delay: Delay | None) -> list[str]:
    if delay is None or delay.by_dates is None:
        return []
    amount = money(doubled_interest(principal, delay.by_dates))
    return [_say("mismatch", days=delay.by_dates, amount=amount)]


def _general(principal: Decimal, days: int, rate: OrdinaryRate | str | None) -> str:
    if not isinstance(rate, OrdinaryRate):
        return _say("general_none" if rate == "not_ordered" else "general_open")
    amount = money(to_cent(principal * rate.daily * days))
    return _say("general", amount=amount, principal=money(principal), days=days, rate=rate_wording(rate))
