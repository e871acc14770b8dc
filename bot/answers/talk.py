"""Small talk, what was not understood, and handing over to a person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answers.reply import Handover, Reply, Urgency
from bot.answers.texts import say, texts

_START = ("我的案子执行到哪一步了", "不还会怎么样", "转人工")

_MOST_CHOICES = 4
_MOST_MEANINGS = 3
_OTHER_BUSINESS = "out_of_scope"
_WORTH_OFFERING = 0.02  # a confidence; a meaning below it is as good as any other
_QUOTED, _MOST_QUOTED = 20, 2  # characters of a part (people ask last), parts
_MARKS = " ,，.。?？!！;；"
_PERSON = "转人工"
DANGER = frozenset({"ambulance", "threat", "self_harm", "crisis"})
_ONE_MESSAGE = 1900  # bytes; WeChat takes 2,048, the numbers of the choices need some of them

# How a meaning is offered as a choice: the words lead to that very intent when they are sent back.
MEANINGS: dict[str, str] = texts("meanings")["meanings"]


def offered() -> dict[str, str]:
    """Every choice that progress and small talk offer, each with its intent."""
    return {**{words: intent for intent, words in MEANINGS.items()}, **texts("meanings")["choices"]}


def small_talk(act: str) -> Reply:
    """``greet``, ``goodbye``, ``thank``, ``affirm``, ``deny`` or ``capability``. Raises ``KeyError`` for others."""
    opening = act in ("greet", "capability", "affirm", "deny")
    return Reply(lines=(say("talk", act),), choices=_START if opening else ())


def service(intent: str) -> Reply:
    """Where the centre is (``ask_location``), how the terminals work (``ask_self_service``): only what is known."""
    if intent == "ask_location":
        lines = (say("talk", "location"), say("talk", "location_case"))
        return Reply(lines=lines, choices=("我的案子执行到哪一步了", "转人工"))
    return Reply(lines=(say("talk", "self_service"), say("talk", "self_service_how")), choices=_START)


def out_of_scope() -> Reply:
    """Not this office's business, and where to go instead."""
    return Reply(lines=(say("talk", "out_of_scope"),), choices=_START)


def likely(ranking: list[tuple[str, float]]) -> list[str]:
    """What a message may mean, the likeliest first, by the confidences of its intents (in falling order). Small talk is
    nothing to choose from; other business is what is left to say at the end."""
    return _other_business_last(_worth_offering(ranking)[:_MOST_MEANINGS])


def rather(ranking: list[tuple[str, float]]) -> list[str]:
    """The meanings to offer beside the answer to the likeliest intent, if they are not far behind."""
    others = [name for name in _worth_offering(ranking) if name != ranking[0][0]]
    return _other_business_last(others[:_MOST_MEANINGS])


def _worth_offering(ranking: list[tuple[str, float]]) -> list[str]:
    return [name for name, confidence in ranking if name in MEANINGS and confidence >= _WORTH_OFFERING]


def _other_business_last(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: name == _OTHER_BUSINESS)


def clarify(intents: list[str]) -> Reply:
    """Offer the two or three likely meanings; without any, ask to say it differently."""
    meanings = tuple(MEANINGS[intent] for intent in intents if intent in MEANINGS)
    if len(meanings) < 2:
        return Reply(lines=(say("talk", "unclear_open"),), choices=_START)
    numbered = tuple(f"{at}. {meaning}" for at, meaning in enumerate(meanings, 1))
    return Reply(lines=(say("talk", "unclear"), *numbered), choices=meanings)


def role_heard(role: str) -> Reply:
    """Only a side was named (``applicant``, ``debtor`` or ``third_party``): what that side usually asks."""
    return Reply(lines=(say("talk", "role_heard", role),), choices=tuple(texts("talk")["role_choices"][role]))


def beside(reply: Reply, intents: list[str]) -> Reply:
    """The same answer with other meanings among its choices, after the first of its own."""
    meanings = [MEANINGS[intent] for intent in intents if MEANINGS[intent] not in reply.choices]
    choices = (*reply.choices[:1], *meanings, *reply.choices[1:])
    offer = replace(reply, choices=choices[:_MOST_CHOICES])
    return offer if _size(offer) <= _ONE_MESSAGE else reply


def or_rather(reply: Reply, intents: list[str]) -> Reply:
    """The same with the meanings first and a word about it, where the first of them may well have been meant; nothing
    changes without any, or without room."""
    meanings = [MEANINGS[intent] for intent in intents if MEANINGS[intent] not in reply.choices]
    if not meanings:
        return reply
    other = meanings[0] == MEANINGS[_OTHER_BUSINESS]
    hint = say("talk", "or_other") if other else say("talk", "or_rather", meaning=meanings[0])
    speech = f"{reply.speech}\n{hint}" if reply.speech else ""
    choices = (*meanings, *reply.choices)[:_MOST_CHOICES]
    offer = replace(reply, lines=(*reply.lines, hint), choices=choices, speech=speech)
    return offer if _size(offer) <= _ONE_MESSAGE else reply


def _size(reply: Reply) -> int:
    return len("\n".join((reply.title, *reply.lines, *reply.choices)).encode())


def not_understood(parts: list[str]) -> Reply:
    """Parts of a message, without personal data, that got no answer beside others that did; none where they may not be
    quoted."""
    return _of_parts("part_unclear", parts)


def ask_later(parts: list[str]) -> Reply:
    """The same of questions that were too many for one turn."""
    return _of_parts("part_later", parts)


def _of_parts(key: str, parts: list[str]) -> Reply:
    if not parts:
        return Reply(lines=(say("talk", f"{key}_aloud"),))
    quoted = "、".join(f"“{_short(part)}”" for part in parts[:_MOST_QUOTED])
    return Reply(lines=(say("talk", key, parts=quoted),))


def _short(part: str) -> str:
    bare = part.strip(_MARKS)
    return bare if len(bare) <= _QUOTED else f"…{bare[-_QUOTED:]}"


def pick_one(intents: list[str]) -> Reply:
    """Yes to several meanings: which one?"""
    return replace(clarify(intents), lines=(say("talk", "pick_one"), *clarify(intents).lines[1:]))


def give_up() -> Reply:
    """Two failures in a row: offer a person."""
    return Reply(lines=(say("talk", "give_up"),), choices=("转人工", "我的案子执行到哪一步了"))


def with_person(reply: Reply) -> Reply:
    """The same answer with a person among its choices: the question is one for a judge."""
    if _PERSON in reply.choices:
        return reply
    return replace(reply, choices=(*reply.choices[: _MOST_CHOICES - 1], _PERSON))


def without_person(reply: Reply) -> Reply:
    """The same answer without the offer of a person: one hears of it already."""
    return replace(reply, choices=tuple(choice for choice in reply.choices if choice != _PERSON))


@dataclass(frozen=True)
class Handed:
    """A request that the team has: its number, who has it, by when somebody answers, when the office opens (empty while
    it is open), and whether it was added to one that was there already."""

    number: str
    who: str
    when: str
    opening: str = ""
    added: bool = False


def help_first(reason: str) -> tuple[str, ...]:
    """Where help is, the most pressing first: an ambulance, the police, or somebody to talk to."""
    return tuple(texts("talk")["danger"].get(reason, [say("talk", "crisis")]))


def handed_over(handover: Handover, handed: Handed | None) -> Reply:
    """The request went to the team, or could not be passed on (``None``)."""
    lines: list[str] = []
    if handover.reason in DANGER:
        lines += [*help_first(handover.reason), say("talk", "crisis_stay")]
    if handover.reason == "complain":
        lines.append(say("talk", "complain"))
    speech = "".join((*lines, *_fate(handover, handed, "_spoken")))
    return Reply(lines=(*lines, *_fate(handover, handed)), handover=handover, speech=speech)


def _fate(handover: Handover, handed: Handed | None, how: str = "") -> tuple[str, ...]:
    """What becomes of the request, to be read or (``_spoken``) to be heard."""
    if handed is None:
        return (say("talk", f"handover_failed{how}"),)
    values = {"who": handed.who, "number": handed.number, "when": handed.when}
    if handed.added and handover.urgency is not Urgency.URGENT:
        return (say("talk", f"handover_added{how}", **values),)
    key = "handover_urgent" if handover.urgency is Urgency.URGENT else "handover_done"
    fate = say("talk", f"{key}{how}", **values)
    closed = say("talk", f"handover_closed{how}", opening=handed.opening) if handed.opening else ""
    return (fate, closed) if closed else (fate,)


def nothing_said() -> Reply:
    """再说一遍 at the very start."""
    return Reply(lines=(say("talk", "repeat_nothing"),))


def trouble(kind: str) -> Reply:
    """Something kept the message from being understood or answered: ``empty``, ``too_long``, ``unreadable``,
    ``failed``, ``slow`` or ``busy``."""
    choices = ("转人工",) if kind in ("failed", "slow") else ()
    return Reply(lines=(say("talk", kind),), choices=choices)


def danger() -> Reply:
    """What comes first where somebody speaks of danger and nothing else works."""
    return Reply(lines=(say("talk", "crisis"),))
