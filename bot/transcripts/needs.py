"""What needs a person, and the request that the desk gets for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answers.reply import Urgency
from bot.desk.ports import Request
from bot.hours import CHINA
from bot.parties.masking import mask_personal, mask_phone
from bot.transcripts.calls import Call
from bot.transcripts.texts import say, texts

if TYPE_CHECKING:
    from bot.transcripts.judging import Judged

CALLBACK = "callback"

_CHANNEL = "ivr"
_LAST_TURNS = 8
_LONGEST = 300  # characters of one of the last things said
_CODE = re.compile(r"^\D{0,8}\d{6}\D{0,8}$")  # a one-time code, with a word or two around it


@dataclass(frozen=True)
class Need:
    """Why a person must look at a call: ``kind`` as reports call it, ``reason`` a code of the desk's rules, and the
    words that tell (masked)."""

    kind: str
    reason: str
    urgency: Urgency
    words: str

    @classmethod
    def of(cls, kind: str, reason: str, urgency: Urgency, words: str) -> Need:
        """A need with the caller's words masked."""
        return cls(kind, reason, urgency, mask_personal(words)[-_LONGEST:])


def story_of(call: Call) -> tuple[str, ...]:
    """The last things said, oldest first, as the desk keeps them: identity, phone and card numbers and one-time codes
    masked."""
    names, hidden = texts()["ticket"]["names"], say("ticket", "hidden_code")
    said = [(turn, _CODE.sub(hidden, turn.text) if turn.by_caller else turn.text) for turn in call.turns if turn.text]
    lines = [f"{names[turn.speaker.value]}：{text}" for turn, text in said[-_LAST_TURNS:]]
    return tuple(mask_personal(line)[:_LONGEST] for line in lines)


def conversation(call_id: str) -> str:
    """The conversation that the phone line gave this call."""
    return f"{_CHANNEL}:{call_id}"


def request_of(call: Judged, need: Need) -> Request:
    """What the desk hears. Its key derives from the call, so that asking again is asking once."""
    about = _about(call)
    return Request(
        key=f"transcript:{need.kind if need.kind == CALLBACK else 'call'}:{call.id}",
        conversation=conversation(call.id),
        channel=_CHANNEL,
        reason=need.reason,
        urgency=need.urgency,
        asked=say("ticket", "asked", why=texts()["needs"][need.kind], words=need.words),
        turns=(about, *call.story),
        case_number=call.numbers[-1] if call.numbers else None,
        suggested=next((one.right for one in reversed(call.questions) if one.fate != "answered"), ""),
    )


def _about(call: Judged) -> str:
    begin = call.begin.astimezone(CHINA)
    return say(
        "ticket",
        "call",
        id=call.id,
        month=begin.month,
        day=begin.day,
        hour=begin.hour,
        minute=begin.minute,
        phone=mask_phone(call.phone) or say("ticket", "no_phone"),
    )
