"""Visits at a robot: strangers share it, so each visit is a conversation of its own and ends with 60 s of silence."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

import redis

from connectors.incoming import Refused
from connectors.words import say_at_robot

SILENCE = 60  # seconds after which whoever speaks is somebody else
_WALK = 3  # times as long; the robot says when it has arrived

# Only as long as it is still this visit: what is late must not change the next visitor's.
_KEEP = """
local kept = redis.call('get', KEYS[1])
if kept and cjson.decode(kept)['conversation'] == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
end
return 0
"""


@dataclass(frozen=True)
class Visit:
    """One visit. ``session`` is the robot's name of it, ``conversation`` ours; ``offered`` is the place to which the
    robot offered to lead, ``going`` that to which it leads; ``turn``, ``mark`` (of its words) and ``answer``
    are the last ones, for repeats."""

    session: str
    conversation: str
    offered: str = ""
    going: str = ""
    turn: int | None = None
    mark: str = ""
    answer: dict[str, Any] | None = None

    def repeated(self, turn: int | None, mark: str) -> dict[str, Any] | None:
        """The answer that was given to this very turn; ``None`` for a new one. Raises
        :class:`~connectors.incoming.Refused` for one that is older, or that has an earlier turn's number."""
        if turn is None or self.turn is None or turn > self.turn:
            return None
        if turn < self.turn or self.answer is None:
            raise Refused(409, say_at_robot("old_turn"))
        if mark != self.mark:
            raise Refused(409, say_at_robot("turn_taken"))
        return self.answer


class Visits:
    """The visit at each robot, in Redis. Every method raises ``redis.RedisError``."""

    def __init__(self, client: redis.Redis[str], silence: float = SILENCE) -> None:
        self._redis = client
        self._silence = int(silence * 1000)
        self._keep = client.register_script(_KEEP)

    def current(self, robot: str, session: str) -> Visit | None:
        """The visit under way, if it is the one that the robot means."""
        kept = self._redis.get(_key(robot))
        visit = Visit(**json.loads(kept)) if kept else None
        return visit if visit and visit.session == session else None

    def begin(self, robot: str, session: str) -> tuple[Visit, str]:
        """A new visit, and the conversation of the one that it ends (or nothing)."""
        visit = Visit(session, f"robot:{robot}.{secrets.token_hex(16)}")
        before = self._redis.set(_key(robot), _json(visit), px=self._silence, get=True)
        return visit, _conversation(before)

    def keep(self, robot: str, visit: Visit) -> bool:
        """Remember the visit as it is now, for another minute, on a walk for three; ``False`` if it is over."""
        kept = self._silence * (_WALK if visit.going else 1)
        return bool(self._keep(keys=[_key(robot)], args=[visit.conversation, _json(visit), kept]))

    def end(self, robot: str) -> str:
        """End the visit; its conversation (or nothing)."""
        return _conversation(self._redis.getdel(_key(robot)))


def _key(robot: str) -> str:
    return f"zhixun:robot:visit:{robot}"


def _json(visit: Visit) -> str:
    return json.dumps(asdict(visit), ensure_ascii=False)


def _conversation(kept: Any) -> str:
    return str(json.loads(kept)["conversation"]) if kept else ""
