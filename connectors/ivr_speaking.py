"""How the phone speaks: in portions, at the caller's pace, and nothing that was interrupted is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from bot.answers.reply import Reply
from connectors.ivr_call import Call
from connectors.ivr_words import say
from connectors.speech import heard, offer
from connectors.words import say as say_anywhere

SLOWEST = 2
_RATES = ("100%", "80%", "65%")
_A_SECOND = 4.0  # characters of speech at the usual pace
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+|[^。！？!?]+")
_NO_MENU = re.compile(r"[0-9（]|取消|重发|没有案号|对$|不对$")


def ssml(text: str, pace: int) -> str:
    """The text for a synthesiser, W3C SSML 1.1; nothing to say is an empty document."""
    words = escape(text)
    inside = f'<prosody rate="{_RATES[pace]}">{words}</prosody>' if pace and words else words
    return f'<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="zh-CN">{inside}</speak>'


def take(call: Call, replies: Sequence[Reply]) -> None:
    """Put what the assistant answered into the call, in portions; what was interrupted before stays behind it."""
    more = say_anywhere("more_to_hear")
    call.rest = [part.removesuffix(more) for part in heard(*replies)]
    menu = [one for one in replies[-1].choices if not _NO_MENU.match(one)]
    call.offer = offer(replace(replies[-1], choices=tuple(menu))) if replies else ""


def next_portion(call: Call) -> str:
    """What is said now. If something is left, the question whether to go on stands at its end."""
    fresh = bool(call.rest)
    text = call.rest.pop(0) if fresh else call.aside.pop(0) if call.aside else ""
    if call.rest or call.aside:
        call.asked = "more"
        return text + say("more_aside" if fresh and not call.rest else "more")
    offer, call.offer, call.asked = call.offer, "", ""
    return text + offer if len(_SENTENCE.findall(text)) < 3 else text


def whole(call: Call) -> str:
    """All that is left at once."""
    text, call.rest, call.offer, call.asked = "".join(call.rest), [], "", ""
    return text


def interrupted(call: Call, heard_ms: int | None) -> None:
    """Keep what the caller has not heard of what was said, from the beginning of the sentence that was cut."""
    unheard = call.said
    if heard_ms is not None:
        rate = (1.0, 0.8, 0.65)[call.pace]
        unheard = _from(call.said, heard_ms / 1000 * _A_SECOND * rate)
    for question in (say("more"), say("more_aside")):
        unheard = unheard.removesuffix(question)
    call.aside = [*([unheard] if unheard else []), *call.rest, *call.aside]
    call.rest = []


def _from(text: str, place: float) -> str:
    """The text from the sentence in which a place (in characters) lies."""
    end = 0
    for sentence in _SENTENCE.findall(text):
        if end + len(sentence) > place:
            return text[end:]
        end += len(sentence)
    return ""
