"""Values of a view are checked on the way to the model."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.cases.errors import BadValue
from bot.cases.model import Measure, MeasureKind, Party
from bot.cases.rows import RowReader
from bot.cases.tables import measure, party

MEASURE: dict[str, Any] = {
    "measure_id": "M1",
    "case_number": "（2026）粤0111执77号",
    "party_id": None,
    "kind": "freeze_deposit",
    "target": "尾号4321的账户",
    "amount": 0.1,
    "began_on": date(2026, 10, 20),
    "ends_on": None,
    "status": "active",
    "rank": 1,
    "audience": "parties",
}
PARTY: dict[str, Any] = {
    "party_id": "P1",
    "case_number": "（2026）粤0111执77号",
    "person_key": "key",
    "name": "罗志强",
    "role": "debtor",
    "is_organisation": 0,
    "phone": None,
    "id_tail": None,
    "represents": None,
}


def read_measure(**changes: Any) -> Measure:
    return RowReader(measure, Measure).read(tuple((MEASURE | changes).values()))


def read_party(**changes: Any) -> Party:
    return RowReader(party, Party).read(tuple((PARTY | changes).values()))


@pytest.mark.parametrize(
    ("given", "exact"),
    [(0.1, "0.10"), (5289, "5289.00"), (13579246801234.56, "13579246801234.56"), (Decimal("7"), "7.00")],
)
def test_money_is_exact_to_the_cent_however_the_driver_gives_it(given: Any, exact: str) -> None:
    assert str(read_measure(amount=given).amount) == exact


def test_codes_become_members_and_empty_columns_nothing() -> None:
    read = read_measure(amount=None, rank=None)
    assert read.kind is MeasureKind.FREEZE_DEPOSIT
    assert (read.amount, read.rank, read.party_id) == (None, None, None)


def test_moment_becomes_its_day() -> None:
    assert read_measure(began_on=datetime(2026, 10, 20, 16, 30)).began_on == date(2026, 10, 20)


@pytest.mark.parametrize(("given", "flag"), [(0, False), (1, True), (True, True)])
def test_flag_may_be_a_number(given: Any, flag: bool) -> None:
    assert read_party(is_organisation=given).is_organisation is flag


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "freeze"),
        ("status", "ACTIVE"),
        ("target", 4321),
        ("amount", "much"),
        ("amount", float("nan")),
        ("rank", "first"),
        ("began_on", "2026-10-20"),
        ("began_on", 20261020),
        ("target", None),
        ("status", None),
    ],
)
def test_wrong_value_names_its_column(column: str, value: Any) -> None:
    with pytest.raises(BadValue, match=rf"v_measure\.{column} "):
        read_measure(**{column: value})


def test_wrong_flag_is_refused() -> None:
    with pytest.raises(BadValue, match=r"v_party\.is_organisation"):
        read_party(is_organisation="no")


def test_personal_value_is_not_shown() -> None:
    with pytest.raises(BadValue) as refused:
        read_party(name=b"\xe7\xbd\x97")
    assert "bytes" in str(refused.value) and "xe7" not in str(refused.value)
