"""From written lines to a text for the voice: case numbers digit by digit, the court by its name."""

from __future__ import annotations

import re

from bot.answers.reply import Reply
from bot.case_number import CaseNumber, court_name, find, speak

_LIST_NUMBER = re.compile(r"^(\d)\. ", re.MULTILINE)
_MASKED = re.compile(r"（(\d{4})）([一-龥]\d{2,4})([一-龥]{1,4}?)\d*\*+(\d)号")


def spoken(reply: Reply) -> str:
    """The reply as one text for the voice, a sentence a line; ``speech`` wins where it was written by hand."""
    text = reply.speech or "\n".join(reply.lines)
    return _LIST_NUMBER.sub(r"第\1个，", _numbers_spoken(text))


def _numbers_spoken(text: str) -> str:
    if "号" not in text:  # every whole number ends with it; looking for numbers costs more than the rest of a sentence
        return text
    text = _MASKED.sub(lambda found: _masked(*found.groups()), text)
    for found in reversed(find(text)):
        if isinstance(found.number, CaseNumber):
            text = text[: found.start] + _with_court(found.number, text) + text[found.end :]
    return text


def _with_court(number: CaseNumber, text: str) -> str:
    """Nobody knows a court by its code; beside its name the code is said for comparing with the paper."""
    year, code, *rest = speak(number).split("，")
    name = number.court_name
    return "，".join((year, code if not name or name in text else name, *rest))


def _masked(year: str, court: str, kind: str, last: str) -> str:
    return f"{year}年，{court_name(court) or court}，{kind}字，尾号{last}"
