-- Takes a conversation's whole pile of answers: whoever gets it, nobody else does.
-- KEYS: pile, post, the letter's state, the letter's answer. ARGV: where states begin, seconds to keep the answer for
-- repeats of the letter (0: it is not given again). Returns the answers, oldest first.
local pile = redis.call('LRANGE', KEYS[1], 0, -1)
if #pile == 0 then return pile end
redis.call('DEL', KEYS[1])
redis.call('SET', ARGV[1] .. redis.call('HGET', KEYS[2], 'key'), 'done', 'XX', 'KEEPTTL')
redis.call('SET', KEYS[3], 'done', 'XX', 'KEEPTTL')
if ARGV[2] ~= '0' then redis.call('SET', KEYS[4], '[' .. table.concat(pile, ',') .. ']', 'EX', ARGV[2]) end
return pile
