-- Say whose code it is, if the check is still the one the code was made for. Returns 1 if so.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'person', ARGV[2], 'registered', ARGV[3])
return 1
