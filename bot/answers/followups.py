"""Short follow-ups (那多久, 还有呢, 为什么): what they ask for, and which question they stand for under a topic.

The data are ``data/followups.yml``. A follow-up is the whole message, never a part of a longer one, and it stands for
one of the questions that the bot itself offers, so whatever answers those answers it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from bot.answers import law_entries, talk
from bot.answers.reply import Reply
from bot.answers.texts import say, texts

MORE = "more"
_ABOUT = "about"
_PERSON = "转人工"
_MOST_TOLD = 12  # answers of one topic that are remembered
_MARKS = re.compile(r"[\s,，.。!！?？、;；:：…~～“”\"']+")


@dataclass(frozen=True)
class Topic:
    """What was answered last: its ``intent``, the ``entry`` of the law data (empty for a case's own facts), the choices
    offered with it, and the questions of this topic that were answered already."""

    intent: str
    entry: str = ""
    choices: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def after(self, earlier: Topic | None) -> Topic:
        """This topic with what was told before under the one it continues."""
        told = (*(earlier.told if earlier else ()), *self.told)
        return replace(self, told=tuple(dict.fromkeys(told))[-_MOST_TOLD:])

    @property
    def open(self) -> tuple[str, ...]:
        """The choices that lead to something not told yet; a person is no more of the topic."""
        return tuple(choice for choice in self.choices if choice != _PERSON and key(choice) not in self.told)

    def to_json(self) -> str:
        """As a slot keeps it; :meth:`from_json` is the inverse."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> Topic:
        """Rebuild a topic. Raises ``KeyError`` or ``ValueError`` for anything else."""
        raw: dict[str, Any] = json.loads(kept)
        return cls(raw["intent"], raw["entry"], tuple(raw["choices"]), tuple(raw["told"]))


def law_topic(entry: law_entries.Entry, choices: Iterable[str]) -> Topic:
    """The topic after an answer of law."""
    return Topic(entry.intent, entry.id, tuple(choices), (entry.path,))


def kind_of(text: str) -> str | None:
    """What a follow-up asks for (``duration``, ``reason``, ``more`` …), or ``None`` for every other text."""
    bare = _MARKS.sub("", text)
    return next((kind for kind, pattern in _asks().items() if pattern.fullmatch(bare)), None)


def question(topic: Topic, text: str, role: str | None) -> str | None:
    """The question that a follow-up stands for under this topic; ``None`` if the text is none, or the data know no
    answer."""
    kind = kind_of(text)
    if kind == MORE:
        return next(iter(topic.open), None)
    if kind == _ABOUT:
        return _mentioning(topic, text, role)
    return None if kind is None else _fixed(topic, kind, role)


def is_followup(topic: Topic, text: str, role: str | None) -> bool:
    """Whether the text is read in the light of the topic. 「那孩子呢」 is one only if the topic knows of children."""
    kind = kind_of(text)
    return kind is not None and (kind != _ABOUT or _mentioning(topic, text, role) is not None)


def ask_back(topic: Topic, text: str) -> Reply:
    """What to say to a follow-up that the data have no answer for: the topic's own choices."""
    words = "no_more" if kind_of(text) == MORE else "ask_back"
    return Reply(lines=(say("followups", words),), choices=tuple(dict.fromkeys((*topic.open, _PERSON))))


def key(question: str) -> str:
    """The same for all questions with one answer: the entry of an answer of law, else the intent."""
    entry = law_entries.asked(question)
    return entry.path if entry else talk.offered().get(question, question)


def everything() -> Iterable[tuple[str, str]]:
    """Every topic of the data with every question that it leads to."""
    for name, leads in texts("followups")["topics"].items():
        for to in leads.values():
            yield from ((name, words) for words in (to.values() if isinstance(to, dict) else (to,)))


def _fixed(topic: Topic, kind: str, role: str | None) -> str | None:
    topics = texts("followups")["topics"]
    for name in (f"{topic.intent}/{topic.entry}", topic.intent):
        to = topics.get(name, {}).get(kind)
        if to:
            return str(to.get(role, to["other"])) if isinstance(to, dict) else str(to)
    return None


def _mentioning(topic: Topic, text: str, role: str | None) -> str | None:
    """The shortest question that holds the word of 「那…呢」, of this topic or else of one told before."""
    match = _asks()[_ABOUT].fullmatch(_MARKS.sub("", text))
    if match is None:
        return None
    words = law_entries.synonyms(match["what"])
    before = (told.partition("/")[0] for told in reversed(topic.told))
    for intent in dict.fromkeys((topic.intent, *before)):
        asked = [entry.ask for entry in law_entries.entries(intent) if entry.suits(role)]
        fitting = [ask for ask in asked if any(word in ask for word in words)]
        if fitting:
            return min(fitting, key=len)
    return None


@lru_cache(maxsize=1)
def _asks() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(pattern) for kind, pattern in texts("followups")["asks"].items()}
