"""The real models out of the real model file, and the sample team's hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.staff import load
from bot.engine import training
from bot.hours import Hours
from bot.transcripts.listening import Listener

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model() -> Path:
    """The model file; trained first if the data are new."""
    file = training.current_model(ROOT / "models")
    if not file.exists():
        training.train(ROOT / "models")
    return file


@pytest.fixture(scope="session")
def listener(model: Path) -> Listener:
    """What a worker process holds."""
    return Listener.load(model)


@pytest.fixture(scope="session")
def hours() -> Hours:
    """Monday to Friday, 8:30 to 12:00 and 14:30 to 17:30, with public holidays."""
    return load().hours
