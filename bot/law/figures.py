"""Figures in Chinese text: ``个人罚款最高10万元`` holds 100000 yuan. One reader for facts, answers and tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Unit(str, Enum):
    """What a figure counts. ``times`` is a factor (2倍); ``count`` is a number of things or occasions (2次)."""

    YUAN = "yuan"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    RATE_PER_DAY = "rate_per_day"
    PERCENT = "percent"
    TIMES = "times"
    COUNT = "count"


@dataclass(frozen=True)
class Figure:
    """One figure of a legal rule; a daily rate is a plain fraction (日万分之1.75 is 0.000175)."""

    value: Decimal
    unit: Unit


_UNITS = {
    "元": Unit.YUAN, "块": Unit.YUAN,
    "个工作日": Unit.DAYS, "工作日": Unit.DAYS, "日": Unit.DAYS, "天": Unit.DAYS,
    "个月": Unit.MONTHS, "年": Unit.YEARS, "个小时": Unit.HOURS, "小时": Unit.HOURS,
    "%": Unit.PERCENT, "倍": Unit.TIMES, "次": Unit.COUNT, "项": Unit.COUNT, "种": Unit.COUNT, "类": Unit.COUNT,
}  # fmt: skip
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}

_CHINESE = "半|[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?[万亿]?|{_CHINESE})"
# Not figures: article and item numbers, document numbers, calendar dates and years.
_NOT_FIGURES = re.compile(
    rf"第{_NUMBER}(?:[至到、]{_NUMBER})*[条款项号批]|〔[0-9]{{4}}〕[0-9]+号"
    r"|(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
)
_FIGURE = re.compile(
    rf"(?P<share>百分之|万分之)(?P<part>{_NUMBER})"
    rf"|(?P<low>{_NUMBER})[至到](?P<high>{_NUMBER})(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    rf"|(?P<single>{_NUMBER})(?P<single_unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    r"|(?P<bare>[0-9]+(?:\.[0-9]+)?[万亿]?)"
)


def number(text: str) -> Decimal:
    """The value of an Arabic or Chinese numeral: ``10万``, ``二十四``, ``一点七五``, ``半``."""
    if text == "半":
        return Decimal("0.5")
    arabic = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([万亿]?)", text)
    if arabic:
        return Decimal(arabic[1]) * _MYRIADS.get(arabic[2], 1)
    whole, _, decimals = text.partition("点")
    return _whole(whole) + sum(Decimal(_DIGITS[digit]).scaleb(-place) for place, digit in enumerate(decimals, start=1))


def _whole(text: str) -> Decimal:
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SCALES:
            section += (digit or 1) * _SCALES[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * _MYRIADS["万"]
            section = digit = 0
        else:
            total = (total + section + digit) * _MYRIADS["亿"]
            section = digit = 0
    return Decimal(total + section + digit)


def _read(match: re.Match[str]) -> tuple[Figure, ...]:
    if match["share"] == "万分之":
        return (Figure(number(match["part"]) / 10_000, Unit.RATE_PER_DAY),)
    if match["share"]:
        return (Figure(number(match["part"]), Unit.PERCENT),)
    if match["low"]:
        unit = _UNITS[match["unit"]]
        return (Figure(number(match["low"]), unit), Figure(number(match["high"]), unit))
    if match["single"]:
        return (Figure(number(match["single"]), _UNITS[match["single_unit"]]),)
    return (Figure(number(match["bare"]), Unit.COUNT),)


def figures_in(text: str) -> tuple[Figure, ...]:
    """Every figure of ``text`` in order. Article numbers, document numbers and dates are not figures; a Chinese numeral
    counts only in front of a unit (``三日`` yes, ``第三人`` and ``一般`` no), an Arabic number always does."""
    plain = _NOT_FIGURES.sub(" ", text)
    return tuple(figure for match in _FIGURE.finditer(plain) for figure in _read(match))
