-- Count one start of a sender. Returns 0, or the seconds to wait.
-- SET NX EX before INCR: a counter never exists without its end, whatever fails in between.
local starts, wrong = KEYS[1], KEYS[2]
local limit, window, wrong_limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

-- A sender who may not try codes gets none: the message would only disturb its owner.
if tonumber(redis.call('GET', wrong) or '0') >= wrong_limit then
  return math.max(1, redis.call('TTL', wrong))
end
redis.call('SET', starts, 0, 'EX', window, 'NX')
if redis.call('INCR', starts) > limit then
  return math.max(1, redis.call('TTL', starts))
end
return 0
