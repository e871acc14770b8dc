"""Words that only sound like a piece of a number, written as that piece where the signs around them leave no doubt:
零医幺幺, 八留号, 恢负执行."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import numerals, tables
from bot.case_number.grammar import FIRST_SIGN, OPEN_SIGN
from bot.case_number.tables import load, one_of
from bot.case_number.writing import Line

_DIGITS = "零一二三四五六七八九"


def _like(*digits: int) -> str:
    """Words that sound like one of these digits."""
    return "".join(sign for sign, digit in numerals.values("alike").items() if int(digit) in digits)


@cache
def _digits() -> re.Pattern[str]:
    """Such words in the places of digits."""
    data = load("speech")
    exact, units, alike = numerals.exact(), "".join(numerals.units()), "".join(numerals.values("alike"))
    words, seconds = data["words"], "".join(data["seconds"].values())
    no_words = "".join(sign for sign in alike if sign not in words)
    no_types = "".join(sign for sign in no_words if sign not in seconds)
    heads = "".join(sorted({kind[0] for kind in [*tables.type_codes(), *tables.type_words()]})) + data["sounds"]["执"]
    ends = "".join(sorted({kind[-1] for kind in [*tables.type_codes(), *tables.type_words()]} - {"执"})) + "字第案"
    any_ends = ends + seconds + "".join(data["sounds"][each] for each in "执字第")
    ours = data["sounds"]["粤"] + tables.provinces()
    after = f"[{exact}{units}年号毫浩耗豪]"
    year = f"(?:{numerals.year_pattern()}|{numerals.short_year_pattern()})"
    court = f"[{ours}{FIRST_SIGN}-{OPEN_SIGN}{exact}{heads}]"
    return re.compile(
        f"(?<=[{exact}{units}{ours}])(?!是{year}年)[{alike}]{{1,2}}(?={after})"
        f"|(?<=[{exact}])(?!{one_of(data['no_digits'])})[{no_words}]{{1,2}}(?=[{heads}])"
        f"|(?<=[{ours}][{exact}]{{3}})[{words}](?=[{heads}])|(?<=[{ours}][{exact}])[{words}](?=[{heads}])"
        f"|(?<=(?<![{exact}])[{exact}]{{3}})[{words}](?=[{heads}])"
        # At the beginning of a serial.
        f"|(?<=[{ends}])[{no_words}](?:[{alike}]?(?={after})|(?=,|$))|(?<=[{ends}][{words}])[{no_words}](?={after})"
        f"|(?<=执)[{no_types}](?:[{alike}]?(?={after})|(?=,|$))|(?<=[字第])[{words}](?=号)"
        f"|(?<=[{any_ends}])[{alike}](?=[{units}])"
        # At the beginning of a year, or of a court's digits without 粤.
        f"|[{_like(2)}](?=[零〇0洞][{exact}]{{2}}年?[度的是,]*{court})|[{_like(2)}](?=[零〇0洞][{exact}]{{2}}年)"
        f"|[{_like(1, 2)}](?=[{exact}]年(?:的|$|[度是,]*{court}))"
        f"|[{_like(2)}](?=千零?[{exact}十{alike}]{{1,3}}年)"
        f"|(?<![{exact}])[{_like(0, 1, 2, 5)}](?=[{exact}]{{3}}[{heads}])"
    )


@cache
def _types() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words in the place of 恢复执行 and 恢执, and what they stand for."""
    data = load("speech")
    resumed, again, enforced = data["seconds"]["恢"], data["seconds"]["复"], data["sounds"]["执"]
    before, after = f"(?<=[{numerals.exact()}{FIRST_SIGN}-{OPEN_SIGN}年的局])", f"(?=[字第{numerals.exact()}])"
    return (
        (re.compile(f"[{resumed}][{again}](?=[{enforced}]行)"), "恢复"),
        (re.compile(f"(?<=恢复)[{enforced}](?=行)"), "执"),
        (re.compile(f"{before}[{resumed}](?=执{after})"), "恢"),
        (re.compile(f"(?<=恢)[{enforced}]{after}"), "执"),
        (re.compile(f"[{enforced}](?=行[{data['seconds']['异']}]议)"), "执"),
        (re.compile(f"(?<=执行)[{data['seconds']['异']}](?=议)"), "异"),
    )


def repaired(line: Line) -> Line:
    """The line with the right signs in the place of such words."""
    values = numerals.values("alike")
    for _ in range(2):  # a digit found is the neighbour of the next
        line = line.replaced(
            (place, place + 1, _DIGITS[int(values[line.text[place]])])
            for each in _digits().finditer(line.text)
            for place in range(*each.span())
        )
    for pattern, right in _types():
        line = line.replaced(
            (each.start() + place, each.start() + place + 1, sign)
            for each in pattern.finditer(line.text)
            for place, sign in enumerate(right)
        )
    return line
