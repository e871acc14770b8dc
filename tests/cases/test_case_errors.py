"""No error of a driver or of SQLAlchemy leaves the case store."""

from __future__ import annotations

import inspect
import sqlite3

import psycopg2
import pytest
import sqlalchemy as sa
from psycopg2 import errors as postgres_errors

from bot.cases import errors
from bot.cases.errors import CaseStoreError, CaseStoreUnavailable, MissingView, QueryTimeout, driver_errors, translate


def subclasses(module: object, base: type[Exception]) -> list[type[Exception]]:
    """All error classes that a module has."""
    found = [value for _, value in inspect.getmembers(module, inspect.isclass) if issubclass(value, base)]
    return sorted(found, key=lambda error: error.__name__)


DRIVER_ERRORS = [
    *subclasses(sqlite3, sqlite3.Error),
    *subclasses(psycopg2, psycopg2.Error),
    *subclasses(postgres_errors, psycopg2.Error),
]


def test_there_are_driver_errors_to_try() -> None:
    assert len(DRIVER_ERRORS) > 200


@pytest.mark.parametrize("kind", DRIVER_ERRORS, ids=lambda kind: kind.__name__)
def test_every_driver_error_becomes_one_of_ours_wrapped_or_bare(kind: type[Exception]) -> None:
    bare = kind("something happened")
    assert type(translate(bare)) in vars(errors).values()
    wrapped = sa.exc.DBAPIError.instance("SELECT", {}, bare, Exception)
    with pytest.raises(CaseStoreError), driver_errors():
        raise wrapped if isinstance(wrapped, sa.exc.SQLAlchemyError) else sa.exc.DBAPIError("SELECT", {}, bare)


# Raised while tables are defined; ours are constants.
DEFINITION_ERRORS = {
    sa.exc.CircularDependencyError,
    sa.exc.NoReferencedColumnError,
    sa.exc.NoReferencedTableError,
    sa.exc.UnsupportedCompilationError,
}
RUNNING_ERRORS = [error for error in subclasses(sa.exc, sa.exc.SQLAlchemyError) if error not in DEFINITION_ERRORS]


@pytest.mark.parametrize("kind", RUNNING_ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_sqlalchemy_becomes_one_of_ours(kind: type[Exception]) -> None:
    cause = Exception("something happened")
    with pytest.raises(CaseStoreError), driver_errors():
        if issubclass(kind, sa.exc.DBAPIError):
            raise kind("SELECT", {}, cause)
        if issubclass(kind, sa.exc.StatementError):
            raise kind("something happened", "SELECT", {}, cause)
        raise kind("something happened")


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (postgres_errors.QueryCanceled, QueryTimeout),
        (postgres_errors.UndefinedTable, MissingView),
        (postgres_errors.UndefinedColumn, MissingView),
        (postgres_errors.InsufficientPrivilege, MissingView),
    ],
)
def test_codes_of_postgresql_are_understood(error: type[Exception], meaning: type[CaseStoreError]) -> None:
    code = next(code for code, kind in postgres_errors_by_code().items() if kind is error)
    assert isinstance(translate(with_code(code)), meaning)


def postgres_errors_by_code() -> dict[str, type[Exception]]:
    from psycopg2 import errorcodes

    codes = [value for name, value in vars(errorcodes).items() if name.isupper() and len(str(value)) == 5]
    return {code: postgres_errors.lookup(code) for code in codes if known(code)}


def known(code: str) -> bool:
    try:
        postgres_errors.lookup(code)
    except KeyError:
        return False
    return True


def with_code(code: str) -> Exception:
    """A driver error as the server sends it; psycopg2 does not let its own be made with a code."""

    class Sent(Exception):
        pgcode = code

    return Sent("message of the server")


def test_busy_pool_and_lost_server_may_pass() -> None:
    assert isinstance(translate(sa.exc.TimeoutError()), CaseStoreUnavailable)
    assert isinstance(translate(psycopg2.OperationalError("server closed the connection")), CaseStoreUnavailable)
    assert isinstance(translate(sqlite3.OperationalError("interrupted")), QueryTimeout)


@pytest.mark.parametrize("kind", subclasses(errors, CaseStoreError), ids=lambda kind: kind.__name__)
def test_every_error_of_ours_is_in_the_tree_at_the_head_and_says_when(kind: type[Exception]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__doc__


def test_message_is_one_line_of_the_server() -> None:
    assert "\n" not in str(translate(psycopg2.OperationalError("first\nsecond\n")))
