"""A nonce serves one message: whoever sends it again with another one is not the platform."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import redis

from connectors.envelope import Forged

_SEEN = 3600  # seconds: much longer than a timestamp counts


class Nonces:
    """Those that came to one account, in Redis, for all workers."""

    def __init__(self, client: redis.Redis[str], account: str) -> None:
        self._redis = client
        self._account = account

    async def refuse_replay(self, query: Mapping[str, str], message: str) -> None:
        """Raises :class:`~connectors.envelope.Forged`. The same ``message`` again is not refused: it is the platform's
        own repeat."""
        key = f"zhixun:nonce:{self._account}:{query['timestamp']}:{query['nonce']}"
        digest = hashlib.sha256(message.encode("utf-8", "replace")).hexdigest()
        if not self._fresh(key, digest):
            raise Forged("the nonce was used for another message")

    def _fresh(self, key: str, digest: str) -> bool:
        return bool(self._redis.set(key, digest, nx=True, ex=_SEEN)) or self._redis.get(key) == digest
