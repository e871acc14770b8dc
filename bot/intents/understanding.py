"""From a text as it came to a ranking of intents: what the Rasa components do, in plain functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers import followups
from bot.intents import numbers
from bot.intents.classifier import Ranking
from bot.intents.cleaning import clean
from bot.intents.crisis import CRISIS, crisis_first, on_top, plainly
from bot.intents.reader import Reader

OUT_OF_SCOPE = "out_of_scope"

_LEANING = frozenset({"way_out", "more", "reason", "side"})  # 多久, 在哪 and 多少钱 have a meaning of their own
_BELOW = 0.9
_COMMON = ("ask_progress", "ask_consequences", "ask_settlement")
_FOR_ANYBODY = "ask_consequences"  # a shared answer competes under every intent of law; any would do
_READABLE = re.compile("[a-z\u3400-\u9fff]", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """Confidences at which the treatment changes. What they lead to is printed by ``python -m bot evaluate``."""

    sure: float = 0.9
    """From here an answer needs no second thought (``sure``); below, other meanings are offered beside it, so that the
    right one is given or offered more often (``answered_or_offered``)."""
    unsure: float = 0.3
    """Below here ask back (``clarified``)."""
    crisis: float = 0.3
    """From here crisis goes first (``crisis_recall``, ``crisis_false_alarms``), as it does with the words of
    ``data/crisis.yml``: a needless call costs less than a missed one."""


def understood(text: str) -> str:
    """A text as it came, as the classifier reads it."""
    return numbers.prepared(clean(text).text)


def rank(reader: Reader, read: str, limits: Limits) -> Ranking:
    """The intents of a text that :func:`understood` has prepared, the likeliest first, crisis before all others. What
    sounds like danger is read again with its figures of speech (累死了) put mildly. What is not written in Chinese,
    Latin letters or figures is out of scope, whatever it resembles; what only leans on something said before (那怎么办)
    means nothing by itself, whichever line it resembles."""
    ranking = crisis_first(reader.rank(read), read, limits.crisis, confidence=limits.sure)
    mild = plainly(read)
    if ranking[0][0] == CRISIS and mild != read:
        ranking = crisis_first(reader.rank(mild), mild, limits.crisis, confidence=limits.sure)
    if _unreadable(read):
        return on_top(ranking, limits.sure, OUT_OF_SCOPE)
    if ranking[0][0] != CRISIS and reader.shared(read):
        return on_top(ranking, limits.sure, _FOR_ANYBODY)
    return _doubted(ranking, limits.unsure) if followups.kind_of(read) in _LEANING else ranking


def _doubted(ranking: Ranking, limit: float) -> Ranking:
    """The commonest questions first, none of them sure; the others share what is left."""
    first = [name for name in _COMMON if name in dict(ranking)]
    each = _BELOW * limit
    rest = [(name, chance) for name, chance in ranking if name not in first]
    share = (1 - each * len(first)) / max(sum(chance for _, chance in rest), 1e-9)
    return [*((name, each) for name in first), *((name, min(chance * share, each)) for name, chance in rest)]


def _unreadable(read: str) -> bool:
    letters = [sign for sign in read if sign.isalpha()]
    if not letters or any(sign.isdecimal() for sign in read):
        return False
    foreign = sum(not _READABLE.match(sign) for sign in letters)
    return 2 * foreign > len(letters) or (len(letters) == 1 and letters[0].isascii())
