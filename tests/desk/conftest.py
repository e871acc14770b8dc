"""The same tests on SQLite and on a real PostgreSQL server; each test finds an empty database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.database import Database
from bot.desk.migrating import migrate
from bot.desk.tables import metadata
from tests.cases.postgres_server import PostgresServer
from tests.desk.world import World


@pytest.fixture(scope="session")
def desk_postgres() -> Iterator[PostgresServer]:
    """A server with a migrated database."""
    server = PostgresServer()
    server.create("desk")
    _migrate(server.url("desk", "postgres"))
    yield server
    server.remove()


@pytest.fixture(scope="session")
def desk_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    path = tmp_path_factory.mktemp("desk") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("desk_sqlite"), tmp_path / "desk.db")
        return f"sqlite:///{tmp_path / 'desk.db'}"
    server: PostgresServer = request.getfixturevalue("desk_postgres")
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    # As a superuser, past the trigger that keeps the audit: a database of its own for each test takes far longer.
    server.run("desk", f"SET session_replication_role = replica; TRUNCATE {tables} RESTART IDENTITY")
    return server.url("desk", "postgres")


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """A desk on that database, with a clock that stands still."""
    world = World(url)
    yield world
    world.desk.shut()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
