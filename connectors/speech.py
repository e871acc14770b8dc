"""What a voice says of a reply, on the phone and in the lobby: words only, nothing that has to be seen.

A voice says about four characters a second, so a part of 120 characters takes half a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.reply import Disclosure, Reply
from connectors.aloud import aloud
from connectors.words import say

LONGEST_PART = 120  # characters
_SENTENCES_AT_ONCE = 3  # what a caller can keep in mind
_MOST_OFFERED = 3

_SENTENCE = re.compile(r"[^。！？]*[。！？]+|[^。！？]+")
_CLAUSE = re.compile(r"[^，；：、]*[，；：、]|[^，；：、]+")


def heard(*replies: Reply) -> list[str]:
    """The replies of one turn for the phone, at most three sentences and half a minute a part; each but the last ends
    with the question whether to go on. Empty without anything to say."""
    parts = list(_parts("".join(map(spoken, replies))))
    return [_stopped(part) + say("more_to_hear") for part in parts[:-1]] + parts[-1:]


def in_the_lobby(reply: Reply) -> list[str]:
    """For the robot, whom everybody in the lobby hears: never what is meant for a party."""
    if reply.disclosure is Disclosure.PARTY:
        return [say("robot_private")]
    return [spoken(reply)]


def spoken(reply: Reply) -> str:
    """All of a reply as a voice says it."""
    return aloud(reply.speech.strip() or "\n".join(reply.lines))


def offer(reply: Reply) -> str:
    """What the caller may say next, up to three things that the reply itself does not name; empty without any."""
    known = spoken(reply)
    said = [aloud(choice).rstrip("。？") for choice in reply.choices]
    new = [choice for choice in said if choice and choice not in known][:_MOST_OFFERED]
    if not new:
        return ""
    *others, last = new
    return say("offer", choices="，".join((*others, say("or", choice=last)) if others else (last,)))


def _stopped(part: str) -> str:
    """Ended, where it was cut between clauses."""
    return part if part[-1] in "。！？" else part.rstrip("，、；：") + "。"


def _parts(text: str) -> Iterator[str]:
    """As many sentences at once as can be kept in mind and said in half a minute, the question included."""
    part, sentences = "", 0
    room = LONGEST_PART - len(say("more_to_hear")) - 1  # a full stop may be added
    for piece in _pieces(text, room):
        if part and (sentences == _SENTENCES_AT_ONCE or len(part + piece) > room):
            yield part
            part, sentences = "", 0
        part, sentences = part + piece, sentences + 1
    if part:
        yield part


def _pieces(text: str, room: int) -> Iterator[str]:
    """Sentences; one that is too long is cut between its clauses, a clause that is too long anywhere."""
    for sentence in _SENTENCE.findall(text):
        if len(sentence) <= room:
            yield sentence
            continue
        piece = ""
        for clause in _CLAUSE.findall(sentence):
            for at in range(0, len(clause), room):
                if piece and len(piece + clause[at : at + room]) > room:
                    yield piece
                    piece = ""
                piece += clause[at : at + room]
        yield piece
