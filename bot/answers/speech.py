"""From written lines to words that can be read aloud: case numbers digit by digit, no brackets, no list numbers."""

from __future__ import annotations

import re

from bot.answers.reply import Reply
from bot.case_number import CaseNumber, find, speak

_LIST_NUMBER = re.compile(r"^(\d)\. ")
_SILENT = str.maketrans({"（": "，", "）": "，", "“": "", "”": "", "《": "", "》": "", "·": "，"})
_DOUBLED = re.compile(r"[，、]+(?=[，。、；])|^[，、]+")


def spoken(reply: Reply) -> str:
    """The reply as one text for the voice; ``speech`` wins where it was written by hand."""
    if reply.speech:
        return reply.speech
    return "".join(_sentence(line) for line in reply.lines)


def _sentence(line: str) -> str:
    text = _LIST_NUMBER.sub(r"第\1个，", line)
    text = _DOUBLED.sub("", _numbers_spoken(text).translate(_SILENT))
    return text if text[-1:] in "。？！" else f"{text}。"


def _numbers_spoken(text: str) -> str:
    if "号" not in text:  # every whole number ends with it; looking for numbers costs more than the rest of a sentence
        return text
    for found in reversed(find(text)):
        if isinstance(found.number, CaseNumber):
            text = text[: found.start] + speak(found.number) + text[found.end :]
    return text
