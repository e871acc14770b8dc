"""What the store answers, and what it says when it cannot; on SQLite (``test_case_postgres.py`` holds the rest)."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cases.errors import BadValue, CaseStoreError, CaseStoreUnavailable, MissingView, QueryTimeout, TooManyRows
from bot.cases.model import MeasureStatus, Role, Stage, TeamKind
from bot.cases.sample import demo_cases
from bot.cases.store import CaseStore
from tests.cases import sqlite_stores as stores
from tests.cases.sqlite_stores import NUMBER

LEASE, SALE = demo_cases()[:2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cases.db"


def test_file_holds_everything_about_a_case(store: CaseStore) -> None:
    file = store.file(SALE.case_number)

    assert file is not None
    assert file.case.claim == Decimal("5289.00")
    assert file.case.stage is Stage.CONCLUDED
    assert file.team is not None and file.team.kind is TeamKind.FAST
    assert [party.role for party in file.parties] == [Role.APPLICANT, Role.DEBTOR]
    assert sum(payment.amount for payment in file.payments[1:]) == Decimal("5339.00")
    assert {measure.status for measure in file.measures} == {MeasureStatus.DONE}


def test_lists_are_in_order_of_date_and_planned_measures_come_last(store: CaseStore, sample_path: Path) -> None:
    for demo in demo_cases():
        file = store.file(demo.case_number)
        assert file is not None
        days = [event.happened_on for event in file.events]
        assert days == sorted(days)
        assert [payment.paid_on for payment in file.payments] == sorted(payment.paid_on for payment in file.payments)
        begun = [measure.began_on or date.max for measure in file.measures]
        assert begun == sorted(begun)


def test_unknown_case_is_nothing(store: CaseStore) -> None:
    assert store.file("（2026）粤0111执999999号") is None
    assert store.case("（2026）粤0111执999999号") is None
    assert store.parties("（2026）粤0111执999999号") == ()
    assert store.party_named(LEASE.case_number, "没有这个人") is None
    assert store.cases_of("nobody") == ()


@pytest.mark.parametrize("text", ["\0", "执\0号", "\ud83d", "' OR '1'='1", "%", "", "x" * 100_000])
def test_strange_text_finds_nothing_and_breaks_nothing(store: CaseStore, text: str) -> None:
    assert store.file(text) is None
    assert store.case(text) is None
    assert store.parties(text) == ()
    assert store.cases_of(text) == ()
    assert store.party_named(LEASE.case_number, text) is None


def test_case_without_a_team_has_none(path: Path) -> None:
    store = CaseStore.open(stores.write(path, v_case=[stores.case_row(team_id=None, handler=None)]))
    file = store.file(NUMBER)
    assert file is not None and file.team is None
    store.close()


def test_cases_of_a_person_are_the_newest_first(store: CaseStore) -> None:
    three = [demo for demo in demo_cases() if demo.debtor.name == "冯建业"]
    debtor = store.party_named(three[0].case_number, "冯建业")
    assert debtor is not None

    cases = store.cases_of(debtor.person_key)

    assert [case.case_number for case in cases] == [demo.case_number for demo in three]
    assert [case.filed_on for case in cases] == sorted((case.filed_on for case in cases), reverse=True)  # type: ignore[type-var]
    assert len({case.court_code for case in cases}) == 2


def test_cases_of_somebody_with_very_many_are_the_newest_ones(path: Path) -> None:
    numbers = [f"（2026）粤0111执{serial}号" for serial in range(1, 8)]
    url = stores.write(
        path,
        v_case=[stores.case_row(number, filed_on=f"2026-10-1{place}") for place, number in enumerate(numbers)],
        v_party=[stores.party_row(f"P{n}", "岭澜银行", case_number=n, person_key="bank") for n in numbers],
    )
    store = CaseStore.open(url, row_limit=3)
    assert [case.case_number for case in store.cases_of("bank")] == numbers[:3:-1]
    store.close()


def test_case_that_is_only_urged_counts_from_its_stage(path: Path) -> None:
    url = stores.write(
        path,
        v_case=[
            stores.case_row("（2026）粤0111执1号", filed_on=None, stage="urging", stage_since="2026-11-01"),
            stores.case_row("（2026）粤0111执2号", filed_on="2026-10-01"),
        ],
        v_party=[stores.party_row(f"P{n}", "甲", case_number=f"（2026）粤0111执{n}号", person_key="k") for n in (1, 2)],
    )
    store = CaseStore.open(url)
    assert [case.stage for case in store.cases_of("k")] == [Stage.URGING, Stage.CONTROLLED]
    store.close()


def test_party_is_found_by_the_exact_name_only(store: CaseStore) -> None:
    name = LEASE.applicant.name

    found = store.party_named(LEASE.case_number, name)

    assert found is not None and (found.name, found.phone) == (name, LEASE.applicant.phone)
    for other in (name[:-1], name + " ", name[0] + "%", name[0] + "_" * (len(name) - 1)):
        assert store.party_named(LEASE.case_number, other) is None
    assert store.party_named(SALE.case_number, name) is None


def test_of_several_with_one_name_the_first_with_a_phone_is_found(path: Path) -> None:
    rows = [
        stores.party_row("P1", "陈明"),
        stores.party_row("P2", "陈明", phone="15400000002"),
        stores.party_row("P3", "陈明", phone="15400000003"),
    ]
    store = CaseStore.open(stores.write(path, v_party=rows))
    found = store.party_named(NUMBER, "陈明")
    assert found is not None and found.party_id == "P2"
    store.close()


def test_file_takes_five_round_trips_and_each_has_a_row_limit(store: CaseStore) -> None:
    sent: list[str] = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *call: sent.append(call[2]))

    store.file(SALE.case_number)

    assert len(sent) == 5
    assert all("LIMIT" in sql for sql in sent)


def test_list_longer_than_the_row_limit_is_an_error_not_a_shorter_list(path: Path) -> None:
    url = stores.write(path, v_event=[stores.event_row(n) for n in range(6)])
    tight = CaseStore.open(url, row_limit=5)
    with pytest.raises(TooManyRows, match="v_event"):
        tight.file(NUMBER)
    assert tight.case(NUMBER) is not None
    tight.close()

    enough = CaseStore.open(url, row_limit=6)
    file = enough.file(NUMBER)
    assert file is not None and len(file.events) == 6
    enough.close()


def slow_view(path: Path) -> None:
    """From now on ``v_team`` takes minutes."""
    stores.change(
        path,
        """
        ALTER TABLE v_team RENAME TO kept;
        CREATE VIEW v_team AS
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000)
        SELECT kept.* FROM kept WHERE (SELECT count(*) FROM n) > 0;
        """,
    )


def test_slow_query_is_stopped_and_the_store_goes_on(path: Path) -> None:
    store = CaseStore.open(stores.write(path), time_limit=0.1)
    slow_view(path)

    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="store_time_limit"):
        store.ping()

    assert 0.08 < time.monotonic() - began < 1
    assert store.parties(NUMBER) == ()
    store.close()


@pytest.mark.parametrize("limits", [{"time_limit": 0}, {"time_limit": -1.0}, {"row_limit": 0}])
def test_limits_must_be_positive(path: Path, limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        CaseStore.open(stores.write(path), **limits)


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseStoreUnavailable, match="python -m bot seed"):
        CaseStore.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CaseStoreUnavailable):
        CaseStore.open("sqlite://")


def test_file_that_is_no_store_is_refused(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(CaseStoreUnavailable, match="not a database"):
        CaseStore.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    "url", ["mysql://someone:secret-word@host/db", "secret-word", "postgresql://a:secret-word@h:x/"]
)
def test_address_that_cannot_be_used_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(CaseStoreError) as refused:
        CaseStore.open(url)
    assert "store_url" in str(refused.value)
    assert "secret-word" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_missing_view_and_missing_column_are_named(path: Path) -> None:
    url = stores.write(path)
    stores.change(path, "ALTER TABLE v_payment DROP COLUMN note")
    with pytest.raises(MissingView, match="note"):
        CaseStore.open(url)
    stores.change(path, "DROP TABLE v_payment")
    with pytest.raises(MissingView, match="v_payment"):
        CaseStore.open(url)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE v_case SET stage = 'frozen'", "v_case.stage 的值不合约定.*'frozen'"),
        ("ALTER TABLE v_case DROP COLUMN cause; ALTER TABLE v_case ADD COLUMN cause", "v_case.cause 为空"),
        ("UPDATE v_case SET claim = 'much'", "v_case.claim"),
        ("UPDATE v_case SET filed_on = '8 October'", "读不懂"),
        ("UPDATE v_team SET kind = 'quick'", "v_team.kind"),
    ],
)
def test_value_outside_the_contract_is_named_not_guessed(path: Path, sql: str, named: str) -> None:
    store = CaseStore.open(stores.write(path))
    stores.change(path, sql)
    with pytest.raises(BadValue, match=named):
        store.file(NUMBER)
    store.close()


def test_new_store_is_followed_while_connections_are_open(path: Path) -> None:
    store = CaseStore.open(stores.write(path))
    assert store.case(NUMBER) is not None

    stores.write(path, v_case=[stores.case_row("（2026）粤0111执78号")])

    assert store.case(NUMBER) is None
    assert store.case("（2026）粤0111执78号") is not None
    store.close()


def test_store_that_vanishes_is_unavailable_until_it_is_back(path: Path) -> None:
    store = CaseStore.open(stores.write(path))
    path.unlink()
    with pytest.raises(CaseStoreUnavailable):
        store.ping()
    stores.write(path)
    store.ping()
    store.close()


def test_many_threads_get_their_own_answers(sample_path: Path) -> None:
    # More threads than connections: on a loaded machine a fair share of a connection can take longer than a second.
    store = CaseStore.open(f"sqlite:///{sample_path}", time_limit=30.0)
    demos = demo_cases()

    def look_up(turn: int) -> bool:
        demo = demos[turn % len(demos)]
        file = store.file(demo.case_number)
        return file is not None and {demo.applicant.name, demo.debtor.name} <= {party.name for party in file.parties}

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(look_up, range(600)))
    store.close()


def test_opening_and_closing_leaves_no_open_files(sample_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(30):
        store = CaseStore.open(f"sqlite:///{sample_path}")
        store.ping()
        store.close()
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_error_shows_no_name_and_no_case_number(path: Path) -> None:
    store = CaseStore.open(stores.write(path))
    stores.change(path, "DROP TABLE v_party")
    with pytest.raises(MissingView) as refused:
        store.party_named(NUMBER, "罗志强")
    error: BaseException | None = refused.value
    while error is not None:
        assert "罗志强" not in str(error) and NUMBER not in str(error)
        error = error.__cause__
    store.close()
