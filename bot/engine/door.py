"""The one door of every channel: what is let in, and in what shape. Nothing a person sends can force an intent."""

from __future__ import annotations

import re
import unicodedata

from bot.answers import talk
from bot.answers.reply import Reply

_LONGEST = 10_000  # characters; the story of a life fits, a pasted file does not
_UNREADABLE_SHARE = 0.1
_FORCED = re.compile(r"^[\s/]+")  # Rasa takes "/intent{…}" as an order; no person needs a leading slash


def admit(text: str | None) -> str | Reply:
    """The text as the assistant may read it, or the reply that says why it cannot be read."""
    text = text or ""
    if len(text) > _LONGEST:
        return talk.trouble("too_long")
    if text and sum(map(_is_garbage, text)) > _UNREADABLE_SHARE * len(text):
        return talk.trouble("unreadable")
    text = _FORCED.sub("", "".join(map(_shown, text))).strip()
    return text if any(unicodedata.category(sign)[0] in "LN" for sign in text) else _without_words(text)


def _without_words(text: str) -> str | Reply:
    """Only punctuation: a lone question mark still asks something; emoji and blanks do not."""
    return "？" if set(text) & {"?", "？"} else talk.trouble("empty")


def _is_garbage(sign: str) -> bool:
    """What binary data looks like once it was decoded."""
    return sign == "\ufffd" or (unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") and sign not in "\t\n\r")


def _shown(sign: str) -> str:
    """Zero-width and direction signs vanish, they can make a text read as another; control signs part words."""
    category = unicodedata.category(sign)
    return "" if category == "Cf" else " " if category[0] == "C" else sign
