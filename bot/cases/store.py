"""The case store: questions about cases, answered from six read-only views (``docs/case-store.md``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.cases import postgres, queries, sqlite
from bot.cases.errors import CaseStoreError, TooManyRows, driver_errors
from bot.cases.guards import guard_statements
from bot.cases.model import Case, CaseFile, Event, Measure, Party, Payment, Team
from bot.cases.rows import RowReader
from bot.cases.tables import VIEWS, case, event, measure, party, payment, team

T = TypeVar("T")

_DATABASES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}
_CASE = RowReader(case, Case)
_TEAM = RowReader(team, Team)
_PARTY = RowReader(party, Party)
_EVENT = RowReader(event, Event)
_MEASURE = RowReader(measure, Measure)
_PAYMENT = RowReader(payment, Payment)

# No database can hold a NUL or half of a surrogate pair, and drivers raise on them: nothing has such a name.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class CaseStore:
    """Read-only access to the cases of a court. Safe for threads; connections are pooled.

    Every query has a time limit and a row limit. Every method may raise a :class:`~bot.cases.errors.CaseStoreError`,
    and nothing else: :class:`~bot.cases.errors.CaseStoreUnavailable` and :class:`~bot.cases.errors.QueryTimeout` may
    pass, the others are for the administrator.
    """

    def __init__(self, engine: Any, row_limit: int) -> None:
        """For :meth:`open`, which adds the proof that the store cannot write."""
        self._engine = engine
        self._row_limit = row_limit

    @classmethod
    def open(cls, url: str, *, time_limit: float = 1.0, row_limit: int = 200) -> CaseStore:
        """Open ``sqlite:///path`` or ``postgresql+psycopg2://…``; ``time_limit`` (seconds) and ``row_limit`` hold for
        one query. Raises :class:`~bot.cases.errors.MissingView` and :class:`~bot.cases.errors.NotReadOnly`."""
        if time_limit <= 0 or row_limit < 1:
            raise ValueError("time_limit and row_limit must be positive")
        address = _address(url)
        database = _DATABASES[address.get_backend_name()]
        engine = database.open_engine(address, time_limit)
        guard_statements(engine)
        store = cls(engine, row_limit)
        try:
            store.check_views()
            store.prove_read_only()
        except CaseStoreError:
            store.close()
            raise
        return store

    def file(self, case_number: str) -> CaseFile | None:
        """Everything about one case, or ``None``. Five round trips. Raises
        :class:`~bot.cases.errors.TooManyRows` if one of the lists is longer than the row limit."""
        if _UNSTORABLE.search(case_number):
            return None
        with driver_errors(), self._engine.connect() as connection:
            found = self._rows(connection, queries.CASE, case_number=case_number)
            if not found:
                return None
            return CaseFile(
                case=_CASE.read(found[0]),
                parties=self._list(connection, queries.PARTIES, _PARTY, case_number),
                events=self._list(connection, queries.EVENTS, _EVENT, case_number),
                measures=self._list(connection, queries.MEASURES, _MEASURE, case_number),
                payments=self._list(connection, queries.PAYMENTS, _PAYMENT, case_number),
                team=_team(found[0]),
            )

    def case(self, case_number: str) -> Case | None:
        """The row of one case, or ``None``."""
        rows = self._ask(queries.CASE, case_number=case_number)
        return _CASE.read(rows[0]) if rows else None

    def parties(self, case_number: str) -> tuple[Party, ...]:
        """Everybody who takes part in one case; empty for a case that the store does not have."""
        if _UNSTORABLE.search(case_number):
            return ()
        with driver_errors(), self._engine.connect() as connection:
            return self._list(connection, queries.PARTIES, _PARTY, case_number)

    def cases_of(self, person_key: str) -> tuple[Case, ...]:
        """All cases in which a person takes part, in whatever role, newest first; the newest ones if they are more
        than the row limit (a bank may have thousands)."""
        return tuple(_CASE.read(row) for row in self._ask(queries.CASES_OF, person_key=person_key)[: self._row_limit])

    def party_named(self, case_number: str, name: str) -> Party | None:
        """Who bears exactly this name in this case; of several, the first one with a phone."""
        rows = self._ask(queries.PARTY_NAMED, case_number=case_number, name=name)
        return _PARTY.read(rows[0]) if rows else None

    def ping(self) -> None:
        """Return if the store answers; raise what keeps it from answering."""
        self._ask(queries.PING)

    def check_views(self) -> None:
        """Ask for every column of every view. Raises :class:`~bot.cases.errors.MissingView`."""
        with driver_errors(), self._engine.connect() as connection:
            for view in VIEWS:
                connection.execute(sa.select(view).limit(sa.bindparam("row_limit")), {"row_limit": 0}).all()

    def prove_read_only(self) -> None:
        """Ask the database itself whether this connection could write. Raises
        :class:`~bot.cases.errors.NotReadOnly` and names what it could write."""
        _DATABASES[self._engine.dialect.name].prove(self._engine)

    def close(self) -> None:
        """Close all connections; the next question would open new ones."""
        self._engine.dispose()

    def _ask(self, statement: Any, **values: str) -> Sequence[Any]:
        if any(_UNSTORABLE.search(value) for value in values.values()):
            return ()
        with driver_errors(), self._engine.connect() as connection:
            return self._rows(connection, statement, **values)

    def _rows(self, connection: Any, statement: Any, **values: str) -> Sequence[Any]:
        rows: Sequence[Any] = connection.execute(statement, {**values, "row_limit": self._row_limit + 1}).all()
        return rows

    def _list(self, connection: Any, statement: Any, reader: RowReader[T], case_number: str) -> tuple[T, ...]:
        rows = self._rows(connection, statement, case_number=case_number)
        if len(rows) > self._row_limit:
            raise TooManyRows(
                f"一个案件的{reader.view}超过{self._row_limit}行：请调大 store_row_limit，或检查视图的连接条件"
            )
        return tuple(reader.read(row) for row in rows)


def _team(row: Sequence[Any]) -> Team | None:
    columns = row[_CASE.width :]
    return None if columns[0] is None else _TEAM.read(columns)


def _address(url: str) -> Any:
    try:
        address = sa.engine.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # Neither shown nor chained: the text may hold a password.
        raise CaseStoreError("store_url 不是有效的 SQLAlchemy 地址，例如 sqlite:///var/cases.db") from None
    if address.get_backend_name() not in _DATABASES:
        raise CaseStoreError(f"store_url 只支持 sqlite 和 postgresql，不支持 {address.get_backend_name()}")
    return address
