"""What a member's text asks for: a command, a ticket, or words for a party."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_HASH = r"[#＃]\s*"
_NUMBER = r"(?P<number>(?:[ZzＺｚ][XxＸｘ]\s?)?\d{4}\s?[-－–—]\s?\d{1,6}|\d{1,6})"
_ADDRESSED = re.compile(rf"{_HASH}{_NUMBER}(?!\d)[\s,，:：]*(?P<rest>.*)", re.DOTALL)
_ORDER = re.compile(rf"(?P<verb>受理|转办|结束)(?:\s*{_HASH}{_NUMBER}(?!\d)\s*(?P<rest>.*)|\s*)", re.DOTALL)
_PLAIN_NUMBER = str.maketrans("０１２３４５６７８９－–—ｚｘＺＸ", "0123456789---ZXZX")


class Verb(str, Enum):
    """What a member wants."""

    LIST = "列表"
    HELP = "帮助"
    CLAIM = "受理"
    TRANSFER = "转办"
    CLOSE = "结束"
    WRITE = "write"  # ``rest`` goes to a party; without it, the ticket is chosen and shown


@dataclass(frozen=True)
class Command:
    """A verb, the number as it was written (normalised, may be empty or short) and what follows it."""

    verb: Verb
    number: str = ""
    rest: str = ""


def read(text: str) -> Command:
    """Read a member's text. A command is the whole text: what only begins like one is meant for a party."""
    text = text.strip()
    if text in (Verb.LIST.value, Verb.HELP.value):
        return Command(Verb(text))
    order = _ORDER.fullmatch(text)
    if order and _is_order(order):
        return Command(Verb(order["verb"]), _plain(order["number"]), (order["rest"] or "").strip())
    addressed = _ADDRESSED.fullmatch(text)
    if addressed:
        return Command(Verb.WRITE, _plain(addressed["number"]), addressed["rest"].strip())
    return Command(Verb.WRITE, "", text)


def fits(written: str, number: str) -> bool:
    """Whether a number as a member wrote it (``ZX1126-003``, ``003``, ``3``) can mean this ticket."""
    if "-" in written:
        return written == number
    return int(written) == int(number.rpartition("-")[2] or -1)


def _is_order(order: re.Match[str]) -> bool:
    """受理 and 结束 take a number and nothing more; 转办 takes a name after it."""
    return order["verb"] == Verb.TRANSFER.value or not order["rest"]


def _plain(number: str | None) -> str:
    """ZX1126-003 or digits."""
    plain = "".join((number or "").translate(_PLAIN_NUMBER).upper().split())
    if "-" not in plain:
        return plain
    day, _, running = plain.removeprefix("ZX").partition("-")
    return f"ZX{day}-{running.zfill(3)}"
