-- Use up a code that was compared and found right. Returns 1 for the first caller, 0 for everybody after.
local check_key, wrong_key, binding_key = KEYS[1], KEYS[2], KEYS[3]
local id, keep = ARGV[1], tonumber(ARGV[2])
if redis.call('EXISTS', wrong_key) == 1 then redis.call('DECR', wrong_key) end
if redis.call('HGET', check_key, 'id') ~= id then return 0 end
redis.call('DEL', check_key, binding_key)
redis.call('HSET', binding_key, unpack(ARGV, 3))
redis.call('EXPIRE', binding_key, keep)
return 1
