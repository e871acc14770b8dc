"""Access tokens of a 公众号: the stable one that all callers share, and the old call that ends the token before.

Source: the platform's pages on ``stable_token``, ``token`` and call limits. No network here.
"""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.simulators.served import Answer, Refusal

TOKEN_SECONDS, OVERLAP_SECONDS = 7200, 300
STABLE_PER_MINUTE, STABLE_PER_DAY, PLAIN_PER_DAY = 10_000, 500_000, 2000
FORCED_PER_DAY, FORCED_APART = 20, 30
_DAY = 86_400


@dataclass
class _Token:
    text: str
    until: float  # seconds since 1970
    code: int = 42001  # what is answered afterwards


class Tokens:
    """The tokens of one account. ``given`` counts new stable ones, ``forced`` the calls that asked for one."""

    def __init__(self, app_id: str, secret: str, clock: Callable[[], float]) -> None:
        self._app_id, self._secret, self._clock = app_id, secret, clock
        self.listed = True  # whether the caller's address is on the list of those that may ask
        self.given = self.forced = 0
        self._stable: _Token | None = None
        self._plain: _Token | None = None
        self._known: dict[str, _Token] = {}
        self._asked: dict[str, deque[float]] = {"stable": deque(), "plain": deque(), "forced": deque()}

    def stable(self, body: bytes) -> Answer:
        """``stable_token``: the same token for every caller until five minutes before its end, then a new one while the
        old one still works. ``force_refresh`` ends the old one at once."""
        asked = _read(body)
        self._check(asked.get("grant_type"), asked.get("appid"), asked.get("secret"))
        self._spend("stable", (60, STABLE_PER_MINUTE, 45011), (_DAY, STABLE_PER_DAY, 45009))
        if asked.get("force_refresh") is True:
            self._spend("forced", (FORCED_APART, 1, 45011), (_DAY, FORCED_PER_DAY, 45009))
            self.forced += 1
            self.revoke()
        now = self._clock()
        if self._stable is None or self._stable.until - now < OVERLAP_SECONDS:
            self._stable = self._new()
            self.given += 1
        return {"access_token": self._stable.text, "expires_in": int(self._stable.until - now)}

    def plain(self, query: dict[str, str]) -> Answer:
        """``token``: always a new one; the one before works five minutes longer, then it is "not latest"."""
        self._check(query.get("grant_type"), query.get("appid"), query.get("secret"))
        self._spend("plain", (_DAY, PLAIN_PER_DAY, 45009))
        if self._plain:
            self._plain.until, self._plain.code = min(self._plain.until, self._clock() + OVERLAP_SECONDS), 40001
        self._plain = self._new()
        return {"access_token": self._plain.text, "expires_in": TOKEN_SECONDS}

    def revoke(self, code: int = 40001) -> None:
        """End the stable token early; whoever uses it hears ``code``."""
        if self._stable:
            self._stable.until, self._stable.code = self._clock(), code
        self._stable = None

    def check(self, token: str) -> None:
        """Raises :class:`Refusal` for a token that is not good."""
        if not token:
            raise Refusal(41001, "access_token missing")
        known = self._known.get(token)
        if known is None:
            raise Refusal(40014, "invalid access_token")
        if self._clock() >= known.until:
            raise Refusal(known.code, "access_token expired" if known.code == 42001 else "invalid credential")

    def _check(self, grant_type: object, app_id: object, secret: object) -> None:
        if not app_id:
            raise Refusal(41002, "appid missing")
        if not secret:
            raise Refusal(41004, "appsecret missing")
        if grant_type != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        if app_id != self._app_id:
            raise Refusal(40013, "invalid appid")
        if secret != self._secret:
            raise Refusal(40125, "invalid appsecret")
        if not self.listed:
            raise Refusal(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist")

    def _spend(self, what: str, *limits: tuple[float, int, int]) -> None:
        """Count one call. Raises :class:`Refusal` beyond the limits: seconds, calls within them, code."""
        now, asked = self._clock(), self._asked[what]
        while asked and now - asked[0] >= _DAY:
            asked.popleft()
        for seconds, most, code in limits:
            if sum(now - at < seconds for at in asked) >= most:
                raise Refusal(code, "reach max api quota limit")
        asked.append(now)

    def _new(self) -> _Token:
        token = _Token(secrets.token_urlsafe(96), self._clock() + TOKEN_SECONDS)
        self._known[token.text] = token
        return token


def _read(body: bytes) -> dict[str, Any]:
    if not body:
        raise Refusal(44002, "empty post data")
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise Refusal(47001, "data format error") from error
    if not isinstance(asked, dict):
        raise Refusal(47001, "data format error")
    return asked
