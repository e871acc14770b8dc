"""The sums as people are told them: right to the cent, with the formula, within one message."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import sums
from bot.answers.reply import Disclosure, Reply
from bot.answers.sums import MOST_PAYMENTS, Figures
from bot.answers.texts import texts
from bot.intents.commands import fixed_intent
from bot.law.fee import application_fee
from bot.law.interest import Debt, Payment, statement
from bot.law.rates import OrdinaryRate, Period
from bot.law.sums import EndBeforeStartError, TooLargeError
from connectors.render import portions

DUE, UNTIL = date(2024, 1, 1), date(2024, 1, 31)
YEARLY = OrdinaryRate(Decimal("3.65"), Period.YEAR)
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=10**12, places=2)
PAYMENTS = st.lists(
    st.builds(Payment, st.dates(date(2013, 1, 1), date(2060, 1, 1)), AMOUNTS), max_size=MOST_PAYMENTS
).map(tuple)


def _lines(reply: Reply) -> str:
    return "\n".join(reply.lines)


def _figures(**changes: object) -> Figures:
    known = {"principal": Decimal(100_000), "due": DUE, "until": UNTIL, "rate": "not_ordered"}
    return Figures(**{**known, **changes})  # type: ignore[arg-type]


def test_the_formula_has_the_numbers_in_it() -> None:
    said = _lines(sums.interest(_figures()))
    assert "算到2024年1月31日，一共还欠100,525元。" in said
    assert "加倍部分：100,000元×30天×日万分之1.75＝525元。" in said
    assert "从到期次日2024年1月2日算到2024年1月31日，共30天" in said
    assert "一般利息没有算：您说判决没有判。" in said


def test_a_part_payment_splits_the_formula_and_names_its_day() -> None:
    reply = sums.interest(_figures(payments=(Payment(date(2024, 1, 11), Decimal(60_000)),)))
    assert "（100,000元×10天＋40,000元×20天）×日万分之1.75＝315元" in _lines(reply)
    assert "2024年1月11日还60,000元" in _lines(reply)
    assert "delay_interest_repayment_order" in reply.facts


def test_ordinary_interest_stands_beside_the_doubled_part() -> None:
    said = _lines(sums.interest(_figures(rate=YEARLY)))
    assert "一般利息：100,000元×30天×年利率3.65%÷365＝300元。" in said
    assert "一共还欠100,825元" in said
    assert "到期以前的，按判决另外加" in said


def test_days_before_the_interpretation_are_told_and_not_reckoned() -> None:
    reply = sums.interest(_figures(due=date(2014, 7, 1), until=date(2014, 8, 10)))
    assert "2014年8月1日以前的30天" in _lines(reply)
    assert "从到期次日2014年8月1日算到2014年8月10日，共10天" in _lines(reply)
    assert "delay_interest_before_2014" in reply.facts


def test_whoever_paid_in_time_or_too_much_is_told_so() -> None:
    said = _lines(sums.interest(_figures(payments=(Payment(DUE, Decimal(100_001)),))))
    assert "已经全部还清" in said
    assert "多1元" in said
    assert "不产生加倍利息" in said


def test_interest_paid_off_is_shown_as_paid() -> None:
    said = _lines(sums.interest(_figures(payments=(Payment(date(2024, 1, 11), Decimal(100_100)),))))
    assert "加倍部分：100,000元×10天×日万分之1.75＝175元。" in said
    assert "加倍部分已还掉100元，还剩75元" in said


def test_an_end_before_the_due_day_is_refused() -> None:
    with pytest.raises(EndBeforeStartError):
        sums.interest(_figures(until=DUE - timedelta(days=1)))


@settings(deadline=None)
@given(AMOUNTS, PAYMENTS, st.sampled_from(["unknown", YEARLY]))
def test_the_total_said_is_the_total_owed_and_fits_a_message(
    principal: Decimal, payments: tuple[Payment, ...], rate: OrdinaryRate | str
) -> None:
    figures = Figures(principal, date(2013, 6, 1), date(2060, 1, 1), rate, payments)
    reply = sums.interest(figures)
    daily = rate.daily if isinstance(rate, OrdinaryRate) else Decimal(0)
    owed = statement(Debt(principal, figures.due, daily), figures.until, payments)
    said = re.search(r"一共还欠([0-9,.]+)元", reply.lines[0])
    assert Decimal(said[1].replace(",", "")) == owed.total if said else owed.total == 0
    assert len("\n".join((reply.title, *reply.lines, *reply.choices)).encode()) <= 2048


def test_the_fee_is_shown_band_by_band() -> None:
    reply = sums.fee(Decimal(500_000))
    assert reply.lines[:2] == ("执行500,000元，执行申请费是7,400元。", "算法：1万元以内50元；490,000元×1.5%＝7,350元。")
    assert {"fee_not_prepaid", "fee_borne_by_debtor", "fee_band_2"} <= set(reply.facts)
    assert "fee_band_3" not in reply.facts
    assert "第十四条" in reply.lines[-1]


def test_a_small_sum_costs_the_flat_fee() -> None:
    assert sums.fee(Decimal(5_000)).lines[1] == "1万元以内每件50元。"


@given(AMOUNTS)
def test_the_parts_of_the_fee_add_up(amount: Decimal) -> None:
    reply = sums.fee(amount)
    parts = [Decimal(part.replace(",", "")) for part in re.findall(r"＝([0-9,.]+)元", reply.lines[1])]
    assert abs(50 + sum(parts) - application_fee(amount)) <= Decimal("0.02")
    assert len("\n".join(reply.lines).encode()) <= 2048


def test_on_the_phone_the_fee_and_who_pays_it_come_before_the_long_formula() -> None:
    first = portions(sums.fee(Decimal(6_000_000)), "ivr")[0]
    assert "五万七千四百元" in first
    assert "由被执行人承担" in first
    assert len(first) <= 120


def test_a_fee_of_more_than_there_is_is_refused() -> None:
    with pytest.raises(TooLargeError):
        sums.fee(Decimal(10) ** 13)


def test_what_the_case_is_registered_with_is_offered_and_stays_with_the_party() -> None:
    reply = sums.ask("principal", Decimal(38_600), in_hand=True)
    assert reply.choices == ("用38,600元算",)
    assert reply.disclosure is Disclosure.PARTY
    assert sums.ask("principal").disclosure is Disclosure.PUBLIC


def test_a_case_without_an_amount_says_so() -> None:
    assert "没有登记金额" in _lines(sums.ask("principal", None, in_hand=True))


@pytest.mark.parametrize("key", sorted(texts("sums")["problem"]))
def test_every_problem_is_one_or_two_kind_sentences(key: str) -> None:
    reply = sums.problem(key)
    assert len(reply.lines[0]) <= 60
    assert re.search("请|哪一", reply.lines[0])
    assert reply.choices == ("取消",)


def test_the_judgment_of_the_own_case_is_told_to_its_party_only() -> None:
    reply = sums.before_own_judgment(2026)
    assert "2026年" in reply.lines[0]
    assert reply.disclosure is Disclosure.PARTY


def test_a_foreign_currency_names_its_article() -> None:
    assert "第五条" in _lines(sums.problem("amount_foreign"))


@pytest.mark.parametrize(
    "reply",
    [
        sums.interest(_figures()),
        sums.fee(Decimal(1)),
        sums.given_up(),
        sums.problem("rate_missing"),
        sums.unworkable("请再试。"),
    ],
)
def test_choices_lead_where_they_say(reply: Reply) -> None:
    assert all(fixed_intent(choice) for choice in reply.choices)
