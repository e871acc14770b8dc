"""From the pieces that the grammar finds to a number, if together they can only be a case number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.case_number import tables
from bot.case_number.errors import CaseNumberError, InvalidCourt, InvalidSerial, InvalidYear
from bot.case_number.grammar import A_CASE, FIRST_SIGN, OPEN_SIGN, old, whole
from bot.case_number.model import CaseNumber, PartialCaseNumber
from bot.case_number.pieces import court_of, serial_of, suffix_of, year_of

_FIRST_CODED_YEAR = 2016
"""From this year on courts have codes (法〔2015〕137号)."""

_CANDIDATES = 100
"""How many places of one text are looked at. No person names so many numbers; a hostile text costs no more."""

_CHAIN = re.compile("(?:[、和及与]第?[0-9]{1,8}号?){0,20}[、和及与]第?[0-9]{1,8}号" + A_CASE)
_IN_WORDS = re.compile(r"[^\W0-9是为叫号零一二三四五六七八九十几]")
_YEARS = ("year", "later", "inside", "trailing")
_PARTS = ("court", "type", "serial", "dash", "end", "suffix")

_LAST_DAY = 31
"""Up to here 号 may be a day of the month: 执行案件5号开庭."""

# The pieces that prove a number. code: a court's code with digits (or 最高法); named: a court's name; high: a province
# alone, home: ours; type: a code of a type; long: one of two characters or more; word: an ordinary word for a type;
# strange: neither; mark: 字 or 第; undated: no day of a month; end: 号; case: 案; tail: 执行案 after the number;
# bracket: around the year; closed: no word after it; alone: none before it either.
_PROOFS = [
    frozenset(proof.split())
    for proof in (
        "code type serial",
        "code word serial end",
        "code year strange serial end",
        "code year serial end",
        "code year word serial",
        "code year type",
        "code type closed",
        "code bracket",
        "code serial end case",
        "named type serial",
        "named word serial end",
        "named year serial end undated",
        "named year word serial",
        "named year type",
        "named serial end case",
        "high year type serial",
        "high year word serial",
        "high bracket type",
        "high long serial end",
        "home type serial end",
        "year type serial",
        "year word serial end",
        "year serial end case",
        "type serial end",
        "type serial mark",
        "type serial alone",
        "word serial end mark",
        "word serial end case undated",
        "serial end tail",
    )
]


@dataclass(frozen=True)
class Reading:
    """A number read at start:end of a line; `problem` says which piece was there but could not be used."""

    number: CaseNumber | PartialCaseNumber
    start: int
    end: int
    problem: type[CaseNumberError] | None = None


def _court_signals(court: str) -> set[str]:
    if not court:
        return set()
    if FIRST_SIGN <= court <= OPEN_SIGN:
        return {"named"}
    if len(court) > 1:
        return {"code"} if court_of(court) or court[0] in tables.provinces() else set()
    return {"high", "home"} if court == tables.HOME else {"high"}


def _type_signals(kind: str) -> set[str]:
    if not kind:
        return set()
    if tables.is_plain_word(kind):
        return {"word"}
    known = {"type", "long"} if len(kind) > 1 else {"type"}
    return known if tables.case_type(kind) else {"strange"}


def _signals(pieces: dict[str, str]) -> set[str]:
    years = "".join(pieces[each] for each in _YEARS)
    serial = serial_of(pieces["serial"])
    mark = pieces["ordinal"] or (pieces["mark"] not in ("案", "案件") and pieces["mark"])
    single = {
        "year": years,
        "bracket": "（" in years or "）" in years,
        "serial": serial,
        "mark": mark,
        "undated": mark or (serial and serial > _LAST_DAY),
        "end": pieces["end"],
        "case": pieces["case"] or pieces["mark"].startswith("案"),
        "tail": pieces["tail"],
    }
    signals = {name for name, present in single.items() if present}
    return signals | _court_signals(pieces["court"]) | _type_signals(pieces["type"] or pieces["tail"])


def begins_in_words(match: re.Match[str]) -> bool:
    """Whether a match follows a word directly."""
    return bool(_IN_WORDS.match(match.string[max(match.start() - 1, 0) : match.start()]))


def _surroundings(match: re.Match[str], end: int) -> set[str]:
    if _IN_WORDS.match(match.string, end):
        return set()
    return {"closed"} if begins_in_words(match) else {"closed", "alone"}


def _pieces(match: re.Match[str]) -> dict[str, str]:
    """The pieces as written. A bare 2072 in the place of the year is a court's digits if no year can be that."""
    pieces = {name: piece or "" for name, piece in match.groupdict().items()}
    digits = pieces["year"].strip()
    if not pieces["court"] and re.fullmatch("[0-9]{4}", digits) and tables.court(tables.HOME + digits):
        pieces["year"], pieces["court"] = "", digits
    return pieces


def _problem(pieces: dict[str, str], number: PartialCaseNumber) -> type[CaseNumberError] | None:
    if number.year is None and any(pieces[each] for each in _YEARS):
        return InvalidYear
    if pieces["court"] and number.court is None and pieces["court"] != OPEN_SIGN:
        return InvalidCourt
    return InvalidSerial if pieces["serial"] and number.serial is None else None


def _read_whole(match: re.Match[str]) -> Reading | None:
    pieces = _pieces(match)
    place = next((each for each in _YEARS if year_of(pieces[each])), "year")
    parts = (*_PARTS, place) if pieces["type"] else (*_PARTS, place, "tail", "case")
    end = max(match.end(part) for part in parts)
    signals = _signals(pieces) | _surroundings(match, end)
    if not any(proof <= signals for proof in _PROOFS):
        return None
    kind = pieces["type"] or pieces["tail"]
    year = year_of(pieces[place])
    # A province alone with 字第 in such a year abbreviates a place: （2014）云民初字第3号.
    was_old = "high" in signals and pieces["mark"] == "字" and year is not None and year < _FIRST_CODED_YEAR
    number = PartialCaseNumber(
        year=year,
        court=court_of(pieces["court"]) if pieces["court"] else None,
        type=tables.type_words().get(kind, kind) or None,
        serial=serial_of(pieces["serial"]),
        special=pieces["special"],
        suffix=suffix_of(pieces["suffix"] or pieces["dash"]),
        old=was_old,
    )
    return Reading(number.settled(), match.start(), end, _problem(pieces, number))


def _read_old(match: re.Match[str]) -> Reading | None:
    pieces = {name: piece or "" for name, piece in match.groupdict().items()}
    place = pieces["place"] or pieces["alone"]
    bracket = "（" in pieces["year"] or "）" in pieces["year"]
    year = year_of(pieces["year"])
    early = year is not None and year < _FIRST_CODED_YEAR
    is_court = len(place) > 1 and place.endswith("法")
    if not (pieces["mark"] and (is_court or (early and bracket))) and not (is_court and early):
        return None
    serial, suffix = serial_of(pieces["serial"]), suffix_of(pieces["suffix"] or pieces["dash"])
    number = PartialCaseNumber(year, place, pieces["type"], serial, suffix=suffix, old=True)
    return Reading(number.settled(), match.start(), match.end(), None if serial else InvalidSerial)


def _scan(pattern: re.Pattern[str], read: Callable[[re.Match[str]], Reading | None], text: str) -> Iterator[Reading]:
    """What one pattern yields; where pieces prove nothing, a number may still begin inside them."""
    place = 0
    for _ in range(_CANDIDATES):
        match = pattern.search(text, place)
        if not match:
            return
        reading = read(match)
        if reading:
            yield from (reading, *_continued(reading, text))
        place = reading.end if reading else match.start() + 1


def _continued(first: Reading, text: str) -> Iterator[Reading]:
    """Further serials after a number: （2021）粤0111民初12、13号."""
    chain = _CHAIN.match(text, first.end)
    if chain and first.number.serial:
        for digits in re.finditer("[0-9]+", chain.group()):
            serial = serial_of(digits.group())
            if serial:
                number = replace(first.number, serial=serial, suffix="")
                yield Reading(number, chain.start() + digits.start(), chain.start() + digits.end())


def readings(text: str) -> Iterator[Reading]:
    """All numbers of a unified text in order; of two that overlap the earlier one, then the longer one."""
    found = [*_scan(whole(), _read_whole, text)]
    if "字" in text or "法" in text:
        found += _scan(old(), _read_old, text)
    last = 0
    for reading in sorted(found, key=lambda each: (each.start, -each.end)):
        if reading.start >= last:
            last = reading.end
            yield reading
