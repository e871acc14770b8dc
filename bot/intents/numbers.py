"""Case numbers inside a message: hidden from the classifier, shown to the dialogue."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.case_number import Found, find
from bot.intents.cleaning import without_courtesies

ENTITY = "case_number"

# What the classifier reads in place of a number: "(2024)粤0111执1234号进展" and "粤0605执3321进展" become one text.
# One common word, so that all numbers are the same to the classifier.
PLACEHOLDER = "案号"


def hide(text: str, found: list[Found]) -> str:
    """The text with every number replaced by one word."""
    parts, at = [], 0
    for number in found:
        parts += [text[at : number.start], PLACEHOLDER]
        at = number.end
    return "".join([*parts, text[at:]])


def prepared(text: str) -> str:
    """A cleaned text as the classifier reads it: without its numbers and the courtesies around it."""
    return without_courtesies(hide(text, find(text)))


def entities(text: str, found: list[Found]) -> list[dict[str, Any]]:
    """Rasa's form of the numbers. A value is the canonical number, or the known parts of an incomplete one as JSON.

    Numbers are found in the cleaned text but positions count in the text as it came; where cleaning changed the number
    itself, the position is the whole text.
    """
    return [_entity(text, number) for number in found]


def _entity(text: str, found: Found) -> dict[str, Any]:
    start = text.find(found.text)
    span = (0, len(text)) if start < 0 else (start, start + len(found.text))
    value = found.number.canonical or json.dumps(asdict(found.number), ensure_ascii=False)
    return {"entity": ENTITY, "value": value, "start": span[0], "end": span[1]}
