"""Text within the platform's limit, which counts bytes, not signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

TEXT_LIMIT = 2048  # bytes of UTF-8, in a message as in a passive reply
_SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+[”’」』）)]*")
# A sign that belongs to the one before it: joiners, variation selectors, skin tones, combining marks.
_CLINGING = re.compile(r"[\u200d\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff]")


def cut(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """``text`` in pieces of at most ``limit`` bytes: at the end of a sentence where there is one in the second half of
    a piece, else between two signs. Nothing is left out; joined, the pieces are the text."""
    return list(_pieces(text, limit)) or [""]


def _pieces(text: str, limit: int) -> Iterator[str]:
    while size(text) > limit:
        head = text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")
        at = _best_end(text, len(head))
        yield text[:at]
        text = text[at:]
    if text:
        yield text


def _best_end(text: str, longest: int) -> int:
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text[:longest]) if found.end() > longest // 2]
    return ends[-1] if ends else _between_signs(text, longest)


def _between_signs(text: str, at: int) -> int:
    """The last place up to ``at`` that does not part an emoji from what it is made of."""
    place = at
    while place > 1 and (_CLINGING.match(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return place if place > 1 else at


def size(text: str) -> int:
    """Bytes of UTF-8; a lone surrogate, which UTF-8 cannot spell, counts as the question mark it is sent as."""
    return len(text.encode("utf-8", "replace"))


def clip(text: str, signs: int) -> str:
    """``text`` on one line, with at most ``signs`` signs; what is left out is shown as …"""
    line = " ".join(text.split())
    return line if len(line) <= signs else line[: signs - 1] + "…"
