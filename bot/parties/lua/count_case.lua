-- Count one code of a case. Returns how many there were; the same commands run below and above the limit.
redis.call('SET', KEYS[1], 0, 'EX', tonumber(ARGV[1]), 'NX')
return redis.call('INCR', KEYS[1])
