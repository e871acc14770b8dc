"""Numbers inside sentences, typed or said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.case_number.model import Found
from bot.case_number.pieces import line_of
from bot.case_number.reading import readings
from bot.case_number.spoken import LONGEST, said
from bot.case_number.tables import case_type
from bot.case_number.utterance import meant
from bot.case_number.writing import Line


def _typed(line: Line, text: str) -> Iterator[Found]:
    for reading in readings(line.text):
        start, end = line.span(reading.start, reading.end)
        yield Found(reading.number, start, end, text[start:end])


def _spoken(line: Line, text: str) -> Iterator[Found]:
    utterance = meant(line)
    for each in said(utterance.text):
        start, end = utterance.span(each.start, each.end)
        yield Found(each.number, start, end, text[start:end], each.alternatives)


def _shortcomings(found: Found) -> tuple[int, bool]:
    """The parts that are missing, and whether the type is one that nobody knows."""
    kind = found.number.type
    return len(getattr(found.number, "missing", ())), bool(kind and not found.number.old and not case_type(kind))


def find(text: str) -> list[Found]:
    """All whole and partial numbers in a text, in order, without overlap.

    What is typed comes first; where the words as speech yield more of a number, that counts. A turn asks about the same
    text many times over, so the last texts are remembered.
    """
    return list(_found(text))


@lru_cache(maxsize=64)
def _found(text: str) -> tuple[Found, ...]:
    line = line_of(text)
    candidates = [*_typed(line, text)]
    if len(text) <= LONGEST:
        candidates += _spoken(line, text)
    chosen: list[Found] = []
    for each in sorted(candidates, key=_shortcomings):
        if all(each.end <= other.start or other.end <= each.start for other in chosen):
            chosen.append(each)
    return tuple(sorted(chosen, key=lambda each: each.start))
