"""Danger to life or safety goes before everything else: explicit words count whatever the classifier thinks."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from bot.intents.classifier import Ranking
from bot.intents.cleaning import DATA

CRISIS = "crisis"


def is_alarming(text: str) -> bool:
    """Whether a cleaned text speaks in plain or well-known veiled words of dying, of violence or of a collapse."""
    return _words().search(text) is not None


def crisis_first(ranking: Ranking, text: str, limit: float, confidence: float) -> Ranking:
    """The ranking with crisis on top if its confidence reaches ``limit`` or the text is alarming.

    Without a crisis intent nothing changes.
    """
    chance = dict(ranking).get(CRISIS)
    if chance is None or (chance < limit and not is_alarming(text)):
        return ranking
    return on_top(ranking, confidence)


def on_top(ranking: Ranking, confidence: float, intent: str = CRISIS) -> Ranking:
    """The ranking with ``intent`` before all others.

    It gets at least ``confidence`` and what the likeliest has, so that no later threshold hides it: for Rasa's fallback
    a first intent with less confidence than the second is ambiguous.
    """
    chance = max(confidence, *(chance for _, chance in ranking))
    return [(intent, chance), *(entry for entry in ranking if entry[0] != intent)]


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    groups = yaml.safe_load((DATA / "crisis.yml").read_text(encoding="utf-8"))
    return re.compile("|".join(pattern for patterns in groups.values() for pattern in patterns))
