-- One more message to a member, if the platform would still show it. KEYS[1]: the moments of the messages sent.
-- ARGV: now (s), seconds and messages of the short window, seconds and messages of the long one, a name for this message.
-- Returns the seconds to wait, as text; '0' if the message was entered and may go.
local now = tonumber(ARGV[1])
local function wait(seconds, most)
  local newer = redis.call('zcount', KEYS[1], '(' .. (now - seconds), '+inf')
  if newer < most then return 0 end
  local first = redis.call('zrange', KEYS[1], -most, -most, 'WITHSCORES')
  return tonumber(first[2]) + seconds - now
end
redis.call('zremrangebyscore', KEYS[1], '-inf', now - tonumber(ARGV[4]))
local longest = math.max(wait(tonumber(ARGV[2]), tonumber(ARGV[3])), wait(tonumber(ARGV[4]), tonumber(ARGV[5])))
if longest > 0 then return tostring(longest) end
redis.call('zadd', KEYS[1], now, ARGV[6])
redis.call('expire', KEYS[1], tonumber(ARGV[4]))
return '0'
