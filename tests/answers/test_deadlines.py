"""Deadlines: the right day, only where the law gives one, and never computed from a date that the store lacks."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.deadlines import deadlines
from bot.cases.model import Case, EventKind, Role, Stage
from tests.answers.files import EVENTS, case_file, event

FILED = (event(date(2026, 11, 20), EventKind.FILED, "立案。"),)


def _case(**changes: object) -> Case:
    return case_file(**changes).case


def said(case: Case, side: Role = Role.APPLICANT, today: date = date(2026, 11, 23), events: tuple = EVENTS) -> str:
    return "\n".join(sentence for sentence, _ in deadlines(case, events, side, today))


def test_handler_is_named_within_seven_days_of_filing() -> None:
    case = _case(stage=Stage.FILED, handler=None, filed_on=date(2026, 11, 20))
    assert "2026年11月27日前" in said(case, events=FILED)


def test_notice_has_ten_days_from_the_application_and_no_invented_day() -> None:
    lines = said(_case(stage=Stage.FILED, filed_on=date(2026, 11, 20)), events=FILED)
    assert "收到申请执行书后10日内" in lines
    assert "11月30日" not in lines


def test_a_sent_notice_is_not_announced_again() -> None:
    assert "10日内" not in said(_case(stage=Stage.FILED))


@pytest.mark.parametrize(
    ("filed", "by"),
    [
        (date(2026, 10, 12), "2027年4月12日"),
        (date(2026, 8, 31), "2027年2月28日"),
        (date(2027, 8, 31), "2028年2月29日"),
        (date(2026, 7, 1), "2027年1月1日"),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(filed: date, by: str) -> None:
    assert f"即{by}前" in said(_case(filed_on=filed), today=filed)


def test_six_months_past_on_the_day_after() -> None:
    case = _case(filed_on=date(2026, 5, 23))
    assert "已超过6个月" not in said(case, today=date(2026, 11, 23))
    assert "已超过6个月" in said(case, today=date(2026, 11, 24))


def test_upper_court_is_named_to_the_applicant_of_a_late_case_without_property() -> None:
    late = _case(stage=Stage.INVESTIGATING, filed_on=date(2026, 1, 5))
    assert "上一级法院" in said(late)
    assert "上一级法院" not in said(late, Role.DEBTOR)
    assert "上一级法院" not in said(_case(stage=Stage.AUCTION, filed_on=date(2026, 1, 5)))


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.TERMINATED, Stage.SETTLED, Stage.SUSPENDED, Stage.URGING])
def test_a_case_that_does_not_run_has_no_six_months(stage: Stage) -> None:
    assert "6个月内办结" not in said(_case(stage=stage))


def test_failed_auction_names_the_second_one() -> None:
    failed = (*EVENTS, event(date(2026, 11, 20), EventKind.AUCTION_FAILED, "流拍。"))
    assert "30日内再次拍卖" in said(_case(stage=Stage.AUCTION), events=failed)
    assert "提前30日公告" in said(_case(stage=Stage.AUCTION))


def test_terminated_case_is_checked_every_six_months_for_five_years() -> None:
    assert "5年内，法院每6个月" in said(_case(stage=Stage.TERMINATED))
    assert "告诉您" not in said(_case(stage=Stage.TERMINATED), Role.DEBTOR)


def test_broken_settlement_is_for_the_applicant() -> None:
    assert "二年内申请恢复执行" in said(_case(stage=Stage.SETTLED))
    assert said(_case(stage=Stage.SETTLED), Role.DEBTOR) == ""


def test_without_a_filing_date_no_day_is_computed() -> None:
    assert said(_case(filed_on=None)) == ""
    assert said(_case(filed_on=None, stage=Stage.FILED)) == ""
