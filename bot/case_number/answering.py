"""Answers to a direct question for one part of a number: 哪一年, 哪个法院, 什么案件, 编号是多少."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from bot.case_number import numerals, tables
from bot.case_number.courts import court_called, mentions
from bot.case_number.finding import find
from bot.case_number.grammar import SERIAL_DIGITS
from bot.case_number.model import CaseNumber, PartialCaseNumber
from bot.case_number.pieces import serial_of, year_of
from bot.case_number.writing import clean

_LONGEST = 200
"""Signs. An answer to such a question is shorter; nothing longer is read."""

_AROUND = re.compile("^(?:[是在叫嗯啊哦那个应该大概好像，,]|我的)*|(?:[的吧呢啊哦嘛那这里边,。!?;，]|法庭|执行局)*$")

_Part = tuple[Any, str]
"""What was understood, and the text without it."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    said, short = f"[{numerals.exact()}]", numerals.short_year_pattern()
    kinds = tables.one_of([*tables.type_codes(), *tables.type_words()])
    cardinal = numerals.cardinal_pattern()
    unfit = "(?![万亿千百元块毛年月日天人件个次条份%楼栋层岁点])"
    return {
        "marked year": re.compile(
            f"（{said}{{2,4}}年?）?年?|(?<!{said})(?:{said}{{4}}|{short}|两千零?{said}?十?{said})年"
        ),
        "year": re.compile(f"(?<!{said})(?:{said}{{4}}|{short})(?!{said}){unfit}"),
        "code": re.compile(f"(?:[{tables.provinces()}](?:{said} ?){{2,4}}(?!{said})|最高法)"),
        "digits": re.compile(f"(?<!{said}){said}{{4}}(?!{said})"),
        "type": re.compile(kinds),
        "serial": re.compile(
            f"(?<![{tables.provinces()}])(?<!{said})第?"
            f"(?P<said>{cardinal}|{said}(?: ?{said}){{0,{SERIAL_DIGITS - 1}}})(?!{said}){unfit}号?"
        ),
    }


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]},{text[end:]}"


def _year(text: str, alone: bool) -> _Part | None:
    for name in ("marked year", "year") if alone or "年" not in text else ("marked year",):
        match = _patterns()[name].search(text)
        said = re.sub("[（）年]", "", match.group()) if match else ""
        year = year_of(numerals.number_of(said)) if said else None
        if match and year and (len(said) > 2 or alone or name == "marked year"):
            return year, _without(text, *match.span())
    return None


def _court(text: str, alone: bool) -> _Part | None:
    named = [each for each in mentions(text) if each.code]
    if len({each.code for each in named}) == 1:
        return named[0].code, _without(text, named[0].start, named[0].end)
    if len(named) > 1:
        return None
    for name in ("code", "digits") if alone else ("code",):
        match = _patterns()[name].search(text)
        code = _code(match.group().replace(" ", "")) if match else None
        if match and code:
            return code, _without(text, *match.span())
    called = court_called(_AROUND.sub("", text)) if alone else None
    return (called, "") if called else None


def _code(written: str) -> str | None:
    if written == tables.SUPREME:
        return written
    head = "" if written[0] in numerals.exact() else written[0]
    digits = numerals.digits_of(written[len(head) :])
    if head:
        return head + digits if len(digits) in (2, 4) else None
    return tables.HOME + digits if tables.court(tables.HOME + digits) else None


def _type(text: str, alone: bool) -> _Part | None:
    match = _patterns()["type"].search(text)
    if not match or not (alone or match.end() == len(text) or text[match.end()] in "字案号的,"):
        return None
    return tables.type_words().get(match.group(), match.group()), _without(text, *match.span())


def _serial(text: str, alone: bool) -> _Part | None:
    found = list(_patterns()["serial"].finditer(text))
    serials = {serial_of(numerals.number_of(each["said"].replace(" ", ""))) for each in found}
    return (serials.pop(), "") if len(serials) == 1 else None


_READERS: dict[str, Callable[[str, bool], _Part | None]] = {
    "court": _court,
    "type": _type,
    "year": _year,
    "serial": _serial,
}


def _dated(text: str, today: date) -> str:
    """The text with years named from today written out."""
    for back, word in enumerate(("今年", "去年", "前年")):
        text = text.replace(word, f"{today.year - back}年")
    return text


def parse_part(text: str, missing: Iterable[str], today: date | None = None) -> CaseNumber | PartialCaseNumber:
    """What an answer gives of the parts asked for (`PartialCaseNumber.missing`), to be merged into the number in hand.

    Where only one part is asked for, bare answers count: 24, 白云, 1234. An answer with a number in it is taken as that
    number. Of what is not understood, or leaves a choice, nothing is given. 今年 and 去年 need `today`.
    """
    asked = set(missing)
    if len(text) > _LONGEST:
        return PartialCaseNumber()
    whole = find(text)
    if len(whole) == 1 and not whole[0].alternatives and asked - set(getattr(whole[0].number, "missing", ())):
        return whole[0].number
    rest = clean(_dated(text, today) if today else text).text
    parts: dict[str, Any] = {}
    for name, read in _READERS.items():
        got = read(rest, asked == {name}) if name in asked else None
        if got:
            parts[name], rest = got
    return PartialCaseNumber(**parts)
