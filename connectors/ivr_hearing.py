"""How the phone hears: which of the recogniser's guesses is meant, and what keys stand for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from connectors.ivr_contract import Guess

_MOST = 4  # guesses that are looked at; each costs some milliseconds
_SIX_DIGITS = re.compile(r"(?:[0-9零〇一幺二两三四五六七八九]\D{0,1}?){6}")
_WHOLE = re.compile(r"(20\d\d)(\d{4})(\d{1,8})")
_ANSWERS = frozenset({"party_name", "one_time_code"})


@dataclass(frozen=True)
class Meaning:
    """What the assistant makes of a text: the one whole case number in it, if there is one, and whether its intent is
    clearly known."""

    number: str = ""
    known: bool = False


Understand = Callable[[str], Awaitable[Meaning]]


async def best(guesses: tuple[Guess, ...], awaited: str, floor: float, understand: Understand) -> tuple[str, bool]:
    """The words that are meant, and whether they were heard surely.

    A guess with a whole case number wins over a better one without, and so does one whose intent is clearly known over
    one that means nothing; guesses that hold different numbers are not sure. In answer to the name nothing is guessed.
    """
    top, others = guesses[0], _others(guesses)
    sure = top.confidence is not None and top.confidence >= floor
    if awaited in _ANSWERS:
        return _code(guesses) if awaited == "one_time_code" else top.text, sure
    if not others:
        return top.text, sure
    meanings = {text: await understand(text) for text in (top.text, *others)}
    numbers = {meaning.number for meaning in meanings.values() if meaning.number}
    if numbers:
        text = next(text for text, meaning in meanings.items() if meaning.number)
        return text, sure and text == top.text and len(numbers) == 1
    if meanings[top.text].known:
        return top.text, sure
    return next((text for text, meaning in meanings.items() if meaning.known), top.text), sure


def _others(guesses: tuple[Guess, ...]) -> list[str]:
    texts = dict.fromkeys(guess.text for guess in guesses[1:] if guess.text)
    return [text for text in texts if text != guesses[0].text][: _MOST - 1]


def _code(guesses: tuple[Guess, ...]) -> str:
    """The first guess with six digits in a row."""
    return next((guess.text for guess in guesses if _SIX_DIGITS.search(guess.text)), guesses[0].text)


def keyed(keys: str, awaited: str) -> tuple[str, bool] | None:
    """What keys say in answer to what is asked for, and whether they say it surely; ``None``: nothing.

    Whoever keys a whole number means an enforcement case: the type is not keyed, so it is asked back.
    """
    digits = keys.removesuffix("#")
    if not digits.isdecimal():
        return None
    whole = _WHOLE.fullmatch(digits)
    if whole and awaited in ("year", "court", "type", "serial", ""):
        return f"{whole[1]}年粤{whole[2]}执{int(whole[3])}号", False
    if awaited == "one_time_code":
        return digits, True
    if awaited == "year" and len(digits) == 4:
        return f"{digits}年", True
    if awaited == "court" and len(digits) == 4:
        return f"粤{digits}", True
    if awaited == "type" and int(digits):
        return f"执{int(digits)}号", False
    if awaited == "serial" and int(digits):
        return f"{int(digits)}号", True
    return (digits, True) if len(digits) == 1 and digits != "0" else None
