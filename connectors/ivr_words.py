"""What the phone line itself says, and what callers say to the phone line itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from connectors.words import Words

say = Words("data/ivr_words.yml")

_PHRASES = Path(__file__).parent / "data" / "ivr_phrases.yml"
_MARKS = re.compile(r"[\s,，.。!！?？、;；:：…~～]+")


def bare(text: str) -> str:
    """A text without marks and without what is said around a short phrase (嗯, 请, 吧)."""
    plain = _MARKS.sub("", text)
    return _pattern("around").sub("", plain) or plain


def means(phrase: str, text: str) -> bool:
    """Whether the whole text says one of the phrases under this name. Raises ``KeyError`` for an unknown name."""
    return _pattern(phrase).fullmatch(bare(text)) is not None


def first_of(phrases: tuple[str, ...], text: str) -> str | None:
    """The first of these names under which the whole text stands."""
    return next((phrase for phrase in phrases if means(phrase, text)), None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(yaml.safe_load(_PHRASES.read_text(encoding="utf-8"))[name])
