"""What each channel shows or says of a reply: pure functions, one for each medium.

A medium that takes only so much at a time gets the reply in portions; together they hold all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from bot.answers.reply import Disclosure, Reply
from connectors.words import say

WECHAT_LIMIT = 2048  # bytes of UTF-8 in a text message; WeChat refuses one more with error 45002
_SMALLEST_LIMIT = 64  # the hint and a few characters beside it
_SENTENCES_AT_ONCE = 3  # what a caller can keep in mind

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’）」』】》]*|[^。！？；!?;\n]+")
_SPOKEN_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+|[^。！？!?]+")
_LINK = re.compile(r"(?:https?://|www\.)[!-~]*", re.IGNORECASE)
_BRACKETS = str.maketrans(dict.fromkeys("（）()【】[]〔〕《》〈〉<>「」『』{}", "，"))
_NEEDLESS = re.compile(r"[，、\s]+(?=[，。、；：！？!?])|(?<=[。！？：!?])[，、。\s]+|^[，、。\s]+")


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


def _heard(reply: Reply) -> list[str]:
    """For the phone: three sentences at a time."""
    sentences = iter(_SPOKEN_SENTENCE.findall(_speech(reply)))
    parts = list(iter(lambda: "".join(islice(sentences, _SENTENCES_AT_ONCE)), ""))
    return [_closed(part) + say("more_to_hear") for part in parts[:-1]] + parts[-1:]


def _speech(reply: Reply) -> str:
    """What a voice can say: no links, no brackets. A bracket is heard as a short pause."""
    written = reply.speech.strip() or "\n".join(reply.lines)
    text = "".join(_closed(line.strip()) for line in written.splitlines() if line.strip())
    return _NEEDLESS.sub("", _LINK.sub("，", text).translate(_BRACKETS)).strip()


def _closed(line: str) -> str:
    return line if line[-1:] in "。！？：；!?" else f"{line}。"


def _in_the_lobby(reply: Reply) -> list[str]:
    """For the robot, whom everybody in the lobby hears: never what is meant for a party."""
    if reply.disclosure is Disclosure.PARTY:
        return [say("robot_private")]
    return [_speech(reply)]


_PORTIONS: dict[str, Callable[[Reply], list[str]]] = {
    "web": lambda reply: [_written(reply)],
    "rest": lambda reply: [_written(reply)],
    "wechat": pages,
    "ivr": _heard,
    "robot": _in_the_lobby,
}
