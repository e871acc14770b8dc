"""Text in pages of so many bytes: whole sentences where one fits, else whole clauses, words and figures, signs.

A link, an amount, a date or an emoji is never parted unless a page cannot hold it alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_LINK = r"(?:https?://|www\.)[!-~]+"
_CLOSING = "[”’）」』】》]*"
_MARK = r"\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff"  # belongs to the sign before it
_SIGN = rf"\r\n|.(?:[{_MARK}]|\u200d.)*"
_WORD = rf"{_LINK}|[0-9A-Za-z][0-9A-Za-z.,:/%-]*|{_SIGN}"


def packed(text: str, room: int) -> list[str]:
    """``text`` on pages of at most ``room`` bytes of UTF-8, as much on each as fits; joined they are the text."""
    pages = [""]
    for piece in _fitting(text, room, (_sentences, _clauses, _words)):
        if pages[-1] and size(pages[-1] + piece) > room:
            pages.append("")
        pages[-1] += piece
    return pages


def sentences(text: str) -> list[str]:
    """The sentences with what ends them; a line break ends one too."""
    return list(_sentences(text))


def clauses(text: str) -> list[str]:
    """The parts between commas, each with its comma."""
    return list(_clauses(text))


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def _fitting(text: str, room: int, ways: tuple[Callable[[str], Iterable[str]], ...]) -> Iterator[str]:
    """The largest pieces that fit: cut in the first way, and what is still too large in the next."""
    if not ways:
        yield from text
        return
    for piece in ways[0](text):
        if size(piece) <= room:
            yield piece
        else:
            yield from _fitting(piece, room, ways[1:])


def _up_to(ends: str) -> Callable[[str], Iterator[str]]:
    # One sign or link after the other: a single expression for a whole sentence would try all ways to read a link.
    token = re.compile(rf"({_LINK})|({ends})|.", re.DOTALL)

    def cut(text: str) -> Iterator[str]:
        begin = 0
        for found in token.finditer(text):
            if found[2]:
                yield text[begin : found.end()]
                begin = found.end()
        if begin < len(text):
            yield text[begin:]

    return cut


def _words(text: str) -> list[str]:
    return _WORD_PATTERN.findall(text)


_WORD_PATTERN = re.compile(_WORD, re.DOTALL)
_sentences = _up_to(rf"[。！？；!?;\n]+{_CLOSING}")
_clauses = _up_to(rf"[，、：]+{_CLOSING}")
