"""Amounts of money in what people write and say: 5万, 十二万三, 8000块, 1.2万元, ￥3,500.50, 三亿.

Case numbers, days, phones, identity and account numbers, rates and counts of other things are no amounts. An amount
that cannot be reckoned with keeps its place and says why (:class:`Flaw`); values are never negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from bot.case_number import find, numerals
from bot.intents.days import find_days
from bot.law.sums import LARGEST


class Flaw(str, Enum):
    """Why an amount is not one to reckon with: below zero, in another currency, not exact, larger than any debt."""

    NEGATIVE = "negative"
    FOREIGN = "foreign"
    VAGUE = "vague"
    HUGE = "huge"


@dataclass(frozen=True)
class Amount:
    """Yuan at start:end of a text; ``value`` holds only if there is no ``flaw``."""

    value: Decimal
    start: int
    end: int
    flaw: Flaw | None = None


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬〇wWkK", "一二三四五六七八九十百千万零万万千千")
_D = "零一二两三四五六七八九"
_U = "十百千万亿"
_SIZES = {"十": 10, "百": 100, "千": 1000}
_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_NUMBER = rf"(?:(?:{_ARABIC})(?:[{_U}][0-9{_D}{_U}]*)?|[{_D}十][{_D}{_U}]*(?:点[{_D}]+[{_U}]*)?)"
# What follows a number that counts something else: days, people, articles, per cent.
_COUNTED = (
    r"\s?(?:[天日年月号个次条岁期倍名人套平层楼室栋%‰款项页份周位辆亩米户家件路座批字]"
    r"|多?[天年个]|小时|分钟|点[0-9半钟]?)"
)
_FOREIGN = (
    "美元|美金|美刀|港币|港元|港纸|欧元|英镑|日元|日币|澳元|加元|韩元|新币|澳门币|葡币|泰铢|卢布|usd|hkd|eur|gbp|jpy"
)
_AMOUNT = re.compile(
    rf"(?P<abroad>(?:us|hk)?\$|[€£]|(?:{_FOREIGN})\s?)?(?P<mark>[¥￥]|人民币|rmb)?\s?(?P<minus>(?<![0-9a-z])[-−]|负)?\s?"
    rf"(?<![0-9.之第/:])(?P<some>[几数好上]{{1,2}}(?=[{_U}]))?(?P<number>{_NUMBER}|(?<=[几数上])[{_U}]+)(?![{_D}{_U}])"
    rf"(?P<more>(?:[多余几](?![久少长])|来(?=[{_U}元块])|出头|上下)[{_U}]*)?(?!\.?[0-9])(?!{_COUNTED})(?!\s?[-~—至到]\s?[0-9])"
    rf"(?P<unit>\s?(?:{_FOREIGN}|元|圆|块钱?|人民币|rmb))?"
    rf"(?P<jiao>(?<=块)[1-9一二三四五六七八九](?![0-9{_D}{_U}])|(?<=[元块])[0-9{_D}]角)?(?P<fen>(?<=[角元])[0-9{_D}]分)?",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(rf"[一二两三四五六七八九][一二三四五六七八九][{_U}]")  # 三五万: from three to five
_RANGE = re.compile(rf"[0-9{_D}{_U}]\s*[-~—至到]\s*$")
_BIG_UNIT = re.compile("[百千万亿]")
_NO_MONEY = re.compile(
    r"(?<![0-9])(?:(?:0[0-9]{2,3}-?[0-9]{7,8}|1[3-9][0-9]{9})(?![0-9]|\s?[元块万亿])|[0-9]{15,}[xX]?|[0-9]{14}[xX])"
    r"|(?:尾号|账号|卡号|号码|电话|编号|验证码)[是为:： ]{0,2}[0-9]+"
    r"|千万(?=[别不要记])|万一|一[千万百]?(?=[般样直起些下定旦])"
)


def find_amounts(text: str, today: date, *, bare: bool = False) -> tuple[Amount, ...]:
    """The amounts in ``text``, in order. ``bare`` takes a number without 元 or 万 too, where one was asked for.
    Never raises."""
    hidden = _without_other_numbers(text, today).translate(_FORMAL)
    return tuple(found for match in _AMOUNT.finditer(hidden) if (found := _read(match, bare)))


def _without_other_numbers(text: str, today: date) -> str:
    """The text with everything blanked out that has digits and is no money; positions stay."""
    spans = [(found.start, found.end) for found in find(text)]
    spans += [(day.start, day.end) for day in find_days(text, today)]
    spans += [match.span() for match in _NO_MONEY.finditer(text)]
    for start, end in spans:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _read(match: re.Match[str], bare: bool) -> Amount | None:
    number = match["number"]
    marked = bool(match["mark"] or match["unit"] or match["abroad"])
    whole = number + (match["more"] or "")
    if not (marked or _BIG_UNIT.search(whole) or (bare and re.search("[0-9十]", number))):
        return None
    cents = Decimal(_digit(match["jiao"])) / 10 + Decimal(_digit(match["fen"])) / 100
    value = number_value(number) + cents
    return Amount(value, match.start(), match.end(), _flaw(match, value))


def _flaw(match: re.Match[str], value: Decimal) -> Flaw | None:
    if match["abroad"] or re.fullmatch(_FOREIGN, (match["unit"] or "").strip(), re.IGNORECASE):
        return Flaw.FOREIGN
    if match["minus"]:
        return Flaw.NEGATIVE
    before = match.string[: match.start()]
    if match["some"] or match["more"] or _NEIGHBOURS.search(match["number"]) or _RANGE.search(before[-4:]):
        return Flaw.VAGUE
    return Flaw.HUGE if value > LARGEST else None


def _digit(sign: str | None) -> int:
    return int(numerals.digits_of(sign[0])) if sign else 0


def number_value(said: str) -> Decimal:
    """The value of a number written or said: ``1.2万``, ``5万2``, ``三十七万六千五``, ``一点二万``, ``3,500.50``."""
    plain = said.translate(_FORMAL).replace(",", "")
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        high, found, low = plain.rpartition(unit)
        if found:
            first = number_value(high) if high else Decimal(1)
            short = len(low) == 1 and low not in _U  # 三万五 is 35,000
            return first * size + (Decimal(_digit(low)) * size / 10 if short else number_value(low))
    return _below(plain)


def _below(plain: str) -> Decimal:
    """A number below ten thousand as it is said, or any as it is written."""
    if not plain:
        return Decimal(0)
    written = re.fullmatch(rf"([0-9]+(?:\.[0-9]+)?)([十百千]?)([0-9{_D}]?)", plain)
    if written:
        size = _SIZES.get(written[2], 1)
        return Decimal(written[1]) * size + Decimal(_digit(written[3])) * size / 10
    whole, point, decimals = plain.partition("点")
    if point:
        digits = decimals.rstrip("".join(_SIZES))
        size = _SIZES.get(decimals[len(digits) :][:1], 1)  # 三点五千
        return (_below(whole) + Decimal(f"0.{numerals.digits_of(digits)}")) * size
    plain = re.sub(r"[0-9]{2,}", lambda found: found[0][-1], plain)
    return Decimal(numerals.number_of(plain))
