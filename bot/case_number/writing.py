"""Unifying how a text is written, without losing where each sign stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.case_number.tables import load, one_of

_DROP = "\0"
_GAP = re.compile(r"(?<=[0-9])\0(?=\0*[0-9])")
_SINGLE = re.compile(r"(?<=(?<![0-9])[0-9]),+(?=[0-9](?![0-9]))")
"""Between digits given one by one: 1，2，3，4."""

_NOUGHTS = re.compile(r"(?<=[0-9粤])o+(?=[0-9])")
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True)
class Line:
    """A unified text; its i-th sign stood at starts[i]:ends[i] of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the unified text stood in the original."""
        return self.starts[start], self.ends[end - 1]

    def replaced(self, pieces: Iterable[tuple[int, int, str]]) -> Line:
        """The text with each (start, end, sign) replaced by one sign or none; pieces in order, without overlap."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for start, end, sign in pieces:
            text += [self.text[last:start], sign]
            starts += self.starts[last:start]
            ends += self.ends[last:start]
            if sign:
                starts.append(self.starts[start])
                ends.append(self.ends[end - 1])
            last = end
        text.append(self.text[last:])
        starts += self.starts[last:]
        ends += self.ends[last:]
        return Line("".join(text), starts, ends)


@cache
def _table() -> str:
    """One sign for each sign of the basic plane. Private signs are dropped: the grammar uses them for courts' names."""
    data = load("writing")
    table = [chr(code) for code in range(0x10000)]
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0)
    for pair in data["traditional"].split():
        table[ord(pair[0])] = pair[1]
    for signs, sign in ((data["brackets"]["open"], "（"), (data["brackets"]["close"], "）"), (data["dashes"], "-")):
        for each in signs:
            table[ord(each)] = sign
    for each in data["noise"]:
        table[ord(each)] = _DROP
    for code in _PRIVATE:
        table[code] = _DROP
    table[ord("A") : ord("Z") + 1] = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    table[0xFF21:0xFF3B] = table[ord("A") : ord("Z") + 1]
    return "".join(table)


def clean(text: str) -> Line:
    """Digits, brackets, dashes and characters in one form and noise left out; digits parted by noise keep one space."""
    # A str serves as the table: it is fast, and signs beyond its end stay as they are.
    marked = _NOUGHTS.sub(lambda letters: "0" * len(letters.group()), _GAP.sub(" ", text.translate(_table())))
    marked = _SINGLE.sub(lambda pause: " " + _DROP * (len(pause.group()) - 1), marked)
    if _DROP in marked:
        starts = [place for place, sign in enumerate(marked) if sign != _DROP]
        line = Line(marked.replace(_DROP, ""), starts, [place + 1 for place in starts])
    else:
        line = Line(marked, range(len(marked)), range(1, len(marked) + 1))
    pieces = list(_syllables(line.text))
    return line.replaced(pieces) if pieces else line


@cache
def _latin() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """The syllables, a pattern for one of them, and one for several beside a digit."""
    syllables: dict[str, str] = load("writing")["latin"]
    one = one_of(syllables)
    return syllables, re.compile(one), re.compile(f"(?<=[0-9]){one}+(?![a-z])|(?<![a-z]){one}+(?=[0-9])")


def _syllables(text: str) -> Iterable[tuple[int, int, str]]:
    """The syllables beside digits, where they are all the letters there: yue0111zhi1234."""
    syllables, one, several = _latin()
    for letters in several.finditer(text):
        for each in one.finditer(text, letters.start(), letters.end()):
            yield each.start(), each.end(), syllables[each.group()]


def compact(text: str) -> str:
    """The text in the writing of the canonical form: `( 2024 ) 粵0111執1234 號` -> `（2024）粤0111执1234号`."""
    return clean(text).text.replace(" ", "")
