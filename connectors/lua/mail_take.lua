-- Stores a letter unless it was stored before, in one step: a crash in between would lose it or read it twice.
-- KEYS: the letter's state, the conversation's box, its post, the conversations with something to do.
-- ARGV: conversation, letter as JSON, now (s), gather (s), lifetime (s), when others may look after it (s since 1970).
-- Returns 1 if it was new. A letter after `gather` seconds of quiet with nothing before it is read at once ("alone").
if not redis.call('SET', KEYS[1], 'waiting', 'NX', 'EX', ARGV[5]) then return 0 end
local now, last = tonumber(ARGV[3]), tonumber(redis.call('HGET', KEYS[3], 'last') or '0')
if redis.call('RPUSH', KEYS[2], ARGV[2]) == 1 then
  redis.call('HSET', KEYS[3], 'alone', (now - last >= tonumber(ARGV[4])) and 1 or 0)
end
redis.call('HSET', KEYS[3], 'last', ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('EXPIRE', KEYS[3], ARGV[5])
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[1])
return 1
