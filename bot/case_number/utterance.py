"""An utterance without what is not meant: fillers, pauses, stutters, and pieces taken back (不对，是零幺幺幺)."""

from __future__ import annotations

import re
from functools import cache

from bot.case_number import numerals, tables
from bot.case_number.grammar import FIRST_SIGN, OPEN_SIGN
from bot.case_number.hearing import repaired
from bot.case_number.tables import load, one_of
from bot.case_number.writing import Line


@cache
def _year() -> str:
    """A year with four digits, with two, or as a cardinal."""
    return f"(?:{numerals.year_pattern()}|[2二两]千零?[{numerals.exact()}十]{{1,3}}|{numerals.short_year_pattern()})年"


@cache
def _words() -> str:
    """Words between pieces that mean nothing."""
    data = load("speech")
    return "|".join(
        [one_of(data["fillers"]), *data["filler_patterns"], f"{one_of(data['labels'])}[是为]?", "法院[是为]"]
    )


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(_words())


@cache
def _inside_digits() -> re.Pattern[str]:
    return re.compile(f"(?<=[0-9]),?(?:{_words()})+,?(?=[0-9]+号)")


@cache
def _pauses() -> re.Pattern[str]:
    """Pauses between pieces. One before a year stays, and one after a sign that may be a digit or the beginning of
    another word: they tell where a serial ends."""
    alike, no_words = "".join(numerals.values("alike")), re.sub(f"[{load('speech')['words']}]", "", numerals.heard())
    kinds = "".join({kind[0] for kind in [*tables.type_codes(), *tables.type_words()]})
    goes_on = f"[{no_words}{''.join(numerals.units())}{kinds}号字第的度最{tables.provinces()}{FIRST_SIGN}-{OPEN_SIGN}]"
    year = f"是?(?:{_year()}|[{numerals.heard()}]{{2}}(?:[{numerals.heard()}]{{2}})?年)"
    court = f"{tables.provinces()}{FIRST_SIGN}-{OPEN_SIGN}"
    corrections = "|".join(load("speech")["corrections"])
    pieces = f"{numerals.heard()}{''.join(numerals.units())}{kinds}{''.join(load('speech')['seconds'])}号年最{court}"
    aside = f"(?!.{{0,3}}(?:{corrections}))[^{pieces},。]{{1,8}}"
    return re.compile(
        f"(?<=[年的字第{kinds}]),{aside},(?=[{numerals.exact()}])"
        f"|(?<=[年的字第{numerals.exact()}{FIRST_SIGN}-{OPEN_SIGN}]),{aside},(?=[{kinds}{court}号])"
        f"|[、:。-]|(?<![{alike}年的]),+(?!{year})|,+(?={goes_on})(?!{year})|,+(?=,)|(?<![0-9][0-9]) (?=[0-9](?![0-9]))"
    )


@cache
def _broken_off() -> re.Pattern[str]:
    """Digits that are begun, broken off, and then said from their beginning: 一二，一二三四; 三千五百三千五百九十."""
    sign, between = f"[{numerals.exact()}]", f"(?:{_words()}|[、:。, -])"
    return re.compile(
        f"(?P<begun>(?<!{sign}){sign}{{2,8}})(?P<between>{between}*)(?=(?P=begun)(?:{sign}|号))"
        f"|(?P<cardinal>{numerals.cardinal_pattern()}){between}*(?=(?P=cardinal))"
    )


@cache
def _taken_back() -> re.Pattern[str]:
    """A piece that is said again: a year, a number with the same unit, a type with what follows it, a court, the
    beginning of a court's code, a character said twice."""
    data = load("speech")
    again = f",?(?:(?:{'|'.join(data['corrections'])}),?){{1,3}}(?:应该|应当)?[是为]?,?"
    digit = f"[{numerals.exact()}]"
    number = f"(?:{numerals.cardinal_pattern()}|{digit}{{1,8}})"
    kinds = one_of([*tables.type_words(), *tables.type_codes()])
    kind = f"(?:{kinds}|执[{''.join(data['seconds'])}]?)"
    code = f"{digit}{{4}}(?=执|{kinds})"
    ours = data["sounds"]["粤"]
    some = f"[{ours}{tables.provinces()}]"
    court = f"(?:{some}(?:{digit}|(?={kinds}|执|{again}))|[{FIRST_SIGN}-{OPEN_SIGN}]|{tables.SUPREME})"
    return re.compile(
        f"{_year()}度?的?{again}(?={_year()})"
        f"|{court}{digit}{{0,7}}(?:执行局|那边|那里)?的?{again}(?={court})"
        f"|{digit}{{1,4}}{again}(?={code})"
        f"|{number}(?P<unit>号|){again}(?!{code})(?={number}(?P=unit))"
        f"|{kind}(?:字?第?{number}号?|字第?|案件?|第)?{again}(?={kind})"
        f"|[{ours}]{digit}{{0,4}}(?=[{ours}](?:{digit}{{4}}|{digit}{{2}}(?!{digit})))"
        f"|(?P<begun>{some}){digit}{{0,4}}(?=(?P=begun){digit}{{2}})"
        "|(?P<twice>[粤执字第年号])(?=(?P=twice))"
    )


def _is_broken_off(line: Line, match: re.Match[str]) -> bool:
    """Whether there is a pause where digits were broken off: a word or, in the original, a gap that they have not."""
    if match["cardinal"] or match["between"]:
        return True
    return _is_gap(line, match.end()) and not any(_is_gap(line, at) for at in range(match.start() + 1, match.end()))


def _is_gap(line: Line, place: int) -> bool:
    return line.starts[place] > line.ends[place - 1]


def _without(line: Line, pattern: re.Pattern[str]) -> Line:
    found = [each for each in pattern.finditer(line.text) if each.group()]
    if pattern is _broken_off():
        found = [each for each in found if _is_broken_off(line, each)]
    pieces = [(each.start(), each.end(), "") for each in found]
    return line.replaced(pieces) if pieces else line


@cache
def _corrections() -> re.Pattern[str]:
    return re.compile("|".join(load("speech")["corrections"]))


def corrected(line: Line) -> Line:
    """A line without what is taken back in it."""
    line = _without(_without(line, _broken_off()), _inside_digits())
    return _without(_without(line, _fillers()), _taken_back()) if _corrections().search(line.text) else line


def meant(line: Line) -> Line:
    """What a speaker wanted to say, as far as numbers go."""
    for pattern in (_broken_off(), _fillers(), _pauses()):
        line = _without(line, pattern)
    return _without(repaired(line), _taken_back())
