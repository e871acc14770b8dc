"""Answers to an offer of meanings: one of them by its words, none of them, or simply yes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.answers.texts import texts

_MARKS = re.compile(r"[\s,，.。!！?？、;；:：…~～“”\"']+")
_SHORTEST, _LONGEST = 2, 8  # characters; a longer text says something of its own


def by_words(text: str, offered: Sequence[str]) -> int | None:
    """Which offer the text names (from 0): a word that stands in exactly one of them."""
    word = re.sub(texts("picking")["around"], "", _MARKS.sub("", text))
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    fitting = [at for at, words in enumerate(offered) if word in _MARKS.sub("", words)]
    return fitting[0] if len(fitting) == 1 else None


def is_none(text: str) -> bool:
    """Whether the text says that nothing of what was offered is meant (都不是)."""
    return _says("rejects", text)


def is_yes(text: str) -> bool:
    """Whether the text accepts (是, 好, 要)."""
    return _says("accepts", text)


def _says(what: str, text: str) -> bool:
    return _pattern(what).fullmatch(_MARKS.sub("", text)) is not None


@cache
def _pattern(what: str) -> re.Pattern[str]:
    return re.compile(texts("picking")[what])
