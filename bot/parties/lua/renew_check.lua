-- Ask for another code. Returns nothing if no check is open, {seconds to wait}, or {0, case, name}.
local now, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local check = redis.call('HMGET', KEYS[1], 'sent', 'case', 'name')
if not check[1] then return nil end
local wait = tonumber(check[1]) + interval - now
if wait > 0 then return {wait} end
redis.call('HSET', KEYS[1], 'sent', now)  -- of two requests at once only one goes through
return {0, check[2], check[3]}
