"""The statement check: what is sent to the store is one plain SELECT over the six views, or it is not sent.

This is one of three guards; the others are the grants (or the file mode) and the mode of the connection. It is an
allow-list of words, so it need not know what could be dangerous: comments, strings, a second statement, ``FOR UPDATE``,
``SELECT INTO``, ``WITH``, ``pg_sleep`` and whatever a later release invents are words and signs that are not listed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.cases.errors import StatementRefused
from bot.cases.tables import VIEWS

_CLAUSES = frozenset({"SELECT", "FROM", "LEFT", "OUTER", "JOIN", "ON", "AS", "WHERE", "ORDER", "BY", "LIMIT", "OFFSET"})
_OPERATORS = frozenset({"AND", "OR", "NOT", "IN", "IS", "NULL", "ASC", "DESC"})
_KEYWORDS = _CLAUSES | _OPERATORS
_FUNCTIONS = frozenset({"coalesce"})
_VIEWS = frozenset(view.name for view in VIEWS)
_COLUMNS = frozenset(column.name for view in VIEWS for column in view.c)

# The first two alternatives are places of bound values, as SQLite and psycopg2 write them. Values never stand in the
# text, so there is no string and no number to read.
_TOKEN = re.compile(r"\s*(\?|%\([a-z_0-9]+\)s|[A-Za-z_][A-Za-z_0-9]*|<=|>=|!=|[(),.=<>])")


def guard_statements(engine: Any) -> None:
    """Check every statement of an engine; :class:`StatementRefused` is raised before the driver sees it."""
    sa.event.listen(engine, "before_cursor_execute", _before_cursor_execute)


def _before_cursor_execute(_conn: Any, _cursor: Any, sql: str, _values: Any, _context: Any, executemany: bool) -> None:
    if executemany:
        raise StatementRefused("案件库只读：不接受批量语句")
    check_statement(sql)


@lru_cache(maxsize=64)
def check_statement(sql: str) -> None:
    """Return if ``sql`` is one plain SELECT over the views; raise :class:`StatementRefused` otherwise."""
    tokens = _tokens(sql)
    if tokens[:1] != ["SELECT"]:
        raise _refused("不是 SELECT")
    in_from = False
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if token in ("FROM", "JOIN"):
            in_from = True
        elif token in ("SELECT", "WHERE", "ORDER", "LIMIT"):
            in_from = False
        _check_place(before, token, after, in_from)


def _tokens(sql: str) -> list[str]:
    tokens, end, text = [], 0, sql.rstrip()
    while end < len(text):
        match = _TOKEN.match(text, end)
        if match is None:
            raise _refused(f"不认识的符号 {text[end:].lstrip()[:1]!r}")
        tokens.append(match.group(1))
        end = match.end()
    return tokens


def _check_place(before: str, token: str, after: str, in_from: bool) -> None:
    if before in ("FROM", "JOIN"):
        if token not in _VIEWS:
            raise _refused(f"{token} 不是约定的视图")
    elif token == "SELECT":
        if before not in ("", "("):
            raise _refused("不止一条 SELECT")
    elif token == "," and in_from:
        raise _refused("FROM 里只能用 JOIN")
    elif token[0].isalpha() or token[0] == "_":
        _check_word(before, token, after)


def _check_word(before: str, word: str, after: str) -> None:
    if word in _KEYWORDS or (word in _FUNCTIONS and after == "("):
        return
    known = word in _COLUMNS or before == "AS" or (word in _VIEWS and after == ".")
    if not known or after == "(":
        raise _refused(f"不允许的词 {word}")


def _refused(why: str) -> StatementRefused:
    return StatementRefused(f"案件库只读，语句没有发出：{why}")
