"""One turn on the phone: the phone line's own part of a conversation. What is answered comes from the assistant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.answers.reply import Reply
from bot.settings import Settings
from connectors.ivr_call import Call
from connectors.ivr_contract import Action, Expect, Guess, Heard, Spoken
from connectors.ivr_desk import DANGER, FrontDesk, not_connected, owned
from connectors.ivr_hearing import Understand, best, keyed
from connectors.ivr_speaking import SLOWEST, interrupted, next_portion, ssml, take, whole
from connectors.ivr_words import first_of, means, say
from connectors.speech import spoken

Say = Callable[[str, str, dict[str, Any]], Awaitable[list[Reply]]]
"""A turn of the assistant: text, conversation, metadata (``message_id`` among them)."""
Awaited = Callable[[str], Awaitable[str]]
"""What the assistant waits for in a conversation: ``year``, ``court``, ``type``, ``serial``, ``party_name``,
``one_time_code``, another slot, or nothing."""

_PATIENCE = 60  # seconds of silence for a caller who looks something up
_STEPS = 3  # asked so often before giving up
_KEYS = {"year": (4, "#"), "court": (4, "#"), "type": (12, "#"), "serial": (8, "#"), "one_time_code": (6, "#")}
_HINTS = {"year": "hint_year", "type": "hint_serial", "serial": "hint_serial", "one_time_code": "hint_code"}
_PERSON = "转人工"
_OWN = ("wait", "repeat", "slower", "usual_pace")
_OWN_KEYS = {"0": "person", "*": "repeat", "9": "slower"}


class Operator:
    """Answers turns; the call is changed by it and kept by the channel."""

    def __init__(
        self, settings: Settings, assistant: Say, understand: Understand, awaited: Awaited, desk: FrontDesk
    ) -> None:
        self._settings = settings
        self._assistant = assistant
        self._understand = understand
        self._awaited = awaited
        self._desk = desk

    async def answer(self, heard: Heard, call: Call) -> Spoken:
        """The answer to one turn. Raises :class:`~connectors.incoming.Refused` if the assistant fails."""
        if heard.event == "hang-up":
            return self._ended(call, "")
        if call.transferred:
            return await self._came_back(heard, call)
        if heard.event == "interrupted":
            return await self._interrupted(heard, call)
        if heard.event == "start":
            return self._greeting(call)
        if heard.event == "no-input":
            return await self._silence(call)
        if heard.event == "keys":
            return await self._keys(heard.keys, call)
        if heard.event == "no-match" or not heard.guesses[0].text:
            return await self._noise(call)
        return await self._speech(heard.guesses, call)

    def _greeting(self, call: Call) -> Spoken:
        recording = say("recording") if self._settings.ivr_recording else ""
        return self._said(call, call.said or recording + say("greeting"))

    async def _speech(self, guesses: tuple[Guess, ...], call: Call) -> Spoken:
        call.silent = call.noisy = 0
        call.spoke = True
        top = guesses[0].text
        command = first_of(_OWN, top)
        if command:
            return self._command(command, call)
        answered = await self._to_own_question(top, call)
        if answered:
            return answered
        if self._settings.public_url and means("sms", top):
            return self._sms(call)
        text, sure = await best(guesses, call.awaited, self._settings.ivr_confidence, self._understand)
        return await self._turn(text, sure, call)

    def _command(self, command: str, call: Call) -> Spoken:
        if command == "wait":
            call.patient = True
            return self._said(call, say("wait"), remember=False)
        if command == "usual_pace":
            call.pace = 0
            return self._said(call, say("usual_pace") + call.said, remember=False)
        if command == "slower":
            words = say("slower" if call.pace < SLOWEST else "slowest")
            call.pace = min(call.pace + 1, SLOWEST)
            return self._said(call, words + call.said, remember=False)
        return self._said(call, call.said or say("nothing_said"))

    async def _to_own_question(self, text: str, call: Call) -> Spoken | None:
        """The answer to 要继续听吗 or 要转接吗, if the phone line asked; 继续 counts whenever something is left."""
        asked = call.asked
        if means("go_on", text) and (call.rest or call.aside):
            return self._said(call, next_portion(call))
        if asked == "more" and means("accept", text):
            return self._said(call, next_portion(call))
        if asked == "transfer" and (means("accept", text) or means("person", text)):
            put_through = await self._desk.put_through(call.conversation)
            if put_through:
                return self._transfer(call, "", *put_through)
        if asked and means("refuse", text):
            call.rest, call.aside, call.asked = [], [], ""
            return self._said(call, say("no_more"))
        return None

    async def _keys(self, keys: str, call: Call) -> Spoken:
        call.silent = call.noisy = 0
        call.spoke = True
        own = _OWN_KEYS.get(keys)
        if own == "person":
            answered = await self._to_own_question(_PERSON, call) if call.asked == "transfer" else None
            return answered or await self._turn(_PERSON, True, call)
        if own:
            return self._command(own, call)
        if call.asked == "more" and keys in ("1", "2", "#"):
            return await self._to_own_question("不用" if keys == "2" else "继续", call) or self._no_such_key(call)
        meant = keyed(keys, call.awaited)
        if meant is None or (len(meant[0]) == 1 and not int(meant[0]) <= call.choices):
            return self._no_such_key(call)
        return await self._turn(*meant, call)

    def _no_such_key(self, call: Call) -> Spoken:
        return self._said(call, say("no_such_key"), remember=False)

    async def _interrupted(self, heard: Heard, call: Call) -> Spoken:
        """The caller spoke over us: what they did not hear waits for 继续. A mere 嗯 interrupts nothing."""
        text = heard.guesses[0].text if heard.guesses else ""
        asked = call.asked
        interrupted(call, heard.heard_ms)
        if heard.guesses and means("filler", text):
            return self._said(call, next_portion(call))
        if not text:
            return self._said(call, say("go_on"), remember=False)
        call.asked = asked
        return await self._speech(heard.guesses, call)

    async def _silence(self, call: Call) -> Spoken:
        if call.patient:  # this silence was asked for
            call.patient = False
            return self._said(call, call.said, remember=False)
        call.silent += 1
        if call.silent <= _STEPS:
            again = call.said if call.silent == 1 else ""
            return self._said(call, say(f"silence_{call.silent}") + again, remember=False)
        if call.spoke and await self._desk.is_staffed():
            return await self._give_up(call)
        return self._ended(call, say("goodbye_silent"))

    async def _noise(self, call: Call) -> Spoken:
        call.silent, call.noisy = 0, call.noisy + 1
        if call.noisy <= _STEPS:
            return self._said(call, say(f"noise_{call.noisy}"), remember=False)
        return await self._give_up(call)

    async def _give_up(self, call: Call) -> Spoken:
        """Somebody is there and cannot be understood: a person, or else what the desk promises, and good-bye."""
        answered = await self._turn(_PERSON, True, call)
        if answered.action.type == "transfer":
            return answered
        return self._ended(call, answered.text.removesuffix(say("more")) + whole(call) + say("goodbye"))

    async def _turn(self, text: str, sure: bool, call: Call) -> Spoken:
        """A turn of the assistant. What was left to say is dropped, except what was interrupted."""
        call.patient = False
        metadata = {"sure": sure, "message_id": f"{call.conversation}:{call.last + 1}"}
        replies = await self._assistant(text, call.conversation, metadata)
        call.awaited = await self._awaited(call.conversation)
        call.choices = len(replies[-1].choices) if replies else 0
        if not replies:
            return await self._owned(call)
        call.aside = [] if text == _PERSON else call.aside
        handover = next((reply.handover for reply in reversed(replies) if reply.handover), None)
        put_through = await self._desk.put_through(call.conversation, handover) if handover else None
        if handover and put_through:
            kept = [reply for reply in replies if not reply.handover or handover.reason in DANGER]
            return self._transfer(call, "".join(map(spoken, kept)), *put_through)
        take(call, replies)
        danger = handover is not None and handover.reason in DANGER
        words = whole(call) if danger else next_portion(call)  # no question stands before where help is
        if not call.asked and call.awaited in _HINTS:
            words += say(_HINTS[call.awaited])
        if means("goodbye", text) and not call.asked and not handover and not call.awaited:
            return self._ended(call, words if "再见" in words else words + say("goodbye"))
        return self._said(call, words)

    async def _owned(self, call: Call) -> Spoken:
        """A person owns the conversation: the assistant is silent, the caller must not hear nothing."""
        ticket = await self._desk.ticket(call.conversation)
        if ticket is None:
            return self._said(call, say("trouble"))
        can = await self._desk.put_through(call.conversation)
        call.asked = "transfer" if can else ""
        return self._said(call, owned(*ticket) + say("owned_transfer" if can else "owned_wait"))

    async def _came_back(self, heard: Heard, call: Call) -> Spoken:
        """After a transfer there is a turn only if nobody took the call."""
        call.transferred = False
        ticket = await self._desk.ticket(call.conversation)
        if heard.event in ("speech", "keys") or ticket is None:
            return await self.answer(heard, call)
        return self._said(call, not_connected(ticket[0]))

    def _sms(self, call: Call) -> Spoken:
        if not _is_mobile(call.caller):
            return self._said(call, say("sms_no_number"))
        text = say("sms_text", url=self._settings.public_url)
        return self._said(call, say("sms_sent"), sms=((call.caller, text),))

    def _transfer(self, call: Call, before: str, action: Action, words: str) -> Spoken:
        call.transferred, call.asked, call.rest, call.aside = True, "", [], []
        call.said = before + words
        return Spoken(call.said, ssml(call.said, call.pace), None, action)

    def _ended(self, call: Call, words: str) -> Spoken:
        call.ended = True
        return Spoken(words, ssml(words, call.pace), None, Action("hang-up"))

    def _said(self, call: Call, words: str, *, remember: bool = True, sms: tuple[tuple[str, str], ...] = ()) -> Spoken:
        """Say something and wait. What only comments on the call is not what 再说一遍 repeats."""
        if remember:
            call.said = words
        length, end = _KEYS.get(call.awaited, (1, ""))
        silence = _PATIENCE if call.patient else self._settings.ivr_silence
        return Spoken(words, ssml(words, call.pace), Expect(silence, length, end), sms=sms)


def _is_mobile(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) == 11 and number.startswith("1")
