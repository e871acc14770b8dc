"""Every sample case keeps the time limits of the law, whatever day the store is made on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.cases.model import CaseFile, Conclusion, EventKind, Measure, MeasureKind, MeasureStatus, PaymentKind, Stage
from bot.cases.sample import money
from tests.cases.told_cases import Told, broken, days_between, months_later, of_kind, works

YEARS_AT_MOST = {
    MeasureKind.FREEZE_DEPOSIT: 1,
    MeasureKind.FREEZE_WALLET: 1,
    MeasureKind.SEIZE_VEHICLE: 2,
    MeasureKind.SEIZE_MOVABLE: 2,
    MeasureKind.DISHONEST_LIST: 2,
    MeasureKind.SEIZE_REALTY: 3,
    MeasureKind.FREEZE_EQUITY: 3,
}


def test_the_court_acts_on_working_days(told: Told) -> None:
    def rule(file: CaseFile, _: date) -> bool:
        days = [event.happened_on for event in file.events] + [payment.paid_on for payment in file.payments]
        days += [measure.began_on for measure in file.measures if measure.began_on]
        days += [day for day in (file.case.filed_on, file.case.concluded_on, file.case.next_due) if day]
        return all(works(day) for day in days)

    assert broken(told, rule) == []


def test_handler_is_named_within_seven_days(told: Told) -> None:
    """法发〔2006〕35号第二条"""

    def rule(file: CaseFile, today: date) -> bool:
        filed, assigned = of_kind(file, EventKind.FILED), of_kind(file, EventKind.ASSIGNED)
        if not assigned:
            waiting = not filed or (today - filed[0].happened_on).days <= 7
            return waiting and file.case.handler is None and file.team is None
        named = file.case.handler is not None and file.team is not None and file.team.court_code == file.case.court_code
        return named and 0 <= days_between(filed[0], assigned[0]) <= 7

    assert broken(told, rule) == []


def test_notice_is_sent_within_ten_days(told: Told) -> None:
    """民诉法解释第480条"""

    def rule(file: CaseFile, today: date) -> bool:
        filed, notice = of_kind(file, EventKind.FILED), of_kind(file, EventKind.NOTICE_SENT)
        if notice:
            return 0 <= days_between(filed[0], notice[0]) <= 10
        return not filed or (today - filed[0].happened_on).days <= 10

    assert broken(told, rule) == []


def test_seizures_end_within_their_terms(told: Told) -> None:
    """民诉法解释第485条；失信名单规定第二条"""

    def in_term(measure: Measure) -> bool:
        years = YEARS_AT_MOST.get(measure.kind)
        if years is None or measure.began_on is None:
            return True
        return measure.ends_on is not None and measure.ends_on <= months_later(measure.began_on, 12 * years)

    assert broken(told, lambda file, _: all(in_term(measure) for measure in file.measures)) == []


def test_detention_is_fifteen_days_at_most(told: Told) -> None:
    """民诉法第一百一十八条"""
    detentions = [m for file, _ in told for m in file.measures if m.kind is MeasureKind.DETENTION and m.began_on]
    assert detentions
    assert all(m.ends_on is not None and m.began_on and (m.ends_on - m.began_on).days < 15 for m in detentions)


def test_auctions_are_announced_early_enough_and_repeated_soon_enough(told: Told) -> None:
    """网络司法拍卖规定第十二条、第二十六条"""

    def rule(file: CaseFile, today: date) -> bool:
        movable = {MeasureKind.SEIZE_VEHICLE, MeasureKind.SEIZE_MOVABLE} & {measure.kind for measure in file.measures}
        first, second = (15, 7) if movable else (30, 15)
        announced = of_kind(file, EventKind.AUCTION_ANNOUNCED)
        held = of_kind(file, EventKind.AUCTION_FAILED, EventKind.AUCTION_SOLD)
        early = all(
            days_between(*pair) >= notice
            for pair, notice in zip(zip(announced, held), (first, second))  # noqa: B905
        )
        if not held or held[0].kind is EventKind.AUCTION_SOLD:
            return early and len(announced) <= 1
        repeated = days_between(held[0], held[1]) if len(held) > 1 else (today - held[0].happened_on).days
        return early and repeated <= 30

    assert broken(told, rule) == []


def test_termination_comes_after_three_months_a_notice_a_search_and_a_limit_on_consumption(told: Told) -> None:
    """法〔2016〕373号第一条"""

    def rule(file: CaseFile, _: date) -> bool:
        terminated = of_kind(file, EventKind.TERMINATED)
        if not terminated:
            return file.case.conclusion is not Conclusion.TERMINATED
        day = terminated[0].happened_on
        before = {event.kind for event in file.events if event.happened_on < day}
        assert file.case.filed_on is not None
        return (
            file.case.conclusion is Conclusion.TERMINATED
            and file.case.concluded_on == day
            and day > months_later(file.case.filed_on, 3)
            and {EventKind.NOTICE_SENT, EventKind.SEARCHED, EventKind.CONSUMPTION_LIMITED} <= before
        )

    assert broken(told, rule) == []


def test_property_is_looked_for_every_six_months_after_termination(told: Told) -> None:
    """法〔2016〕373号第九条"""

    def rule(file: CaseFile, today: date) -> bool:
        if file.case.stage is not Stage.TERMINATED:
            return True
        days = [event.happened_on for event in of_kind(file, EventKind.TERMINATED, EventKind.RECHECKED)]
        gaps = all(later <= months_later(earlier, 6) for earlier, later in pairwise(days))
        return gaps and months_later(days[-1], 6) >= (file.case.next_due or today)

    assert broken(told, rule) == []


def test_money_is_handed_on_within_thirty_days_and_never_more_than_came_in(told: Told) -> None:
    """法发〔2017〕6号第十条"""

    def rule(file: CaseFile, today: date) -> bool:
        held = Decimal(0)
        waiting: date | None = None
        for payment in file.payments:
            if payment.kind is PaymentKind.RECEIVED:
                held, waiting = held + payment.amount, waiting or payment.paid_on
                continue
            if held < payment.amount or (waiting and (payment.paid_on - waiting).days > 30):
                return False
            held -= payment.amount
            waiting = None if held == 0 else waiting
        return waiting is None or (today - waiting).days <= 30

    assert broken(told, rule) == []


@pytest.mark.parametrize(("claim", "fee"), [("5289", "50"), ("38600", "479"), ("865000", "11050")])
def test_fee_is_the_one_of_the_regulation(claim: str, fee: str) -> None:
    """诉讼费用交纳办法第十四条"""
    assert money.fee(int(claim) * 100) == int(fee) * 100


def test_case_with_money_in_the_bank_ends_within_six_months(told: Told) -> None:
    """执行工作规定第63条；中止的期间扣除，评估、公告期间不计，所以只看划拨的案件"""

    def rule(file: CaseFile, today: date) -> bool:
        kinds = {event.kind for event in file.events}
        if EventKind.LEVIED not in kinds or EventKind.SUSPENDED in kinds or file.case.filed_on is None:
            return True
        return (file.case.concluded_on or today) <= months_later(file.case.filed_on, 6)

    assert broken(told, rule) == []


def test_name_leaves_the_list_within_three_working_days_of_the_payment(told: Told) -> None:
    """失信名单规定第十条"""

    def rule(file: CaseFile, _: date) -> bool:
        listed = [measure for measure in file.measures if measure.kind is MeasureKind.DISHONEST_LIST]
        paid, delisted = of_kind(file, EventKind.MONEY_RECEIVED), of_kind(file, EventKind.DELISTED)
        if not listed or file.case.stage not in (Stage.PAYOUT, Stage.CONCLUDED):
            return True
        return listed[0].status is MeasureStatus.LIFTED and days_between(paid[-1], delisted[0]) <= 3

    assert broken(told, rule) == []
