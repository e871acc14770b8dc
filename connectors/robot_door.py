"""Who may speak for a robot: it stands in a public room, so each has a key of its own. Its id is inside the body."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import redis
from sanic import Request

from bot.settings import Mode, Settings
from connectors.incoming import Refused, refuse_cross_site, same
from connectors.signed import is_fresh, is_from_here, signature
from connectors.words import say_at_robot

TIMESTAMP, SIGNATURE = "x-robot-timestamp", "x-robot-signature"
FRESH = 120  # seconds that a robot's clock may be wrong


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
            if not is_from_here(request):
                raise Refused(403, say_at_robot("not_local"))
            return
        timestamp, given = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        wanted = signature(self._keys.get(robot, self._nobody), timestamp, request.body)
        if not same(given.lower(), wanted) or not is_fresh(timestamp, self._clock(), FRESH):
            raise Refused(401, say_at_robot("unsigned"))
        if not client.set(f"zhixun:robot:signature:{wanted}", 1, nx=True, ex=2 * FRESH):
            raise Refused(409, say_at_robot("replayed"))
