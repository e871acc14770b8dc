"""Case numbers of a call: said in pieces over several turns, interrupted, corrected, read back and confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from bot.case_number import CaseNumber, Found, PartialCaseNumber, find, parse_part
from bot.intents.cleaning import clean
from bot.transcripts.calls import Call
from bot.transcripts.texts import pattern

_PARTS = ("year", "court", "type", "serial")
_PIECE = re.compile(r"[0-9零〇一二三四五六七八九幺洞拐勾两粤]|法院|执[恢异保字]")
_AFTER_IS = re.compile("是|改成|改为|系(?!统)")
_ZERO_FIRST = re.compile(r"^\W*[0零〇洞]")
_PIECES = 4  # turns of the caller over which one number may be spread
_LONGEST = 300  # characters in which a number is looked for; who tells a story that long says the number again


@dataclass
class Numbers:
    """The numbers that hold at the end of the call. ``unclear``: a number was begun or heard in two ways and never
    became clear; ``corrected`` counts the times one was put right."""

    clear: list[CaseNumber] = field(default_factory=list)
    unclear: bool = False
    corrected: int = 0


def numbers_of(call: Call) -> Numbers:
    """Read the numbers of a call, turn by turn."""
    reading = _Reading()
    for turn in call.turns:
        if turn.text and turn.by_caller:
            reading.caller(clean(turn.text).text)
        elif turn.text:
            reading.other(turn.text)
    return reading.done()


class _Reading:
    def __init__(self) -> None:
        self._numbers: list[CaseNumber] = []
        self._pieces: list[str] = []
        self._partial: PartialCaseNumber | None = None
        self._choice: tuple[CaseNumber, ...] = ()
        self._read_back: CaseNumber | None = None
        self._corrected = 0

    def caller(self, text: str) -> None:
        """The caller's words: a number, a piece of one, a correction, or a yes to what was read back."""
        correcting = bool(pattern("correcting").search(text))
        read_back, self._read_back = self._read_back, None
        if read_back and not correcting and pattern("affirming").search(text):
            self._settle(read_back)
            return
        found = find(text) if len(text) <= _LONGEST else []
        if correcting and found and not found[-1].alternatives:
            self._correct(found[-1].number)
        elif found:
            self._take(text, found)
        elif correcting and self._known() and (part := _said_instead(text)):
            self._correct(part)
        elif _PIECE.search(text):
            self._piece(text)

    def other(self, text: str) -> None:
        """What the machine or a colleague says: perhaps a number read back."""
        if "号" in text and len(text) <= _LONGEST:
            whole = [one.number for one in find(text) if isinstance(one.number, CaseNumber) and not one.alternatives]
            self._read_back = whole[0] if len(whole) == 1 else None

    def done(self) -> Numbers:
        """What holds at the end."""
        return Numbers(self._numbers, bool(self._partial or self._choice), self._corrected)

    def _take(self, text: str, found: list[Found]) -> None:
        for one in found:
            if one.alternatives:
                self._choice = (one.number, *one.alternatives) if isinstance(one.number, CaseNumber) else ()
            elif isinstance(one.number, CaseNumber):
                self._settle(one.number)
            else:
                self._begin(text, one.number)

    def _begin(self, text: str, partial: PartialCaseNumber) -> None:
        """A piece of a number: of the one that was begun, else of a new one. A piece of a number that is known already
        (那个1234号) is that number."""
        if any(_agrees(number, partial) for number in self._numbers):
            return
        if not self._piece(text):
            merged = self._partial.merged(partial) if self._partial else partial
            if isinstance(merged, CaseNumber):
                self._settle(merged)
            else:
                self._partial = merged

    def _piece(self, text: str) -> bool:
        """Whether the caller's last pieces make a whole number."""
        self._pieces = [*self._pieces, text][-_PIECES:]
        for found in find("，".join(self._pieces)):
            if isinstance(found.number, CaseNumber) and not found.alternatives:
                self._settle(found.number)
                return True
        return False

    def _settle(self, number: CaseNumber) -> None:
        """A whole number: pieces, choices and an earlier reading that it replaces are done with."""
        self._numbers = [*(one for one in self._numbers if one != number), number]
        self._pieces, self._partial, self._choice = [], None, ()

    def _known(self) -> CaseNumber | PartialCaseNumber | None:
        """What has been said of the number in hand."""
        return self._partial or next(iter(self._choice), None) or (self._numbers[-1] if self._numbers else None)

    def _correct(self, said: CaseNumber | PartialCaseNumber) -> None:
        """「不对，是……」: the number in hand with these parts put in."""
        self._corrected += 1
        before, number = self._known(), said
        if isinstance(said, PartialCaseNumber) and before:
            known = {each.name: getattr(before, each.name) for each in fields(before)}
            number = PartialCaseNumber(**known).merged(said)
        self._numbers = [one for one in self._numbers if one != before]
        if isinstance(number, CaseNumber):
            self._settle(number)
        else:
            self._partial = number


def _said_instead(text: str) -> PartialCaseNumber | CaseNumber | None:
    """The parts after the last 是 of a correction (不是一二三四，是一二三五); ``None`` if it tells nothing. A bare
    number that begins with 0 may be a court's code as well as a serial, so it is not taken."""
    words = _AFTER_IS.split(text)[-1]
    part = parse_part(words, _PARTS)
    told = any(getattr(part, name) is not None for name in _PARTS)
    return part if told and not _ZERO_FIRST.search(words) else None


def _agrees(number: CaseNumber, partial: PartialCaseNumber) -> bool:
    """Whether what is known of a partial number, its serial at least, is that number's."""
    parts = [(getattr(partial, name), getattr(number, name)) for name in _PARTS]
    return partial.serial is not None and all(said in (None, known) for said, known in parts)
