"""The embedded driver for the team's work WeChat and for the SMS gateway: a log that the team console shows.

It lies in a capped Redis stream, so it survives a restart and never grows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import redis

from connectors.once import add_once

_KEY = "zhixun:console"
_CHINA = timezone(timedelta(hours=8))
_SHOWN_DIGITS = 4
_Result = TypeVar("_Result")


class LogUnavailable(Exception):
    """The log cannot be read or written now."""


@dataclass(frozen=True)
class Entry:
    """One line of the log. ``kind`` is ``code`` (body: masked ``phone``, ``text``), ``card`` (body: a request to the
    team) or ``note`` (body: a word to members of the team); ``at`` is the time in China, ISO 8601; ``id`` grows with
    time."""

    id: str
    kind: str
    at: str
    body: dict[str, Any]


class ConsoleLog:
    """Keeps the ``most`` newest entries for ``lifetime`` seconds. Every method raises
    :class:`LogUnavailable` if Redis does not answer."""

    def __init__(self, client: redis.Redis[str], most: int = 500, lifetime: int = 86400) -> None:
        self._redis = client
        self._most = most
        self._lifetime = lifetime

    def send(self, phone: str, text: str) -> None:
        """A text message to a phone. The text is shown, for this stands for that phone; the number is masked."""
        self._add("code", {"phone": _masked(phone), "text": text})

    def add_once(self, key: str, kind: str, body: dict[str, Any]) -> None:
        """An entry that is there once, however often it is added with the same ``key``."""
        fields = {"kind": kind, "body": json.dumps(body, ensure_ascii=False)}
        _asked(lambda: add_once(self._redis, _KEY, key, fields, most=self._most, lifetime=self._lifetime))

    def entries(self, after: str = "0", limit: int = 200) -> list[Entry]:
        """The oldest ``limit`` entries after the one with the id ``after``, oldest first."""
        found = _asked(lambda: self._redis.xrange(_KEY, min=f"({after}", count=limit))
        oldest = self._oldest()
        return [_entry(key, fields) for key, fields in found if _milliseconds(key) >= oldest]

    def last_id(self) -> str:
        """The id of the newest entry, ``"0"`` if there is none; :meth:`entries` after it gives what comes later."""
        found = _asked(lambda: self._redis.xrevrange(_KEY, count=1))
        return str(found[0][0]) if found else "0"

    def _add(self, kind: str, body: dict[str, Any]) -> None:
        fields = {"kind": kind, "body": json.dumps(body, ensure_ascii=False)}
        with self._redis.pipeline() as pipe:
            pipe.xadd(_KEY, fields, maxlen=self._most, approximate=False)
            pipe.xtrim(_KEY, minid=str(self._oldest()), approximate=False)
            pipe.expire(_KEY, self._lifetime)
            _asked(pipe.execute)

    def _oldest(self) -> int:
        """The first millisecond that is still kept."""
        return int(datetime.now(_CHINA).timestamp() - self._lifetime) * 1000


def _asked(question: Callable[[], _Result]) -> _Result:
    try:
        return question()
    except redis.RedisError as error:
        raise LogUnavailable("the team console's log cannot be reached: Redis does not answer") from error


def _entry(key: str, fields: dict[str, str]) -> Entry:
    at = datetime.fromtimestamp(_milliseconds(key) / 1000, _CHINA).isoformat(timespec="seconds")
    return Entry(key, fields["kind"], at, json.loads(fields["body"]))


def _milliseconds(key: str) -> int:
    """A stream's ids begin with the time at which the entry was added."""
    return int(key.partition("-")[0])


def _masked(phone: str) -> str:
    hidden = len(phone) - _SHOWN_DIGITS if len(phone) > _SHOWN_DIGITS else len(phone)
    return "*" * hidden + phone[hidden:]
