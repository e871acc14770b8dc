"""What the caller asked, and whether an answer came: the rule is in ``docs/transcripts.md``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answers import followups, law_entries, roles
from bot.desk.rules import decide
from bot.intents.questions import asks
from bot.parties.reading import read_name
from bot.transcripts.calls import Call, Turn
from bot.transcripts.fates import Asked, fate_of
from bot.transcripts.listening import Heard, Listener, Part
from bot.transcripts.right import UNCLEAR, topic_of
from bot.transcripts.texts import pattern

SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "ask_capability"})
FOR_A_PERSON = frozenset({"complain", "crisis"})

_SHORT = 14  # characters of a thank-you
_STATED = 0.6  # from this confidence a sentence that tells, not asks, counts as what the caller wants


@dataclass(frozen=True)
class Listened:
    """What the caller's turns say, by place, without those that say nothing; and which side the caller is on."""

    heard: dict[int, Heard]
    role: str | None

    @property
    def intents(self) -> tuple[str, ...]:
        """Everything that was meant, each once, small talk and commands apart."""
        parts = [part for heard in self.heard.values() for part in heard.parts if part.understood]
        names = [part.intent for part in parts if not _is_small(part.intent)]
        return tuple(dict.fromkeys(names))


def listen(call: Call, listener: Listener) -> Listened:
    """Understand every turn of the caller that says something."""
    heard = {place: listener.hear(turn.text) for place, turn in enumerate(call.turns) if _says_something(call, place)}
    sides = (roles.stated(one.whole.text) for one in heard.values())
    return Listened(heard, next((side for side in sides if side), None))


def _says_something(call: Call, place: int) -> bool:
    """Not a yes, a thank-you, or the name that was asked for; words of danger always say something."""
    turn = call.turns[place]
    if not turn.by_caller or not turn.text:
        return False
    if decide("", turn.text):
        return True
    if pattern("trivial").search(turn.text) or (_was_prompted(call.turns, place) and read_name(turn.text)):
        return False
    return not (len(turn.text) <= _SHORT and pattern("thanks").search(turn.text) and not asks(turn.text))


def questions_of(call: Call, listened: Listened) -> list[Asked]:
    """The questions of a call, in order, each with its fate."""
    asked: list[Asked] = []
    for place, heard in listened.heard.items():
        for part in _questions(call, place, heard):
            asked += _asked(call, place, part, asked, listened.role)
    return _judged(call, asked)


def _questions(call: Call, place: int, heard: Heard) -> Iterator[Part]:
    """The parts of a turn that ask or want something."""
    answering = _was_prompted(call.turns, place)
    for part in heard.parts:
        wanted = asks(part.text) or (not answering and part.confidence >= _STATED)
        if not part.understood and asks(part.text):
            yield replace(part, intent=UNCLEAR)
        elif part.understood and wanted and not _is_small(part.intent) and part.intent not in FOR_A_PERSON:
            yield part
    for words in heard.unclear:
        yield Part(words, UNCLEAR, 0.0)


def _is_small(intent: str) -> bool:
    return intent in SMALL_TALK or intent.startswith("command_")


def _was_prompted(turns: Sequence[Turn], place: int) -> bool:
    """Whether the other side had just asked for a name or a number."""
    before = next((turn for turn in reversed(turns[:place]) if turn.text and not turn.by_caller), None)
    return before is not None and bool(pattern("prompts").search(before.text))


def _asked(call: Call, place: int, part: Part, before: list[Asked], role: str | None) -> Iterator[Asked]:
    """A question, unless it only says once more what was just asked and nobody has spoken since."""
    topic = UNCLEAR if part.intent == UNCLEAR else topic_of(part, role)
    part, topic = _followed(part, topic, before, role)
    if part.intent == "inform_case_number" and not asks(part.text) and before:
        return
    same = [one for one in before if one.topic == topic and topic != UNCLEAR]
    if same and not _spoken(call.turns, same[-1].place, place):
        return
    yield Asked(place, part, topic, again=bool(same))


def _followed(part: Part, topic: str, before: list[Asked], role: str | None) -> tuple[Part, str]:
    """那多久 is a question of the topic before it."""
    last = before[-1].topic if before else ""
    if "/" not in last or followups.kind_of(part.text) is None:
        return part, topic
    intent, entry = last.split("/")
    words = followups.question(followups.Topic(intent, entry), part.text, role)
    known = law_entries.asked(words) if words else None
    return (Part(known.ask, known.intent, 1.0), known.path) if known else (part, topic)


def _spoken(turns: Sequence[Turn], first: int, last: int) -> bool:
    return any(turn.text and not turn.by_caller for turn in turns[first + 1 : last])


def _judged(call: Call, asked: list[Asked]) -> list[Asked]:
    """Each with its fate. Questions of one turn share what was said after it."""
    judged = []
    for at, one in enumerate(asked):
        after = asked[at + 1 :]
        until = next((other.place for other in after if other.place > one.place), len(call.turns))
        again = any(other.again and other.topic == one.topic for other in after)
        judged.append(replace(one, fate=fate_of(call.turns, one, until, again)))
    return judged
