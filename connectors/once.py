"""A capped, ageing Redis stream into which a repeated key is written once: deliveries may be tried again."""

from __future__ import annotations

import redis

# The key is taken and the entry added in one step: a crash between the two would lose or double the entry.
_ADD_ONCE = """
if redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[1]) then
  redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', unpack(ARGV, 3))
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  return 1
end
return 0
"""


def add_once(
    client: redis.Redis[str], stream: str, key: str, fields: dict[str, str], *, most: int, lifetime: int
) -> bool:
    """Append ``fields`` to ``stream`` unless ``key`` was written to it before; whether it was new.

    The newest ``most`` entries are kept, all of them until ``lifetime`` seconds after the last. Raises
    ``redis.RedisError``.
    """
    flat = [part for field in fields.items() for part in field]
    script = client.register_script(_ADD_ONCE)
    return bool(script(keys=[stream, f"{stream}:once:{key}"], args=[lifetime, most, *flat]))
