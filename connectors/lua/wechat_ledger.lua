-- One customer message more, if the platform should still take it. KEYS[1]: what the party's acts allow, as the fields
-- message_left, message_until, tap_left, tap_until. ARGV: now (s), how many messages to leave for a person, 1 to take
-- one or -1 to give it back. Returns 1 if it may go. Of a party of whom nothing is known the platform is asked.
if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end
local now, kept, step = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function open(kind) return tonumber(redis.call('HGET', KEYS[1], kind .. '_until') or 0) > now end
local function left(kind) return open(kind) and tonumber(redis.call('HGET', KEYS[1], kind .. '_left')) or 0 end
local room = math.max(left('message'), left('tap'))
if kept > 0 then room = open('message') and left('message') - kept or left('tap') end
if step > 0 and room <= 0 then return 0 end
-- Which of two open allowances the platform counts on is not documented: both go down.
for _, kind in ipairs({'message', 'tap'}) do
  if open(kind) and left(kind) - step >= 0 then redis.call('HINCRBY', KEYS[1], kind .. '_left', -step) end
end
return 1
