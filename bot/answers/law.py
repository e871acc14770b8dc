"""Answers about the law of enforcement: from an intent and a question to a :class:`Reply`.

Texts stand in :mod:`bot.answers.law_entries`, :mod:`bot.answers.law_choice` finds the one that is asked for. The line
with the sources is made here, from the facts an entry rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.answers.law_choice import NOTHING, Likely, find
from bot.answers.law_entries import SHARED, outdated
from bot.answers.reply import Reply
from bot.law.facts import Confidence, Fact, fact, in_force

_MAX_CHOICES = 4


def answer(intent: str, text: str, *, role: str | None, today: date, likely: Likely = NOTHING) -> Reply:
    """The answer to ``text``, understood as ``intent``, for a person in ``role`` (``applicant``, ``debtor``,
    ``third_party`` or None). If a rule it rests on does not hold ``today`` the reply says so instead.
    Raises :class:`UnknownIntentError`."""
    entry, other = find(intent, text, role, likely)
    rests_on = tuple(fact(id_) for id_ in entry.facts)
    if not all(in_force(one, today) for one in rests_on):
        entry, other, rests_on = outdated(), None, ()
    choices = dict.fromkeys(((other.ask,) if other else ()) + entry.choices)
    return Reply(
        title=entry.title,
        lines=entry.lines + entry.form + sources(rests_on),
        facts=entry.facts,
        choices=tuple(choices)[:_MAX_CHOICES],
        speech="\n".join(entry.lines),
    )


def near_answer(text: str, today: date) -> Reply | None:
    """The answer to a question that is not about enforcement but often meant so (a loan without a judgment, a freeze by
    the police), or ``None``."""
    entry, _ = find("ask_consequences", text, None)
    return answer("ask_consequences", text, role=None, today=today) if entry.intent == SHARED else None


def refusal(text: str, today: date) -> Reply | None:
    """What is told to whoever asks for help against the enforcement, however unsure the rest is, or ``None``."""
    entry, _ = find("ask_consequences", text, None)
    return answer("ask_consequences", text, role=None, today=today) if entry.first else None


def sources(rests_on: Iterable[Fact]) -> tuple[str, ...]:
    """The line that names the sources, articles gathered by document, unverified ones apart. Empty without facts."""
    sure: dict[str, list[str]] = {}
    unsure: dict[str, list[str]] = {}
    for one in rests_on:
        articles = (unsure if one.confidence is Confidence.UNVERIFIED else sure).setdefault(one.instrument.cite_as, [])
        if one.article not in articles:
            articles.append(one.article)
    parts = [
        prefix + "；".join(document + "、".join(articles) for document, articles in group.items())
        for prefix, group in (("依据：", sure), ("参考（原文待核对）：", unsure))
        if group
    ]
    return ("。".join(parts),) if parts else ()
