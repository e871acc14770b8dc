"""What the robot says, shows and does: its answer to one turn, as the contract has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import segno

from bot.answers.reply import Disclosure, Reply
from connectors.aloud import aloud
from connectors.render import render
from connectors.robot_ports import Point, Spot
from connectors.words import say_at_robot

_SPOKEN_AT_ONCE = 60  # characters that somebody on their feet listens to; the rest is on the screen
_MOST_CHOICES = 4
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+|[^。！？!?]+")


class Gesture(str, Enum):
    """What a robot does with its arms or head; one that cannot leaves it."""

    NONE = "none"
    WAVE = "wave"
    NOD = "nod"
    POINT = "point"
    BOW = "bow"
    LEAD = "lead"


@dataclass(frozen=True)
class Card:
    """What the screen shows. ``qr`` is an SVG picture; ``place`` and ``way`` (metres) are what the floor plan shows."""

    title: str = ""
    lines: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    qr: str = ""
    place: str = ""
    way: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer to one turn. ``walk``: go there now; ``listen``: wait for the visitor's words; ``end``: the visit is
    over, the screen is to be wiped."""

    speech: str = ""
    card: Card | None = None
    gesture: Gesture = Gesture.NONE
    walk: Spot | None = None
    listen: bool = True
    end: bool = False

    def to_dict(self, session: str, *, fresh: bool) -> dict[str, Any]:
        """As the contract has it. ``fresh``: a new visit began with this turn, what the screen shows is to go."""
        walk = self.walk and self.walk.at and _target(self.walk, self.walk.at)
        return {
            "session": session,
            "fresh": fresh,
            "speech": self.speech,
            "card": asdict(self.card) if self.card else None,
            "gesture": self.gesture.value,
            "walk": walk,
            "listen": self.listen,
            "end": self.end,
        }


def greeting(choices: Sequence[str], qr: str) -> Answer:
    """To whoever woke the robot."""
    hello = say_at_robot("hello")
    card = Card(say_at_robot("title"), tuple(sentences(hello)[1:]), tuple(choices), qr)
    return Answer(hello, card, Gesture.WAVE)


def told(replies: Sequence[Reply], more: Sequence[str], qr: str, offer: Spot | None, way: Sequence[Point]) -> Answer:
    """The assistant's replies: short for the ear, whole for the eye; nothing that is meant for a party. ``more`` is
    said and shown after them (queues); ``offer`` is the place to which the robot can lead."""
    public = [_public(reply) for reply in replies]
    speech = "".join(render(reply, "robot") for reply in public)
    whole = any(reply.handover for reply in public)  # somebody in danger: where help is must be heard, not read
    said = (speech if whole else shortened(speech)) + aloud("".join(more))
    lines = tuple(line for reply in public for line in reply.lines)
    choices = tuple(dict.fromkeys(choice for reply in public for choice in reply.choices))
    if offer:
        said += aloud(say_at_robot("offer", name=offer.name))
        # Behind the assistant's own: its words may speak of the first one.
        choices = (*choices[: _MOST_CHOICES - 2], say_at_robot("lead"), say_at_robot("no_lead"))
    place = next((reply.place for reply in public if reply.place), "")
    title = next((reply.title for reply in public if reply.title), "")
    card = Card(title, (*lines, *more), choices[:_MOST_CHOICES], qr, place, tuple(way))
    return Answer(said, card, Gesture.POINT if place else Gesture.NOD)


def said(key: str, qr: str, gesture: Gesture = Gesture.NOD, **values: str) -> Answer:
    """One of the robot's own sentences."""
    sentence = say_at_robot(key, **values)
    return Answer(aloud(sentence), Card(lines=(sentence,), qr=qr), gesture)


def shortened(speech: str) -> str:
    """Whole sentences for the ear, and a word about the screen where that is not all."""
    spoken = ""
    for sentence in sentences(speech):
        if spoken and len(spoken) + len(sentence) > _SPOKEN_AT_ONCE:
            return spoken + say_at_robot("rest")
        spoken += sentence
    return spoken


def sentences(text: str) -> list[str]:
    """A text in its sentences."""
    return _SENTENCE.findall(text)


@lru_cache(maxsize=4)
def picture(url: str) -> str:
    """A QR code as an SVG element without styles; nothing without an address."""
    if not url:
        return ""
    code = segno.make(url, error="m", micro=False)
    return str(
        code.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    )


def _public(reply: Reply) -> Reply:
    return Reply(lines=(render(reply, "robot"),)) if reply.disclosure is Disclosure.PARTY else reply


def _target(spot: Spot, at: Point) -> dict[str, Any]:
    return {"id": spot.id, "name": spot.name, "x": at[0], "y": at[1]}
