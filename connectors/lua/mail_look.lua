-- What a conversation has to do. KEYS: box, post, pile. ARGV: where the marks of those who wait begin.
-- Returns the letters, the post's fields, the number of answers not handed over, and for how many ms more somebody
-- waits for them.
local key = redis.call('HGET', KEYS[2], 'key')
return {
  redis.call('LRANGE', KEYS[1], 0, -1),
  redis.call('HGETALL', KEYS[2]),
  redis.call('LLEN', KEYS[3]),
  key and redis.call('PTTL', ARGV[1] .. key) or 0,
}
