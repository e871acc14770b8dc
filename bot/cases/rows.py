"""From a row of a view to a frozen value, checked against the contract on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_args, get_type_hints

import sqlalchemy as sa

from bot.cases.errors import BadValue

T = TypeVar("T")
_CENT = Decimal("0.01")


class RowReader(Generic[T]):
    """Reads rows of one view, columns in the order of ``tables.py``, as values of one class of ``model.py``.

    A view has no constraints of its own, so every value is checked here: a code that nobody mapped or an empty column
    that must not be empty raises :class:`BadValue` and names the column, instead of a wrong answer to a party.
    """

    def __init__(self, view: sa.Table, make: type[T]) -> None:
        hints = get_type_hints(make)
        self._make = make
        self.view = str(view.name)
        self._columns = [(column.name, column.nullable, _converter(hints[column.name])) for column in view.c]
        self.width = len(self._columns)

    def read(self, row: Sequence[Any]) -> T:
        """One value from the first ``width`` columns of a row. Raises :class:`BadValue`."""
        values: dict[str, Any] = {}
        for (name, nullable, convert), value in zip(self._columns, row, strict=False):
            if value is None:
                if not nullable:
                    raise BadValue(f"{self.view}.{name} 为空，按约定不能为空，对照 docs/case-store.md")
                values[name] = None
                continue
            try:
                values[name] = convert(value)
            except (TypeError, ValueError, ArithmeticError) as error:
                # A code is shown, any other value is not: it may be personal.
                what = repr(value) if isinstance(convert, type) else type(value).__name__
                raise BadValue(f"{self.view}.{name} 的值不合约定（{what}），对照 docs/case-store.md") from error
        return self._make(**values)


def _converter(hint: Any) -> Any:
    """What turns a driver's value into the type of a field (``X | None`` counts as ``X``); for a code its own class."""
    kind = next((part for part in get_args(hint) if part is not type(None)), hint)
    return _CONVERTERS.get(kind, kind)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _flag(value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _money(value: Any) -> Decimal:
    """Cents are exact: SQLite keeps money as a number, and the shortest text of it is what was written."""
    amount = Decimal(str(value)).quantize(_CENT)
    if amount.is_nan():  # a numeric of PostgreSQL may be one
        raise ValueError(value)
    return amount


_CONVERTERS = {str: _text, int: _whole, bool: _flag, date: _day, Decimal: _money}
