-- What a conversation has to do, for its one reader: whoever looks first, for as long as they keep looking or renew.
-- KEYS: lease, box, post, pile. ARGV: the reader's token, lease (ms), where the marks of those who wait begin.
-- Returns nothing if another reads; else the letters, the post's fields, the number of answers not handed over, and for
-- how many ms more somebody waits for them.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local key = redis.call('HGET', KEYS[3], 'key')
return {
  redis.call('LRANGE', KEYS[2], 0, -1),
  redis.call('HGETALL', KEYS[3]),
  redis.call('LLEN', KEYS[4]),
  key and redis.call('PTTL', ARGV[3] .. key) or 0,
}
