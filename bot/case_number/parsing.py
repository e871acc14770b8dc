"""One number from a text that should be nothing but a number, with a precise error if it is not."""

from __future__ import annotations

import re

from bot.case_number import tables
from bot.case_number.errors import (
    CaseNumberError,
    Incomplete,
    InvalidCourt,
    InvalidFormat,
    InvalidSerial,
    InvalidType,
    InvalidYear,
)
from bot.case_number.model import CaseNumber
from bot.case_number.pieces import line_of, serial_of, year_of
from bot.case_number.reading import readings

_LABEL = re.compile("^[,:-]*(?:(?:我的|本案|执行)*案件?编?号码?[是为]?)?[,:;-]*(?:（(?=（))?")
_LONGEST = 80
"""Signs. No way of writing a number takes more; the limit keeps the search for what is wrong short."""

_TRAILING = " ,:;-。！?、）"
_CASE = ("", "的", "案", "件", "案件")
_LOOSE = re.compile(
    "（?(?P<year>[0-9 ]*)）?年?度?(?P<court>[^0-9（） ]?)(?P<digits>[0-9 ]*)(?P<type>[一-鿿]*?)字?第?"
    "(?P<serial>[0-9 ]*)号?(?:之.{1,3}|-[0-9]+)?"
)


def parse(text: str) -> CaseNumber:
    """The number that a text consists of, in any way of writing.

    Raises the subclass of CaseNumberError that says what is wrong; Incomplete carries what could be read. A court's
    code that is not in the table is no error, nor is a year to come: the caller decides.
    """
    body = _LABEL.sub("", line_of(text).text.strip())
    if len(body) > _LONGEST:
        raise InvalidFormat
    found = [each for each in readings(body) if each.start == 0 and body[each.end :].strip(_TRAILING) in _CASE]
    if len(found) != 1:
        raise _reason(body.rstrip(_TRAILING))
    if found[0].problem:
        raise found[0].problem
    number = found[0].number
    if not isinstance(number, CaseNumber):
        raise Incomplete(number)
    return number


def _reason(body: str) -> CaseNumberError:
    """Why a unified text is no number."""
    match = _LOOSE.fullmatch(body)
    if not match or not ((match["court"] and match["digits"]) or match["type"]) or not re.search("[0-9]", body):
        return InvalidFormat()
    length = len(match["digits"].replace(" ", ""))
    checks: list[tuple[bool, type[CaseNumberError]]] = [
        (bool(match["year"]) and year_of(match["year"]) is None, InvalidYear),
        (match["court"] not in tables.provinces() or length not in (0, 2, 4), InvalidCourt),
        (bool(match["type"]) and tables.case_type(match["type"]) is None, InvalidType),
        (bool(match["serial"]) and serial_of(match["serial"]) is None, InvalidSerial),
    ]
    return next((error() for wrong, error in checks if wrong), InvalidFormat())


def is_valid(text: str) -> bool:
    """Whether a text is a complete number."""
    try:
        parse(text)
    except CaseNumberError:
        return False
    return True


def format(number: CaseNumber | str) -> str:
    """The canonical form of a number, or of a text that `parse` accepts; raises as `parse` does."""
    return (number if isinstance(number, CaseNumber) else parse(number)).canonical
