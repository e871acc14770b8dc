"""Which of the written answers (:mod:`bot.answers.law_entries`) a question asks for.

The entry whose pattern explains most of the question wins. Understanding (``bot/intents``) may say how likely each
entry is meant; the two are weighed, and where likelihood leaves no doubt it decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import chain

from bot.answers.law_entries import SHARED, Entry, asked, competing, load, plain

_WORDS = 1.5  # what the words of a pattern weigh beside a likelihood, chosen by cross-validation on data/questions
_UNLIKELY = 0.001  # the likelihood of what is not named at all
_BEST_UNLIKELY = math.log(_UNLIKELY) + _WORDS * math.log1p(40)  # whatever its patterns explain
_LEAST = 0.05  # a likelihood that is worth something without any pattern
_SHARED_LEAST = 0.5  # what is told whatever the topic is not told on a guess
_ACCUSES = 0.8  # 「躲执行的办法我不能帮您」 hurts whoever asks where an honest payment went
_CLEAR = 0.8  # a likelihood that leaves no doubt
_SECOND = 0.12  # a likelihood from which the runner-up is worth offering
_SHARE = 4  # an entry of another intent must explain at least a quarter of the message

Likely = Mapping[str, float]
"""How likely a text asks for an entry, by ``intent/id``; what is missing is unlikely."""

NOTHING: Likely = {}


def find(intent: str, text: str, role: str | None, likely: Likely = NOTHING) -> tuple[Entry, Entry | None]:
    """The entry that answers and the runner-up, a second question in the same message or None.
    Raises :class:`UnknownIntentError`."""
    entries = competing(intent).values()
    text = plain(text)
    if exactly := asked(text):
        return exactly, None
    topic = load()[intent]
    if text in topic.theme:
        return topic.default(role), None
    ranked = _ranked(entries, text, role, topic.theme)
    if likely and not (ranked and _overrules(ranked[0], likely)):
        ranked = _weighed(entries, text, role, topic.theme, likely) or ranked
    if not ranked:
        others = chain.from_iterable(load()[name].entries for name in topic.also)
        ranked = _ranked(others, text, role, topic.theme, least=2 * len(text) // _SHARE)
    if not ranked:
        return topic.default(role), None
    best = topic.default(role) if ranked[0].general and ranked[0] in topic.entries else ranked[0]
    return best, ranked[1] if len(ranked) > 1 else None


def _overrules(entry: Entry, likely: Likely) -> bool:
    """Whether an entry that patterns found goes before all likelihood: a shared one, where no other is very likely
    (还没判 is said of debts without a judgment, and of what was done before one)."""
    return entry.intent == SHARED and (entry.first or max(likely.values()) < _CLEAR)


def fit(intent: str, text: str, role: str | None, likely: Likely) -> float:
    """How well the best of an intent's answers fits the words, to be compared between intents: 0 is an answer that is
    surely meant though no pattern knows its words, more is better. Raises :class:`UnknownIntentError`."""
    own = [one for one in competing(intent).values() if one.intent != SHARED and _may_hear(role, one)]
    text, theme = plain(text), load()[intent].theme
    if text in theme:  # the topic itself and nothing of it
        return _WORDS * math.log1p(len(text))
    best = max((_weight(one, text, theme, likely) for one in own if one.path in likely), default=-math.inf)
    if best >= _BEST_UNLIKELY:
        return best
    return max(best, *(_weight(one, text, theme, likely) for one in own))


def _weight(entry: Entry, text: str, theme: frozenset[str], likely: Likely) -> float:
    words = 0 if entry.general else entry.explains(text, theme)
    return math.log(likely.get(entry.path, 0.0) + _UNLIKELY) + _WORDS * math.log1p(words)


def _weighed(
    entries: Iterable[Entry], text: str, role: str | None, theme: frozenset[str], likely: Likely
) -> list[Entry]:
    """The best entry and what else may be meant, by the words of their patterns and by how likely they are; empty where
    neither says anything."""
    told = (entry for entry in entries if likely.get(entry.path, 0.0) >= _least(entry))
    heard = (entry for entry in told if _may_hear(role, entry))
    suiting = sorted(heard, key=lambda entry: _weight(entry, text, theme, likely), reverse=True)
    best = suiting[0]
    if likely.get(best.path, 0.0) < _LEAST and not best.explains(text, theme):
        return []
    return [best, *(entry for entry in suiting[1:2] if likely.get(entry.path, 0.0) >= _SECOND)]


def _least(entry: Entry) -> float:
    """How likely an entry must be to come into question at all."""
    if entry.intent != SHARED:
        return 0.0
    return _ACCUSES if entry.first else _SHARED_LEAST


def _may_hear(role: str | None, entry: Entry) -> bool:
    """Whether an entry fits who asks; nothing is left out while that is not known."""
    return role not in ("applicant", "debtor", "third_party") or entry.suits(role)


def _ranked(
    entries: Iterable[Entry], text: str, role: str | None, theme: frozenset[str], least: int = 0
) -> list[Entry]:
    """The entries that explain more than ``least`` of ``text``, the best first; the general answer comes last."""
    scored = [(entry.explains(text, theme), entry) for entry in entries if _may_hear(role, entry)]
    ranked = sorted(scored, key=lambda pair: (pair[1].general, not (pair[1].first and pair[0]), -pair[0]))
    return [entry for score, entry in ranked if score > least]
