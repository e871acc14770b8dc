"""Numbers for the ear and for lists that others may see."""

from __future__ import annotations

from dataclasses import replace

from bot.case_number.model import CaseNumber

_YEAR = str.maketrans("0123456789", "零一二三四五六七八九")
_TELEPHONE = str.maketrans("0123456789", "零幺二三四五六七八九")


def speak(number: CaseNumber, digits: bool = False) -> str:
    """The number for reading out, with 幺 for 1 as telephone operators say it:
    二零二四年，粤零幺幺幺，执字，幺二三四号.

    With `digits` each digit stands alone, for taking down: 幺 二 三 四 号.
    """
    gap = " " if digits else ""

    def read(text: str, table: dict[int, int]) -> str:
        return gap.join(text.translate(table))

    court = read(number.court, _TELEPHONE) if number.court[-1:].isdecimal() else number.court
    kind = f"{number.special}{number.type}字" + ("第" if number.old else "")
    serial = read(f"{number.serial}号", _TELEPHONE)
    return "，".join((read(f"{number.year}年", _YEAR), court, kind, serial + number.suffix))


def mask(number: CaseNumber) -> str:
    """The number with the middle of its serial hidden: （2024）粤0111执1**4号. The last digit stays."""
    serial = str(number.serial)
    first = serial[0] if len(serial) > 2 else ""
    shown = f"{first}{'*' * (len(serial) - len(first) - 1)}{serial[-1]}"
    head, _, tail = replace(number, serial=0).canonical.rpartition("0号")
    return f"{head}{shown}号{tail}"
