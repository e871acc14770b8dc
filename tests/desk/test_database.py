"""The database itself: its form, its guards, and how it fails."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.desk.database import Database
from bot.desk.desk import Desk
from bot.desk.migrating import migrate
from bot.desk.ports import DeskUnavailable, Owner
from bot.desk.tables import metadata, numbers
from tests.cases.postgres_server import PostgresServer
from tests.desk.world import HE, LIN, SECRET, World, request


@pytest.fixture
def database(url: str) -> Database:
    return Database(url)


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.read() as connection:
        options = {"version_table": "desk_version", "include_name": lambda name, *_: name != "sqlite_sequence"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(world: World) -> None:
    number = world.desk.request(request()).number
    Desk.open(world.url, lambda: world.staff, SECRET).shut()
    assert world.desk.said(number, LIN)


def test_two_processes_may_start_at_once(tmp_path: Path) -> None:
    url, errors = f"sqlite:///{tmp_path / 'new.db'}", []
    databases = [Database(url) for _ in range(4)]

    def start(database: Database) -> None:
        try:
            migrate(database)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_file_that_only_this_user_can_read(tmp_path: Path) -> None:
    migrate(Database(f"sqlite:///{tmp_path / 'folder' / 'desk.db'}"))
    assert (tmp_path / "folder" / "desk.db").stat().st_mode & 0o077 == 0


def test_sqlite_keeps_what_was_committed_and_who_belongs_to_whom(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    with database.read() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    assert values == ["wal", 2, 1, 10000]


def test_an_error_takes_everything_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticket, words and messages are one: when the last of it fails, nothing of it is there."""
    monkeypatch.setattr(Desk, "_card", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.desk.request(request())
    assert world.desk.owner("web:a") is Owner.BOT and world.desk.verify().rows == 0
    monkeypatch.undo()
    assert world.desk.request(request()).number == "ZX1126-001"
    assert len(world.carry().to(HE)) == 1


def test_writers_wait_for_each_other(database: Database) -> None:
    other = Database(str(database.engine.url))

    def count(mine: Database) -> None:
        for _ in range(20):
            with mine.write() as connection:
                last = connection.execute(sa.select(numbers.c.last)).scalar_one()
                connection.execute(numbers.update().values(last=last + 1))

    with database.write() as connection:
        connection.execute(numbers.insert().values(day="0101", last=0))
    threads = [threading.Thread(target=count, args=(mine,)) for mine in (database, other, database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(sa.select(numbers.c.last)).scalar_one() == 80


def test_a_broken_rule_of_the_tables_is_no_outage(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        for _ in range(2):
            connection.execute(numbers.insert().values(day="0101", last=0))


def test_a_file_that_is_none_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"no database at all, only some text that is long enough" * 20)
    with pytest.raises(DeskUnavailable, match="desk_url"):
        migrate(Database(f"sqlite:///{path}"))


def test_a_server_that_goes_away_is_unavailable_and_comes_back(desk_postgres: PostgresServer) -> None:
    desk_postgres.run("desk", "TRUNCATE desk_seen")
    database = Database(desk_postgres.url("desk", "postgres"))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    desk_postgres.stop()
    with pytest.raises(DeskUnavailable, match="desk_url"), database.read():
        pass
    with pytest.raises(DeskUnavailable), database.write():
        pass
    desk_postgres.start_again()
    database = Database(desk_postgres.url("desk", "postgres"))
    with database.write() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.close()
