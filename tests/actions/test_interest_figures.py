"""What a message says about a debt, in one breath or in answer to one question."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.interest_figures import Heard, read
from bot.intents.cleaning import clean
from bot.law.interest import Payment
from bot.law.rates import OrdinaryRate, Period

TODAY = date(2026, 11, 26)
SLOTS = (None, "principal", "due_day", "ordinary_rate", "part_payments")
SIGNS = "欠还了付本金到期判决没利息年月日号万元千百一二三0123456789.,%，不对前今天去从分之"


def heard(text: str, asked: str | None = None) -> Heard:
    return read(clean(text).text, TODAY, asked)


def test_a_whole_debt_in_one_breath() -> None:
    said = heard("我欠他5万，2024年3月1日到期，2025年5月20号还了1万，判决没判利息，算到2026年1月1日")
    assert said == Heard(
        principal=Decimal(50_000),
        due=date(2024, 3, 1),
        rate="not_ordered",
        payments=(Payment(date(2025, 5, 20), Decimal(10_000)),),
        until=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        ("本金是十二万三，诉讼费800块", 123_000), ("用38,600元算", 38_600), ("帮我算下三十万拖十四个月的利息", 300_000),
        ("他欠我货款22万，还了3万", 220_000), ("不对，本金是6万", 60_000),
    ],
)  # fmt: skip
def test_the_principal(text: str, principal: int) -> None:
    assert heard(text).principal == principal


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2024年3月1日到期", date(2024, 3, 1)), ("判决2024年3月1日前还清", date(2024, 3, 1)),
        ("从2024年3月1日到现在利息多少", date(2024, 3, 1)), ("不对，到期日是去年3月8号", date(2025, 3, 8)),
        ("履行期限到2025年3月1日", date(2025, 3, 1)), ("逾期四百二十天", date(2025, 10, 2)),
        ("晚了10天", date(2026, 11, 16)),
    ],
)  # fmt: skip
def test_the_day_it_fell_due(text: str, due: date) -> None:
    assert heard(text).due == due


def test_asked_for_the_day_any_day_will_do_even_today() -> None:
    assert heard("判决生效那天是2024年5月1日", "due_day").due == date(2024, 5, 1)
    assert heard("今天", "due_day").due == TODAY


@pytest.mark.parametrize(
    ("text", "asked", "due", "words"),
    [
        ("本金三十万，拖了十四个月", None, date(2025, 9, 26), "十四个月"),
        ("十万块拖一年要多给多少", None, date(2025, 11, 26), "一年"),
        ("就是拖了整整一年", "due_day", date(2025, 11, 26), "一年"),
        ("一年半", "due_day", date(2025, 5, 26), "一年半"), ("大概半年左右", "due_day", date(2026, 5, 26), "半年"),
        ("8万拖了200天", None, date(2026, 5, 10), "200天"), ("200天", "due_day", date(2026, 5, 10), "200天"),
        ("拖了两年零三个月", None, date(2024, 8, 26), "两年零三个月"),
        ("拖了一个半月", None, date(2026, 10, 11), "一个半月"),
        ("拖了一年，2025年3月1日到期", None, date(2025, 3, 1), None),
        ("一拖拖到现在差不多一百天了", None, date(2026, 8, 18), "一百天"),
        ("超了整整四百天", None, date(2025, 10, 22), "四百天"),
        ("两百天没给", None, date(2026, 5, 10), "两百天"), ("过了期一个月", None, date(2026, 10, 26), "一个月"),
    ],
)  # fmt: skip
def test_a_span_of_delay_counts_back_from_the_end(text: str, asked: str | None, due: date, words: str | None) -> None:
    said = heard(text, asked)
    assert (said.due, said.span) == (due, words)


def test_a_span_ends_on_the_day_up_to_which_the_sum_is_wanted() -> None:
    assert heard("本金10万，拖了一年，算到2026年3月31日").due == date(2025, 3, 31)
    assert heard("本金10万，拖了一个月，算到2026年3月31日").due == date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "拖了一年多，本金10万",
        "拖了好久",
        "超过六个月没执行",
        "一百多天没还",
        "10天内没还",
        "分三年还清，本金1万",
        "拖到24年3月",
        "判了一年",
    ],
)
def test_what_is_no_span_of_delay_names_no_day(text: str) -> None:
    assert heard(text).due is None


def test_a_year_alone_is_no_span() -> None:
    assert heard("20年", "due_day").due is None


def test_the_day_of_the_judgment_is_not_the_due_day() -> None:
    assert heard("判决2024年5月1日生效，本金5万").due is None


def test_from_when_ordinary_interest_runs_is_not_the_due_day() -> None:
    said = heard("本金二十六万元，从二零二一年一月一号开始按年利率百分之三点八五计")
    assert said.due is None
    assert said.rate == OrdinaryRate(Decimal("3.85"), Period.YEAR)


def test_until_when_the_sum_is_wanted() -> None:
    said = heard("从2024年3月1日到2025年3月1日，本金10万，利息多少")
    assert (said.due, said.until) == (date(2024, 3, 1), date(2025, 3, 1))


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("年利率3.85%", OrdinaryRate(Decimal("3.85"), Period.YEAR)),
        ("年息百分之六", OrdinaryRate(Decimal(6), Period.YEAR)),
        ("月利率1%", OrdinaryRate(Decimal(1), Period.MONTH)), ("月息2分", OrdinaryRate(Decimal(2), Period.MONTH)),
        ("日万分之五", OrdinaryRate(Decimal("0.05"), Period.DAY)), ("按LPR算", "lpr"), ("没有", "not_ordered"),
        ("没有判一般利息", "not_ordered"), ("不清楚有没有判", "unknown"),
    ],
)  # fmt: skip
def test_the_ordinary_rate(text: str, rate: OrdinaryRate | str) -> None:
    assert heard(text, "ordinary_rate").rate == rate


@pytest.mark.parametrize("text", ["判了一年没给，利息多少", "他没说什么时候还", "还没判，利息怎么算"])
def test_another_no_does_not_deny_ordinary_interest(text: str) -> None:
    assert heard(text).rate is None


def test_the_rate_of_the_doubled_part_is_no_ordinary_rate() -> None:
    assert heard("利率日万分之1.75对吗").rate is None


@pytest.mark.parametrize("text", ["没还过", "没有", "一分钱都没还", "没"])
def test_nothing_was_paid(text: str) -> None:
    assert heard(text, "part_payments").payments == ()


def test_payments_pair_amounts_with_days() -> None:
    assert heard("昨天还了1万，前天还了5千", "part_payments").payments == (
        Payment(date(2026, 11, 25), Decimal(10_000)),
        Payment(date(2026, 11, 24), Decimal(5_000)),
    )


def test_a_payment_told_in_passing_without_its_day_is_asked_for_later() -> None:
    said = heard("欠5万，2024年3月1日到期，还了1万")
    assert (said.principal, said.payments, said.problem) == (50_000, None, None)


def test_money_paid_on_a_day_not_told_is_known_of() -> None:
    assert heard("欠5万，还了1万").paid_some_day
    assert not heard("欠5万，2025年5月20号还了1万").paid_some_day


@pytest.mark.parametrize(
    ("text", "asked", "problem"),
    [
        ("三亿多一点", "principal", "amount_vague"), ("-500块", "principal", "amount_negative"),
        ("0元", "principal", "amount_negative"), ("5000美元", "principal", "amount_foreign"),
        ("99999亿元", "principal", "amount_huge"), ("欠3万，欠5万", "principal", "several_amounts"),
        ("2024-2-30", "due_day", "day_impossible"), ("去年三月", "due_day", "day_inexact"),
        ("拖了一年多", "due_day", "day_inexact"), ("拖了99999天", None, "day_too_far"),
        ("2090年1月1日", "due_day", "day_future"), ("1900年1月1日", "due_day", "day_too_far"),
        ("判决2025年5月1日生效，2025年3月1日到期", None, "before_judgment"),
        ("2025年3月1日到期，算到2025年1月1日", None, "until_early"), ("百分之五", "ordinary_rate", "rate_period"),
        ("2024年3月1日到期，2024年5月1日到期", "due_day", "several_days"),
        ("还了1万", "part_payments", "payments_pairs"), ("明天还了1万", "part_payments", "payment_future"),
        ("，".join(f"2025年3月{day}日还了1万" for day in range(1, 13)), "part_payments", "payments_many"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why(text: str, asked: str | None, problem: str) -> None:
    assert heard(text, asked).problem == problem


def test_a_problem_does_not_lose_what_was_said_well() -> None:
    said = heard("本金5万，去年三月到期")
    assert (said.principal, said.problem) == (50_000, "day_inexact")


@pytest.mark.parametrize(
    "text", ["你好", "什么是一般利息", "罚款要不要交", "（2026）粤0111执1001号", "我的电话13800138000"]
)
@pytest.mark.parametrize("asked", SLOTS)
def test_other_messages_hold_no_figures(text: str, asked: str | None) -> None:
    assert heard(text, asked).nothing


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(SIGNS, max_size=60)), st.sampled_from(SLOTS))
def test_reading_never_raises_and_is_never_negative(text: str, asked: str | None) -> None:
    said = read(text, TODAY, asked)
    assert said.principal is None or said.principal > 0
    assert all(payment.amount > 0 and payment.day <= TODAY for payment in said.payments or ())
    assert said.due is None or said.due <= TODAY
