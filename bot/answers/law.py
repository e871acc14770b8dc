"""Answers about the law of enforcement: from an intent and a question to a :class:`Reply`.

The texts are data: one file an intent in ``data/law/``, each with entries for sub-questions. An entry's ``when`` lists
patterns; a pattern's parts, set apart by spaces, must all stand in the question, each in one of its alternatives
(``a|b``, or ``<name>`` for a list in ``_words.yml``). The entry whose pattern explains most of the question wins.
Words of the topic's ``theme`` do not tell its entries apart and do not count; the end of a long message counts twice,
because people tell the story first and ask last. A ``default`` entry answers what no pattern knows. Understanding
(``bot/intents``) may say how likely each entry is meant; where that is clear it decides before any pattern. The line
with the sources is made here, from the facts an entry rests on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from bot.answers.reply import Reply
from bot.law.facts import Confidence, Fact, fact, in_force

DATA = Path(__file__).parent / "data" / "law"
FORMS = DATA.with_name("forms")

_SHARED = "_shared"
_OUTDATED = "outdated"
_MAX_CHOICES = 4
_TAIL = 30  # characters at the end of a message in which the question usually stands
_WORDS = 1.5  # what the words of a pattern weigh beside a likelihood, chosen by cross-validation on data/questions
_UNLIKELY = 0.001  # the likelihood of what is not named at all
_BEST_UNLIKELY = math.log(_UNLIKELY) + _WORDS * math.log1p(40)  # whatever its patterns explain
_LEAST = 0.05  # a likelihood that is worth something without any pattern
_SHARED_LEAST = 0.6  # nobody is told 「躲执行的办法我不能帮您」 on a guess
_CLEAR = 0.8  # a likelihood that leaves no doubt
_SECOND = 0.12  # a likelihood from which the runner-up is worth offering
_SHARE = 4  # an entry of another intent must explain at least a quarter of the message
_NOISE = re.compile(r"[\s,，.。!！?？、;；:：…~～“”\"']+")

Pattern = tuple[tuple[str, ...], ...]
Likely = Mapping[str, float]
"""How likely a text asks for an entry, by ``intent/id``; what is missing is unlikely."""

_NOTHING: Likely = {}


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
    unless: tuple[str, ...] = ()
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
        """How much of ``text`` its best pattern explains: 0 if none fits, else 1 and more. A turn asks the same of the
        same text several times, so the last answers are kept."""
        return _kept(self, text, theme)

    def explains_anew(self, text: str, theme: frozenset[str]) -> int:
        """The same, worked out."""
        if any(word in text for word in self.unless):
            return 0
        if self.at_end:
            text = text[-_TAIL:]
        return max((_explained(pattern, text, theme) for pattern in self.when), default=0)


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


@lru_cache(maxsize=8192)
def _kept(entry: Entry, text: str, theme: frozenset[str]) -> int:
    return entry.explains_anew(text, theme)


def _explained(pattern: Pattern, text: str, theme: frozenset[str]) -> int:
    seen: set[int] = set()
    for alternatives in pattern:
        found = max((word for word in alternatives if word in text), key=len, default="")
        if not found:
            return 0
        if found not in theme:
            at = text.rindex(found)
            seen.update(range(at, at + len(found)))
    return 1 + sum(2 if at >= len(text) - _TAIL else 1 for at in seen)


def _plain(text: str) -> str:
    return _NOISE.sub("", text).lower()


def _alternatives(part: str, words: Mapping[str, list[str]]) -> Iterator[str]:
    for word in part.split("|"):
        name = re.fullmatch(r"<(\w+)>", word)
        yield from words[name[1]] if name else (word.lower(),)


def _pattern(written: str, words: Mapping[str, list[str]]) -> Pattern:
    return tuple(tuple(_alternatives(part, words)) for part in written.split())


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
        unless=tuple(raw.get("unless", ())),
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
    words = yaml.safe_load((DATA / "_words.yml").read_text("utf-8"))
    topics = {}
    for path in sorted(DATA.glob("*.yml")):
        if path.stem == "_words":
            continue
        raw = yaml.safe_load(path.read_text("utf-8"))
        entries = (_entry(one, path.stem, raw["title"], words) for one in raw["entries"])
        theme = frozenset(_alternatives(raw["theme"], words)) if "theme" in raw else frozenset()
        topics[path.stem] = Topic(tuple(entries), theme, tuple(raw.get("borrow", ())), tuple(raw.get("also", ())))
    return topics


@lru_cache(maxsize=1)
def _by_ask() -> Mapping[str, Entry]:
    return {_plain(entry.ask): entry for entry in chain.from_iterable(topic.entries for topic in load().values())}


def intents() -> tuple[str, ...]:
    """The intents that :func:`answer` knows."""
    return tuple(intent for intent in load() if intent != _SHARED)


def questions() -> dict[str, str]:
    """The questions offered as choices, each with the intent that answers it: exact knowledge for understanding.
    Shared entries go with ``ask_consequences``; any intent would do."""
    return {entry.ask: "ask_consequences" if entry.intent == _SHARED else entry.intent for entry in _by_ask().values()}


def entries(intent: str) -> tuple[Entry, ...]:
    """The entries of an intent; none for one that is no question of law."""
    return load()[intent].entries if intent in intents() else ()


def asked(question: str) -> Entry | None:
    """The entry whose own ``ask`` these words are, or ``None``."""
    return _by_ask().get(_plain(question))


@lru_cache(maxsize=1)
def _word_lists() -> tuple[tuple[str, ...], ...]:
    lists: dict[str, list[str]] = yaml.safe_load((DATA / "_words.yml").read_text("utf-8"))
    return tuple(sorted(map(tuple, lists.values()), key=len))


def synonyms(word: str) -> tuple[str, ...]:
    """The words that mean the same as ``word`` here, itself included: the narrowest list of ``_words.yml`` with it."""
    return next((words for words in _word_lists() if word in words), (word,))


def ask_of(path: str) -> str:
    """The short question of one entry, named ``intent/id``. Raises ``StopIteration`` for an unknown one."""
    return _borrowed(path).ask


def competing(intent: str) -> dict[str, Entry]:
    """The entries among which a question of this intent chooses, by ``intent/id``: its own, those that it borrows, and
    the shared ones. Raises :class:`UnknownIntentError`."""
    topics = load()
    if intent not in topics or intent == _SHARED:
        raise UnknownIntentError(intent)
    topic = topics[intent]
    entries = (*topic.entries, *map(_borrowed, topic.borrow), *topics[_SHARED].entries)
    return {entry.path: entry for entry in entries if entry.id != _OUTDATED}


def shared() -> tuple[str, ...]:
    """The entries that compete under every intent, by ``intent/id``."""
    return tuple(entry.path for entry in load()[_SHARED].entries if entry.id != _OUTDATED)


def find(intent: str, text: str, role: str | None, likely: Likely = _NOTHING) -> tuple[Entry, Entry | None]:
    """The entry that answers and the runner-up, a second question in the same message or None.
    Raises :class:`UnknownIntentError`."""
    entries = competing(intent).values()
    text = _plain(text)
    if text in _by_ask():
        return _by_ask()[text], None
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
    return entry.intent == _SHARED and (entry.first or max(likely.values()) < _CLEAR)


def fit(intent: str, text: str, role: str | None, likely: Likely) -> float:
    """How well the best of an intent's answers fits the words, to be compared between intents: 0 is an answer that is
    surely meant though no pattern knows its words, more is better. Raises :class:`UnknownIntentError`."""
    own = [one for one in competing(intent).values() if one.intent != _SHARED and _may_hear(role, one)]
    text, theme = _plain(text), load()[intent].theme
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
    told = [entry for entry in entries if entry.intent != _SHARED or likely.get(entry.path, 0.0) >= _SHARED_LEAST]
    heard = (entry for entry in told if _may_hear(role, entry))
    suiting = sorted(heard, key=lambda entry: _weight(entry, text, theme, likely), reverse=True)
    best = suiting[0]
    if likely.get(best.path, 0.0) < _LEAST and not best.explains(text, theme):
        return []
    return [best, *(entry for entry in suiting[1:2] if likely.get(entry.path, 0.0) >= _SECOND)]


def _borrowed(path: str) -> Entry:
    intent, id_ = path.split("/")
    return next(entry for entry in load()[intent].entries if entry.id == id_)


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


def answer(intent: str, text: str, *, role: str | None, today: date, likely: Likely = _NOTHING) -> Reply:
    """The answer to ``text``, understood as ``intent``, for a person in ``role`` (``applicant``, ``debtor``,
    ``third_party`` or None). If a rule it rests on does not hold ``today`` the reply says so instead.
    Raises :class:`UnknownIntentError`."""
    entry, other = find(intent, text, role, likely)
    rests_on = tuple(fact(id_) for id_ in entry.facts)
    if not all(in_force(one, today) for one in rests_on):
        entry, other, rests_on = _by_ask()[_outdated_ask()], None, ()
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
    return answer("ask_consequences", text, role=None, today=today) if entry.intent == _SHARED else None


def refusal(text: str, today: date) -> Reply | None:
    """What is told to whoever asks for help against the enforcement, however unsure the rest is, or ``None``."""
    entry, _ = find("ask_consequences", text, None)
    return answer("ask_consequences", text, role=None, today=today) if entry.first else None


def _outdated_ask() -> str:
    return next(_plain(entry.ask) for entry in load()[_SHARED].entries if entry.id == _OUTDATED)


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
