-- Use a binding and move its idle limit. Returns nothing if it has ended, or {person, name, since, expires}.
local now, idle, absolute = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local bound = redis.call('HMGET', KEYS[1], 'person', 'name', 'since', 'seen')
if not bound[1] then return nil end
local since, seen = tonumber(bound[3]), tonumber(bound[4])
if now >= math.min(seen + idle, since + absolute) then
  redis.call('DEL', KEYS[1])
  return nil
end
local expires = math.min(now + idle, since + absolute)
redis.call('HSET', KEYS[1], 'seen', now)
redis.call('EXPIRE', KEYS[1], expires - now)
return {bound[1], bound[2], since, expires}
