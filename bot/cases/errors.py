"""What can go wrong with the case store. Nothing else leaves this package, least of all an error of a driver.

    CaseStoreError
    ├── CaseStoreUnavailable   not there, not reachable, all connections busy: try again later
    ├── QueryTimeout           one query took longer than the time limit
    ├── TooManyRows            one list of one case is longer than the row limit
    ├── BadValue               a view holds a value that the contract does not know
    ├── MissingView            a view or a column is missing, or may not be read
    ├── NotReadOnly            the connection could write: the store refuses to run
    └── StatementRefused       something else than a plain SELECT over the views was about to be sent

Messages are for whoever runs the service; they say what to do and hold no name and no case number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


class CaseStoreError(Exception):
    """Base of everything that the case store raises."""


class CaseStoreUnavailable(CaseStoreError):
    """The store cannot be reached now."""


class QueryTimeout(CaseStoreError):
    """One query took longer than the time limit."""


class TooManyRows(CaseStoreError):
    """One list of one case is longer than the row limit; a shortened list of payments would be a wrong answer."""


class BadValue(CaseStoreError):
    """A view holds a value that the contract does not know."""


class MissingView(CaseStoreError):
    """A view or a column of the contract is missing, or the role may not read it."""


class NotReadOnly(CaseStoreError):
    """The connection could write."""


class StatementRefused(CaseStoreError):
    """The statement check let something through to nobody."""


# SQLSTATE, PostgreSQL manual, appendix A: query_canceled; undefined_table, undefined_column, insufficient_privilege,
# invalid_schema_name.
_TIMED_OUT = "57014"
_NOT_THERE = frozenset({"42P01", "42703", "42501", "3F000"})


@contextmanager
def driver_errors(driver_error: type[Exception] = sqlite3.Error) -> Iterator[None]:
    """Raise the errors of SQLAlchemy, and those of the driver named, as errors of this package."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, driver_error) as error:
        raise translate(error) from error
    except ValueError as error:  # SQLAlchemy reading a date from a SQLite text that is none
        raise BadValue(f"案件库里有读不懂的值，请对照 docs/case-store.md 检查各列的类型：{error}") from error


def translate(error: Exception) -> CaseStoreError:
    """The error of this package that stands for an error of SQLAlchemy or of a driver."""
    if isinstance(error, sa.exc.TimeoutError):
        return CaseStoreUnavailable("案件库的连接都在使用中，请稍后再试；常出现时加大连接数或增加工作进程")
    cause = getattr(error, "orig", None) or error
    text = str(cause).strip().partition("\n")[0]
    state = getattr(cause, "pgcode", None)
    if state == _TIMED_OUT or text == "interrupted":
        return QueryTimeout("案件库查询超过时限：请按 docs/case-store.md 建索引，或调大 store_time_limit")
    if state in _NOT_THERE or text.startswith(("no such table", "no such column")):
        return MissingView(f"案件库缺少视图或列，或没有读取权限（{text}）：见 deploy/postgres/readonly.sql")
    return CaseStoreUnavailable(f"案件库暂时不能用（{text}）：请检查 store_url 和数据库是否在运行")
