"""What the right answer to a question would have been: a rule of law with its source, or what a case's facts would
have taken. The facts themselves are never here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from bot.answers import elsewhere, law, law_choice, law_entries
from bot.case_number import CaseNumber
from bot.transcripts.listening import Part
from bot.transcripts.numbers import Numbers
from bot.transcripts.texts import pattern, say, texts

CASE = frozenset({"ask_progress", "inform_case_number", "ask_measures", "ask_contact"})
CASE_OR_RULE = frozenset({"ask_payout", "ask_time_limit"})
SERVICE = frozenset({"ask_location", "ask_self_service"})
UNCLEAR = "unclear"

_ANY = "ask_consequences"

_HAN = re.compile(r"[\u3400-\u9fff0-9]+")
_COMMON_WORDS = 3
"""So many pairs of characters, beside those of the question, must an answer have in common with the right one."""


def topic_of(part: Part, role: str | None) -> str:
    """What a question is about: ``intent/id`` of an answer of law, else the intent."""
    if part.intent in law_entries.intents() and part.intent not in CASE:
        return law_choice.find(part.intent, part.text, role, part.likely)[0].path
    return "ask_progress" if part.intent == "inform_case_number" else part.intent


def question_of(topic: str, intent: str) -> str:
    """A question in the assistant's own words, never the caller's."""
    return law_entries.named(topic).ask if "/" in topic else str(texts()["intents"].get(topic, intent))


@lru_cache(maxsize=1024)
def rule_of(topic: str, day: date) -> str:
    """What is right on a day whoever asks: the rule of law with its source, or what a case's facts would take."""
    if "/" not in topic:
        return answer_of(Part("", topic, 1.0), topic, Numbers(), day)
    intent = topic.split("/")[0]
    known = intent if intent in law_entries.intents() else _ANY  # the shared answers belong to every intent
    reply = law.answer(known, law_entries.named(topic).ask, role=None, today=day)
    return "".join((f"{reply.title}：" if reply.title else "", *reply.lines))


def answer_of(part: Part, topic: str, numbers: Numbers, day: date) -> str:
    """The right answer to a question on a day, as one text."""
    intent = part.intent
    if intent in CASE or (intent in CASE_OR_RULE and (numbers.clear or numbers.unclear)):
        return _of_case(intent, numbers)
    if "/" in topic:
        return rule_of(topic, day)
    if intent == "out_of_scope":
        other = elsewhere.answer(part.text)
        return "".join(other.lines) if other else say("right", "out_of_scope")
    return say("right", "service" if intent in SERVICE else intent if intent == "request_human" else UNCLEAR)


def _of_case(intent: str, numbers: Numbers) -> str:
    matter = texts()["matters"].get(intent, texts()["matters"]["ask_progress"])
    if len(numbers.clear) == 1:
        return say("right", "case", number=_shown(numbers.clear[0]), matter=matter)
    key = "case_several" if numbers.clear else "case_unclear" if numbers.unclear else "case_no_number"
    return say("right", key, matter=matter)


def _shown(number: CaseNumber) -> str:
    return number.canonical


def fits(reply: str, part: Part, topic: str) -> bool:
    """Whether a reply says something that belongs to the right answer. It does not say that the reply is right."""
    if "/" in topic and _shared(reply, part.text, topic) >= _COMMON_WORDS:
        return True
    if part.intent in CASE | CASE_OR_RULE:
        return bool(pattern("progress").search(reply))
    named = {"ask_location": "location", "ask_self_service": "self_service", "out_of_scope": "elsewhere"}
    return part.intent in named and bool(pattern(named[part.intent]).search(reply))


def _shared(reply: str, asked: str, topic: str) -> int:
    return len((_pairs(reply) - _pairs(asked)) & _known(topic))


@lru_cache(maxsize=512)
def _known(topic: str) -> frozenset[str]:
    """The pairs of characters in an answer of law, without the commonest, which any reply has."""
    intent, id_ = topic.split("/")
    entry = next(one for one in law_entries.load()[intent].entries if one.id == id_)
    return _pairs(" ".join((entry.title, *entry.lines))) - _everywhere()


@lru_cache(maxsize=1)
def _everywhere() -> frozenset[str]:
    """Pairs that more than one answer in six has."""
    entries: Sequence[law_entries.Entry] = [entry for topic in law_entries.load().values() for entry in topic.entries]
    counts: dict[str, int] = {}
    for entry in entries:
        for pair in _pairs(" ".join((entry.title, *entry.lines))):
            counts[pair] = counts.get(pair, 0) + 1
    return frozenset(pair for pair, count in counts.items() if count * 6 > len(entries))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1))
