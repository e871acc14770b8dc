-- Take one of the tries of a code before anything is compared, so that no number of threads gets more than allowed.
-- Returns {'locked', seconds}, {'none'}, or {'try', tries left, id, seal, case, person, name}.
local check_key, wrong_key = KEYS[1], KEYS[2]
local now, tries, wrong_limit, wrong_window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local wrong = tonumber(redis.call('GET', wrong_key) or '0')
if wrong >= wrong_limit then
  return {'locked', math.max(1, redis.call('TTL', wrong_key))}
end
local check = redis.call('HMGET', check_key, 'id', 'seal', 'until', 'tries', 'case', 'person', 'registered')
if not check[1] or now >= tonumber(check[3]) or tonumber(check[4]) >= tries then
  return {'none'}
end
local taken = redis.call('HINCRBY', check_key, 'tries', 1)
-- Counted as wrong until it proves right (claim.lua takes it back): a crash in between does not give a free try.
redis.call('SET', wrong_key, 0, 'EX', wrong_window, 'NX')
wrong = redis.call('INCR', wrong_key)
return {'try', math.min(tries - taken, wrong_limit - wrong), check[1], check[2], check[5], check[6], check[7]}
