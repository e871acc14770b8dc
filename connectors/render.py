"""What each channel shows or says of a reply: pure functions, one for each medium.

A medium that takes only so much at a time gets the reply in portions; together they hold all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.answers.reply import Reply
from connectors.speech import heard, in_the_lobby
from connectors.words import say

WECHAT_LIMIT = 2048  # bytes of UTF-8 in a text message; WeChat refuses one more with error 45002
_SMALLEST_LIMIT = 64  # the hint and a few characters beside it

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’）」』】》]*|[^。！？；!?;\n]+")


def render(reply: Reply, channel: str) -> str:
    """What ``channel`` shows or says first, mostly that is all. Raises ``KeyError`` for an unknown channel."""
    return portions(reply, channel)[0]


def portions(reply: Reply, channel: str) -> list[str]:
    """Everything that ``channel`` shows or says, in the portions in which the person asks for it; at least one.

    Raises ``KeyError`` for an unknown channel.
    """
    return _PORTIONS[channel](reply) or [""]


def pages(reply: Reply, limit: int = WECHAT_LIMIT) -> list[str]:
    """The reply for WeChat, each page at most ``limit`` bytes long, cut at the ends of sentences; nothing is lost.

    Raises ``ValueError`` for a limit under 64 bytes.
    """
    if limit < _SMALLEST_LIMIT:
        raise ValueError(f"a page of {limit} bytes is too small; the least is {_SMALLEST_LIMIT}")
    text = "\n\n".join(part for part in (_written(reply), reply.link.strip(), _numbered(reply)) if part)
    if _size(text) <= limit:
        return [text] if text else []
    hint = "\n" + say("more_to_read")
    cut = [page for page in map(str.strip, _packed(text, limit - _size(hint))) if page]
    return [page + hint for page in cut[:-1]] + cut[-1:]


def _written(reply: Reply) -> str:
    """Title and lines. A title that says what the first line says is left out; lines never are: two equal payments on
    one day are two payments."""
    lines = [line.strip() for line in reply.lines if line.strip()]
    title = reply.title.strip()
    if title and (not lines or _bare(title) != _bare(lines[0])):
        lines.insert(0, title)
    return "\n".join(lines)


def _bare(sentence: str) -> str:
    return sentence.rstrip("。！？：:!?. ")


def _numbered(reply: Reply) -> str:
    """The choices with the numbers that pick them; those that the lines list already are not listed again."""
    listed = [line.strip() for line in reply.lines]
    numbered = [f"{at}. {choice}" for at, choice in enumerate(reply.choices, 1)]
    missing = [entry for entry in numbered if not any(line.startswith(entry) for line in listed)]
    return "\n".join((say("choose"), *missing)) if missing else ""


def _packed(text: str, room: int) -> Iterator[str]:
    """Whole sentences, as many on a page as fit."""
    page = ""
    for piece in _pieces(text, room):
        if page and _size(page + piece) > room:
            yield page
            page = ""
        page += piece
    yield page


def _pieces(text: str, room: int) -> Iterator[str]:
    """Sentences; one that no page can hold is cut between characters."""
    for sentence in _SENTENCE.findall(text):
        piece, size = "", 0
        for sign in sentence:
            if size + _size(sign) > room:
                yield piece
                piece, size = "", 0
            piece, size = piece + sign, size + _size(sign)
        yield piece


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_PORTIONS: dict[str, Callable[[Reply], list[str]]] = {
    "web": lambda reply: [_written(reply)],
    "rest": lambda reply: [_written(reply)],
    "wechat": pages,
    "ivr": heard,
    "robot": in_the_lobby,
}
