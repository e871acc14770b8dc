"""What is remembered of a call: where it stands, and the answers that were given, for repeats."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import redis

_LIFETIME = 3600  # seconds after the last turn
_AFTER_END = 600  # a platform that repeats its last request does so within minutes


@dataclass
class Call:
    """Where a call stands. ``said`` is what was said last and ``rest`` what is still to say, in portions; ``aside`` is
    what was interrupted; ``asked`` is the phone line's own open question (``more``, ``transfer``); ``awaited`` is what
    the assistant asked for; ``choices`` counts what can be picked by key; ``silent`` and ``noisy`` count in a row."""

    id: str
    last: int = -1
    digest: str = ""
    ended: bool = False
    caller: str = ""
    said: str = ""
    rest: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    offer: str = ""
    asked: str = ""
    awaited: str = ""
    choices: int = 0
    silent: int = 0
    noisy: int = 0
    pace: int = 0
    spoke: bool = False
    patient: bool = False
    transferred: bool = False

    @property
    def conversation(self) -> str:
        """The assistant's name of the conversation. A caller's number is no identity: it is not in it."""
        return f"ivr:{self.id}"


class Calls:
    """Calls in Redis, for every worker. Every method raises ``redis.RedisError``."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def load(self, call_id: str) -> Call:
        """A call as it stands; a new one if it is not known (any more)."""
        kept = self._redis.hget(_key(call_id), "call")
        return Call(**json.loads(kept)) if kept else Call(call_id)

    def note_caller(self, call: Call, number: str) -> None:
        """Remember who calls before the turn: a request for a person is told the number."""
        call.caller = number
        self._redis.hset(_key(call.id), "caller", number)
        self._redis.expire(_key(call.id), _LIFETIME)

    def caller(self, conversation: str) -> str:
        """The number of a conversation's caller; empty if it is none of ours, unknown, or Redis does not answer."""
        channel, _, call_id = conversation.partition(":")
        try:
            return (self._redis.hget(_key(call_id), "caller") or "") if channel == "ivr" else ""
        except redis.RedisError:
            return ""

    def given(self, call_id: str, turn: int) -> tuple[str, dict[str, Any]] | None:
        """The answer that a turn got, with the digest of its request."""
        kept = self._redis.hget(_key(call_id), f"turn:{turn}")
        digest, answer = json.loads(kept) if kept else ("", {})
        return (digest, answer) if kept else None

    def keep(self, call: Call, turn: int, answer: dict[str, Any]) -> None:
        """Remember the call and the answer to a turn, together."""
        given = json.dumps([call.digest, answer], ensure_ascii=False)
        state = json.dumps(asdict(call), ensure_ascii=False)
        with self._redis.pipeline() as pipe:
            pipe.hset(_key(call.id), mapping={"call": state, f"turn:{turn}": given})
            pipe.expire(_key(call.id), _AFTER_END if call.ended else _LIFETIME)
            pipe.execute()


def _key(call_id: str) -> str:
    return f"zhixun:ivr:{call_id}"
