"""A seeded sample store and a real PostgreSQL server, both once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cases.sample import demo_cases, seed
from bot.cases.store import CaseStore
from tests.cases.postgres_server import READONLY_SQL, PostgresServer
from tests.cases.told_cases import Told, read_all

TODAY = date(2026, 11, 23)
# In the middle of holidays, on a leap day, at the turn of a year, on a Sunday.
ODD_DAYS = [date(2026, 10, 5), date(2026, 2, 18), date(2028, 2, 29), date(2027, 1, 1), date(2026, 8, 2)]


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "cases.db"
    seed(path, 3000, today=TODAY)
    return path


@pytest.fixture
def store(sample_path: Path) -> Iterator[CaseStore]:
    store = CaseStore.open(f"sqlite:///{sample_path}")
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def court_database(postgres: PostgresServer) -> str:
    """A database as ``deploy/postgres/readonly.sql`` leaves it, with one case in the example tables."""
    postgres.create("court")
    postgres.run("court", READONLY_SQL)
    postgres.run("court", Path(__file__).with_name("court_example.sql").read_text(encoding="utf-8"))
    return "court"


@pytest.fixture(scope="session")
def told(sample_path: Path, today: date, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """3000 cases of one day, some hundred of odd days, and the demo cases of many days over three years."""
    pairs = [(file, today) for file in read_all(sample_path)]
    folder = tmp_path_factory.mktemp("days")
    many_days = [date(2026, 1, 2) + timedelta(days=19 * n) for n in range(58)]
    for day, cases in [*((day, 300) for day in ODD_DAYS), *((day, len(demo_cases())) for day in many_days)]:
        path = folder / f"{day}-{cases}.db"
        seed(path, cases, today=day)
        pairs += [(file, day) for file in read_all(path)]
    return pairs
