"""The doubled part for a time that somebody named, and as far as it can be known before all figures are there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answers import estimates
from bot.answers.estimates import Delay
from bot.answers.reply import Reply
from bot.answers.sums import Figures
from bot.intents.commands import fixed_intent
from bot.law.interest import Payment
from bot.law.rates import OrdinaryRate, Period
from bot.law.sums import TooLargeError
from connectors.render import portions

DEBT = Decimal(120_000)
DELAY = Delay(100, "一百天")


def _lines(reply: Reply) -> str:
    return "\n".join(reply.lines)


def test_the_time_that_was_named_is_reckoned_with_the_formula_first() -> None:
    reply = estimates.estimate(DEBT, DELAY, None)
    assert reply.lines[0] == "加倍部分大约2,100元：120,000元×日万分之1.75×100天。"
    assert "一天是21元" in _lines(reply)
    assert "判决另外判了一般利息的，那份还要另外加" in _lines(reply)
    assert reply.choices[0] == "帮我算利息"


def test_more_than_a_year_is_at_least_a_year() -> None:
    assert "先按365天算；每再晚1天加21元" in _lines(estimates.estimate(DEBT, Delay(365, "一年多", open_end=True), None))


def test_dates_that_make_another_number_of_days_are_pointed_out() -> None:
    said = _lines(estimates.estimate(DEBT, Delay(100, "一百天", by_dates=200), None))
    assert "数却是200天，那就约4,200元，请核对" in said


def test_days_of_the_older_rules_are_told_and_not_reckoned() -> None:
    reply = estimates.estimate(DEBT, Delay(10, "很久", earlier=30), None)
    assert "以前的30天要按旧规定另算" in _lines(reply)
    assert "delay_interest_before_2014" in reply.facts


def test_without_a_time_there_are_a_day_and_a_year() -> None:
    assert "7,665元：120,000元×日万分之1.75×365天" in _lines(estimates.estimate(DEBT, None, None))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (OrdinaryRate(Decimal("3.65"), Period.YEAR), "一般利息大约1,200元：120,000元×100天×年利率3.65%÷365"),
        ("not_ordered", "只有加倍部分"), ("lpr", "那份还要另外加"), ("unknown", "那份还要另外加"),
    ],
)  # fmt: skip
def test_ordinary_interest_comes_on_top_where_it_was_ordered(rate: OrdinaryRate | str, words: str) -> None:
    assert words in _lines(estimates.estimate(DEBT, DELAY, rate))


def test_before_the_rate_is_known_the_doubled_part_is_told() -> None:
    figures = Figures(DEBT, date(2024, 1, 1), date(2024, 1, 31), "unknown")
    said = _lines(estimates.so_far(figures, payments_known=False))
    assert "120,000元×30天×日万分之1.75＝630元" in said
    assert "到期以后还过的钱还没有减" in said


def test_known_payments_are_in_it() -> None:
    paid = (Payment(date(2024, 1, 11), Decimal(60_000)),)
    figures = Figures(DEBT, date(2024, 1, 1), date(2024, 1, 31), "unknown", paid)
    said = _lines(estimates.so_far(figures, payments_known=True))
    assert "（120,000元×10天＋60,000元×20天）×日万分之1.75＝420元" in said
    assert "还没有减" not in said


def test_a_debt_of_the_older_rules_alone_has_its_days_told() -> None:
    figures = Figures(DEBT, date(2014, 6, 1), date(2014, 7, 1), "unknown")
    assert (
        estimates.so_far(figures, payments_known=False).lines[0] == "2014年8月1日以前的30天要按旧规定另算，没有算在内。"
    )


def test_an_impossible_day_is_called_impossible_and_costs_what_a_day_costs() -> None:
    said = _lines(estimates.impossible_day("2月30日", Decimal(50_000)))
    assert "没有“2月30日”这一天" in said and "8.75元" in said
    assert "元" not in "".join(estimates.impossible_day("2月30日", None).lines)


def test_what_no_debt_can_be_is_refused() -> None:
    with pytest.raises(TooLargeError):
        estimates.estimate(Decimal(10) ** 13, DELAY, None)


@pytest.mark.parametrize("reply", [estimates.estimate(DEBT, DELAY, None), estimates.impossible_day("2月30日", DEBT)])
def test_choices_lead_somewhere_and_the_phone_hears_the_sum_first(reply: Reply) -> None:
    assert all(fixed_intent(choice) for choice in reply.choices)
    assert len(portions(reply, "ivr")[0]) <= 120
