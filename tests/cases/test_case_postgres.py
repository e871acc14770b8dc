"""The store on a real PostgreSQL server: guards one by one, proof, time limit, loss of the server."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa

from bot.cases import postgres as database
from bot.cases.errors import CaseStoreUnavailable, MissingView, NotReadOnly, QueryTimeout, StatementRefused
from bot.cases.guards import guard_statements
from bot.cases.store import CaseStore
from bot.cases.tables import VIEWS, metadata
from tests.cases.postgres_server import READONLY_SQL, ROOT, PostgresServer

READER = "zhixun_reader"
WRITES = [
    "INSERT INTO {view} SELECT * FROM {view}",
    "UPDATE {view} SET {column} = {column}",
    "DELETE FROM {view}",
    "TRUNCATE {view}",
    "DROP TABLE {view}",
    "ALTER TABLE {view} ADD COLUMN made_up int",
    "CREATE INDEX ON {view} ({column})",
    "SELECT * INTO made_up FROM {view}",
    "SELECT * FROM {view} FOR UPDATE",
]


def writes() -> Iterator[str]:
    for view in VIEWS:
        for verb in WRITES:
            yield verb.format(view=view.name, column=next(iter(view.c)).name)


@pytest.fixture(scope="module")
def plain(postgres: PostgresServer) -> str:
    """A database whose six views are plain tables that the superuser may write to: the grants guard nothing."""
    postgres.create("plain")
    engine = sa.create_engine(postgres.url("plain", "postgres"), future=True)
    metadata.create_all(engine)
    engine.dispose()
    return "plain"


@pytest.fixture
def fresh(postgres: PostgresServer) -> Iterator[Callable[[str], str]]:
    """Makes databases that end with the test: the six views as tables, a role that may only read them."""
    made: list[tuple[str, str]] = []

    def make(name: str) -> str:
        role = f"{name}_role"
        made.append((name, role))
        postgres.create(name)
        postgres.run(name, f"CREATE ROLE {role} LOGIN; REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
        engine = sa.create_engine(postgres.url(name, "postgres"), future=True)
        metadata.create_all(engine)
        engine.dispose()
        postgres.run(name, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        return role

    yield make
    for name, role in made:
        postgres.run("postgres", f"DROP DATABASE {name} WITH (FORCE)")
        postgres.run("postgres", f"DROP ROLE {role}")


def test_connection_mode_alone_refuses_writes(postgres: PostgresServer, plain: str) -> None:
    engine = database.open_engine(sa.engine.make_url(postgres.url(plain, "postgres")), 1.0)  # no statement check
    with closing(engine.raw_connection()) as connection, connection.cursor() as cursor:
        for statement in writes():
            with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
                cursor.execute(statement)
    engine.dispose()


def test_connection_mode_can_be_switched_off_by_who_may_write_which_is_why_grants_are_proved(
    postgres: PostgresServer, plain: str
) -> None:
    engine = database.open_engine(sa.engine.make_url(postgres.url(plain, "postgres")), 1.0)
    with closing(engine.raw_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute("CREATE TABLE written (x int)")
        cursor.execute("DROP TABLE written")
    engine.dispose()
    with pytest.raises(NotReadOnly):
        CaseStore.open(postgres.url(plain, "postgres"))


def test_statement_check_alone_refuses_writes(postgres: PostgresServer, plain: str) -> None:
    engine = sa.create_engine(postgres.url(plain, "postgres"), future=True)  # may write, and nothing else guards it
    guard_statements(engine)
    with engine.connect() as connection:
        for statement in writes():
            with pytest.raises(StatementRefused):
                connection.exec_driver_sql(statement)
        connection.execute(sa.select(VIEWS[0].c.case_number))  # the check lets a question pass
    engine.dispose()


@pytest.mark.parametrize(
    ("grant", "named"),
    [
        ("GRANT INSERT ON v_event TO {role}", "INSERT public.v_event"),
        ("GRANT UPDATE ON v_party TO {role}", "UPDATE public.v_party"),
        ("GRANT DELETE ON v_payment TO {role}", "DELETE public.v_payment"),
        ("GRANT TRUNCATE ON v_team TO {role}", "TRUNCATE public.v_team"),
        ("GRANT TRIGGER ON v_team TO {role}", "TRIGGER public.v_team"),
        ("GRANT UPDATE (phone) ON v_party TO PUBLIC", "UPDATE (columns) public.v_party"),
        ("CREATE TABLE other (x int); GRANT INSERT ON other TO {role}", "INSERT public.other"),
        ("CREATE SEQUENCE counter; GRANT USAGE ON SEQUENCE counter TO {role}", "UPDATE public.counter"),
        ("ALTER TABLE v_case OWNER TO {role}", "OWNER public.v_case"),
        ("ALTER ROLE {role} CREATEDB", "CREATEDB {role}"),
        ("ALTER ROLE {role} CREATEROLE", "CREATEROLE {role}"),
        ("ALTER ROLE {role} BYPASSRLS", "BYPASSRLS {role}"),
        ("ALTER ROLE {role} REPLICATION", "REPLICATION {role}"),
        ("ALTER ROLE {role} SUPERUSER", "SUPERUSER {role}"),
        ("GRANT pg_write_all_data TO {role}", "MEMBER pg_write_all_data"),
        ("GRANT pg_execute_server_program TO {role}", "MEMBER pg_execute_server_program"),
        ("GRANT CREATE ON SCHEMA public TO {role}", "CREATE public"),
        ("CREATE SCHEMA own AUTHORIZATION {role}", "OWNER own"),
        ("GRANT CREATE ON DATABASE {database} TO {role}", "CREATE {database}"),
        ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "TEMPORARY {database}"),
        ("ALTER DATABASE {database} OWNER TO {role}", "OWNER {database}"),
        (
            "CREATE FUNCTION sweep() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM v_event'",
            "SECURITY DEFINER sweep()",
        ),
    ],
)
def test_opening_is_refused_to_a_role_that_could_write(
    postgres: PostgresServer, fresh: Callable[[str], str], grant: str, named: str
) -> None:
    role = fresh("proof")
    CaseStore.open(postgres.url("proof", role)).close()

    postgres.run("proof", grant.format(role=role, database="proof"))

    with pytest.raises(NotReadOnly) as refused:
        CaseStore.open(postgres.url("proof", role))
    found = [row for row in database_proof(postgres, "proof", role)]
    assert named.format(role=role, database="proof") in found
    assert role in str(refused.value) and "readonly.sql" in str(refused.value)


def database_proof(postgres: PostgresServer, name: str, role: str) -> list[str]:
    """All that ``proof.sql`` finds; the message of the error shows only the first ones."""
    sql = (ROOT / "bot/cases/proof.sql").read_text(encoding="utf-8")
    return [f"{right} {what}" for right, what in postgres.run(name, sql, role)]


def test_opening_is_refused_to_a_role_that_may_become_one_that_writes(
    postgres: PostgresServer, fresh: Callable[[str], str]
) -> None:
    role = fresh("become")
    postgres.run("become", f"CREATE ROLE clerk; GRANT INSERT ON v_event TO clerk; GRANT clerk TO {role}")
    postgres.run("become", f"ALTER ROLE {role} NOINHERIT")
    try:
        with pytest.raises(NotReadOnly, match=r"INSERT public\.v_event"):
            CaseStore.open(postgres.url("become", role))
    finally:
        postgres.run("become", "DROP OWNED BY clerk; DROP ROLE clerk")


def test_opening_names_the_view_that_is_missing_or_may_not_be_read(
    postgres: PostgresServer, fresh: Callable[[str], str]
) -> None:
    role = fresh("missing")
    postgres.run("missing", f"REVOKE SELECT ON v_measure FROM {role}")
    with pytest.raises(MissingView, match="v_measure"):
        CaseStore.open(postgres.url("missing", role))

    postgres.run("missing", "DROP TABLE v_measure")
    with pytest.raises(MissingView, match="v_measure"):
        CaseStore.open(postgres.url("missing", role))


def test_missing_column_is_named(postgres: PostgresServer, fresh: Callable[[str], str]) -> None:
    role = fresh("narrow")
    postgres.run("narrow", "ALTER TABLE v_party DROP COLUMN id_tail")
    with pytest.raises(MissingView, match="id_tail"):
        CaseStore.open(postgres.url("narrow", role))


def test_slow_query_is_stopped_on_the_server(postgres: PostgresServer, fresh: Callable[[str], str]) -> None:
    role = fresh("slow")
    store = CaseStore.open(postgres.url("slow", role), time_limit=0.2)
    postgres.run("slow", "INSERT INTO v_team VALUES ('K', '粤0111', '快执组', 'fast', '许嘉杰', '1', '2', '3')")
    postgres.run("slow", "ALTER TABLE v_team RENAME TO kept")
    postgres.run("slow", "CREATE VIEW v_team AS SELECT kept.* FROM kept CROSS JOIN pg_sleep(20)")
    postgres.run("slow", f"GRANT SELECT ON v_team TO {role}")

    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        store.ping()

    assert 0.15 < time.monotonic() - began < 1.5
    postgres.wait_until_idle("slow", role)
    assert store.parties("（2026）粤0111执1号") == ()  # the connection is still good
    store.close()


def test_answers_are_the_same_as_from_sqlite(
    postgres: PostgresServer, fresh: Callable[[str], str], sample_path: Path, store: CaseStore
) -> None:
    role = fresh("mirror")
    numbers = copy_cases(sample_path, postgres, "mirror", most=150)

    mirrored = CaseStore.open(postgres.url("mirror", role))

    for number in numbers:
        assert mirrored.file(number) == store.file(number)
    parties = [party for number in numbers[:20] for party in store.parties(number)]
    for party in parties:
        assert mirrored.party_named(party.case_number, party.name) == store.party_named(party.case_number, party.name)
    mirrored.close()


def copy_cases(source: Path, postgres: PostgresServer, name: str, most: int) -> list[str]:
    """Copy the first cases of a SQLite store, and all teams, with the driver's own means."""
    numbers: list[str] = []
    with closing(sqlite3.connect(source)) as old, closing(postgres.connect(name)) as new, new.cursor() as cursor:
        numbers += [row[0] for row in old.execute("SELECT case_number FROM v_case ORDER BY rowid LIMIT ?", (most,))]
        marks = ", ".join("?" for _ in numbers)
        for view in VIEWS:
            where = f"WHERE case_number IN ({marks})" if "case_number" in view.c else ""
            rows = old.execute(f"SELECT * FROM {view.name} {where}", numbers if where else ())
            places = ", ".join("%s::boolean" if isinstance(c.type, sa.Boolean) else "%s" for c in view.c)
            cursor.executemany(f"INSERT INTO {view.name} VALUES ({places})", rows.fetchall())
    return numbers


def test_server_that_stops_is_unavailable_at_once_and_found_again() -> None:
    server = PostgresServer()
    server.run("postgres", READONLY_SQL)
    store = CaseStore.open(server.url("postgres", READER))
    server.stop()

    began = time.monotonic()
    with pytest.raises(CaseStoreUnavailable):
        store.ping()
    assert time.monotonic() - began < 1

    server.start_again()
    store.ping()
    store.close()
    server.remove()


def test_server_that_accepts_but_does_not_answer_is_unavailable_after_the_connect_limit() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(CaseStoreUnavailable):
            CaseStore.open(f"postgresql+psycopg2://nobody:secret@127.0.0.1:{silent.getsockname()[1]}/cases")
    assert time.monotonic() - began < 5


def test_password_is_in_no_message(postgres: PostgresServer) -> None:
    with pytest.raises(CaseStoreUnavailable) as refused:
        CaseStore.open("postgresql+psycopg2://nobody:very-secret@127.0.0.1:1/cases")
    assert_nowhere("very-secret", refused.value)


def assert_nowhere(text: str, error: BaseException | None) -> None:
    while error is not None:
        assert text not in str(error) and text not in repr(error)
        error = error.__cause__ or error.__context__


def test_options_of_the_address_are_kept(postgres: PostgresServer, plain: str) -> None:
    url = postgres.url(plain, "postgres") + "&options=-c%20search_path%3Delsewhere"
    engine: Any = database.open_engine(sa.engine.make_url(url), 0.7)
    with closing(engine.raw_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("elsewhere", "700ms")
    engine.dispose()


def test_all_connections_busy_is_unavailable(postgres: PostgresServer, court_database: str) -> None:
    store = CaseStore.open(postgres.url(court_database, READER), time_limit=0.2)
    held = [store._engine.connect() for _ in range(10)]
    with pytest.raises(CaseStoreUnavailable, match="使用中"):
        store.ping()
    for connection in held:
        connection.close()
    store.ping()
    store.close()
