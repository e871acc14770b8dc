"""Talking about case numbers: asking for one, for what is missing of it, or which one is meant."""

from __future__ import annotations

from bot.answers.reply import Disclosure, Reply
from bot.answers.texts import say
from bot.answers.wording import day
from bot.case_number import CaseNumber, PartialCaseNumber, court_name, mask, parse, speak
from bot.cases.model import Case

_NO_NUMBER = "没有案号"
_RIGHT_OR_WRONG = ("对", "不对")


def ask() -> Reply:
    """Ask for the case number, with an example and where to find it."""
    return Reply(lines=(say("case_number", "ask"),), choices=(_NO_NUMBER,))


def ask_again() -> Reply:
    """No number was found in what the person said."""
    return Reply(lines=(say("case_number", "ask_again"),), choices=(_NO_NUMBER, "转人工"))


def none_at_hand() -> Reply:
    """The person has no number: the ways that need none."""
    return Reply(lines=(say("case_number", "none_at_hand"),), choices=("转人工", "中心在哪里"))


def ask_missing(partial: PartialCaseNumber) -> Reply:
    """Ask for exactly what is missing of a partial number."""
    known = "，".join(_known(partial))
    missing = "、".join(say("case_number", f"missing_{part}") for part in partial.missing)
    if not known:
        return ask_again()
    return Reply(lines=(say("case_number", "missing", known=known, missing=missing),), facts=("case_number",))


def which(numbers: tuple[CaseNumber, ...], *, heard: bool = False) -> Reply:
    """Two or more numbers came at once, or one was heard in two ways (``heard``)."""
    key = "ambiguous" if heard else "two"
    listed = "".join(say("case_number", "one_of", at=at, number=speak(one)) for at, one in enumerate(numbers, 1))
    return Reply(
        lines=(say("case_number", key),),
        choices=tuple(number.canonical for number in numbers),
        speech=say("case_number", key) + listed,
    )


def read_back(number: CaseNumber) -> Reply:
    """A number that was heard and is not sure: digit by digit, with its court, and is it right?"""
    court = number.court_name or say("identity", "court_unknown")
    return Reply(
        lines=(say("case_number", "read_back", number=number.canonical, court=court),),
        speech=say("case_number", "read_back_spoken", number=speak(number, digits=True).rstrip(" 号"), court=court),
        choices=_RIGHT_OR_WRONG,
    )


def say_again() -> Reply:
    """What was read back is wrong: once more, slowly."""
    return Reply(lines=(say("case_number", "say_again"),))


def refuse(number: CaseNumber, reason: str) -> Reply:
    """Why this number cannot be looked up: ``trial``, ``other_province``, ``future`` or ``too_old``."""
    court = number.court_name or say("case_number", "that_court")
    lines = [say("case_number", reason, number=number.canonical, court=court)]
    if reason == "trial":
        lines.append(say("case_number", "not_filed_yet"))
    return Reply(lines=tuple(lines), choices=("怎么申请执行", "转人工") if reason == "trial" else ("转人工",))


def not_yours() -> Reply:
    """A verified person asks for a number that is not in their name; whether it exists is not said."""
    return Reply(lines=(say("case_number", "not_yours"),), choices=("查我的案子", "退出"))


def no_cases() -> Reply:
    """A verified person without any case (any more)."""
    return Reply(lines=(say("case_number", "no_cases"),))


def several(cases: tuple[Case, ...]) -> Reply:
    """Several cases of one verified person, masked, to choose from by position."""
    head = say("case_number", "several", count=len(cases))
    lines = [_case_line(at, case) for at, case in enumerate(cases, 1)]
    return Reply(
        lines=(head, *lines),
        facts=("case.case_number",),
        choices=tuple(str(at) for at in range(1, len(cases) + 1)),
        disclosure=Disclosure.PARTY,
    )


def _case_line(at: int, case: Case) -> str:
    number = mask(parse(case.case_number))
    if case.filed_on is None:
        return say("case_number", "several_line_undated", at=at, number=number, cause=case.cause)
    return say("case_number", "several_line", at=at, number=number, cause=case.cause, day=day(case.filed_on))


def _known(partial: PartialCaseNumber) -> list[str]:
    values = {
        "year": partial.year,
        "court": partial.court and (court_name(partial.court) or partial.court),
        "type": partial.type,
        "serial": partial.serial,
    }
    return [say("case_number", f"known_{part}", value=value) for part, value in values.items() if value is not None]
