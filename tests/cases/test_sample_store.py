"""Making the sample store: the same every time, all or nothing, and varied enough to be believed."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cases import model
from bot.cases.sample import DemoCase, Summary, demo_cases, seed
from bot.cases.sample.case_numbers import CaseNumbers
from bot.cases.store import CaseStore
from bot.cases.tables import VIEWS, case, event, measure, party, payment, team

TODAY = date(2026, 11, 23)
CODES: list[tuple[sa.Column[Any], type[Enum]]] = [
    (case.c.stage, model.Stage),
    (case.c.conclusion, model.Conclusion),
    (case.c.next_step, model.NextStep),
    (party.c.role, model.Role),
    (event.c.kind, model.EventKind),
    (event.c.audience, model.Audience),
    (measure.c.kind, model.MeasureKind),
    (measure.c.status, model.MeasureStatus),
    (measure.c.audience, model.Audience),
    (payment.c.kind, model.PaymentKind),
    (team.c.kind, model.TeamKind),
]


@pytest.fixture
def sample(sample_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{sample_path}?mode=ro", uri=True)) as connection:
        yield connection


def content(path: Path) -> str:
    """A digest of all that a store holds."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        for line in connection.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()


def test_same_day_and_seed_give_the_same_store(tmp_path: Path) -> None:
    for name in ("one", "two"):
        seed(tmp_path / name, 400, today=TODAY)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("change", [{"random_seed": 19}, {"today": date(2026, 11, 24)}, {"cases": 401}])
def test_anything_else_gives_another_store(tmp_path: Path, change: dict[str, Any]) -> None:
    seed(tmp_path / "one", 400, today=TODAY)
    other: dict[str, Any] = {"cases": 400, "today": TODAY, **change}
    seed(tmp_path / "two", **other)
    assert content(tmp_path / "one") != content(tmp_path / "two")


def test_summary_counts_the_rows(sample: sqlite3.Connection, tmp_path: Path) -> None:
    summary = seed(tmp_path / "cases.db", 150, today=TODAY)

    with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
            for view in ("v_case", "v_party", "v_event", "v_measure", "v_payment")
        ]
    assert summary == Summary(tmp_path / "cases.db", *counts)
    assert summary.cases == 150


def test_store_holds_the_demo_cases_alone_but_not_fewer(tmp_path: Path) -> None:
    assert seed(tmp_path / "cases.db", len(demo_cases()), today=TODAY).cases == len(demo_cases())
    with pytest.raises(ValueError, match="too few"):
        seed(tmp_path / "cases.db", len(demo_cases()) - 1, today=TODAY)


@pytest.mark.parametrize(("cases", "expected"), [(1999, [1999]), (2000, [2000]), (2300, [2000, 2300])])
def test_progress_counts_up_to_all_cases(tmp_path: Path, cases: int, expected: list[int]) -> None:
    heard: list[int] = []
    summary = seed(tmp_path / "cases.db", cases, today=TODAY, progress=heard.append)
    assert heard == expected
    assert summary.cases == cases


def test_interrupted_run_leaves_the_old_store_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "cases.db"
    seed(path, 50, today=TODAY)
    before = path.read_bytes()

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(path, 60, today=TODAY, progress=stop)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_second_run_takes_the_place_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "cases.db"
    seed(path, 50, today=TODAY)
    seed(path, 60, today=TODAY)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM v_case").fetchone() == (60,)
    assert list(path.parent.iterdir()) == [path]


def test_file_may_only_be_read(sample_path: Path) -> None:
    assert stat.S_IMODE(sample_path.stat().st_mode) == 0o444


def test_ids_and_case_numbers_are_unique(sample: sqlite3.Connection) -> None:
    for view in VIEWS:
        key = next(iter(view.primary_key)).name
        twice = sample.execute(f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1").fetchall()
        assert twice == []


@pytest.mark.parametrize("demo", demo_cases(), ids=lambda demo: demo.case_number)
def test_random_numbers_pass_over_the_demo_numbers(demo: DemoCase) -> None:
    found = re.fullmatch(r"（(\d{4})）(粤\d+)(执恢?)(\d+)号", demo.case_number)
    assert found
    numbers = CaseNumbers(Random(1), 10**6)  # so many cases that there are no gaps
    drawn = [numbers.next(found.group(2), int(found.group(1)), found.group(3)) for _ in range(1010)]
    assert demo.case_number not in drawn
    assert demo.case_number.replace(found.group(4), "999") in drawn
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(("column", "codes"), CODES, ids=lambda value: str(value))
def test_every_code_is_met_and_no_other(sample: sqlite3.Connection, column: sa.Column[Any], codes: type[Enum]) -> None:
    found = sample.execute(f"SELECT DISTINCT {column.name} FROM {column.table.name}").fetchall()
    assert {value for (value,) in found if value is not None} == {code.value for code in codes}


def test_texts_fit_their_columns(sample: sqlite3.Connection) -> None:
    for view in VIEWS:
        for column in view.c:
            if isinstance(column.type, sa.String):
                (longest,) = sample.execute(f"SELECT max(length({column.name})) FROM {view.name}").fetchone()
                assert longest is None or longest <= column.type.length, column


def test_one_person_has_one_key_one_name_one_phone(sample: sqlite3.Connection) -> None:
    rows = sample.execute("SELECT person_key, count(DISTINCT name || coalesce(phone, '')) FROM v_party GROUP BY 1")
    assert {count for _, count in rows} == {1}
    assert all(re.fullmatch("[0-9a-f]{64}", key) for (key,) in sample.execute("SELECT person_key FROM v_party"))


def test_some_people_have_several_cases_also_in_two_courts(sample: sqlite3.Connection) -> None:
    rows = sample.execute(
        "SELECT person_key, count(*), count(DISTINCT court_code) FROM v_party JOIN v_case USING (case_number) "
        "WHERE role = 'debtor' GROUP BY 1"
    ).fetchall()
    several = [row for row in rows if row[1] > 1]
    assert 0.05 < len(several) / len(rows) < 0.25
    assert any(courts > 1 for _, _, courts in several)


def test_phones_reach_nobody(sample: sqlite3.Connection) -> None:
    mobile = [phone for (phone,) in sample.execute("SELECT phone FROM v_party WHERE phone IS NOT NULL")]
    assert all(re.fullmatch(r"154\d{8}", phone) for phone in mobile)
    office = [phone for (phone,) in sample.execute("SELECT phone FROM v_team")]
    assert all(re.fullmatch(r"0\d{2,3}-0\d{7}", phone) for phone in office)
    assert len(set(office)) == len(office)
    (without,) = sample.execute("SELECT avg(phone IS NULL) FROM v_party").fetchone()
    assert 0.01 < without < 0.1


def test_cases_are_spread_over_courts_causes_and_teams(sample: sqlite3.Connection) -> None:
    def shares(column: str) -> Counter[str]:
        return Counter(value for (value,) in sample.execute(f"SELECT {column} FROM v_case"))

    assert len(shares("court_code")) >= 25
    assert len(shares("cause")) >= 12
    assert max(shares("cause").values()) < 0.3 * 3000
    assert max(shares("stage").values()) < 0.7 * 3000
    assert len(shares("handler")) > 200
    types = Counter(re.sub(r"^.*\d(\D+)\d+号$", r"\1", number) for number in shares("case_number"))
    assert set(types) == {"执", "执恢"}


def test_serial_numbers_rise_with_the_days(tmp_path: Path, sample: sqlite3.Connection) -> None:
    rows = sample.execute(
        "SELECT court_code, case_number, filed_on FROM v_case WHERE filed_on IS NOT NULL AND case_number NOT IN "
        f"({', '.join('?' for _ in demo_cases())}) ORDER BY rowid",
        [demo.case_number for demo in demo_cases()],
    ).fetchall()
    last: dict[str, int] = {}
    for _, number, _ in rows:
        series, serial = re.fullmatch(r"(.*执恢?)(\d+)号", number).groups()  # type: ignore[union-attr]
        assert int(serial) > last.get(series, 0)
        last[series] = int(serial)


def test_notes_are_varied(sample: sqlite3.Connection) -> None:
    (different,) = sample.execute("SELECT count(DISTINCT note) FROM v_event").fetchone()
    assert different > 1000
    for kind in ("filed", "searched", "terminated", "money_paid"):
        (forms,) = sample.execute("SELECT count(DISTINCT note) FROM v_event WHERE kind = ?", (kind,)).fetchone()
        assert forms >= 3


def test_indexes_serve_every_question_of_the_store(sample_path: Path, sample: sqlite3.Connection) -> None:
    store = CaseStore.open(f"sqlite:///{sample_path}")
    asked: list[str] = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    store.file(demo_cases()[0].case_number)
    store.cases_of("nobody")
    store.party_named("nothing", "nobody")
    store.close()
    for sql in asked:
        plan = sample.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?")).fetchall()
        assert not [step for *_, step in plan if step.startswith("SCAN")], (sql, plan)
