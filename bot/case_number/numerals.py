"""Numbers as they are said: digit by digit (零幺幺幺) and as cardinals (一千二百三十四)."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number.tables import load


@cache
def values(key: str) -> dict[str, str]:
    """The digit of each sign: `digits` for signs that are digits, `alike` for words that only sound like one."""
    own = {digit: digit for digit in "0123456789"} if key == "digits" else {}
    return own | {sign: str(digit) for digit, signs in load("speech")[key].items() for sign in signs}


@cache
def _all_values() -> dict[str, str]:
    return values("alike") | values("digits")


@cache
def exact() -> str:
    """The signs that are digits, for a class of signs in a pattern."""
    return "".join(values("digits"))


@cache
def heard() -> str:
    """The signs that are digits or sound like one, for a class of signs in a pattern."""
    return "".join(_all_values())


@cache
def units() -> dict[str, int]:
    """The value of each unit of a cardinal."""
    found: dict[str, int] = load("speech")["units"]
    return found


@cache
def cardinal_pattern() -> str:
    """A pattern for a cardinal with at least one unit; at most one group of ten thousands."""
    digit, zero = f"[{exact()}]", "[零〇0]?"
    below = f"(?:{digit}[千仟])?{zero}(?:{digit}[百佰])?{zero}(?:{digit}?[十拾])?{digit}?"
    return f"(?=[{exact()}]?[{''.join(units())}])(?:{digit}?[十拾]?{digit}?万)?{below}"


@cache
def year_pattern() -> str:
    """A pattern for the four digits of a year until 2039 as people say it."""
    decades = "".join(sign for sign, digit in _all_values().items() if digit in "0123")
    return f"[2二两贰儿而耳][0零〇○洞灵林][{decades}][{heard()}]"


@cache
def short_year_pattern() -> str:
    """A pattern for the two digits of a year as people say it, from 九零 on; 两三年 is a span of time."""
    signs = "".join(sign for sign in exact() if sign not in "两○")
    early = "".join(sign for sign, digit in values("digits").items() if digit in "0129" and sign in signs)
    return f"[{early}][{signs}]"


def digits_of(said: str) -> str:
    """The digits of signs said one by one."""
    return "".join(_all_values()[sign] for sign in said)


def cardinal_of(said: str) -> int:
    """The value of a cardinal; a last digit without its unit counts as in speech: 一千二 is 1200."""
    if "万" in said:
        high, _, low = said.partition("万")
        short = len(low) == 1 and low in values("digits")
        return cardinal_of(high) * 10_000 + (cardinal_of(low) * 1_000 if short else cardinal_of(low))
    total, digit, unit, after_zero = 0, None, 1, False
    for sign in said:
        if sign in units():
            unit = units()[sign]
            total += (1 if digit is None else digit) * unit
            digit, after_zero = None, False
        else:
            digit = int(values("digits")[sign])
            after_zero = after_zero or digit == 0
    if digit is None:
        return total
    return total + digit * (unit // 10 if unit > 10 and not after_zero else 1)


def number_of(said: str) -> str:
    """The digits of a number said either way."""
    return str(cardinal_of(said)) if re.search(f"[{''.join(units())}]", said) else digits_of(said)
