"""The case store in PostgreSQL: connections that start read-only and limited, and a role that is unable to write."""

from __future__ import annotations

from importlib import resources
from typing import Any

import sqlalchemy as sa

from bot.cases.errors import NotReadOnly, driver_errors

_CONNECTIONS = 5  # kept open by one process; twice as many at a rush. deploy/postgres/readonly.sql limits the role
_CONNECT_SECONDS = 2  # the least that libpq knows
_SHOWN = 6

# A server that vanishes from the network is noticed after about ten seconds, not after two hours.
_KEEPALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}


def open_engine(url: Any, time_limit: float) -> Any:
    """An engine whose connections are read-only and stop every statement after ``time_limit`` seconds.

    ``default_transaction_read_only`` alone is no guard, since a role that may write can switch it off again; the
    grants are, and :func:`prove` asks for them.
    """
    modes = {
        "default_transaction_read_only": "on",
        "statement_timeout": max(1, round(time_limit * 1000)),
        "idle_in_transaction_session_timeout": 10_000,
    }
    options = " ".join([url.query.get("options", ""), *(f"-c {name}={value}" for name, value in modes.items())])
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg2"),
        connect_args={
            "options": options.strip(),
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "zhixun",
            **_KEEPALIVE,
        },
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
        pool_timeout=time_limit,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",  # one round trip a query instead of three
        hide_parameters=True,  # an error's text would otherwise show names and case numbers
        future=True,
    )


def prove(engine: Any) -> None:
    """Ask the server what the role may do (``proof.sql``). Raises :class:`NotReadOnly` if that is more than reading."""
    sql = resources.files(__package__).joinpath("proof.sql").read_text(encoding="utf-8")
    with driver_errors(engine.dialect.dbapi.Error):
        connection = engine.raw_connection()  # these are no SELECTs over the views: the statement check is passed by
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                found = [f"{right} {name}" for right, name in cursor.fetchall()]
        finally:
            connection.close()
    if found:
        more = f" 等{len(found)}项" if len(found) > _SHOWN else ""
        raise NotReadOnly(
            f"数据库角色 {engine.url.username} 能写数据库（{'；'.join(found[:_SHOWN])}{more}）："
            "请改用 deploy/postgres/readonly.sql 建立的只读角色"
        )
