"""``deploy/postgres/readonly.sql`` on a real server: the views answer, the role reads and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import psycopg2
import pytest

from bot.cases.model import Role, Stage, TeamKind
from bot.cases.store import CaseStore
from bot.cases.tables import VIEWS
from tests.cases.postgres_server import READONLY_SQL, PostgresServer

READER = "zhixun_reader"
NUMBER = "（2026）粤0111执77号"
DATA_VERBS = [
    "INSERT INTO {view} DEFAULT VALUES",
    "UPDATE {view} SET {column} = {column}",
    "DELETE FROM {view}",
    "TRUNCATE {view}",
    "MERGE INTO {view} AS a USING {view} AS b ON false WHEN NOT MATCHED THEN INSERT DEFAULT VALUES",
    "COPY {view} FROM PROGRAM 'true'",
    "BEGIN; LOCK TABLE {view} IN ACCESS EXCLUSIVE MODE",
    "SELECT * FROM {view} FOR UPDATE",
]
DEFINITION_VERBS = [
    "CREATE TABLE made_up (x int)",
    "CREATE TEMPORARY TABLE made_up (x int)",
    "CREATE TABLE made_up AS SELECT * FROM {view}",
    "SELECT * INTO made_up FROM {view}",
    "CREATE VIEW made_up AS SELECT * FROM {view}",
    "CREATE OR REPLACE VIEW zhixun.{view} AS SELECT 1 AS x",
    "CREATE SCHEMA made_up",
    "CREATE FUNCTION made_up() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SEQUENCE made_up",
    "CREATE RULE made_up AS ON INSERT TO {view} DO INSTEAD NOTHING",
    "CREATE TRIGGER made_up INSTEAD OF INSERT ON {view} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER VIEW {view} RENAME TO made_up",
    "ALTER VIEW {view} OWNER TO zhixun_reader",
    "DROP VIEW {view}",
    "COMMENT ON VIEW {view} IS 'x'",
    "ALTER ROLE zhixun_reader CREATEDB",
    "CREATE ROLE made_up",
    "CREATE DATABASE made_up",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SELECT lo_create(0)",
    "SELECT * FROM court.enforcement_case",
]


@pytest.fixture
def court_store(postgres: PostgresServer, court_database: str) -> Iterator[CaseStore]:
    store = CaseStore.open(postgres.url(court_database, READER))
    yield store
    store.close()


def test_store_opens_with_the_role_and_reads_the_mapped_case(court_store: CaseStore) -> None:
    file = court_store.file(NUMBER)

    assert file is not None
    assert file.case.stage is Stage.CONTROLLED
    assert file.case.filed_on == date(2026, 10, 8)
    assert file.case.claim == Decimal("12345.67")
    assert [event.note for event in file.events] == ["申请材料齐全，已立案执行", "已确定承办人", "已冻结一个银行账户"]
    assert [measure.target for measure in file.measures] == ["尾号4321的账户", "已冻结账户内的存款"]
    assert file.payments[0].amount == Decimal("100.00")
    assert file.team is not None and file.team.kind is TeamKind.FAST
    applicant, debtor, agent = file.parties
    assert (applicant.role, debtor.id_tail, agent.represents) == (Role.APPLICANT, "567X", applicant.party_id)


def test_one_person_has_one_key_and_the_key_is_not_the_id_number(court_store: CaseStore) -> None:
    debtor = court_store.party_named(NUMBER, "关润晴")

    assert debtor is not None
    assert [case.case_number for case in court_store.cases_of(debtor.person_key)] == ["（2026）粤0111执78号", NUMBER]
    assert "567X" not in debtor.person_key


def test_case_that_is_only_urged_has_no_filing_day(court_store: CaseStore) -> None:
    case = court_store.case("（2026）粤0111执78号")

    assert case is not None
    assert (case.stage, case.filed_on, case.claim, case.team_id) == (Stage.URGING, None, None, None)


def test_running_the_file_again_changes_nothing(postgres: PostgresServer, court_database: str) -> None:
    before = postgres.run(court_database, "SELECT person_key FROM zhixun.v_party ORDER BY 1")

    postgres.run(court_database, READONLY_SQL)

    assert postgres.run(court_database, "SELECT person_key FROM zhixun.v_party ORDER BY 1") == before
    CaseStore.open(postgres.url(court_database, READER)).close()


def test_role_has_limits_of_its_own(postgres: PostgresServer, court_database: str) -> None:
    assert postgres.run(court_database, "SHOW statement_timeout", READER) == [("1s",)]
    assert postgres.run(court_database, "SHOW default_transaction_read_only", READER) == [("on",)]
    limit = postgres.run(court_database, f"SELECT rolconnlimit FROM pg_roles WHERE rolname = '{READER}'")
    assert limit == [(60,)]


@pytest.mark.parametrize("verb", DATA_VERBS + DEFINITION_VERBS)
def test_role_is_refused_every_other_verb_even_after_switching_read_only_off(
    postgres: PostgresServer, court_database: str, verb: str
) -> None:
    with closing(postgres.connect(court_database, READER)) as connection, connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)
        for view in VIEWS:
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(verb.format(view=view.name, column=next(iter(view.c)).name))
            # Insufficient privilege; or a verb that such a view does not know, whoever asks (TRUNCATE, MERGE).
            assert refused.value.pgcode in ("42501", "42809", "0A000"), refused.value
            cursor.execute("ROLLBACK")


@pytest.mark.parametrize("verb", DATA_VERBS)
def test_role_is_refused_everything_on_the_base_tables(
    postgres: PostgresServer, court_database: str, verb: str
) -> None:
    tables = "SELECT format('court.%I', tablename) FROM pg_tables WHERE schemaname = 'court'"
    with closing(postgres.connect(court_database, READER)) as connection, connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        for (table,) in postgres.run(court_database, tables):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(verb.format(view=table, column="case_number"))
            cursor.execute("ROLLBACK")


def test_role_cannot_hand_its_rights_on(postgres: PostgresServer, court_database: str) -> None:
    with closing(postgres.connect(court_database, READER)) as connection, connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute("GRANT SELECT ON v_case TO PUBLIC")  # the server only warns

    granted = "SELECT count(*) FROM information_schema.table_privileges WHERE table_schema = 'zhixun' AND grantee = %s"
    with closing(postgres.connect(court_database)) as connection, connection.cursor() as cursor:
        cursor.execute(granted, ("PUBLIC",))
        assert cursor.fetchone() == (0,)
        cursor.execute(granted, (READER,))
        assert cursor.fetchone() == (len(VIEWS),)
