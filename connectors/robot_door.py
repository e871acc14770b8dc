"""Who may speak for a robot: it stands in a public room, so each has a key of its own.

The signature is HMAC-SHA256 of ``<timestamp>.<body>`` with the robot's key, in hexadecimal digits; the timestamp is
seconds since 1970. The form is that of the Standard Webhooks specification, with the robot's id inside the body.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable

import redis
from sanic import Request

from bot.settings import Mode, Settings
from connectors.incoming import Refused, refuse_cross_site, same
from connectors.words import say_at_robot

TIMESTAMP, SIGNATURE = "x-robot-timestamp", "x-robot-signature"
FRESH = 120  # seconds that a robot's clock may be wrong
_BEHIND_A_PROXY = ("x-forwarded-for", "forwarded", "x-real-ip")


def signature(key: str, timestamp: str, body: bytes) -> str:
    """What a robot writes into its header."""
    return hmac.new(
        key.encode(), timestamp.encode("utf-8", "surrogateescape") + b"." + body, hashlib.sha256
    ).hexdigest()


class RobotDoor:
    """Lets robots in. Without keys: embedded mode only, and only from this machine."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        pairs = (pair.partition(":") for pair in settings.robot_keys.split(",") if pair)
        self._keys = {robot: key for robot, _, key in pairs}
        self._nobody = secrets.token_hex(32)  # an unknown robot costs the same time as a wrong signature
        self._clock = clock
        self.exists = bool(self._keys) or settings.mode is Mode.EMBEDDED
        self.needs_keys = bool(self._keys)

    def admit(self, request: Request, robot: str, client: redis.Redis[str]) -> None:
        """Raises :class:`~connectors.incoming.Refused` for whoever may not speak for this robot, and
        ``redis.RedisError``."""
        refuse_cross_site(request)
        if not self.needs_keys:
            _refuse_other_machines(request)
            return
        timestamp, given = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        wanted = signature(self._keys.get(robot, self._nobody), timestamp, request.body)
        if not same(given.lower(), wanted) or not self._is_fresh(timestamp):
            raise Refused(401, say_at_robot("unsigned"))
        if not client.set(f"zhixun:robot:signature:{wanted}", 1, nx=True, ex=2 * FRESH):
            raise Refused(409, say_at_robot("replayed"))

    def _is_fresh(self, timestamp: str) -> bool:
        return timestamp.isascii() and timestamp.isdecimal() and abs(self._clock() - int(timestamp[:12])) <= FRESH


def _refuse_other_machines(request: Request) -> None:
    forwarded = any(name in request.headers for name in _BEHIND_A_PROXY)
    if forwarded or not ipaddress.ip_address(request.ip).is_loopback:
        raise Refused(403, say_at_robot("not_local"))
