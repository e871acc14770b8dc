"""What a voice says of a reply, on the phone and in the lobby: words only, nothing that has to be seen."""

from __future__ import annotations

import re
from itertools import islice

from bot.answers.reply import Disclosure, Reply
from connectors.words import say

_SENTENCES_AT_ONCE = 3  # what a caller can keep in mind

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+|[^。！？!?]+")
_LINK = re.compile(r"(?:https?://|www\.)[!-~]*", re.IGNORECASE)
_BRACKETS = str.maketrans(dict.fromkeys("（）()【】[]〔〕《》〈〉<>「」『』{}", "，"))
_NEEDLESS = re.compile(r"[，、\s]+(?=[，。、；：！？!?])|(?<=[。！？：!?])[，、。\s]+|^[，、。\s]+")


def heard(reply: Reply) -> list[str]:
    """For the phone: three sentences at a time."""
    sentences = iter(_SENTENCE.findall(spoken(reply)))
    parts = list(iter(lambda: "".join(islice(sentences, _SENTENCES_AT_ONCE)), ""))
    return [_closed(part) + say("more_to_hear") for part in parts[:-1]] + parts[-1:]


def in_the_lobby(reply: Reply) -> list[str]:
    """For the robot, whom everybody in the lobby hears: never what is meant for a party."""
    if reply.disclosure is Disclosure.PARTY:
        return [say("robot_private")]
    return [spoken(reply)]


def spoken(reply: Reply) -> str:
    """What a voice can say: no links, no brackets. A bracket is heard as a short pause."""
    written = reply.speech.strip() or "\n".join(reply.lines)
    text = "".join(_closed(line.strip()) for line in written.splitlines() if line.strip())
    return _NEEDLESS.sub("", _LINK.sub("，", text).translate(_BRACKETS)).strip()


def _closed(line: str) -> str:
    return line if line[-1:] in "。！？：；!?" else f"{line}。"
