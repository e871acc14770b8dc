"""Each guard against writing, tried while the other two are off; on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect

from bot.cases import queries, sqlite
from bot.cases.errors import CaseStoreUnavailable, NotReadOnly, StatementRefused
from bot.cases.guards import check_statement, guard_statements
from bot.cases.store import CaseStore
from bot.cases.tables import VIEWS
from tests.cases import sqlite_stores as stores

REFUSED = [
    "",
    "   ",
    "INSERT INTO v_case VALUES (?)",
    "UPDATE v_case SET stage = ?",
    "DELETE FROM v_case",
    "REPLACE INTO v_case VALUES (?)",
    "TRUNCATE v_case",
    "DROP TABLE v_case",
    "ALTER TABLE v_case ADD COLUMN x",
    "CREATE TABLE x (y)",
    "VACUUM",
    "ATTACH DATABASE ? AS other",
    "PRAGMA query_only = OFF",
    "SET default_transaction_read_only = off",
    "BEGIN",
    "COPY v_case TO ?",
    "CALL sweep()",
    "DO ?",
    "EXPLAIN ANALYZE DELETE FROM v_case",
    "VALUES (?)",
    "TABLE v_case",
    "select v_case.stage from v_case",
    "SELECT v_case.stage FROM v_case; DELETE FROM v_case",
    "SELECT v_case.stage FROM v_case;",
    "SELECT v_case.stage FROM v_case -- all of them",
    "SELECT v_case.stage /* all */ FROM v_case",
    "SELECT v_case.stage # all\nFROM v_case",
    "WITH gone AS (DELETE FROM v_case RETURNING stage) SELECT stage FROM gone",
    "WITH x AS (SELECT v_case.stage FROM v_case) SELECT stage FROM x",
    "SELECT v_case.stage INTO x FROM v_case",
    "SELECT v_case.stage FROM v_case FOR UPDATE",
    "SELECT v_case.stage FROM v_case FOR SHARE",
    "SELECT v_case.stage FROM v_case LIMIT 5",
    "SELECT v_case.stage FROM v_case WHERE v_case.stage = 'filed'",
    'SELECT "v_case"."stage" FROM v_case',
    "SELECT v_case.stage FROM v_case WHERE v_case.stage = $$filed$$",
    "SELECT v_case.stage::text FROM v_case",
    "SELECT v_case.stage FROM v_case UNION SELECT v_team.name FROM v_team",
    "SELECT pg_sleep(?)",
    "SELECT pg_sleep(?) FROM v_case",
    "SELECT set_config(?, ?, ?)",
    "SELECT lo_import(?)",
    "SELECT load_extension(?)",
    "SELECT writefile(?, ?)",
    "SELECT nextval(?)",
    "SELECT name(?) FROM v_team",
    "SELECT v_team(?) FROM v_team",
    "SELECT pg_catalog.pg_sleep(?)",
    "SELECT coalesce FROM v_case",
    "SELECT v_case.stage AS pg_sleep(?) FROM v_case",
    "SELECT v_case.stage FROM v_case WHERE EXISTS (SELECT v_case.stage FROM v_case)",
    "SELECT * FROM v_case",
    "SELECT usename FROM pg_user",
    "SELECT name FROM sqlite_master",
    "SELECT name FROM pg_shadow",
    "SELECT name FROM court.v_case",
    "SELECT name FROM amount",
    "SELECT name FROM v_case, v_party",
    "SELECT name FROM v_case JOIN pg_shadow ON name = name",
    "SELECT name FROM (SELECT name FROM v_team)",
    "SELECT name FROM generate_series(?, ?)",
    "SELECT v_case.stage FROM v_case TABLESAMPLE system (?)",
    "SELECT v_case.stage FROM ONLY v_case",
    "SELECT v_case.stage FROM v_case WHERE v_case.stage = SELECT v_case.stage FROM v_case",
    "SELECT v_case.stage FROM v_case WHERE v_case.claim = ? + ?",
    "SELECT v_case.stage FROM v_case\x00",
    "SELECT v_case.stage FROM v_case WHERE v_case.cause = 合同",
]
WRITES = [
    "INSERT INTO v_event VALUES ('x', 'x', 'x', 'x', 'x', 'x')",
    "UPDATE v_case SET stage = 'filed'",
    "DELETE FROM v_party",
    "CREATE TABLE made_up (x)",
    "CREATE INDEX made_up ON v_team (name)",
    "DROP TABLE v_payment",
    "ALTER TABLE v_measure ADD COLUMN made_up",
    "PRAGMA user_version = 7",
]


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "cases.db"
    stores.write(path, v_event=[stores.event_row(1)], v_party=[stores.party_row("P1", "罗志强")])
    path.chmod(0o644)  # the mode of the file is no guard here: the file's owner is who runs the service
    before = path.read_bytes()
    yield path
    assert path.read_bytes() == before


@pytest.mark.parametrize("sql", REFUSED)
def test_anything_but_one_plain_select_over_the_views_is_refused(sql: str) -> None:
    with pytest.raises(StatementRefused):
        check_statement(sql)


@pytest.mark.parametrize("dialect", [sqlite_dialect.dialect(), postgresql.dialect()], ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("statement", queries.ALL)
def test_every_question_of_the_store_passes_and_has_a_row_limit(statement: Any, dialect: Any) -> None:
    sql = str(statement.compile(dialect=dialect))
    check_statement(sql)
    assert "LIMIT" in sql


@given(st.sampled_from(queries.ALL), st.integers(0, 100), st.sampled_from(sorted("';\"-#$\\:/*&|+0123456789@[{")))
def test_no_sign_that_could_begin_something_else_is_let_in_anywhere(statement: Any, share: int, sign: str) -> None:
    sql = str(statement.compile(dialect=postgresql.dialect()))
    place = sql.find(" ", len(sql) * share // 101)
    with pytest.raises(StatementRefused):
        check_statement(f"{sql[:place]} {sign} {sql[place:]}")


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_no_other_text_is_a_statement(text: str) -> None:
    with pytest.raises(StatementRefused):
        check_statement(text)


def test_statement_check_alone_refuses_writes(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", future=True)  # opened for writing
    guard_statements(engine)
    with engine.connect() as connection:
        for sql in WRITES:
            with pytest.raises(StatementRefused):
                connection.exec_driver_sql(sql)
        with pytest.raises(StatementRefused):
            connection.execute(sa.insert(VIEWS[0]), [{"case_number": "a"}, {"case_number": "b"}])
        assert len(connection.execute(sa.select(VIEWS[0].c.case_number)).all()) == 1
    engine.dispose()


def test_many_statements_at_once_are_refused_whatever_they_are(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", future=True)
    guard_statements(engine)
    question = sa.text("SELECT name FROM v_team WHERE name = :name")
    with engine.connect() as connection, pytest.raises(StatementRefused):
        connection.execute(question, [{"name": "a"}, {"name": "b"}])
    engine.dispose()


def test_connection_mode_alone_refuses_writes(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", future=True)  # opened for writing, statements unchecked
    sqlite.query_only(engine)
    with engine.connect() as connection:
        for sql in WRITES:
            with pytest.raises(sa.exc.OperationalError, match="readonly"):
                connection.exec_driver_sql(sql)
    engine.dispose()


def test_file_mode_alone_refuses_writes(path: Path) -> None:
    with closing(sqlite.connect_read_only(path, 1.0)) as connection:  # neither query_only nor statement check
        for sql in WRITES:
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute(sql)


@pytest.mark.parametrize("name", ["a?mode=rw.db", "a b#c%41.db", "案件.db"])
def test_name_of_the_file_cannot_change_how_it_is_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    stores.write(path)
    with closing(sqlite.connect_read_only(path, 1.0)) as connection:
        assert connection.execute("SELECT count(*) FROM v_case").fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM v_case")


def test_proof_refuses_a_file_that_is_open_for_writing(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", future=True)
    with pytest.raises(NotReadOnly, match="CREATE"):
        sqlite.prove(engine)
    engine.dispose()


def test_proof_does_not_rest_on_query_only_alone(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", future=True)
    sqlite.query_only(engine)
    with pytest.raises(NotReadOnly):
        sqlite.prove(engine)
    engine.dispose()


def test_proof_does_not_rest_on_the_file_mode_alone(path: Path) -> None:
    engine = sqlite.open_engine(sa.engine.make_url(f"sqlite:///{path}"), 1.0)
    attempts: list[str] = []
    sa.event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(attempts.append))
    sqlite.prove(engine)
    switched_off = attempts.index("PRAGMA query_only = OFF")
    assert any(sql.startswith("CREATE") for sql in attempts[:switched_off])
    assert any(sql.startswith("CREATE") for sql in attempts[switched_off:])
    engine.dispose()


def test_proof_leaves_the_connection_guarded(path: Path) -> None:
    store = CaseStore.open(f"sqlite:///{path}")
    store.prove_read_only()
    with store._engine.connect() as connection:
        assert connection.connection.execute("PRAGMA query_only").fetchone() == (1,)
    store.close()


def test_proof_that_meets_another_error_is_no_proof(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.01}, future=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseStoreUnavailable, match="locked"):
            sqlite.prove(engine)
        somebody_else.execute("ROLLBACK")
    engine.dispose()
