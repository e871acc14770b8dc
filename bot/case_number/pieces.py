"""What single pieces of a written number mean: year, court, serial and suffix."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import tables
from bot.case_number.courts import mentions
from bot.case_number.grammar import FIRST_SIGN, OPEN_SIGN, SERIAL_DIGITS
from bot.case_number.writing import Line, clean

_YEARS = range(1979, 2100)
"""No court's number in use today is older; 1971 to 1973 are digits of courts."""

_HAN = "一二三四五六七八九"


@cache
def _signs() -> dict[str, str]:
    """The sign of each court of the table."""
    codes = [court.code for court in tables.courts() if court.code]
    return {code: chr(ord(FIRST_SIGN) + place) for place, code in enumerate(codes)}


@cache
def _codes() -> dict[str, str]:
    return {sign: code for code, sign in _signs().items()}


def line_of(text: str) -> Line:
    """The unified text, with one sign for each court called by name."""
    line = clean(text)
    named = mentions(line.text)
    if not named:
        return line
    return line.replaced((each.start, each.end, _signs()[each.code] if each.code else OPEN_SIGN) for each in named)


def year_of(written: str) -> int | None:
    """The year of （2024）, 2024年, （24） or 99年; None for an empty piece and for years without such courts."""
    digits = re.sub("[^0-9]", "", written)
    if len(digits) == 2:
        return int(digits) + (1900 if int(digits) + 1900 in _YEARS else 2000)
    return int(digits) if len(digits) == 4 and int(digits) in _YEARS else None


def serial_of(written: str) -> int | None:
    """The serial, or None if it is nought or too long."""
    digits = written.replace(" ", "")
    return int(digits) if digits and len(digits) <= SERIAL_DIGITS and int(digits) else None


def suffix_of(written: str) -> str:
    """之二 for 之二, 之2, -2 and （之二）; empty for nothing."""
    tail = re.sub("[^0-9一二三四五六七八九十]", "", written)
    if not re.fullmatch("[0-9]+", tail):
        return f"之{tail}" if tail else ""
    tens, ones = divmod(int(tail), 10)
    han = (_HAN[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones - 1] if ones else "")
    return f"之{han}" if han else ""


def court_of(written: str) -> str | None:
    """The code of a court from its sign, its code, or the digits of a code of our province; None if it is none."""
    if written.startswith(tables.SUPREME):
        return tables.SUPREME
    compacted = written.replace(" ", "")
    if re.fullmatch("[0-9]+", compacted):
        return tables.HOME + compacted if tables.court(tables.HOME + compacted) else None
    if len(compacted) == 1:
        return _codes().get(compacted) or (compacted if compacted in tables.provinces() else None)
    return compacted if len(compacted) in (3, 5) else None
