"""Places where the law was renumbered or replaced and an old text is easily taken for the present one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.law.facts import Confidence, fact, load
from bot.law.figures import Unit


@pytest.mark.parametrize(
    ("fact_id", "article"),
    [
        # 2024-01-01: the part on enforcement moved; the numbers before were 225, 226, 227, 230, 231, 239 … 257.
        ("objection_conduct", "第二百三十六条"),
        ("limit_over_six_months_upper", "第二百三十七条"),
        ("objection_third_party", "第二百三十八条"),
        ("settle_fraud", "第二百四十一条"),
        ("guarantee_defer", "第二百四十二条"),
        ("apply_period", "第二百五十条"),
        ("notice_immediate_measures", "第二百五十一条"),
        ("report_scope_time", "第二百五十二条"),
        ("query_deduct_power", "第二百五十三条"),
        ("wage_withhold", "第二百五十四条"),
        ("seize_power", "第二百五十五条"),
        ("delay_interest_duty", "第二百六十四条"),
        ("terminated_meaning", "第二百六十五条"),
        ("exit_ban_basis", "第二百六十六条"),
        ("terminated_vs_final", "第二百六十八条"),
        # Fines and detention kept the numbers of 2021; 111, 115 and 116 are those of 2017.
        ("fine_ground_refuse", "第一百一十四条"),
        ("fine_individual_max", "第一百一十八条"),
        ("fine_approval_president", "第一百一十九条"),
    ],
)
def test_the_procedure_law_is_cited_by_its_present_numbers(fact_id: str, article: str) -> None:
    one = fact(fact_id)
    assert (one.instrument.id, one.article) == ("civil_procedure_law", article)
    assert one.instrument.in_force_from == date(2024, 1, 1)


def test_the_crime_of_refusal_follows_the_interpretation_of_2024() -> None:
    numbers = {one.instrument.number for one in load().values() if one.topic == "refusal_crime"}
    assert "法释〔2024〕13号" in numbers
    assert not any("法释〔2015〕16号" in one.instrument.cite_as for one in load().values())
    assert fact("refusal_pre_judgment_transfer").instrument.id == "refusal_crime_2024"


def test_two_years_on_the_list_are_for_the_second_to_sixth_ground_only() -> None:
    assert "第二至六项" in fact("dishonest_term").statement
    assert fact("dishonest_ground1_no_fixed_term").figures == ()


def test_every_seat_of_a_g_train_is_barred_and_second_class_elsewhere_is_not() -> None:
    statement = fact("consumption_ban_9_g_train").statement
    assert "G字头动车组的全部座位" in statement
    assert "二等座没有列入禁止" in statement


def test_a_companys_actual_controller_is_limited_too() -> None:
    assert "实际控制人" in fact("consumption_unit_four_people").statement


def test_the_doubled_part_is_a_fixed_rate_without_general_interest_in_its_base() -> None:
    one = fact("delay_interest_formula")
    assert one.values(Unit.RATE_PER_DAY) == (Decimal("0.000175"),)
    assert "不含一般债务利息" in one.statement


def test_clues_are_checked_in_seven_days_and_three_if_urgent_not_five() -> None:
    assert fact("clue_check_7_3_days").values(Unit.DAYS) == (7, 3)
    assert ("time_limits_2006", "第六条") not in {(one.instrument.id, one.article) for one in load().values()}


def test_credit_china_has_its_own_terms() -> None:
    assert "两套制度" in fact("credit_repair_three_classes").statement


def test_grace_is_what_a_court_may_give() -> None:
    assert "不是必须给" in fact("grace_period").statement


def test_the_thirty_days_of_payout_are_not_settled() -> None:
    assert fact("payout_30_days").confidence is Confidence.UNVERIFIED


def test_there_is_no_enforcement_act() -> None:
    assert "没有单独的强制执行法" in fact("law_enforcement_act_ended").statement
