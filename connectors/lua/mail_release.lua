-- Lets go of a conversation that has nothing to do now. KEYS: lease, box, post, pile, the conversations with something
-- to do. ARGV: the reader's token, conversation. Returns 0, and lets go of nothing, if a letter came meanwhile.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 1 end
if redis.call('LLEN', KEYS[2]) > 0 then return 0 end
local due = redis.call('HGET', KEYS[3], 'due')
if redis.call('LLEN', KEYS[4]) > 0 and due ~= 'inf' then
  redis.call('ZADD', KEYS[5], due, ARGV[2])
else
  redis.call('ZREM', KEYS[5], ARGV[2])
end
redis.call('DEL', KEYS[1])
return 1
