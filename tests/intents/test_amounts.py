"""Amounts in words and figures, and what only looks like one."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.amounts import Flaw, find_amounts, number_value
from bot.intents.cleaning import clean

TODAY = date(2026, 11, 26)
SIGNS = "零一二两三四五六七八九十百千万亿0123456789.,元块多几负-点角分¥$年月日号w"


def _found(text: str, *, bare: bool = False) -> list[Decimal]:
    return [one.value for one in find_amounts(clean(text).text, TODAY, bare=bare) if not one.flaw]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("5万", 50_000), ("十二万三", 123_000), ("三十七万六千五", 376_500), ("8000块", 8_000), ("1.2万元", 12_000),
        ("￥3,500.50", "3500.50"), ("三亿", 3 * 10**8), ("一亿二", 120_000_000), ("一点二万", 12_000), ("5万2", 52_000),
        ("3千5", 3_500), ("30w", 300_000), ("壹拾贰万叁仟元整", 123_000), ("两百五十块", 250), ("三块五", "3.5"),
        ("300元5角", "300.5"), ("一万零五百", 10_500), ("一万零五元", 10_005), ("2万元人民币", 20_000), ("十万", 100_000),
        ("人民币伍万元", 50_000), ("欠我八千", 8_000), ("执行50万要交多少钱", 500_000), ("１０００元", 1_000),
        ("13800138000元", 13_800_138_000), ("欠款5万,2024年3月1日到期", 50_000), ("5万多久能执行到", 50_000),
    ],
)  # fmt: skip
def test_an_amount_is_read(text: str, yuan: int | str) -> None:
    assert _found(text) == [Decimal(yuan)]


@pytest.mark.parametrize(
    "text",
    [
        "（2026）粤0111执1001号", "我的电话13800138000", "020-83210000", "440106199001011234", "44010619900101123X",
        "尾号6208的卡", "2024年3月5日", "二零二四年三月五号", "2024.3.5", "三百天", "第三十条", "百分之三", "日万分之1.75",
        "年利率3.85%", "千万别", "千万不要还", "万一他跑了", "一般多久", "一百多个人", "3个月", "打12368", "500", "两年前",
        "验证码123456", "一千二百三十四号", "三百多天",
    ],
)  # fmt: skip
def test_this_is_no_amount(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(("text", "yuan"), [("38600", 38_600), ("三十", 30), ("本金是 5000", 5_000), ("五千二", 5_200)])
def test_where_an_amount_was_asked_for_a_number_will_do(text: str, yuan: int) -> None:
    assert _found(text, bare=True) == [Decimal(yuan)]


@pytest.mark.parametrize("text", ["13800138000", "440106199001011234", "2024-03-05", "2024年3月5日", "1.75%", "10天"])
def test_even_then_other_numbers_stay_what_they_are(text: str) -> None:
    assert _found(text, bare=True) == []


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("-5000元", Flaw.NEGATIVE), ("负五千元", Flaw.NEGATIVE), ("三亿多一点", Flaw.VAGUE), ("几万块", Flaw.VAGUE),
        ("十几万", Flaw.VAGUE), ("30多万", Flaw.VAGUE), ("二十来万", Flaw.VAGUE), ("三五万", Flaw.VAGUE), ("3-5万", Flaw.VAGUE),
        ("上千万", Flaw.VAGUE), ("5000美元", Flaw.FOREIGN), ("$300", Flaw.FOREIGN), ("3万港币", Flaw.FOREIGN),
        ("99999亿元", Flaw.HUGE),
    ],
)  # fmt: skip
def test_a_flawed_amount_says_why(text: str, flaw: Flaw) -> None:
    assert [one.flaw for one in find_amounts(clean(text).text, TODAY, bare=True)] == [flaw]


def test_several_amounts_keep_their_order_and_place() -> None:
    text = "本金12万,还了3万5千,还差多少"
    first, second = find_amounts(text, TODAY)
    assert (text[first.start : first.end], text[second.start : second.end]) == ("12万", "3万5千")
    assert second.value == 35_000


@settings(deadline=None)
@given(st.integers(1, 999_999_999))
def test_every_whole_number_of_yuan_is_read_back(yuan: int) -> None:
    assert [one.value for one in find_amounts(f"欠{yuan:,}元", TODAY)] == [yuan]
    assert [one.value for one in find_amounts(f"欠{yuan}元", TODAY)] == [yuan]


@settings(deadline=None)
@given(st.integers(1, 9_999), st.integers(1, 9))
def test_ten_thousands_with_a_short_end(high: int, low: int) -> None:
    assert number_value(f"{high}万{low}") == high * 10_000 + low * 1_000


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(SIGNS, max_size=40)), st.booleans())
def test_reading_never_raises_and_is_never_negative(text: str, bare: bool) -> None:
    for one in find_amounts(text, TODAY, bare=bare):
        assert one.value >= 0
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    ("said", "value"), [("三点五千", 3_500), ("一点二万", 12_000), ("十二点五", "12.5"), ("十万点一十", 100_001)]
)
def test_a_point_may_stand_before_a_unit(said: str, value: int | str) -> None:
    assert number_value(said) == Decimal(value)


@pytest.mark.parametrize("text", ["9" * 2_000, "万" * 2_000, "一二" * 1_000, "3万5" * 660, "五千" * 1_000, "-" * 2_000])
def test_hostile_length_is_no_load(text: str) -> None:
    start = time.perf_counter()
    find_amounts(text, TODAY, bare=True)
    assert time.perf_counter() - start < 1
