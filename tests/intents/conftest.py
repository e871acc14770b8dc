"""A small trained reader, made once."""

from __future__ import annotations

import pytest

from bot.intents.answer_model import lines
from bot.intents.reader import Reader
from bot.intents.understanding import understood
from tests.conftest import ROOT
from tests.intents.small_corpus import LABELS, TEXTS

_INTENT = "ask_fine_detention"


@pytest.fixture(scope="session")
def questions() -> list[tuple[str, str]]:
    """The prepared questions of law of the one intent among the small corpus that has any, with their entries."""
    asked = lines(ROOT / "data" / "questions")
    return [(understood(text), path) for text, path in asked if path.split("/")[0] in {_INTENT, "_shared"}]


@pytest.fixture(scope="session")
def small_reader() -> Reader:
    """Learnt from the small corpus alone."""
    return Reader.train(TEXTS, LABELS, [])
