"""The case store in one SQLite file: opened read-only, told to stay so, and followed when the file is replaced."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from bot.cases.errors import CaseStoreUnavailable, NotReadOnly, driver_errors

_CONNECTIONS = 8
_STEPS_BETWEEN_LOOKS = 4000  # virtual machine steps between two looks at the clock; some 50 microseconds
_WRITES = (
    "CREATE TABLE zhixun_proof (x)",
    "DELETE FROM v_case WHERE 0",
    "UPDATE v_party SET name = name WHERE 0",
    "PRAGMA user_version = 1",
)


def open_engine(url: Any, time_limit: float) -> Any:
    """An engine over the file that ``url`` names. Raises :class:`CaseStoreUnavailable` if there is no file."""
    path = Path(url.database or "")
    if not url.database or not path.is_file():
        raise CaseStoreUnavailable(f"没有案件库文件 {path}：请先运行 python -m bot seed，或改正 store_url")
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=time_limit,
        hide_parameters=True,  # an error's text would otherwise show names and case numbers
        future=True,
    )
    # Numbers pass as SQLite gives them; ``rows.py`` makes them exact. Otherwise SQLAlchemy warns at every query.
    engine.dialect.supports_native_decimal = True
    _follow_file(engine, path, time_limit)
    query_only(engine)
    stop_after(engine, time_limit)
    return engine


def connect_read_only(path: Path, time_limit: float) -> sqlite3.Connection:
    """Guard: a connection that cannot write. Never ``immutable=1``: the file is replaced while the service runs."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=time_limit, isolation_level=None, check_same_thread=False)


def query_only(engine: Any) -> None:
    """Guard: every connection of the engine refuses to write, whatever mode the file was opened in."""
    sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON"))


def stop_after(engine: Any, time_limit: float) -> None:
    """Interrupt every statement of the engine that runs, rows being fetched included, longer than ``time_limit`` s."""

    def connect(connection: sqlite3.Connection, record: Any) -> None:
        clock = record.info
        clock["until"] = float("inf")
        connection.set_progress_handler(lambda: time.monotonic() > clock["until"], _STEPS_BETWEEN_LOOKS)

    def before(conn: Any, *_: Any) -> None:
        conn.info["until"] = time.monotonic() + time_limit

    sa.event.listen(engine, "connect", connect)
    sa.event.listen(engine, "before_cursor_execute", before)


def _follow_file(engine: Any, path: Path, time_limit: float) -> None:
    """Drop connections to a file that was replaced: ``seed`` renames a new store over the old one."""

    def connect(_dialect: Any, record: Any, _args: Any, _kwargs: Any) -> sqlite3.Connection:
        record.info["file"] = _identity(path)  # before opening: a file that is replaced just now is noticed later
        return connect_read_only(path, time_limit)

    def checkout(_connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise sa.exc.DisconnectionError("the file was replaced")

    sa.event.listen(engine, "do_connect", connect)
    sa.event.listen(engine, "checkout", checkout)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def prove(engine: Any) -> None:
    """Try to write on a connection as the pool gives it, then without ``query_only``: the mode of the file must refuse
    by itself too. Raises :class:`NotReadOnly`."""
    with driver_errors():
        connection = engine.raw_connection()
        try:
            _attempt_writes(connection.execute)
            connection.execute("PRAGMA query_only = OFF")
            _attempt_writes(connection.execute)
        finally:
            connection.execute("PRAGMA query_only = ON")
            connection.close()


def _attempt_writes(execute: Callable[[str], Any]) -> None:
    for statement in _WRITES:
        execute("BEGIN")
        try:
            execute(statement)
        except sqlite3.OperationalError as error:
            if "readonly" in str(error):
                continue
            raise
        finally:
            execute("ROLLBACK")
        raise NotReadOnly(f"案件库可以写入（{statement.split()[0]} 没有被拒绝）：请用 mode=ro 打开")
