"""Numbers as they are said: counts (一千二百三十四), digits (幺二三四), money (三元五角), hours (下午两点半)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_TELEPHONE = str.maketrans("0123456789", "零幺二三四五六七八九")
_HIGHEST = 10**12  # what three groups of four digits can say
_DAY = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (25, "晚上"))


def digits(text: str) -> str:
    """One digit after the other, as in a year: ``2026`` -> 二零二六."""
    return text.translate(_DIGITS)


def telephone(text: str) -> str:
    """One digit after the other with 幺 for 1, as for whatever is dialled or written down: ``12368`` -> 幺二三六八."""
    return text.translate(_TELEPHONE)


def count(number: str) -> str:
    """How many: ``10`` -> 十, ``2000`` -> 两千. What is too long to be said so is said digit by digit."""
    value = int(number)
    if value >= _HIGHEST:
        return digits(number)
    said, gap = "", False
    for unit, group in (("亿", value // 10**8), ("万", value // 10**4 % 10**4), ("", value % 10**4)):
        gap = bool(said) and (gap or group < 1000)
        if group:
            said += ("零" if gap else "") + ("两" if group == 2 and unit else _group(group)) + unit
            gap = False
    return said.removeprefix("一") if said.startswith("一十") else said or "零"


def _group(value: int) -> str:
    """A value below ten thousand: 一千零五, 两千二百."""
    said, gap = "", False
    for unit, digit in zip(("千", "百", "十", ""), f"{value:04d}", strict=True):
        if digit != "0":
            said += ("零" if gap and said else "") + _place(digit, unit)
        gap = digit == "0"
    return said


def _place(digit: str, unit: str) -> str:
    return ("两" if (digit, unit) == ("2", "千") else digits(digit)) + unit


def decimal(number: str) -> str:
    """With what stands after the point digit by digit: ``1.75`` -> 一点七五."""
    whole, _, rest = number.partition(".")
    return f"{count(whole)}点{digits(rest)}" if rest.strip("0") else count(whole)


def amount(number: str) -> str:
    """So much of something: 2 is 两 before a measure word."""
    return "两" if number == "2" else decimal(number)


def yuan(number: str) -> str:
    """A sum of money: ``5289.00`` -> 五千二百八十九元, ``64.05`` -> 六十四元零五分."""
    whole, _, cents = number.partition(".")
    if len(cents) > 2:
        return f"{decimal(number)}元"
    jiao, fen = cents[:1] or "0", cents[1:] or "0"
    said = f"{amount(whole)}元" if int(whole) or not int(jiao + fen) else ""
    if jiao != "0":
        said += f"{digits(jiao)}角"
    elif fen != "0" and said:
        said += "零"
    return said + (f"{digits(fen)}分" if fen != "0" else "")


def share(percent: str) -> str:
    """A rate: ``3.85`` per cent -> 百分之三点八五; below a tenth of a per cent, ``0.0175`` -> 万分之一点七五."""
    rate = Decimal(percent)
    return (
        f"万分之{decimal(f'{(rate * 100).normalize():f}')}"
        if 0 < rate < Decimal("0.1")
        else f"百分之{decimal(percent)}"
    )


def part_of_day(hour: int) -> str:
    """凌晨, 上午, 中午, 下午 or 晚上; ``hour`` is 0 to 24."""
    return next(name for until, name in _DAY if hour < until)


def clock(hour: int, minute: int) -> str:
    """The time of day without its part: ``14, 30`` -> 两点半."""
    twelve = hour - 12 if 12 < hour < 24 else hour
    said = f"{amount(str(twelve))}点"
    if minute == 30:
        return f"{said}半"
    return said + (f"{'零' if minute < 10 else ''}{count(str(minute))}分" if minute else "")
