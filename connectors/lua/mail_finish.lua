-- A turn is over: its letters leave the box and its answer goes onto the pile, in one step.
-- KEYS: lease, box, post, pile, then the states of the letters read, oldest first.
-- ARGV: the reader's token, the newest letter read as it lies in the box, its id, replies as JSON ('' for none), now (s),
-- lifetime (s). Returns 0 if another reader has been here meanwhile: then the answer is theirs to give.
local holder = redis.call('GET', KEYS[1])
local read = #KEYS - 4
if (holder and holder ~= ARGV[1]) or redis.call('LINDEX', KEYS[2], read - 1) ~= ARGV[2] then return 0 end
redis.call('LTRIM', KEYS[2], read, -1)
redis.call('HDEL', KEYS[3], 'batch', 'tries')
redis.call('HSET', KEYS[3], 'alone', 0)
for at = 5, #KEYS do redis.call('SET', KEYS[at], 'done', 'XX', 'KEEPTTL') end
if ARGV[4] ~= '' then redis.call('RPUSH', KEYS[4], ARGV[4]) end
if redis.call('LLEN', KEYS[4]) > 0 then
  redis.call('EXPIRE', KEYS[4], ARGV[6])
  redis.call('HSET', KEYS[3], 'key', ARGV[3], 'due', ARGV[5], 'sends', 0)
  redis.call('SET', KEYS[#KEYS], 'ready', 'XX', 'KEEPTTL')
end
return 1
