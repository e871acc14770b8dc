"""The two sums as people are told them: delay interest and the fee for enforcement, each with the formula filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.answers.law import sources
from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say
from bot.answers.wording import day, money
from bot.law.facts import fact
from bot.law.fee import application_fee, bands, flat_fee
from bot.law.interest import Debt, Payment, Statement, Stretch, daily_rate, statement
from bot.law.rates import OrdinaryRate
from bot.law.sums import to_cent

MOST_PAYMENTS = 10
"""More would not fit a message, and are for the team to reckon."""

_INTEREST = ("delay_interest_formula", "delay_interest_base", "delay_interest_start", "delay_interest_end")
_GENERAL = "delay_interest_two_parts"
_ORDER = "delay_interest_repayment_order"
_EARLIER = "delay_interest_before_2014"
_FEE_BANDS = ("fee_band_1", "fee_band_2", "fee_band_3", "fee_band_4", "fee_band_5")
_PROBLEM_FACTS = {"amount_foreign": ("delay_interest_foreign_currency",)}
_AFTER = ("加倍利息从哪天算", "还款先抵本金还是利息", "怎么还款")


@dataclass(frozen=True)
class Figures:
    """What the sum is made of. ``rate`` is the ordinary rate, or why none is reckoned (``not_ordered``, ``unknown``,
    ``lpr``: keys of the texts)."""

    principal: Decimal
    due: date
    until: date
    rate: OrdinaryRate | str
    payments: tuple[Payment, ...] = ()


def interest(figures: Figures) -> Reply:
    """What is owed on ``until``, with the formula. Raises :class:`bot.law.sums.SumError` for what cannot be."""
    daily = figures.rate.daily if isinstance(figures.rate, OrdinaryRate) else Decimal(0)
    owed = statement(Debt(figures.principal, figures.due, daily), figures.until, figures.payments)
    lines = [*_total(owed, figures), *doubled_lines(owed, figures), *_general(owed, figures), *_payments(figures)]
    if owed.earlier_days:
        lines.append(_say("earlier", days=owed.earlier_days))
    lines.append(_say("caution"))
    facts = (*_INTEREST, _GENERAL, *([_ORDER] if figures.payments else []), *([_EARLIER] if owed.earlier_days else []))
    return Reply(
        title=_say("title"),
        lines=(*lines, *sources(map(fact, facts))),
        facts=facts,
        choices=_AFTER,
        speech="\n".join([*lines[:2], lines[-1]]),
    )


def _say(key: str, **values: object) -> str:
    return say("sums", "interest", key, **values)


def _total(owed: Statement, figures: Figures) -> list[str]:
    until = day(figures.until)
    head = _say("total", until=until, total=money(owed.total)) if owed.total else _say("cleared", until=until)
    over = [_say("overpaid", amount=money(owed.overpaid))] if owed.overpaid else []
    return [head, *over, _say("principal", amount=money(owed.principal))]


def doubled_lines(owed: Statement, figures: Figures) -> list[str]:
    """The doubled part with its formula and its days; nothing where all of it lies before 2014-08-01."""
    runs = [stretch for stretch in owed.stretches if stretch.counted]
    if not runs:
        return [] if owed.earlier_days else [_say("none_due")]
    sum_ = to_cent(sum((run.principal * run.counted for run in runs), Decimal(0)) * daily_rate())
    key = "doubled_sum" if len(runs) > 1 else "doubled"
    lines = [_say(key, formula=_formula([(run, run.counted) for run in runs]), amount=money(sum_))]
    if owed.doubled != sum_:
        lines.append(_say("doubled_paid", amount=money(sum_ - owed.doubled), left=money(owed.doubled)))
    first = figures.due + timedelta(days=1 + owed.earlier_days)
    return [*lines, _say("days", first=day(first), until=day(_last(owed, figures)), days=owed.days)]


def _last(owed: Statement, figures: Figures) -> date:
    """The last day that was counted: the end, or the payment that cleared the principal."""
    return figures.due + timedelta(days=sum(stretch.late for stretch in owed.stretches))


def _formula(runs: Sequence[tuple[Stretch, int]]) -> str:
    return "＋".join(_say("stretch", amount=money(run.principal), days=days) for run, days in runs)


def _general(owed: Statement, figures: Figures) -> list[str]:
    rate = figures.rate
    if not isinstance(rate, OrdinaryRate):
        return [_say(rate)]
    runs = owed.stretches
    if not runs:
        return []
    sum_ = to_cent(sum((run.principal * run.late for run in runs), Decimal(0)) * rate.daily)
    formula, wording = _formula([(run, run.late) for run in runs]), rate_wording(rate)
    key = "general_sum" if len(runs) > 1 else "general"
    lines = [_say(key, formula=formula, rate=wording, amount=money(sum_))]
    if owed.general != sum_:
        lines.append(_say("general_paid", amount=money(sum_ - owed.general), left=money(owed.general)))
    return [*lines, _say("general_note")]


def rate_wording(rate: OrdinaryRate) -> str:
    """The rate as the formula shows it: ``年利率3.85%÷365``."""
    return say("sums", "rate", rate.period.value, percent=f"{rate.percent.normalize():f}")


def _payments(figures: Figures) -> list[str]:
    paid = [payment for payment in figures.payments if payment.day <= figures.until]
    if not paid:
        return []
    amount = sum((payment.amount for payment in paid), Decimal(0))
    each = "，".join(_say("paid_on", day=day(payment.day), amount=money(payment.amount)) for payment in paid)
    lines = [_say("payments", count=len(paid), amount=money(amount)), f"{each}。"]
    return [*lines, _say("payments_order")] if isinstance(figures.rate, OrdinaryRate) else lines


def fee(amount: Decimal) -> Reply:
    """The fee for enforcing ``amount`` yuan, band by band, and who pays it when. Raises
    :class:`bot.law.sums.SumError`."""
    total, reached, flat = application_fee(amount), bands(amount), money(flat_fee()[0])
    parts = "；".join(
        say("sums", "fee", "band", part=money(band.part), percent=f"{band.percent:f}", fee=money(band.fee))
        for band in reached
    )
    how = say("sums", "fee", "formula", flat=flat, parts=parts) if reached else say("sums", "fee", "flat", fee=flat)
    lines = (
        say("sums", "fee", "sum", amount=money(amount), fee=money(total)),
        how,
        say("sums", "fee", "not_prepaid"),
        say("sums", "fee", "borne"),
    )
    facts = (*_FEE_BANDS[: 1 + len(reached)], "fee_not_prepaid", "fee_borne_by_debtor")
    return Reply(
        title=say("sums", "fee", "title"),
        lines=(*lines, *sources(map(fact, facts))),
        facts=facts,
        choices=("申请执行要什么材料", "怎么申请强制执行"),
        speech="\n".join((lines[0], *lines[2:], how)),  # the formula last: it is long to listen to
    )


def ask(slot: str, claim: Decimal | None = None, *, in_hand: bool = False) -> Reply:
    """Ask for one figure: ``principal``, ``due_day``, ``ordinary_rate`` or ``part_payments``. ``claim`` is what the
    case in hand is registered with; it is offered, never taken unasked."""
    if slot == "principal" and in_hand:
        return _ask_with_case(claim)
    lines = (_ask(slot), *([_ask("due_day_help")] if slot == "due_day" else []))
    return Reply(lines=lines, choices=tuple(map(_ask, _ANSWERS.get(slot, ()))))


_ANSWERS = {"ordinary_rate": ("no_rate", "rate_unknown"), "part_payments": ("no_payments",)}


def _ask_with_case(claim: Decimal | None) -> Reply:
    known = _ask("principal_no_claim") if claim is None else _ask("principal_claim", amount=money(claim))
    return Reply(
        lines=(_ask("principal"), known),
        facts=("case.claim",),
        choices=() if claim is None else (_ask("use_claim", amount=money(claim)),),
        disclosure=Disclosure.PARTY,
    )


def _ask(key: str, **values: object) -> str:
    return say("sums", "ask", key, **values)


def problem(key: str) -> Reply:
    """Why a figure cannot be used, and what to send instead. Raises ``KeyError`` for an unknown key."""
    facts = _PROBLEM_FACTS.get(key, ())
    lines = (say("sums", "problem", key), *sources(map(fact, facts)))
    return Reply(lines=lines, facts=facts, choices=("取消",))


def before_own_judgment(year: int) -> Reply:
    """The day lies before the year of the judgment in the case in hand."""
    lines = (say("sums", "before_own_judgment", year=year),)
    return Reply(lines=lines, facts=("case.basis",), choices=("取消",), disclosure=Disclosure.PARTY)


def noted(slot: str, value: str, **more: str) -> Reply:
    """A figure was put right, or taken from less than a whole one."""
    return Reply(lines=(say("sums", "noted", slot, value=value, **more),))


def unworkable(hint: str) -> Reply:
    """The hint of a :class:`bot.law.sums.SumError`."""
    return Reply(lines=(hint,), choices=("帮我算利息", "转人工"))


def cancelled() -> Reply:
    """The person broke the sum off."""
    return Reply(lines=(say("sums", "cancelled"),))


def given_up() -> Reply:
    """The figures could not be understood several times over."""
    return Reply(lines=(say("sums", "given_up"),), choices=("转人工", "加倍利息怎么算"))
