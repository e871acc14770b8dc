"""The desk's database: SQLite or PostgreSQL, one writer at a time on both.

A desk writes a few rows a second. One writer at a time (``BEGIN IMMEDIATE`` in SQLite, an advisory lock in PostgreSQL)
makes every change a plain sequence of reads and writes that nobody can come between.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.desk.ports import DeskUnavailable

_WAIT_SECONDS = 10  # for the other writer, or for the server
_CONNECTIONS = 5
_WRITER = 0x5A58_6465_736B  # the advisory lock of all writers: "ZXdesk"

# A server that vanishes from the network is noticed after about ten seconds, not after two hours.
_POSTGRES = {
    "connect_timeout": 3,
    "application_name": "zhixun-desk",
    "options": f"-c lock_timeout={_WAIT_SECONDS * 1000} -c statement_timeout={_WAIT_SECONDS * 1000}",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}


class Database:
    """Transactions on one engine. Connections are shared by all threads of the process."""

    def __init__(self, url: str) -> None:
        """``url`` is SQLAlchemy's. Connects to nothing yet."""
        self.engine = _engine(sa.engine.make_url(url))
        self._writing = threading.Lock()  # SQLite's own waiting sleeps and polls, and lets others past

    @contextmanager
    def write(self) -> Iterator[Any]:
        """A transaction that is the only writer; kept if the block ends well. Raises :class:`DeskUnavailable`."""
        if not self._writing.acquire(timeout=_WAIT_SECONDS):
            raise DeskUnavailable("工单库正忙，请稍后再试")
        try:
            with _driver_errors(), self.engine.connect() as plain:
                connection = plain.execution_options(writer=True)
                with connection.begin():
                    yield connection
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A transaction that reads. Raises :class:`DeskUnavailable`."""
        with _driver_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(url: Any) -> Any:
    common = {
        "poolclass": sa.pool.QueuePool,
        "pool_size": _CONNECTIONS,
        "max_overflow": _CONNECTIONS,
        "pool_timeout": _WAIT_SECONDS,
        "hide_parameters": True,  # an error's text would otherwise show what people said
        "future": True,
    }
    if url.get_backend_name() == "sqlite":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        Path(url.database).touch(mode=0o600)
        engine = sa.create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False}, **common)
        sa.event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = sa.create_engine(url, connect_args=_POSTGRES, pool_pre_ping=True, **common)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    writer = connection.get_execution_options().get("writer", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
    elif writer:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


@contextmanager
def _driver_errors() -> Iterator[None]:
    """What the database cannot do now is :class:`DeskUnavailable`; a broken rule of the tables is a fault of ours."""
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError):
        raise
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DeskUnavailable(f"工单库暂时不能用（{cause}）：请检查 desk_url 和数据库是否在运行") from error
