"""Measuring whether a question of law gets the right one of all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.answers import law, law_choice, law_entries, roles
from bot.intents.answer_model import AnswerModel, Line
from bot.intents.classifier import Ranking
from bot.intents.features import Features
from bot.intents.understanding import understood

_PARTS = 5
_MIN_TEXTS = 5
_TODAY = date.today()

Likely = Callable[[str, str], law_choice.Likely]
"""How likely a text, as it came, asks for each answer of an intent."""


@dataclass(frozen=True)
class Asked:
    """A question, the entries (``intent/id``) that answer it, and the topics (intents) on which an answer would at
    least be about the right thing."""

    text: str
    entries: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True)
class Given:
    """What a question got: the entry that answers it, or the intent where that is no question of law; and the entries
    that were offered beside it."""

    asked: Asked
    said: str
    offered: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it is one of the right answers."""
        return self.said in self.asked.entries

    @property
    def on_topic(self) -> bool:
        """Whether it is at least about the right thing."""
        return self.right or self.said.split("/")[0] in self.asked.topics

    @property
    def helped(self) -> bool:
        """Whether a right answer was given or offered."""
        return self.right or bool(self.asked.entries & set(self.offered))


def read(path: Path) -> list[Asked]:
    """The lines of a file ``text<TAB>entries<TAB>topics``, each joined by commas; ``out_of_scope`` may be an entry.

    Lines that begin with ``#`` are skipped. Raises ``ValueError`` naming a line with an entry that is none.
    """
    known = {entry.path for topic in law_entries.load().values() for entry in topic.entries} | {"out_of_scope"}
    asked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        text, entries, topics = line.split("\t")
        found = frozenset(entries.split(","))
        if not found <= known:
            raise ValueError(f"{path.name}:{number} names no answer: {', '.join(sorted(found - known))}")
        asked.append(Asked(text, found, frozenset(topics.split(","))))
    return asked


def give(asked: Asked, ranking: Ranking, likely: Likely) -> Given:
    """What a question gets that is understood so. The side that its words name counts, as in a conversation."""
    intent, text, role = ranking[0][0], understood(asked.text), roles.stated(asked.text)
    if intent not in law_entries.intents():
        return Given(asked, intent)
    chances = likely(asked.text, intent)
    entry, _ = law_choice.find(intent, text, role, chances)
    choices = law.answer(intent, text, role=role, today=_TODAY, likely=chances).choices
    return Given(asked, entry.path, tuple(one.path for one in map(law_entries.asked, choices) if one))


def figures(given: Sequence[Given]) -> dict[str, float]:
    """The shares of questions that got an answer on the right topic, a right answer, or a right answer offered."""
    return {
        "questions": len(given),
        "on_topic": _share(one.on_topic for one in given),
        "right": _share(one.right for one in given),
        "right_or_offered": _share(one.helped for one in given),
    }


def cross_validate(lines: Sequence[Line]) -> dict[str, float]:
    """How often the answer is right when the intent is known, over ``data/questions``: every fifth line of an entry is
    held out in turn. Takes five trainings."""
    texts = [understood(text) for text, _ in lines]
    features, rows = Features.learn(texts, _MIN_TEXTS)
    paths = [path for _, path in lines]
    given = []
    for part in range(_PARTS):
        known = [place for place in range(len(lines)) if place % _PARTS != part]
        model = AnswerModel.train(rows[known], [paths[place] for place in known])
        given += [_known_intent(lines[place], features, model) for place in range(part, len(lines), _PARTS)]
    return figures([one for one in given if one is not None])


def _known_intent(line: Line, features: Features, model: AnswerModel) -> Given | None:
    text, path = line
    intent = path.split("/")[0]
    if intent not in law_entries.intents():
        return None
    asked = Asked(text, frozenset({path}), frozenset({intent}))
    return give(asked, [(intent, 1.0)], lambda words, name: model.likely(features.row(understood(words)), name))


def mistakes(given: Iterable[Given]) -> list[list[str]]:
    """The questions without a right answer: text, right entries, what was said, whether that is on topic."""
    return [
        [one.asked.text, ",".join(sorted(one.asked.entries)), one.said, "on topic" if one.on_topic else ""]
        for one in given
        if not one.right
    ]


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return round(sum(values) / len(values), 4) if values else 0.0
