"""Figures are read from Chinese text as a person reads them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.law.figures import Figure, Unit, figures_in, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("15", 15), ("1.75", "1.75"), ("10万", 100_000), ("5.2万", 52_000), ("1亿", 100_000_000),
        ("零", 0), ("三", 3), ("十", 10), ("十五", 15), ("二十四", 24), ("一百", 100), ("一百六十", 160),
        ("一百零五", 105), ("两千", 2000), ("五万", 50_000), ("一百万", 1_000_000), ("二亿三千万", 230_000_000),
        ("一万亿", 10**12), ("半", "0.5"), ("一点七五", "1.75"), ("十点零五", "10.05"),
    ],
)  # fmt: skip
def test_numerals(text: str, value: int | str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("罚款最高10万元", [(100_000, Unit.YUAN)]),
        ("五万元以上一百万元以下", [(50_000, Unit.YUAN), (1_000_000, Unit.YUAN)]),
        ("最长15天", [(15, Unit.DAYS)]),
        ("三个工作日内", [(3, Unit.DAYS)]),
        ("每6个月查1次", [(6, Unit.MONTHS), (1, Unit.COUNT)]),
        ("延长1至3年", [(1, Unit.YEARS), (3, Unit.YEARS)]),
        ("五到八年租金", [(5, Unit.YEARS), (8, Unit.YEARS)]),
        ("二十四小时", [(24, Unit.HOURS)]),
        ("按1.5%交", [("1.5", Unit.PERCENT)]),
        ("百分之七十", [(70, Unit.PERCENT)]),
        ("日万分之1.75", [("0.000175", Unit.RATE_PER_DAY)]),
        ("日万分之一点七五", [("0.000175", Unit.RATE_PER_DAY)]),
        ("万分之一", [("0.0001", Unit.RATE_PER_DAY)]),
        ("损失的2倍", [(2, Unit.TIMES)]),
        ("法定6项情形", [(6, Unit.COUNT)]),
        ("拨打12368", [(12368, Unit.COUNT)]),
        ("半年", [("0.5", Unit.YEARS)]),
    ],
)
def test_figures_with_their_units(text: str, figures: list[tuple[int | str, Unit]]) -> None:
    assert figures_in(text) == tuple(Figure(Decimal(value), unit) for value, unit in figures)


@pytest.mark.parametrize(
    "text",
    ["第三人一般不", "第一百一十八条", "第二至六项", "第二、三款", "法释〔2024〕13号", "2024年12月1日",
     "2015年的旧解释", "二等座", "上一级法院", "一审", "G字头", "一并", ""],
)  # fmt: skip
def test_what_only_looks_like_a_figure(text: str) -> None:
    assert figures_in(text) == ()
