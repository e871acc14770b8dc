"""When a person is needed. The rules themselves, with their words, are ``data/rules.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.answers.reply import Urgency
from bot.data_files import read_yaml

_FILE = Path(__file__).parent / "data" / "rules.yml"


@dataclass(frozen=True)
class Rule:
    """One reason to hand over. ``label`` and ``first`` (what to do first) are for the colleague; ``queue`` is ``team``
    (the case's), ``duty`` or ``mediation``; ``minutes`` is the promise in working minutes; ``offered`` rules are asked
    about, the others hand over at once; a ``kept`` one cannot be withdrawn.

    It holds if ``words`` stand in the message, or if the intent is one of ``intents`` (and ``also`` stands in it, if
    given), unless ``unless`` stands in it; ``failures`` is how many misunderstandings in a row lead to it.
    """

    reason: str
    label: str
    first: str
    queue: str
    minutes: int
    urgency: Urgency = Urgency.NORMAL
    offered: bool = False
    kept: bool = False
    intents: frozenset[str] = frozenset()
    failures: int = 0
    words: re.Pattern[str] | None = None
    also: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def holds(self, intent: str, text: str, failures: int) -> bool:
        """Whether this is a reason to hand over now."""
        if self.failures and failures >= self.failures:
            return True
        if self.unless and self.unless.search(text):
            return False
        if self.words and self.words.search(text):
            return True
        return intent in self.intents and (self.also is None or self.also.search(text) is not None)


def decide(intent: str, text: str, failures: int = 0) -> Rule | None:
    """The first rule that holds for a message, the gravest first; ``None`` if the assistant can answer by itself.

    ``text`` is the cleaned message, ``failures`` how many messages in a row were not understood, this one included.
    """
    return next((rule for rule in rules().values() if rule.holds(intent, text, failures)), None)


def rule_of(reason: str) -> Rule:
    """The rule of a reason code. Raises ``KeyError`` for an unknown one."""
    return rules()[reason]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by reason, in the order in which they are tried."""
    content = read_yaml(_FILE)
    return {reason: _rule(reason, entry) for reason, entry in content.items()}


def _rule(reason: str, entry: dict[str, Any]) -> Rule:
    patterns: dict[str, Any] = {
        name: _pattern(entry.pop(name)) for name in ("words", "also", "unless") if name in entry
    }
    urgency = Urgency(entry.pop("urgency", Urgency.NORMAL))
    return Rule(reason, urgency=urgency, intents=frozenset(entry.pop("intents", ())), **patterns, **entry)


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))
