-- 执询的只读视图和只读角色（PostgreSQL 12 及以上）。可以重复执行。
--
--   psql -v ON_ERROR_STOP=1 --single-transaction -d 案件库 -f readonly.sql
--   psql -d 案件库 -c '\password zhixun_reader'        -- 口令不写在文件里
--   ZHIXUN_STORE_URL=postgresql+psycopg2://zhixun_reader:口令@主机/案件库 python -m bot check
--
-- 分三段：一、示例底表，换成本院系统自己的表；二、六个视图，列名和代码见 docs/case-store.md，取数部分按本院的表改写；
-- 三、角色和授权，照用。建议在只读副本上执行第二、三段的结果（在主库执行，随复制过去）。

SET client_min_messages = warning;  -- 重复执行时不提示“已存在”

-- ---------------------------------------------------------------------------------------------------------------------
-- 一、示例底表（court）。本院已有业务系统的，删掉这一段。
-- ---------------------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS court;

CREATE TABLE IF NOT EXISTS court.office (
    office_id text PRIMARY KEY,
    court_code text NOT NULL,
    title text NOT NULL,
    work text NOT NULL,                     -- 快执、普通、疑难
    leader text NOT NULL,
    telephone text NOT NULL,
    room text NOT NULL,
    open_hours text NOT NULL
);

CREATE TABLE IF NOT EXISTS court.enforcement_case (
    case_number text PRIMARY KEY,           -- 规范写法：（2026）粤0111执1001号
    court_code text NOT NULL,
    court_name text NOT NULL,
    cause text NOT NULL,
    basis text NOT NULL,
    claim numeric(16, 2),
    filed_at timestamp,
    node text NOT NULL,                     -- 本院系统的节点代码，视图里换成约定的代码
    node_since date NOT NULL,
    office_id text REFERENCES court.office,
    handler text,
    plan text,                              -- 承办人登记的下一步，约定的代码
    plan_due date,
    closed_on date,
    closing text                            -- 结案方式，约定的代码
);

CREATE TABLE IF NOT EXISTS court.participant (
    participant_id bigint PRIMARY KEY,
    case_number text NOT NULL REFERENCES court.enforcement_case,
    id_number text NOT NULL,                -- 身份证号或统一社会信用代码，不出现在视图里
    name text NOT NULL,
    standing text NOT NULL,                 -- 诉讼地位，约定的代码
    organisation boolean NOT NULL,
    mobile text,
    principal_id bigint
);
CREATE INDEX IF NOT EXISTS participant_case ON court.participant (case_number);
CREATE INDEX IF NOT EXISTS participant_person ON court.participant (id_number);

CREATE TABLE IF NOT EXISTS court.node_record (
    record_id bigint PRIMARY KEY,
    case_number text NOT NULL REFERENCES court.enforcement_case,
    recorded_on date NOT NULL,
    kind text NOT NULL,
    public_note text NOT NULL,
    audience text NOT NULL
);
CREATE INDEX IF NOT EXISTS node_record_case ON court.node_record (case_number);

CREATE TABLE IF NOT EXISTS court.property_measure (
    measure_id bigint PRIMARY KEY,
    case_number text NOT NULL REFERENCES court.enforcement_case,
    participant_id bigint,
    kind text NOT NULL,
    account_number text,                    -- 完整账号，不出现在视图里
    description text,
    amount numeric(16, 2),
    began_on date,
    ends_on date,
    status text NOT NULL,
    waiting_place integer,
    audience text NOT NULL
);
CREATE INDEX IF NOT EXISTS property_measure_case ON court.property_measure (case_number);

CREATE TABLE IF NOT EXISTS court.money (
    money_id bigint PRIMARY KEY,
    case_number text NOT NULL REFERENCES court.enforcement_case,
    participant_id bigint,
    kind text NOT NULL,
    amount numeric(16, 2) NOT NULL,
    booked_on date NOT NULL,
    remark text NOT NULL
);
CREATE INDEX IF NOT EXISTS money_case ON court.money (case_number);

-- 去标识化用的盐，只有一行；由数据库管理员填写，只读角色看不到。
CREATE TABLE IF NOT EXISTS court.person_salt (salt text NOT NULL);
INSERT INTO court.person_salt SELECT md5(random()::text) || md5(random()::text)
WHERE NOT EXISTS (SELECT 1 FROM court.person_salt);

-- ---------------------------------------------------------------------------------------------------------------------
-- 二、六个视图（zhixun）。视图以所有者的权限读底表，所以只读角色不需要底表的任何权限。
-- ---------------------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS zhixun;

CREATE OR REPLACE VIEW zhixun.v_case AS
SELECT
    case_number,
    court_code,
    court_name,
    cause,
    basis,
    claim,
    filed_at::date AS filed_on,
    -- 本院的节点代码换成约定的阶段。没有列出的代码得到空值，执询会拒绝并指出这一列，不会答错。
    CASE node
        WHEN '01' THEN 'urging'
        WHEN '02' THEN 'filed'
        WHEN '03' THEN 'notified'
        WHEN '04' THEN 'investigating'
        WHEN '05' THEN 'controlled'
        WHEN '06' THEN 'levying'
        WHEN '07' THEN 'auction'
        WHEN '08' THEN 'payout'
        WHEN '09' THEN 'settled'
        WHEN '10' THEN 'suspended'
        WHEN '11' THEN 'terminated'
        WHEN '12' THEN 'concluded'
    END AS stage,
    node_since AS stage_since,
    office_id AS team_id,
    handler,
    plan AS next_step,
    plan_due AS next_due,
    closed_on AS concluded_on,
    closing AS conclusion
FROM court.enforcement_case;

CREATE OR REPLACE VIEW zhixun.v_party AS
SELECT
    participant_id::text AS party_id,
    case_number,
    encode(sha256(convert_to((SELECT salt FROM court.person_salt) || id_number, 'UTF8')), 'hex') AS person_key,
    name,
    standing AS role,
    organisation AS is_organisation,
    mobile AS phone,
    right(id_number, 4) AS id_tail,
    principal_id::text AS represents
FROM court.participant;

CREATE OR REPLACE VIEW zhixun.v_event AS
SELECT
    -- 同一天的事按编号排先后，文字要补零才排得对
    lpad(record_id::text, 12, '0') AS event_id,
    case_number,
    recorded_on AS happened_on,
    kind,
    public_note AS note,
    audience
FROM court.node_record;

CREATE OR REPLACE VIEW zhixun.v_measure AS
SELECT
    lpad(measure_id::text, 12, '0') AS measure_id,
    case_number,
    participant_id::text AS party_id,
    kind,
    COALESCE('尾号' || right(account_number, 4) || '的账户', description) AS target,
    amount,
    began_on,
    ends_on,
    status,
    waiting_place AS rank,
    audience
FROM court.property_measure;

CREATE OR REPLACE VIEW zhixun.v_payment AS
SELECT
    lpad(money_id::text, 12, '0') AS payment_id,
    case_number,
    participant_id::text AS party_id,
    kind,
    amount,
    booked_on AS paid_on,
    remark AS note
FROM court.money;

CREATE OR REPLACE VIEW zhixun.v_team AS
SELECT
    office_id AS team_id,
    court_code,
    title AS name,
    CASE work WHEN '快执' THEN 'fast' WHEN '普通' THEN 'ordinary' WHEN '疑难' THEN 'complex' END AS kind,
    leader AS head,
    telephone AS phone,
    room AS place,
    open_hours AS hours
FROM court.office;

-- ---------------------------------------------------------------------------------------------------------------------
-- 三、只读角色：能读六个视图，此外什么都不能。执询启动时向数据库核对，多出任何写权限就拒绝运行。
-- ---------------------------------------------------------------------------------------------------------------------

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'zhixun_reader') THEN
        CREATE ROLE zhixun_reader;
    END IF;
END
$$;

-- 每个工作进程最多 10 个连接，每台机器按进程数加总，再留一点余地。
ALTER ROLE zhixun_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 60;

-- 角色自带的默认值，执询每次连接还会再设一遍。default_transaction_read_only 可以被会话改回去，真正起作用的是下面的授权。
ALTER ROLE zhixun_reader SET default_transaction_read_only = on;
ALTER ROLE zhixun_reader SET statement_timeout = '1s';
ALTER ROLE zhixun_reader SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE zhixun_reader SET search_path = zhixun;

REVOKE ALL ON ALL TABLES IN SCHEMA zhixun FROM zhixun_reader, PUBLIC;
REVOKE ALL ON SCHEMA zhixun FROM zhixun_reader, PUBLIC;
GRANT USAGE ON SCHEMA zhixun TO zhixun_reader;
GRANT SELECT ON zhixun.v_case, zhixun.v_party, zhixun.v_event, zhixun.v_measure, zhixun.v_payment, zhixun.v_team
    TO zhixun_reader;

-- PostgreSQL 默认让所有角色（PUBLIC）建临时表，14 及以前还能在 public 里建表。收回后，确有需要的其他角色请单独授权。
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC, zhixun_reader', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO zhixun_reader', current_database());
    -- 大对象谁都能建，只有超级用户能收回。
    IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
    END IF;
END
$$;
