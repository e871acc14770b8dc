"""An utterance without what is not meant: fillers, pauses, stutters, and pieces taken back (不对，是零幺幺幺)."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import numerals, tables
from bot.case_number.grammar import FIRST_SIGN, OPEN_SIGN
from bot.case_number.tables import load, one_of
from bot.case_number.writing import Line

_PAUSE = "[,、:…。-]"


@cache
def _fillers() -> str:
    data = load("speech")
    words = f"{one_of(data['fillers'])}|{'|'.join(data['filler_patterns'])}"
    return f"(?:{words}|{one_of(data['labels'])}[是为]?|法院[是为]|{_PAUSE})"


@cache
def _broken_off() -> re.Pattern[str]:
    """A piece that was begun, broken off, and then said from its beginning: 一二，一二三四; 三千五百，三千五百九十."""
    sign = f"[{numerals.exact()}]"
    return re.compile(
        f"(?P<begun>(?<!{sign}){sign}{{2,8}})(?:{_fillers()})+(?=(?P=begun){sign})"
        f"|(?P<cardinal>{numerals.cardinal_pattern()})(?:{_fillers()})*(?=(?P=cardinal))"
    )


@cache
def _taken_back() -> re.Pattern[str]:
    """A piece that is said again: a number with the same unit, a type with what follows it, the beginning of a court's
    code, a character said twice."""
    data = load("speech")
    again = f"(?:{'|'.join(data['corrections'])}){{1,3}}(?:应该|应当)?[是为]?"
    number = f"(?:{numerals.cardinal_pattern()}|[{numerals.exact()}]{{1,8}})"
    kinds = one_of([*tables.type_words(), *tables.type_codes()])
    kind = f"(?:{kinds}|执[{''.join(data['seconds'])}]?)"
    ours, provinces = data["sounds"]["粤"], tables.provinces()
    named = f"[{FIRST_SIGN}-{OPEN_SIGN}]"
    return re.compile(
        f"{number}(?P<unit>年度?的?|号|){again}(?={number}(?P=unit))"
        f"|{kind}(?:字?第?{number}号?|字第?|案件?|第)?{again}(?={kind})"
        f"|[{ours}{provinces}]{number}?{again}(?=[{ours}{provinces}][{numerals.exact()}])"
        f"|[{ours}][{numerals.exact()}]{{0,4}}(?=[{ours}][{numerals.exact()}]{{4}})"
        f"|{named}(?:的|执行局的?|那边的?)?{again}(?={named})"
        "|(?P<twice>[粤执字第年号])(?=(?P=twice))"
    )


def _without(line: Line, pattern: re.Pattern[str]) -> Line:
    pieces = [(each.start(), each.end(), "") for each in pattern.finditer(line.text) if each.group()]
    return line.replaced(pieces) if pieces else line


def meant(line: Line) -> Line:
    """What a speaker wanted to say, as far as numbers go."""
    for pattern in (_broken_off(), re.compile(_fillers()), _taken_back()):
        line = _without(line, pattern)
    return line
