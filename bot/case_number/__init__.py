"""The grammar of case numbers (案号): compact, parse, is_valid, format; find in sentences; speak and mask."""

from bot.case_number.answering import parse_part
from bot.case_number.courts import find_courts
from bot.case_number.errors import (
    CaseNumberError,
    Incomplete,
    InvalidCourt,
    InvalidFormat,
    InvalidSerial,
    InvalidType,
    InvalidYear,
)
from bot.case_number.finding import find
from bot.case_number.model import CaseNumber, Found, PartialCaseNumber
from bot.case_number.parsing import format, is_valid, parse
from bot.case_number.showing import mask, speak
from bot.case_number.tables import CaseType, case_type, court_name
from bot.case_number.writing import compact

__all__ = [
    "CaseNumber",
    "CaseNumberError",
    "CaseType",
    "Found",
    "Incomplete",
    "InvalidCourt",
    "InvalidFormat",
    "InvalidSerial",
    "InvalidType",
    "InvalidYear",
    "PartialCaseNumber",
    "case_type",
    "compact",
    "court_name",
    "find",
    "find_courts",
    "format",
    "is_valid",
    "mask",
    "parse",
    "parse_part",
    "speak",
]
