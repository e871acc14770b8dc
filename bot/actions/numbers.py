"""Which case is meant: reading whole, partial, misheard and chosen numbers in a turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.actions import read_back
from bot.actions.commands import leaves_form
from bot.actions.turn import Turn
from bot.answers import numbers
from bot.answers.reply import Reply
from bot.case_number import CaseNumber, PartialCaseNumber, find_courts, parse, parse_part
from bot.cases.model import Case

_OLDEST_YEAR = 1990
_SENTENCE = 10  # characters; a shorter text is an answer to the form's question
_SIGN_OF_A_PART = re.compile(r"\d|[零〇幺]|号|年|法院|执|字")
_POSITION = re.compile(r"^\D{0,2}([1-9一二两三四五六七八九])\D{0,2}$")
_DIGITS = {digit: at for at, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def settled(turn: Turn, today: date, own: tuple[Case, ...] = ()) -> CaseNumber | None:
    """The one case that the turn means, or ``None`` while that is open. ``own`` are a verified person's cases, among
    which a partial number or a position may point to one."""
    number = meant(turn, today, own)
    return number if number and read_back.is_sure(turn, number) else None


def meant(turn: Turn, today: date, own: tuple[Case, ...] = ()) -> CaseNumber | None:
    """The same, whether or not it was heard surely."""
    whole = [number for number in turn.numbers if isinstance(number, CaseNumber)]
    if turn.heard_as or len(whole) > 1:
        return None
    if whole:
        return None if problem(whole[0], today) else replace(whole[0], suffix="")
    if turn.read_back and read_back.is_right(turn):
        return turn.read_back
    known = draft(turn, today)
    if isinstance(known, CaseNumber):
        return None if problem(known, today) else known
    return _among(own, known) or _at_position(turn, own)


def kept(turn: Turn, today: date, own: tuple[Case, ...] = ()) -> CaseNumber | PartialCaseNumber | None:
    """What the conversation remembers until the number is settled: the parts that are known, or a number to be read
    back."""
    number = meant(turn, today, own)
    if number:
        return number
    known = draft(turn, today)
    return known if isinstance(known, PartialCaseNumber) else None


def draft(turn: Turn, today: date) -> CaseNumber | PartialCaseNumber:
    """What is known of the number after this turn: earlier parts with those of this message put in. After a number that
    was read back the parts of this message correct it."""
    parts = [part for part in _parts(turn, today) if part != PartialCaseNumber()]
    refused = turn.read_back and read_back.is_wrong(turn) and not parts
    known: CaseNumber | PartialCaseNumber = PartialCaseNumber() if refused else turn.draft
    for part in parts:
        if isinstance(known, PartialCaseNumber):
            known = known.merged(part)
    return known


def _parts(turn: Turn, today: date) -> Iterator[CaseNumber | PartialCaseNumber]:
    """The parts of a number in this message: a partial number, the answer to the form's question, a court's name."""
    courts = set(find_courts(turn.normalized))
    if len(courts) == 1:
        yield PartialCaseNumber(court=courts.pop())
    partial = [number for number in turn.numbers if isinstance(number, PartialCaseNumber)]
    if partial:
        yield partial[0]
    elif turn.requested == "case_number" and _may_answer(turn.normalized):
        yield parse_part(turn.normalized, turn.draft.missing or PartialCaseNumber().missing, today)


def _may_answer(text: str) -> bool:
    """Whether a text may hold a missing part: the 一 of 「他一直不给我钱」 is no number."""
    return len(text) < _SENTENCE or _SIGN_OF_A_PART.search(text) is not None


def problem(number: CaseNumber, today: date) -> str | None:
    """Why a number cannot be looked up here (a key of :func:`bot.answers.numbers.refuse`), or ``None``."""
    if not number.is_enforcement:
        return "trial"
    if number.province not in (None, "粤"):
        return "other_province"
    if number.is_future(today):
        return "future"
    return "too_old" if number.year < _OLDEST_YEAR else None


def question(turn: Turn, today: date, own: tuple[Case, ...]) -> Reply:
    """What to ask so that the case becomes clear."""
    whole = tuple(number for number in turn.numbers if isinstance(number, CaseNumber))
    if turn.heard_as:
        return numbers.which(turn.heard_as, heard=True)
    if len(whole) > 1:
        return numbers.which(whole)
    unsure = meant(turn, today, own)
    if unsure:
        return numbers.read_back(unsure)
    if turn.requested == "case_number" and read_back.is_wrong(turn) and draft(turn, today) == PartialCaseNumber():
        return numbers.say_again()
    known = whole[0] if whole else draft(turn, today)
    if turn.read_back and known == turn.draft:
        return numbers.read_back(turn.read_back)
    if isinstance(known, CaseNumber):
        return numbers.refuse(known, problem(known, today) or "trial")
    if known != PartialCaseNumber():
        return numbers.ask_missing(known)
    if own:
        return numbers.several(own)
    missed = turn.requested == "case_number" and turn.form and not leaves_form(turn)
    return numbers.ask_again() if missed else numbers.ask()


def _among(own: tuple[Case, ...], known: PartialCaseNumber) -> CaseNumber | None:
    """The person's only case that fits the known parts."""
    if known == PartialCaseNumber():
        return None
    parts = {name: getattr(known, name) for name in ("year", "court", "type", "serial") if getattr(known, name)}
    fitting = [
        number
        for number in (parse(case.case_number) for case in own)
        if all(getattr(number, name) == value for name, value in parts.items())
    ]
    return fitting[0] if len(fitting) == 1 else None


def _at_position(turn: Turn, own: tuple[Case, ...]) -> CaseNumber | None:
    """``2``, ``第二个`` in answer to a list."""
    match = _POSITION.match(turn.normalized.strip())
    if not match or not own:
        return None
    position = _DIGITS.get(match[1]) or int(match[1])
    return parse(own[position - 1].case_number) if position <= len(own) else None
