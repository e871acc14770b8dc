"""A PostgreSQL server from a wheel, with databases of the tests' own."""

from __future__ import annotations

import shutil
import tempfile
import time
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that XDG_RUNTIME_DIR is not set
    from pgserver.postgres_server import get_server


ROOT = Path(__file__).parents[2]
READONLY_SQL = (ROOT / "deploy/postgres/readonly.sql").read_text(encoding="utf-8")


class PostgresServer:
    """Started at once; ``postgres`` is the superuser, nobody needs a password.

    Not in pytest's own temporary folder: run as root, the server belongs to another user, and every pytest that starts
    closes that folder to all others.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="zhixun-pg-"))
        self._server = get_server(self._folder)
        self.run("postgres", "ALTER SYSTEM SET fsync = off")
        self.run("postgres", "SELECT pg_reload_conf()")

    def start_again(self) -> None:
        """After :meth:`stop`."""
        self._server = get_server(self._folder)

    def stop(self) -> None:
        """Stop the server; its data stay."""
        self._server.cleanup()

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self._folder)

    @property
    def socket_folder(self) -> str:
        """Where the server listens."""
        return str(self._server.get_uri()).partition("host=")[2]

    def url(self, database: str, user: str) -> str:
        """For SQLAlchemy."""
        return f"postgresql+psycopg2://{user}@/{database}?host={self.socket_folder}"

    def connect(self, database: str, user: str = "postgres") -> Any:
        """A plain driver connection in autocommit mode: none of the store's guards."""
        connection = psycopg2.connect(dbname=database, user=user, host=self.socket_folder)
        connection.autocommit = True
        return connection

    def run(self, database: str, sql: str, user: str = "postgres") -> list[Any]:
        """Run SQL; the rows of the last statement, if it has any."""
        with closing(self.connect(database, user)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def create(self, database: str) -> None:
        """An empty database."""
        self.run("postgres", f"CREATE DATABASE {database}")

    def wait_until_idle(self, database: str, user: str) -> None:
        """Until no session of the user runs a statement."""
        running = (
            f"SELECT 1 FROM pg_stat_activity WHERE datname = '{database}' AND usename = '{user}' AND state = 'active'"
        )
        deadline = time.monotonic() + 5
        while self.run("postgres", running):
            assert time.monotonic() < deadline, "a statement still runs"
            time.sleep(0.02)
