"""Writing a SQLite store fast, and all or nothing."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bot.cases.tables import VIEWS, case, team

# The file is nobody's until it is finished and renamed, so nothing is logged and nothing waits for the disk.
_FAST = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA locking_mode = EXCLUSIVE"
)


class StoreWriter:
    """A new store beside ``path``: takes the place of ``path`` if the ``with`` block ends well, else it vanishes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.counts = {view.name: 0 for view in VIEWS}

    def __enter__(self) -> StoreWriter:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", suffix=".part", dir=self._path.parent)
        os.close(handle)
        self._part = Path(name)
        self._connection = sqlite3.connect(name, isolation_level=None)
        self._connection.executescript(_FAST)
        for view in VIEWS:
            self._connection.execute(_create_table(view))
        self._connection.execute("BEGIN")
        return self

    def add(self, view: sa.Table, rows: Iterable[Any]) -> None:
        """Rows of one view, values in the order of its columns."""
        places = ", ".join("?" for _ in view.c)
        cursor = self._connection.executemany(f"INSERT INTO {view.name} VALUES ({places})", rows)
        self.counts[view.name] += cursor.rowcount

    def __exit__(self, kind: type[BaseException] | None, _error: Any, _trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
                for statement in _create_indexes():
                    self._connection.execute(statement)
                self._connection.close()
                self._publish()
        finally:
            self._connection.close()
            self._part.unlink(missing_ok=True)

    def _publish(self) -> None:
        """On the disk first, then under its name; readers keep the old file until they look again."""
        with self._part.open("rb") as file:
            os.fsync(file.fileno())
        self._part.chmod(0o444)
        self._part.replace(self._path)


def _create_table(view: sa.Table) -> str:
    """Without keys: filling indexes as one goes would take most of the time."""
    columns = (
        f"{column.name} {column.type.compile(sqlite.dialect())}{'' if column.nullable else ' NOT NULL'}"
        for column in view.c
    )
    return f"CREATE TABLE {view.name} ({', '.join(columns)})"


def _create_indexes() -> list[str]:
    """Those that the queries of the store need."""
    unique = [(view, column) for view in (case, team) for column in view.primary_key]
    plain = [(view, column) for view in VIEWS for column in view.c if column.index]
    return [f"CREATE UNIQUE INDEX {view.name}_key ON {view.name} ({column.name})" for view, column in unique] + [
        f"CREATE INDEX {view.name}_{column.name} ON {view.name} ({column.name})" for view, column in plain
    ]
