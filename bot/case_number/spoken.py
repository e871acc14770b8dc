"""Numbers in transcripts of speech: 嗯二零二四年月零幺幺幺直字第一千二百三十四号.

What is said is rewritten as it would be typed (2024年粤0111执字第1234号) and left to the written grammar. A word that
only sounds like a piece counts as one where the pieces around it leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.case_number import numerals, tables
from bot.case_number.grammar import A_TYPE, FIRST_SIGN, OPEN_SIGN, SERIAL_DIGITS
from bot.case_number.model import CaseNumber, PartialCaseNumber
from bot.case_number.reading import begins_in_words, readings
from bot.case_number.tables import load, one_of

LONGEST = 1000
"""Signs. Nobody says more in one turn; longer texts are typed."""

_CANDIDATES = 50
_ANY_WORD = "某"
"""Stands for the word before a number, which matters only by being there."""

_LOCAL_COURT = len("粤0111")

_SURE_SECONDS = ("恢", "异", "复", "保", "监", "行")

_TAIL = 12
"""Signs after a number that may belong to it (之二) or disprove it (万元)."""

_SHAPE = """
(?=[（最{provinces}{ours}{heard}{signs}{first}{heads}])
(?:（?(?P<year>(?<![{exact}]){year})）?{after_year})?
(?:(?P<province>[{ours}{provinces}])(?!{dated})(?P<digits>[{exact}]{{2}}(?={dated})|[{heard}]{{4}}|[{exact}]{{2}}(?![{exact}]))
|(?P<high>[{ours}{provinces}])(?=[{special}]?{known}|执|{dated})
|(?(year)|(?<![{exact}]))(?P<bare>[{exact}]{{4}})(?=[{special}]?{known}|[{first}]|{dated})
|(?P<named>最高法|[{signs}]|[{old_places}][一-鿿]{{0,3}}法(?={known}|执)))?{after_court}
(?:[, ]?(?P<later>{year}(?![{exact}]+号)){after_year})?
(?:(?P<special>[{special}](?={known}))?(?P<known>{known})|{a_type}(?P<first>[{first}])(?P<second>{second})?)?
(?:(?P<mark>[{mark}]|案件?)?(?P<ordinal>[{ordinal}])?(?!{full_year}年)
(?:[是为](?={cardinal}))?
(?P<serial>{cardinal}(?=[^{exact}]|$|{last_year})
|[{heard}]?[{exact}]{{1,{longest}}}?(?=[^{exact}{units}]|$|{last_year}))
(?P<last>(?!{no_digit}|{last_year})[{alike}]{{1,2}})?(?P<end>[{end}])?)?
(?:(?={last_year}),?是?,?(?P<trailing>{year}){after_year})?
"""


@dataclass(frozen=True)
class Said:
    """A number said at start:end of an utterance, with the other numbers that the same words may mean."""

    number: CaseNumber | PartialCaseNumber
    start: int
    end: int
    alternatives: tuple[CaseNumber, ...]


@cache
def _seconds() -> dict[str, str]:
    """The second character of a type for each sign heard in its place."""
    return {sign: right for right, signs in load("speech")["seconds"].items() for sign in signs}


@cache
def _unsure() -> re.Pattern[str]:
    return re.compile(one_of(load("speech")["unsure"]))


@cache
def _pattern() -> re.Pattern[str]:
    sounds: dict[str, str] = load("speech")["sounds"]
    kinds = {*tables.type_codes(), *tables.type_words()} - {"执", "破"}
    exact, heard, short = numerals.exact(), numerals.heard(), numerals.short_year_pattern()
    years = (
        numerals.year_pattern(),
        f"[1一幺][9九勾久酒][8八9九勾][{exact}]",
        f"[2二两]千零?(?:[{exact}]?十[{exact}]?|[{exact}]{{1,2}})(?=年)",
        f"{short}(?=年|[{sounds['粤']}][{heard}]{{4}})",
    )
    any_year = f"(?:{years[0]}|{years[2]}|{short})"
    others = "".join(sign for sign in _seconds() if sign != "一")
    shape = _SHAPE.replace("\n", "").format(
        provinces=tables.provinces(),
        old_places=tables.old_places(),
        special=tables.special(),
        ours=sounds["粤"],
        exact=exact,
        heard=heard,
        alike="".join(numerals.values("alike")),
        units="".join(numerals.units()),
        signs=f"{FIRST_SIGN}-{OPEN_SIGN}",
        a_type=A_TYPE,
        first=sounds["执"],
        # 一 is the digit unless a number begins after it: 执一字第二号, 执一二百号.
        second=f"(?:[{others}]|一(?=字|第|[{exact}][千百十]))",
        heads="".join(sorted({kind[0] for kind in kinds})),
        known=one_of(kinds),
        year=f"(?:{'|'.join(years)})",
        after_year="(?:年度?)?[的是]?",
        after_court="(?:那边|那里|这边)?(?:的?执行局)?(?:那边|那里)?[的是]?",
        full_year=f"[2二两][0零〇○][{exact}]{{2}}",
        dated=f"(?:(?:{'|'.join(years[:3])})年?|{short}年)度?的?(?:{one_of(kinds)}|[{sounds['执']}])",
        last_year=f"(?:,?{any_year}年(?:的(?!时候)|(?=[,!?;]|$))|,?是,?{any_year}年)",
        mark=sounds["字"],
        ordinal=sounds["第"],
        no_digit=one_of(load("speech")["no_digits"]),
        end=sounds["号"],
        cardinal=numerals.cardinal_pattern(),
        longest=SERIAL_DIGITS,
    )
    return re.compile(shape)


def _serials(pieces: dict[str, str]) -> list[str]:
    """The digits a serial may mean, likeliest first.

    A word such as 是 at its beginning may be a digit or not, and so may a sign after it that only sounds like one.
    """
    said, words = pieces["serial"], load("speech")["words"]
    bare = said.lstrip(words)
    last = numerals.digits_of(pieces["last"])
    tails = [last[:length] for length in range(len(last), -1, -1)]
    if pieces["last"][:1] in words:
        tails.reverse()
    if any(sign in numerals.units() for sign in said):
        options = [said + tail for tail in tails if not tail or said[-1] in [*numerals.units(), "零", "〇"]]
    else:
        options = [each + tail for each in (bare, said) for tail in tails]
    return list(dict.fromkeys(numerals.number_of(each) for each in options if each))


def _code(pieces: dict[str, str]) -> str | None:
    """The court as typed; None if a word that only sounds like one leads to no court of the table."""
    first = pieces["province"] or pieces["high"]
    if not first:
        return pieces["named"] or numerals.digits_of(pieces["bare"])
    sure = first in tables.provinces() and all(sign in numerals.exact() for sign in pieces["digits"])
    ours = first in load("speech")["sounds"]["粤"]
    code = (tables.HOME if ours else first) + numerals.digits_of(pieces["digits"])
    return code if tables.court(code) or sure else None


def _kinds(pieces: dict[str, str]) -> list[str]:
    """The types that the words may mean, likeliest first, each with the digit that it leaves to the serial."""
    if not pieces["first"]:
        return [pieces["special"] + pieces["known"]]
    second = _seconds().get(pieces["second"], "")
    digit = numerals.values("alike").get(pieces["second"], "")
    return ["执" + second] + ([f"执{digit}"] if digit and not pieces["mark"] + pieces["ordinal"] else [])


def _is_certain(pieces: dict[str, str], court: str) -> bool:
    """Whether words that only sound like 粤 or 执 stand where these must be."""
    if not pieces["first"] + pieces["known"]:
        return pieces["province"] in tables.provinces()
    year = pieces["year"] or pieces["later"] or pieces["trailing"]
    marked = pieces["mark"] == "字" or pieces["ordinal"] == "第"
    closed = marked or pieces["end"] == "号"
    if pieces["first"] in ("", "执"):
        return pieces["high"] in tables.provinces() or bool(year and closed)
    if not pieces["serial"]:
        return False
    if pieces["digits"]:
        return len(court) == _LOCAL_COURT or bool(year and (closed or pieces["province"] == tables.HOME))
    if not court:
        return bool(marked and year != pieces["trailing"])
    known = pieces["bare"] and tables.court(tables.HOME + court)
    return marked or bool(year and (closed or known or pieces["second"] in _SURE_SECONDS))


def _typed(pieces: dict[str, str]) -> list[str]:
    """What a person would have typed, likeliest first; nothing if the words are no number."""
    court = _code(pieces)
    if court is None or not _is_certain(pieces, court):
        return []
    year = pieces["year"] or pieces["later"] or pieces["trailing"]
    head = (f"{numerals.number_of(year)}年" if year else "") + court
    marks = "".join(mark for mark in (pieces["mark"], pieces["ordinal"]) if mark in ("字", "案", "案件", "第"))
    serials = _serials(pieces) or [""]
    end = "号" if pieces["end"] == "号" and serials[0] else ""
    return [f"{head}{kind}{marks}{serial}{end}" for kind in _kinds(pieces) for serial in serials]


def _read(match: re.Match[str]) -> Said | None:
    pieces = {name: piece or "" for name, piece in match.groupdict().items()}
    if pieces["last"] == "吧" and _unsure().search(match.string, max(match.start() - _TAIL, 0), match.start()):
        pieces["last"] = ""
    head = pieces["year"] + pieces["province"] + pieces["named"]
    if not (pieces["first"] or pieces["known"] or (head and pieces["serial"])):
        return None
    typed = _typed(pieces)
    before = _ANY_WORD if begins_in_words(match) else ""
    tail = match.string[match.end() : match.end() + _TAIL]
    found = [next(readings(before + each + tail), None) for each in typed]
    first = found[0] if found else None
    if not first or first.start != len(before) or first.problem:
        return None
    others = dict.fromkeys(each.number for each in found[1:] if each and isinstance(each.number, CaseNumber))
    # Beyond what was typed 之二 may follow; a sign after a serial without 号 may be no part of it.
    end = match.end("serial") if pieces["last"] and not pieces["end"] + pieces["trailing"] else match.end()
    end += max(first.end - len(before + typed[0]), 0)
    return Said(first.number, match.start(), end, tuple(number for number in others if number != first.number))


def said(text: str) -> Iterator[Said]:
    """All numbers in an utterance, in order, without overlap."""
    place = 0
    for _ in range(_CANDIDATES):
        match = _pattern().search(text, place)
        if not match:
            return
        found = _read(match) if match.group() else None
        if found:
            yield found
        place = found.end if found else match.start() + 1
