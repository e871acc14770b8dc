"""The ordinary rate of a judgment as people say it: 年利率3.85%, 月息2分, 按LPR, 没有判."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.intents.amounts import number_value
from bot.law.rates import OrdinaryRate, Period

NOT_ORDERED, UNKNOWN, LPR = "not_ordered", "unknown", "lpr"

_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十]+(?:点[零一二三四五六七八九]+)?)"
_PERCENT = re.compile(
    r"(?:(?P<period>[年月日天])(?:利率|息|化)?[^0-9零一二两三四五六七八九十,，。]{0,4}?)?"
    rf"(?:(?P<share>百|千|万)分之{_NUMBER}|(?P<written>[0-9]+(?:\.[0-9]+)?)\s?[%％])"
)
_MONTHLY = re.compile(r"月息\s?(?P<number>[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九])\s?分")
_SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_PERIODS = {"年": Period.YEAR, "月": Period.MONTH, "日": Period.DAY, "天": Period.DAY}
_NO_RATE = re.compile(
    r"(?:没有?|未|冇|无)(?:另外?)?(?:[判写约说提]定?)?[到过]?[^,，。;；!！?？\s还给付俾]{0,3}息"
    r"|息[^,，。;；!！?？\s]{0,4}(?:没有?|未|冇)[判写约说提]|不算一般|(?:只|先)[算计]加倍"
)
_NOT_SO = re.compile(r"(?:没有?|未|冇)(?:另外?)?[判写约说]定?")  # enough where the rate was asked for
_UNSURE = re.compile(r"不知道|不清楚|不记得|不懂|不明白|没注意|看不懂|不确定")
_NO = re.compile(r"^\W*(?:没有?|无|冇|否|不用|都?没有?[过的了]?)\W*$")
_LPR = re.compile(r"lpr|贷款市场报价|同期.{0,6}利率", re.IGNORECASE)


class PeriodMissing(Exception):
    """A rate of which nobody said whether it is for a year, a month or a day."""


def read_rate(text: str, asking: bool) -> OrdinaryRate | str | None:
    """The rate in ``text``, or why none is reckoned; None if nothing is said of it. ``asking``: the rate was asked for.
    Raises :class:`PeriodMissing`."""
    if _LPR.search(text):
        return LPR
    monthly = _MONTHLY.search(text)
    if monthly:
        return OrdinaryRate(number_value(monthly["number"]), Period.MONTH)
    match = _PERCENT.search(text)
    if match and (asking or match["period"] or "利" in text):
        return _percent(match)
    if asking and _UNSURE.search(text):
        return UNKNOWN
    denied = _NO_RATE.search(text) or (asking and (_NOT_SO.search(text) or _NO.match(text)))
    return NOT_ORDERED if denied else None


def _percent(match: re.Match[str]) -> OrdinaryRate | None:
    percent = Decimal(match["written"]) if match["written"] else number_value(match["number"]) * _SHARES[match["share"]]
    if match["share"] == "万" and percent == Decimal("0.0175"):
        return None  # that is the doubled part itself
    if match["share"] == "万" and not match["period"]:
        return OrdinaryRate(percent, Period.DAY)
    if not match["period"]:
        raise PeriodMissing
    return OrdinaryRate(percent, _PERIODS[match["period"]])
