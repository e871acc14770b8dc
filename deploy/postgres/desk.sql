-- 执询工单库的角色和数据库（PostgreSQL 12 及以上）。用超级用户在 psql 里执行一次，可以重复执行。
--
--   psql -v ON_ERROR_STOP=1 -f desk.sql
--   psql -c '\password zhixun_desk'                    -- 口令不写在文件里
--   ZHIXUN_DESK_URL=postgresql+psycopg2://zhixun_desk:口令@主机/zhixun_desk python -m bot check
--
-- 表由程序启动时建立和升级，所以这个角色是库的主人；它只连自己的库，和案件库的只读角色（readonly.sql）是两个角色。
-- 库的主人能删触发器，审计靠的是带密钥的封印，不是触发器：见 docs/desk.md。

SELECT 'CREATE ROLE zhixun_desk LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 40'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zhixun_desk') \gexec

SELECT 'CREATE DATABASE zhixun_desk OWNER zhixun_desk ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'zhixun_desk') \gexec

REVOKE ALL ON DATABASE zhixun_desk FROM PUBLIC;

-- 断在一半的事务不能一直占着写锁；时间戳一律按 UTC 存为毫秒，与服务器时区无关。
ALTER ROLE zhixun_desk SET idle_in_transaction_session_timeout = '30s';
