"""The same tests on SQLite and on a real PostgreSQL server; each test has a database of its own."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.database import Database
from bot.desk.migrating import migrate
from tests.cases.postgres_server import PostgresServer
from tests.desk.world import World

_counter = itertools.count()


@pytest.fixture(scope="session")
def desk_postgres() -> Iterator[PostgresServer]:
    """A server with a migrated database to copy from."""
    server = PostgresServer()
    server.create("desk_template")
    _migrate(server.url("desk_template", "postgres"))
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
    name = f"desk_{next(_counter)}"
    server.run("postgres", f"CREATE DATABASE {name} TEMPLATE desk_template")
    return server.url(name, "postgres")


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
