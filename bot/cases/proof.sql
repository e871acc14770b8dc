-- Everything that the connected role could write with, one row each; no row = it can only read.
-- A role may also become every role that it is a member of (SET ROLE), so all of these are asked about. Whole
-- database, not only the views and their base tables: the role exists for reading the views and for nothing else.
-- Functions: PostgreSQL manual, "System Information Functions", access privilege inquiry.
WITH role AS (
    SELECT r.*
    FROM pg_catalog.pg_roles AS r
    WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
       OR pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')
), schema AS (
    SELECT n.*
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
), relation AS (
    SELECT c.oid, c.relkind, c.relowner, schema.nspname || '.' || c.relname AS name
    FROM pg_catalog.pg_class AS c
    JOIN schema ON schema.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), verb (name) AS (
    VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')
)
SELECT 'SUPERUSER' AS may, rolname::text AS what FROM role WHERE rolsuper
UNION
SELECT 'CREATEROLE', rolname::text FROM role WHERE rolcreaterole
UNION
SELECT 'CREATEDB', rolname::text FROM role WHERE rolcreatedb
UNION
SELECT 'REPLICATION', rolname::text FROM role WHERE rolreplication
UNION
SELECT 'BYPASSRLS', rolname::text FROM role WHERE rolbypassrls
UNION
-- Members of these write files, run programs or stop other sessions.
SELECT 'MEMBER', rolname::text FROM role
WHERE rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend',
                  'pg_create_subscription', 'pg_maintain', 'pg_database_owner')
UNION
SELECT verb.name, relation.name
FROM role, relation, verb
WHERE relation.relkind <> 'S' AND pg_catalog.has_table_privilege(role.oid, relation.oid, verb.name)
UNION
SELECT verb.name || ' (columns)', relation.name
FROM role, relation, verb
WHERE relation.relkind <> 'S' AND verb.name IN ('INSERT', 'UPDATE', 'REFERENCES')
  AND pg_catalog.has_any_column_privilege(role.oid, relation.oid, verb.name)
  AND NOT pg_catalog.has_table_privilege(role.oid, relation.oid, verb.name)
UNION
SELECT 'UPDATE', relation.name
FROM role, relation
WHERE relation.relkind = 'S' AND pg_catalog.has_sequence_privilege(role.oid, relation.oid, 'USAGE, UPDATE')
UNION
SELECT 'OWNER', relation.name FROM role JOIN relation ON relation.relowner = role.oid
UNION
SELECT 'OWNER', schema.nspname::text FROM role JOIN schema ON schema.nspowner = role.oid
UNION
SELECT 'CREATE', schema.nspname::text
FROM role, schema
WHERE pg_catalog.has_schema_privilege(role.oid, schema.oid, 'CREATE')
UNION
SELECT right_.name, d.datname::text
FROM role, pg_catalog.pg_database AS d, (VALUES ('CREATE'), ('TEMPORARY')) AS right_ (name)
WHERE d.datname = pg_catalog.current_database()
  AND pg_catalog.has_database_privilege(role.oid, d.oid, right_.name)
UNION
SELECT 'OWNER', d.datname::text
FROM role JOIN pg_catalog.pg_database AS d ON d.datdba = role.oid
WHERE d.datname = pg_catalog.current_database()
UNION
-- Such a function acts with the rights of its owner.
SELECT 'SECURITY DEFINER', p.oid::pg_catalog.regprocedure::text
FROM role, pg_catalog.pg_proc AS p JOIN schema ON schema.oid = p.pronamespace
WHERE p.prosecdef
  AND pg_catalog.has_schema_privilege(role.oid, schema.oid, 'USAGE')
  AND pg_catalog.has_function_privilege(role.oid, p.oid, 'EXECUTE')
ORDER BY 1, 2
