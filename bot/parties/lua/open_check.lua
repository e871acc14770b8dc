-- Begin a check, in place of any other of this sender: every field is overwritten.
-- ARGV: seconds to keep it, then fields and values.
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[1]))
