"""An utterance without what is not meant: fillers, pauses, stutters, and pieces taken back (不对，是零幺幺幺)."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import numerals, tables
from bot.case_number.tables import load, one_of
from bot.case_number.writing import Line

_PAUSE = "[,、:…-]"


@cache
def _fillers() -> re.Pattern[str]:
    data = load("speech")
    return re.compile(f"{one_of(data['fillers'])}|{one_of(data['labels'])}[是为]?|法院[是为]|{_PAUSE}")


@cache
def _taken_back() -> re.Pattern[str]:
    """A piece that is said again: a number with the same unit, a type with what follows it, the beginning of a court's
    code, a character said twice."""
    data = load("speech")
    again = f"{one_of(data['corrections'])}{{1,3}}(?:应该|应当)?[是为]?"
    number = f"(?:{numerals.cardinal_pattern()}|[{numerals.exact()}]{{1,8}})"
    kind = f"(?:{one_of(tables.type_words())}|执[{''.join(data['seconds'])}]?)"
    ours = data["sounds"]["粤"]
    return re.compile(
        f"{number}(?P<unit>年|号|){again}(?={number}(?P=unit))"
        f"|{kind}(?:字?第?{number}号?)?{again}(?={kind})"
        f"|[{ours}][{numerals.exact()}]{{0,4}}(?:{again})?(?=[{ours}][{numerals.exact()}]{{4}})"
        "|(?P<twice>[粤执字第年号])(?=(?P=twice))"
    )


def _without(line: Line, pattern: re.Pattern[str]) -> Line:
    pieces = [(each.start(), each.end(), "") for each in pattern.finditer(line.text)]
    return line.replaced(pieces) if pieces else line


def meant(line: Line) -> Line:
    """What a speaker wanted to say, as far as numbers go."""
    return _without(_without(line, _fillers()), _taken_back())
