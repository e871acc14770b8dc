"""Danger to life or safety goes before everything else: explicit words count whatever the classifier thinks."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from bot.data_files import read_yaml
from bot.intents.classifier import Ranking
from bot.intents.cleaning import DATA

CRISIS = "crisis"
_SAYINGS = "figures_of_speech"
_IN_PASSING = "sayings_in_passing"
_MILDER = "坏"  # 累坏了 says as much as 累死了, and nothing of dying
_MARKS = re.compile(r"[\s,，.。!！?？~、]+")


def is_alarming(text: str) -> bool:
    """Whether a cleaned text speaks in plain or well-known veiled words of dying, of violence or of a collapse."""
    return _words().search(text) is not None


def is_only_a_saying(text: str) -> bool:
    """Whether a cleaned text is nothing but a figure of speech (气死我了): it sounds like danger to a classifier."""
    return _sayings().fullmatch(_MARKS.sub("", text)) is not None and not is_alarming(text)


def plainly(text: str) -> str:
    """A cleaned text with the figures of speech in it put mildly (累死了: 累坏了); whatever else it says stays."""
    return _in_passing().sub(_MILDER, text)


def crisis_first(ranking: Ranking, text: str, limit: float, confidence: float) -> Ranking:
    """The ranking with crisis on top if its confidence reaches ``limit`` or the text is alarming.

    Without a crisis intent nothing changes. Where the text is only a saying, crisis comes last and the others share its
    confidence.
    """
    chance = dict(ranking).get(CRISIS)
    if chance is not None and chance < 1 and is_only_a_saying(text):
        return [*((name, other / (1 - chance)) for name, other in ranking if name != CRISIS), (CRISIS, 0.0)]
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
    dangers = (group for name, group in _groups().items() if name not in (_SAYINGS, _IN_PASSING))
    return re.compile("|".join(chain.from_iterable(dangers)))


@lru_cache(maxsize=1)
def _sayings() -> re.Pattern[str]:
    return re.compile("|".join(_groups()[_SAYINGS]))


@lru_cache(maxsize=1)
def _in_passing() -> re.Pattern[str]:
    return re.compile("|".join(_groups()[_IN_PASSING]))


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = read_yaml(DATA / "crisis.yml")
    return groups
