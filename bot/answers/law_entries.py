"""The written answers about the law of enforcement, as data: one file an intent in ``data/law/``, each with entries for
sub-questions.

An entry's ``when`` lists patterns; a pattern's parts, set apart by spaces, must all stand in the question, each in one
of its alternatives (``a|b``, or ``<name>`` for a list in ``_words.yml``). The more of the question a pattern explains,
the better its entry fits; words of the topic's ``theme`` do not tell its entries apart and do not count; the end of a
long message counts twice, because people tell the story first and ask last. A ``default`` entry answers what no pattern
knows. Which entry answers is decided in :mod:`bot.answers.law_choice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

DATA = Path(__file__).parent / "data" / "law"
FORMS = DATA.with_name("forms")

SHARED = "_shared"
_OUTDATED = "outdated"
_TAIL = 30  # characters at the end of a message in which the question usually stands
_NOISE = re.compile(r"[\s,，.。!！?？、;；:：…~～“”\"']+")

Pattern = tuple[frozenset[str], ...]
"""Each part has the alternatives of which one must stand in the question."""


class UnknownIntentError(LookupError):
    """No answers are written for this intent."""


@dataclass(frozen=True)
class Entry:
    """One answer: ``ask`` is the short question that leads to it, ``roles`` whom it is for (empty: everybody).
    ``at_end``: its patterns must stand at the end of a long message, where the question is, not in the story.
    ``first``: where its patterns fit it goes before all others. ``form`` is a blank to fill in, line by line."""

    intent: str
    id: str
    title: str
    ask: str
    lines: tuple[str, ...]
    facts: tuple[str, ...]
    choices: tuple[str, ...]
    when: tuple[Pattern, ...] = ()
    unless: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    default: bool = False
    at_end: bool = False
    first: bool = False
    form: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """What names it among all entries: ``intent/id``."""
        return f"{self.intent}/{self.id}"

    @property
    def general(self) -> bool:
        """Whether it is what everybody hears who asks nothing in particular."""
        return self.default and not self.roles

    def suits(self, role: str | None) -> bool:
        """Whether it may be told to ``role``; an unknown role (None, or an agent's) hears what is for everybody."""
        return not self.roles or role in self.roles

    def __hash__(self) -> int:
        return hash(self.id)

    def explains(self, text: str, theme: frozenset[str]) -> int:
        """How much of ``text``, as :func:`plain` makes it, its best pattern explains: 0 if none fits, else more."""
        if self.unless & _words_in(text):
            return 0
        if self.at_end:
            text = text[-_TAIL:]
        said = _words_in(text)
        return max((_explained(pattern, text, said, theme) for pattern in self.when), default=0)


@dataclass(frozen=True)
class Topic:
    """The entries of one intent, the words they have in common, entries of other intents (``intent/id``) that compete
    with them, and the intents whose entries help out when none of these fits."""

    entries: tuple[Entry, ...]
    theme: frozenset[str] = frozenset()
    borrow: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def default(self, role: str | None) -> Entry:
        """The entry for a question without a sub-question: the role's own if there is one."""
        plain = [entry for entry in self.entries if entry.default and entry.suits(role)]
        return max(plain, key=lambda entry: bool(entry.roles))


def plain(text: str) -> str:
    """A text as patterns read it: without marks, in small letters."""
    return _NOISE.sub("", text).lower()


def _explained(pattern: Pattern, text: str, said: frozenset[str], theme: frozenset[str]) -> int:
    seen: set[int] = set()
    for alternatives in pattern:
        found = max(alternatives & said, key=lambda word: (len(word), word not in theme, word), default="")
        if not found:
            return 0
        if found not in theme:
            at = text.rindex(found)
            seen.update(range(at, at + len(found)))
    return 1 + sum(2 if at >= len(text) - _TAIL else 1 for at in seen)


@lru_cache(maxsize=1024)
def _words_in(text: str) -> frozenset[str]:
    """The words of all patterns that stand in a text: looked up once, where hundreds of entries are weighed."""
    known = _by_first_sign()
    return frozenset(word for at, sign in enumerate(text) for word in known.get(sign, ()) if text.startswith(word, at))


@lru_cache(maxsize=1)
def _by_first_sign() -> Mapping[str, list[str]]:
    words: dict[str, list[str]] = {}
    for entry in chain.from_iterable(topic.entries for topic in load().values()):
        for word in entry.unless.union(*chain.from_iterable(entry.when)):
            words.setdefault(word[0], []).append(word)
    return {sign: sorted(set(found)) for sign, found in words.items()}


def _alternatives(part: str, words: Mapping[str, list[str]]) -> Iterator[str]:
    for word in part.split("|"):
        name = re.fullmatch(r"<(\w+)>", word)
        yield from words[name[1]] if name else (word.lower(),)


def _pattern(written: str, words: Mapping[str, list[str]]) -> Pattern:
    return tuple(frozenset(_alternatives(part, words)) for part in written.split())


def _entry(raw: dict[str, Any], intent: str, title: str, words: Mapping[str, list[str]]) -> Entry:
    return Entry(
        intent=intent,
        id=raw["id"],
        title=title,
        ask=raw["ask"],
        lines=tuple(raw["lines"]),
        facts=tuple(raw["facts"]),
        choices=tuple(raw["choices"]),
        when=tuple(_pattern(written, words) for written in raw.get("when", ())),
        unless=frozenset(map(str.lower, raw.get("unless", ()))),
        roles=tuple(raw.get("roles", ())),
        default=raw.get("default", False),
        at_end=raw.get("at_end", False),
        first=raw.get("first", False),
        form=_form(raw["form"]) if "form" in raw else (),
    )


def _form(name: str) -> tuple[str, ...]:
    return tuple((FORMS / f"{name}.txt").read_text("utf-8").splitlines())


@lru_cache(maxsize=1)
def load() -> Mapping[str, Topic]:
    """Every topic by intent, read once. ``_shared`` holds the entries that compete under every intent."""
    words = read_yaml(DATA / "_words.yml")
    topics = {}
    for path in sorted(DATA.glob("*.yml")):
        if path.stem == "_words":
            continue
        raw = read_yaml(path)
        entries = (_entry(one, path.stem, raw["title"], words) for one in raw["entries"])
        theme = frozenset(_alternatives(raw["theme"], words)) if "theme" in raw else frozenset()
        topics[path.stem] = Topic(tuple(entries), theme, tuple(raw.get("borrow", ())), tuple(raw.get("also", ())))
    return topics


@lru_cache(maxsize=1)
def _by_ask() -> Mapping[str, Entry]:
    return {plain(entry.ask): entry for entry in chain.from_iterable(topic.entries for topic in load().values())}


def intents() -> tuple[str, ...]:
    """The intents that have answers."""
    return tuple(intent for intent in load() if intent != SHARED)


def questions() -> dict[str, str]:
    """The questions offered as choices, each with the intent that answers it: exact knowledge for understanding.
    Shared entries go with ``ask_consequences``; any intent would do."""
    return {entry.ask: "ask_consequences" if entry.intent == SHARED else entry.intent for entry in _by_ask().values()}


def entries(intent: str) -> tuple[Entry, ...]:
    """The entries of an intent; none for one that is no question of law."""
    return load()[intent].entries if intent in intents() else ()


def asked(question: str) -> Entry | None:
    """The entry whose own ``ask`` these words are, or ``None``."""
    return _by_ask().get(plain(question))


@lru_cache(maxsize=1)
def _word_lists() -> tuple[tuple[str, ...], ...]:
    lists: dict[str, list[str]] = read_yaml(DATA / "_words.yml")
    return tuple(sorted(map(tuple, lists.values()), key=len))


def synonyms(word: str) -> tuple[str, ...]:
    """The words that mean the same as ``word`` here, itself included: the narrowest list of ``_words.yml`` with it."""
    return next((words for words in _word_lists() if word in words), (word,))


def named(path: str) -> Entry:
    """One entry by its ``intent/id``. Raises ``StopIteration`` for an unknown one."""
    intent, id_ = path.split("/")
    return next(entry for entry in load()[intent].entries if entry.id == id_)


@lru_cache(maxsize=64)
def competing(intent: str) -> Mapping[str, Entry]:
    """The entries among which a question of this intent chooses, by ``intent/id``: its own, those that it borrows, and
    the shared ones. Raises :class:`UnknownIntentError`."""
    topics = load()
    if intent not in topics or intent == SHARED:
        raise UnknownIntentError(intent)
    topic = topics[intent]
    entries = (*topic.entries, *map(named, topic.borrow), *topics[SHARED].entries)
    return {entry.path: entry for entry in entries if entry.id != _OUTDATED}


@lru_cache(maxsize=1)
def shared() -> tuple[str, ...]:
    """The entries that compete under every intent, by ``intent/id``."""
    return tuple(entry.path for entry in load()[SHARED].entries if entry.id != _OUTDATED)


def outdated() -> Entry:
    """What is told instead of an answer whose rules do not hold on the day asked about."""
    return named(f"{SHARED}/{_OUTDATED}")
