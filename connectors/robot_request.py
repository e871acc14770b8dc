"""What a robot sends: one turn, checked before anybody reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from connectors.incoming import Refused
from connectors.words import say_at_robot

EXAMPLE = '{"robot": "hall-1", "place": "hall", "session": "a1", "event": "utterance", "text": "财务专窗在哪里"}'

_ROBOT = re.compile(r"[a-z0-9-]{1,32}")
_SESSION = re.compile(r"[!-~]{1,64}")
_HIGHEST_TURN = 999_999_999


class Event(str, Enum):
    """What happened at the robot."""

    WAKE = "wake"  # somebody is there: whatever was before is over
    UTTERANCE = "utterance"
    TOUCH = "touch"  # somebody touched the screen
    BUTTON = "button"  # a choice of the card; ``text`` is the choice
    NAV_DONE = "nav_done"
    NAV_FAILED = "nav_failed"
    IDLE = "idle"
    LEAVE = "leave"


WITH_TEXT = frozenset({Event.UTTERANCE, Event.BUTTON})
ENDING = frozenset({Event.IDLE, Event.LEAVE})


@dataclass(frozen=True)
class RobotTurn:
    """One turn. ``place`` is where the robot stands; ``session`` is its own name of the visit; ``turn`` grows, and a
    repeated one is answered as before."""

    robot: str
    place: str
    session: str
    event: Event
    text: str = ""
    turn: int | None = None


def robot_of(body: dict[str, Any]) -> str:
    """The robot that says it sends this. Raises :class:`~connectors.incoming.Refused`."""
    robot = body.get("robot")
    if not isinstance(robot, str) or not _ROBOT.fullmatch(robot):
        raise Refused(400, say_at_robot("bad_robot"))
    return robot


def read_turn(body: dict[str, Any]) -> RobotTurn:
    """The body as a turn; what else it holds is not read. Raises :class:`~connectors.incoming.Refused`."""
    event, session, place, text = body.get("event"), body.get("session"), body.get("place", ""), body.get("text", "")
    events = [one.value for one in Event]
    if event not in events:
        raise Refused(400, say_at_robot("bad_event", events="、".join(events)))
    if not isinstance(session, str) or not _SESSION.fullmatch(session):
        raise Refused(400, say_at_robot("bad_session"))
    if not isinstance(place, str):
        raise Refused(404, say_at_robot("unknown_place", place=""))
    if Event(event) in WITH_TEXT and not isinstance(body.get("text"), str):
        raise Refused(400, say_at_robot("no_words"))
    return RobotTurn(
        robot_of(body), place, session, Event(event), text if isinstance(text, str) else "", _number(body.get("turn"))
    )


def _number(turn: Any) -> int | None:
    """A turn's number; JSON writes a whole number also as 3.0. Raises :class:`~connectors.incoming.Refused`."""
    if turn is None:
        return None
    if (
        isinstance(turn, bool)
        or not isinstance(turn, (int, float))
        or turn != turn // 1
        or not 0 <= turn <= _HIGHEST_TURN
    ):
        raise Refused(400, say_at_robot("bad_turn"))
    return int(turn)
