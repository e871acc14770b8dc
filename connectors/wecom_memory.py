"""What the work WeChat drivers remember in Redis between two tries, two calls, two words."""

from __future__ import annotations

import json
from typing import Any

import redis

Body = dict[str, Any]
"""A message as the platform wants it."""

_DAY = 86400
_KEPT = 7 * _DAY  # as long as the desk may go on trying
_SEEN = 3600  # much longer than the platform repeats a callback
_CHOSEN = _DAY // 2


class Deliveries:
    """What of a delivery has arrived, piece by piece, so that a new try sends only the rest."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def receipt(self, key: str, piece: str) -> str | None:
        """What the platform returned for a piece that arrived (may be empty); ``None`` if it has not."""
        return self._redis.hget(f"zhixun:wecom:arrived:{key}", piece)

    def body(self, key: str, piece: str, body: Body) -> Body:
        """What to send as this piece: ``body`` at the first try, the same at every later one, whatever has become of
        the ticket. The platform knows a repeat only by its being identical."""
        name = f"zhixun:wecom:bodies:{key}"
        if (known := self._redis.hget(name, piece)) is None:
            self._note(name, piece, json.dumps(body))
            return body
        first: Body = json.loads(known)
        return first

    def arrived(self, key: str, piece: str, receipt: str) -> None:
        """Note that a piece arrived; its content is forgotten."""
        self._note(f"zhixun:wecom:arrived:{key}", piece, receipt)
        self._redis.hdel(f"zhixun:wecom:bodies:{key}", piece)

    def line(self, key: str, number: str, member: str) -> int:
        """The running number of a delivery among what a member is told about a ticket, the same at every try. The
        platform takes two identical texts for one: with their numbers, a party may say the same thing twice."""
        given, last = f"zhixun:wecom:arrived:{key}", f"zhixun:wecom:lines:{number}:{member}"
        if (known := self._redis.hget(given, f"{member}/line")) is None:
            known = str(self._redis.incr(last))
            self._redis.expire(last, _KEPT)
            self._note(given, f"{member}/line", known)
        return int(known)

    def user(self, response_code: str, key: str) -> str:
        """Which delivery has the one use of a card's code: ``key``, unless another has taken it before."""
        name = f"zhixun:wecom:code:{response_code}"
        self._redis.set(name, key, nx=True, ex=_KEPT)
        return self._redis.get(name) or key

    def _note(self, name: str, field: str, value: str) -> None:
        with self._redis.pipeline() as pipe:
            pipe.hset(name, field, value)
            pipe.expire(name, _KEPT)
            pipe.execute()


class Choices:
    """Which ticket a member means when they write without a number."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def choose(self, member: str, number: str) -> None:
        """From now on they mean this one."""
        self._redis.set(_chosen(member), number, ex=_CHOSEN)

    def chosen(self, member: str) -> str | None:
        """The one they mean, if they have chosen."""
        return self._redis.get(_chosen(member))

    def disturb(self, member: str, number: str) -> None:
        """Somebody else's words have come in between: what they write next may be meant for either."""
        if self.chosen(member) not in (None, number):
            self._redis.set(_chosen(member), DISTURBED, ex=_CHOSEN)


DISTURBED = "?"
"""Instead of a number: a choice that another party's words have overtaken."""


class Heard:
    """Callbacks that were dealt with, with the answer, for their repeats, and how often a callback came."""

    def __init__(self, client: redis.Redis[str]) -> None:
        self._redis = client

    def answer(self, callback: str) -> str | None:
        """The answer of a callback that was dealt with; ``None`` for a new one."""
        return self._redis.get(f"zhixun:wecom:heard:{callback}")

    def dealt_with(self, callback: str, answer: str) -> None:
        """Keep the answer of a callback whose effect is stored."""
        self._redis.set(f"zhixun:wecom:heard:{callback}", answer, ex=_SEEN)

    def attempt(self, callback: str) -> int:
        """Count one more coming of the same callback."""
        key = f"zhixun:wecom:attempts:{callback}"
        attempts = self._redis.incr(key)
        self._redis.expire(key, _SEEN)
        return int(attempts)


def _chosen(member: str) -> str:
    return f"zhixun:wecom:chosen:{member}"
